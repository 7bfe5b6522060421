#include "ui/panels/figures_panel.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>
#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/system.h"
#include "ui/export/figure.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_preview.h"
#include "ui/export/figure_service.h"
#include "ui/models/store_edit.h"
#include "ui/models/store_service.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using Figures = std::vector<store::FigureRecord>;

QString kindText(const report::FigureSpec& spec) {
  switch (spec.kind) {
    case report::FigureKind::Curves:
      return FiguresPanel::tr("curves");
    case report::FigureKind::Weights:
      return FiguresPanel::tr("density weights");
    case report::FigureKind::Summary:
      return FiguresPanel::tr("summary");
    case report::FigureKind::Experiment:
      return FiguresPanel::tr("experiment");
    case report::FigureKind::Gap:
      return FiguresPanel::tr("relative gap");
    case report::FigureKind::Classes:
      return FiguresPanel::tr("classes");
    case report::FigureKind::Confusion:
      return FiguresPanel::tr("confusion matrix");
    case report::FigureKind::Map:
      return FiguresPanel::tr("feature map");
  }
  return {};
}

}  // namespace

struct FiguresPanel::Impl {
  FiguresPanel* panel;
  StoreService& store;
  QUndoStack& history;
  FigureService* service = nullptr;
  std::shared_ptr<const Figures> all = std::make_shared<const Figures>();
  QString wanted;  ///< id of the figure to select when it is there
  QListWidget* list = nullptr;
  FigurePreview* preview = nullptr;
  QStackedWidget* pages = nullptr;
  QPushButton *change = nullptr, *copy = nullptr, *remove = nullptr;
  QAction* exportAction = nullptr;
  std::optional<report::FigureSpec> spec;        ///< of the selected figure, if it can be read
  std::shared_ptr<const FigureContent> content;  ///< its values, once they are there
  int question = 0;                              ///< number of the last reading of values

  Impl(FiguresPanel* owner, StoreService& service_, QUndoStack& edits)
      : panel(owner), store(service_), history(edits) {}

  void build();
  QWidget* buildList();
  QWidget* buildSide();
  void takeFigures(const std::shared_ptr<const Figures>& fresh);
  const store::FigureRecord* selected() const;
  void showSelected();
  void openEditor();
  void exportSelected();
  void duplicate();
  void removeSelected();
  /// A figure that comes into the list, or goes.
  std::unique_ptr<StoreEdit> edit(const QString& title, const store::FigureRecord& record, bool comes);
};

const store::FigureRecord* FiguresPanel::Impl::selected() const {
  const int row = list->currentRow();
  return row >= 0 && row < static_cast<int>(all->size()) ? &(*all)[static_cast<std::size_t>(row)] : nullptr;
}

QWidget* FiguresPanel::Impl::buildList() {
  list = new QListWidget(panel);
  list->setObjectName(QStringLiteral("figureList"));
  list->setAccessibleName(tr("Figures"));
  list->setSpacing(2);
  list->setFixedWidth(240);
  QObject::connect(list, &QListWidget::currentRowChanged, panel, [this] {
    showSelected();
    emit panel->viewChanged();
  });
  QObject::connect(list, &QListWidget::itemActivated, panel, [this] { openEditor(); });
  auto* removal = new QAction(tr("Delete the figure"), list);
  removal->setShortcut(QKeySequence::Delete);
  removal->setShortcutContext(Qt::WidgetShortcut);
  list->addAction(removal);
  QObject::connect(removal, &QAction::triggered, panel, [this] { removeSelected(); });
  return list;
}

QWidget* FiguresPanel::Impl::buildSide() {
  auto* side = new QWidget(panel);
  auto* rows = new QVBoxLayout(side);
  rows->setContentsMargins(12, 0, 0, 0);
  auto* head = new QHBoxLayout;
  head->setSpacing(6);
  head->addStretch(1);
  const auto button = [&](const QString& text, const char* name, const QString& help) {
    auto* made = new QPushButton(text, side);
    made->setObjectName(QLatin1String(name));
    made->setToolTip(help);
    head->addWidget(made);
    return made;
  };
  change = button(tr("Edit …"), "figureEdit", tr("Size, type, colours, key and axes"));
  copy = button(tr("Duplicate"), "figureCopy", tr("A second figure with the same settings"));
  remove = button(tr("Delete"), "figureDelete", tr("Takes the figure out of the list; its runs stay"));
  QObject::connect(change, &QPushButton::clicked, panel, [this] { openEditor(); });
  QObject::connect(copy, &QPushButton::clicked, panel, [this] { duplicate(); });
  QObject::connect(remove, &QPushButton::clicked, panel, [this] { removeSelected(); });
  auto* write =
      button(tr("Export …"), "figureExport", tr("PDF, SVG, PNG, pgfplots, CSV or a table (Ctrl+S)"));
  write->setProperty("kind", QStringLiteral("primary"));
  exportAction = new QAction(tr("Export the figure"), panel);
  QObject::connect(write, &QPushButton::clicked, exportAction, &QAction::trigger);
  QObject::connect(exportAction, &QAction::enabledChanged, write, &QPushButton::setEnabled);
  QObject::connect(exportAction, &QAction::triggered, panel, [this] { exportSelected(); });
  rows->addLayout(head);
  preview = new FigurePreview(side);
  preview->setObjectName(QStringLiteral("figurePreview"));
  rows->addWidget(preview, 1);
  return side;
}

