#include "ui/export/figure_dialog.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QStandardPaths>
#include <QStyle>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>
#include <utility>

#include "ui/export/figure.h"
#include "ui/export/figure_editor.h"
#include "ui/export/figure_preview.h"
#include "ui/export/figure_service.h"
#include "ui/export/file_dialog.h"
#include "ui/models/store_service.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::FigureSpec;

QString lastFolder() {
  const QString fallback = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  const QString folder = QSettings().value(QStringLiteral("export/folder"), fallback).toString();
  return QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

/// "SimCLR_r_.01_s1": characters that every file system takes.
QString fileNameOf(const QString& title) {
  QString name;
  for (const QChar c : title.left(80))
    name += c.isLetterOrNumber() || c == u'.' || c == u'-' ? c : QChar(u'_');
  while (name.startsWith(u'.')) name.remove(0, 1);
  return name.isEmpty() ? QStringLiteral("figure") : name;
}

/// Whether both choose the same matrix; how its numbers are written does not count.
bool sameMatrix(const report::ConfusionOptions& a, const report::ConfusionOptions& b) {
  return a.values == b.values && a.metric == b.metric && a.epoch == b.epoch && a.order == b.order;
}

/// Whether both show the same values, drawn in whatever way.
bool sameValues(const FigureSpec& a, const FigureSpec& b) {
  return a.kind == b.kind && a.view == b.view && a.bestEpoch == b.bestEpoch && a.runs == b.runs &&
         a.runColours == b.runColours && a.hiddenClasses == b.hiddenClasses && a.curves == b.curves &&
         sameMatrix(a.confusion, b.confusion) && a.colouring == b.colouring && a.experiment == b.experiment &&
         a.measures == b.measures;
}

}  // namespace

void exportFigure(std::shared_ptr<const FigureContent> content, const FigureSpec& spec, const QString& name,
                  QWidget* parent, std::function<void(const QString& path, const QString& error)> done) {
  QStringList filters;
  for (const FigureFileType& type : figureFileTypes())
    filters.append(QStringLiteral("%1 (*.%2)").arg(type.name, type.suffix));
  const QString suggestion = QDir(lastFolder()).filePath(fileNameOf(name) + QStringLiteral(".pdf"));
  const QString path = saveFileName(parent, FigureDialog::tr("Export the figure"), suggestion,
                                    filters.join(QStringLiteral(";;")));
  if (path.isEmpty()) return;
  writeFigureInBackground(
      path, std::move(content), spec, parent, [path, done = std::move(done)](const QString& error) {
        if (error.isEmpty())
          QSettings().setValue(QStringLiteral("export/folder"), QFileInfo(path).absolutePath());
        done(path, error);
      });
}

struct FigureDialog::Impl {
  FigureDialog* self;
  FigureSource source;
  StoreService* store;
  FigureSpec loaded;  ///< what the content was read for
  FigureSpec saved;   ///< as the store keeps it
  QString savedName;
  QString failure;  ///< why there is no content
  int reading = 0;  ///< questions to the store that are not answered
  bool warned = false;
  FigureEditor* editor = nullptr;
  FigurePreview* preview = nullptr;
  QLineEdit* name = nullptr;
  QLabel* said = nullptr;
  QPushButton *keep = nullptr, *write = nullptr;

  Impl(FigureDialog* owner, FigureSource from, StoreService* service)
      : self(owner), source(std::move(from)), store(service) {}

  void build();
  void buildFoot(QVBoxLayout* rows);
  void buildUndo(QHBoxLayout* row, QWidget* foot);
  void read();
  void refresh();
  void say(const QString& text, const char* kind);
  void exportIt();
  void keepIt();
  QString nameOf() const;
  bool isChanged() const {
    return !source.id.isEmpty() && (editor->spec() != saved || name->text().trimmed() != savedName);
  }
};

QString FigureDialog::Impl::nameOf() const {
  const QString own = name->text().simplified();
  if (!own.isEmpty()) return own;
  if (!editor->spec().title.empty()) return text(editor->spec().title);
  return source.content ? source.content->title() : FigureDialog::tr("Figure");
}