void FiguresPanel::Impl::build() {
  service = new FigureService(store, panel);
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(12);
  auto* head = new QHBoxLayout;
  auto* explain = new QLabel(
      tr("Figures that are kept. A PDF, SVG or PNG that was exported opens again when it is dropped here."),
      panel);
  explain->setProperty("kind", QStringLiteral("muted"));
  explain->setWordWrap(true);
  head->addWidget(explain, 1);
  auto* open = new QPushButton(tr("Open a file …"), panel);
  open->setObjectName(QStringLiteral("figureOpen"));
  QObject::connect(open, &QPushButton::clicked, panel, [this] {
    const QString path =
        QFileDialog::getOpenFileName(panel, tr("Open a figure"), QString(),
                                     tr("Exported figures (*.pdf *.svg *.png *.tikz *.json);;All files (*)"));
    if (!path.isEmpty()) panel->openFile(path);
  });
  head->addWidget(open);
  outer->addLayout(head);
  auto* split = new QWidget(panel);
  auto* columns = new QHBoxLayout(split);
  columns->setContentsMargins(0, 0, 0, 0);
  columns->setSpacing(0);
  columns->addWidget(buildList());
  columns->addWidget(buildSide(), 1);
  auto* empty =
      new QLabel(tr("No figure is kept yet.\n\nExport … in the other tabs shows a figure as it will be "
                    "printed;\n“Keep in the store” puts it here."),
                 panel);
  empty->setAlignment(Qt::AlignCenter);
  empty->setProperty("kind", QStringLiteral("muted"));
  empty->setWordWrap(true);
  pages = new QStackedWidget(panel);
  pages->addWidget(empty);
  pages->addWidget(split);
  outer->addWidget(pages, 1);
  QObject::connect(service, &FigureService::changed, panel,
                   [this](const auto& fresh) { takeFigures(fresh); });
  showSelected();
}

void FiguresPanel::Impl::takeFigures(const std::shared_ptr<const Figures>& fresh) {
  const store::FigureRecord* before = selected();
  const QString keep = !wanted.isEmpty() ? wanted : before != nullptr ? text(before->id) : QString();
  const int place = list->currentRow();
  all = fresh;
  {
    const QSignalBlocker quiet(list);
    list->clear();
    int row = std::min(std::max(place, 0), static_cast<int>(all->size()) - 1);
    for (std::size_t k = 0; k < all->size(); ++k) {
      const store::FigureRecord& record = (*all)[k];
      QString below = tr("cannot be read");
      try {
        const auto read = report::figureFromJson(record.spec);
        below = tr("%1, %2 × %3 mm").arg(kindText(read)).arg(read.widthMm).arg(read.heightMm);
      } catch (const Error&) {  // of a newer version; showSelected() says so
      }
      auto* item = new QListWidgetItem(text(record.title) + u'\n' + below, list);
      item->setSizeHint(QSize(0, 2 * list->fontMetrics().height() + 14));
      if (text(record.id) == keep) {
        row = static_cast<int>(k);
        wanted.clear();
      }
    }
    list->setCurrentRow(row);
  }
  pages->setCurrentIndex(all->empty() ? 0 : 1);
  showSelected();
}