void FigureDialog::Impl::build() {
  self->setWindowTitle(source.id.isEmpty() ? FigureDialog::tr("Figure")
                                           : FigureDialog::tr("Figure: %1").arg(source.name));
  auto* rows = new QVBoxLayout(self);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  auto* top = new QHBoxLayout;
  top->setSpacing(0);
  preview = new FigurePreview(self);
  preview->setObjectName(QStringLiteral("preview"));
  editor = new FigureEditor(source.content != nullptr, self);
  editor->setObjectName(QStringLiteral("editor"));
  top->addWidget(preview, 1);
  top->addWidget(editor);
  rows->addLayout(top, 1);
  buildFoot(rows);
  editor->offerSmoothing(source.smoothing);
  editor->setSpec(source.spec);
  QObject::connect(editor, &FigureEditor::changed, self, [this] {
    warned = false;
    say({}, "muted");
    if (store != nullptr && !sameValues(editor->spec(), loaded)) read();
    refresh();
  });
  self->resize(QSize(1020, 680).boundedTo(self->screen()->availableSize()));
}

void FigureDialog::Impl::buildFoot(QVBoxLayout* rows) {
  auto* foot = new QFrame(self);
  foot->setProperty("kind", QStringLiteral("footer"));
  auto* column = new QVBoxLayout(foot);
  column->setContentsMargins(16, 10, 16, 12);
  column->setSpacing(8);
  said = new QLabel(foot);
  said->setObjectName(QStringLiteral("problem"));
  said->setWordWrap(true);
  said->setTextInteractionFlags(Qt::TextSelectableByMouse);
  said->hide();
  column->addWidget(said);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  column->addLayout(row);
  buildUndo(row, foot);
  name = new QLineEdit(source.name, foot);
  name->setObjectName(QStringLiteral("name"));
  name->setAccessibleName(FigureDialog::tr("Name in the list of figures"));
  name->setPlaceholderText(FigureDialog::tr("Name in the list of figures"));
  name->setMaxLength(120);
  QObject::connect(name, &QLineEdit::textEdited, self, [this] { refresh(); });
  keep = new QPushButton(
      source.id.isEmpty() ? FigureDialog::tr("Keep in the store") : FigureDialog::tr("Save"), foot);
  keep->setObjectName(QStringLiteral("keep"));
  keep->setToolTip(
      FigureDialog::tr("Kept figures are in the tab Figures, and for `skewscope figure export`"));
  keep->setAutoDefault(false);
  QObject::connect(keep, &QPushButton::clicked, self, [this] { keepIt(); });
  auto* close = new QPushButton(FigureDialog::tr("Close"), foot);
  close->setAutoDefault(false);
  QObject::connect(close, &QPushButton::clicked, self, &QDialog::reject);
  write = new QPushButton(FigureDialog::tr("Export …"), foot);
  write->setObjectName(QStringLiteral("write"));
  write->setToolTip(FigureDialog::tr("PDF, SVG, PNG, pgfplots, CSV or a table; with all values"));
  write->setProperty("kind", QStringLiteral("primary"));
  write->setDefault(true);
  QObject::connect(write, &QPushButton::clicked, self, [this] { exportIt(); });
  const bool canKeep = store != nullptr && !source.content;
  name->setVisible(canKeep);
  keep->setVisible(canKeep);
  row->addWidget(name, 1);
  row->addWidget(keep);
  if (!canKeep) row->addStretch(1);
  row->addWidget(close);
  row->addWidget(write);
  rows->addWidget(foot);
}

/// Two buttons that say what they undo and redo.
void FigureDialog::Impl::buildUndo(QHBoxLayout* row, QWidget* foot) {
  QUndoStack& history = editor->history();
  const auto button = [&](const char* object, QKeySequence::StandardKey key, void (QUndoStack::*what)()) {
    auto* made = new QToolButton(foot);
    made->setObjectName(QLatin1String(object));
    made->setProperty("kind", QStringLiteral("chip"));
    made->setFocusPolicy(Qt::StrongFocus);
    auto* action = new QAction(made);
    action->setShortcuts(key);
    self->addAction(action);
    QObject::connect(action, &QAction::triggered, &history, what);
    QObject::connect(made, &QToolButton::clicked, action, &QAction::trigger);
    row->addWidget(made);
    return std::pair(made, action);
  };
  const auto [undo, undoAction] = button("undo", QKeySequence::Undo, &QUndoStack::undo);
  const auto [redo, redoAction] = button("redo", QKeySequence::Redo, &QUndoStack::redo);
  undo->setText(FigureDialog::tr("Undo"));
  redo->setText(FigureDialog::tr("Redo"));
  const auto refresh = [&history, undo = undo, redo = redo] {
    undo->setEnabled(history.canUndo());
    redo->setEnabled(history.canRedo());
    undo->setToolTip(FigureDialog::tr("Undo: %1").arg(history.undoText()));
    redo->setToolTip(FigureDialog::tr("Redo: %1").arg(history.redoText()));
    undo->setAccessibleName(undo->toolTip());
    redo->setAccessibleName(redo->toolTip());
  };
  QObject::connect(&history, &QUndoStack::indexChanged, foot, refresh);
  refresh();
}