void FiguresPanel::Impl::showSelected() {
  const store::FigureRecord* record = selected();
  spec.reset();
  content.reset();
  ++question;
  for (QPushButton* button : {copy, remove}) button->setEnabled(record != nullptr);
  exportAction->setEnabled(false);
  change->setEnabled(false);
  if (record == nullptr) return;
  try {
    spec = report::figureFromJson(record->spec);
  } catch (const Error& error) {
    preview->show(nullptr, {}, text(error.message()));
    return;
  }
  change->setEnabled(true);
  preview->show(nullptr, *spec, tr("Reading the values …"));
  readFigureInBackground(store.path(), *spec, panel,
                         [this, asked = question](const auto& read, const QString& error) {
                           if (asked != question) return;
                           content = read;
                           preview->show(content, *spec, error);
                           exportAction->setEnabled(content && !content->isEmpty());
                         });
}

void FiguresPanel::Impl::openEditor() {
  const store::FigureRecord* record = selected();
  if (record == nullptr || !spec) return;
  openFigure({*spec, text(record->id), text(record->title), nullptr}, &store, panel);
}

void FiguresPanel::Impl::exportSelected() {
  const store::FigureRecord* record = selected();
  if (record == nullptr || !content) return;
  exportFigure(content, *spec, text(record->title), panel, [this](const QString& path, const QString& error) {
    emit panel->message(error.isEmpty() ? tr("Written: %1").arg(path) : error, {});
  });
}

std::unique_ptr<StoreEdit> FiguresPanel::Impl::edit(const QString& title, const store::FigureRecord& record,
                                                    bool comes) {
  const auto come = [record](store::Store& file) { file.restoreFigure(record); };
  const auto go = [id = record.id](store::Store& file) { file.removeFigure(id); };
  const StoreEdit::Report report = [owner = QPointer(panel)](const QString& error) {
    if (owner) emit owner->message(error, {});
  };
  if (comes) return std::make_unique<StoreEdit>(store, title, come, go, report);
  return std::make_unique<StoreEdit>(store, title, go, come, report);
}

void FiguresPanel::Impl::duplicate() {
  const store::FigureRecord* record = selected();
  if (record == nullptr) return;
  store::FigureRecord twin = *record;
  twin.id = newUuid();
  twin.title = tr("%1 (copy)").arg(text(record->title)).toStdString();
  twin.createdMs = twin.changedMs = nowMs();
  wanted = text(twin.id);
  history.push(edit(tr("duplicate “%1”").arg(text(record->title)), twin, true).release());
}

void FiguresPanel::Impl::removeSelected() {
  const store::FigureRecord* found = selected();
  if (found == nullptr) return;
  const store::FigureRecord record = *found;
  const QString name = text(record.title);
  auto removal = edit(tr("delete “%1”").arg(name), record, false);
  const auto token = removal->token();
  history.push(removal.release());
  emit panel->message(tr("“%1” is deleted.").arg(name), [this, owner = QPointer(panel), record, token, name] {
    if (!owner) return;
    wanted = text(record.id);
    takeBack(history, token, [&] { return edit(tr("restore “%1”").arg(name), record, true); });
  });
}

FiguresPanel::FiguresPanel(StoreService& store, QUndoStack& history, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store, history)) {
  impl_->build();
}

FiguresPanel::~FiguresPanel() = default;

QAction* FiguresPanel::exportAction() const {
  return impl_->exportAction;
}

QJsonObject FiguresPanel::viewState() const {
  const store::FigureRecord* record = impl_->selected();
  return {{QStringLiteral("figure"), record != nullptr ? text(record->id) : QString()}};
}

void FiguresPanel::setViewState(const QJsonObject& state) {
  const std::string id = state[QStringLiteral("figure")].toString().toStdString();
  const auto found = std::ranges::find(*impl_->all, id, &store::FigureRecord::id);
  if (found == impl_->all->end()) return;
  const QSignalBlocker quiet(impl_->list);
  impl_->list->setCurrentRow(static_cast<int>(found - impl_->all->begin()));
  impl_->showSelected();
}

void FiguresPanel::openFile(const QString& path) {
  using Answer = std::pair<std::optional<report::FigureSpec>, QString>;
  auto* watcher = new QFutureWatcher<Answer>(this);
  connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, path] {
    const Answer answer = watcher->result();
    watcher->deleteLater();
    if (answer.first) {
      openFigure({*answer.first, {}, QFileInfo(path).completeBaseName(), nullptr}, &impl_->store, this);
    } else {
      emit message(tr("%1: %2").arg(QFileInfo(path).fileName(), answer.second), {});
    }
  });
  watcher->setFuture(QtConcurrent::run([path]() -> Answer {
    try {
      return {readFigureFile(path), QString()};
    } catch (const Error& error) {
      return {std::nullopt, text(error.message())};
    }
  }));
}

}  // namespace skewscope::ui