void FigureDialog::Impl::say(const QString& words, const char* kind) {
  said->setText(words);
  said->setVisible(!words.isEmpty());
  said->setProperty("kind", QLatin1String(kind));
  said->style()->unpolish(said);
  said->style()->polish(said);
}

/// Reads the values anew; what comes for an older question is dropped.
void FigureDialog::Impl::read() {
  loaded = editor->spec();
  ++reading;
  readFigureInBackground(store->path(), loaded, self,
                         [this, asked = loaded](const auto& content, const QString& error) {
                           --reading;
                           if (!sameValues(asked, loaded)) return;
                           source.content = content;
                           if (content) editor->offerMatrices(content->matrices);
                           if (content) editor->offerPredictors(content->predictors);
                           failure = error;
                           refresh();
                         });
}

void FigureDialog::Impl::refresh() {
  const QString problem = editor->problem();
  const bool there = source.content && !source.content->isEmpty();
  preview->show(source.content, editor->spec(),
                !failure.isEmpty()               ? failure
                : !source.content && reading > 0 ? FigureDialog::tr("Reading the values …")
                                                 : QString());
  if (!problem.isEmpty()) say(problem, "error");
  editor->setUsualTitle(source.content ? source.content->title() : QString());
  write->setEnabled(there && problem.isEmpty());
  keep->setEnabled(problem.isEmpty() && (source.id.isEmpty() || isChanged()));
}

void FigureDialog::Impl::exportIt() {
  exportFigure(source.content, editor->spec(), nameOf(), self,
               [this](const QString& path, const QString& error) {
                 refresh();
                 if (error.isEmpty()) {
                   say(FigureDialog::tr("Written: %1").arg(path), "good");
                   emit self->written(path);
                 } else {
                   say(error, "error");
                 }
               });
}

void FigureDialog::Impl::keepIt() {
  const FigureSpec spec = editor->spec();
  const QString title = nameOf();
  auto id = std::make_shared<std::string>(source.id.toStdString());
  keep->setEnabled(false);
  store->edit([id, title = title.toStdString(),
               spec](store::Store& file) { *id = file.saveFigure(*id, title, report::toJson(spec)); },
              [this, id, spec, title, guard = QPointer(self)](const QString& error) {
                if (!guard) return;
                if (error.isEmpty()) {
                  source.id = text(*id);
                  saved = spec;
                  savedName = title;
                  name->setText(title);
                  keep->setText(FigureDialog::tr("Save"));
                  self->setWindowTitle(FigureDialog::tr("Figure: %1").arg(title));
                  say(FigureDialog::tr("“%1” is in the tab Figures.").arg(title), "good");
                  emit self->kept(source.id);
                }
                refresh();
                if (!error.isEmpty()) say(error, "error");
              });
}

FigureDialog::FigureDialog(FigureSource source, StoreService* store, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, std::move(source), store)) {
  impl_->build();
  impl_->saved = impl_->source.spec;
  impl_->savedName = impl_->source.name;
  if (!impl_->source.content && store != nullptr) impl_->read();
  impl_->refresh();
}

FigureDialog::~FigureDialog() = default;

void FigureDialog::reject() {
  if (impl_->isChanged() && !std::exchange(impl_->warned, true)) {
    impl_->say(tr("There are changes that are not saved. Close again to drop them."), "attention");
    return;
  }
  QDialog::reject();
}

FigureDialog* openFigure(FigureSource source, StoreService* store, QWidget* panel) {
  auto* dialog = new FigureDialog(std::move(source), store, panel->window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
  return dialog;
}

}  // namespace skewscope::ui
