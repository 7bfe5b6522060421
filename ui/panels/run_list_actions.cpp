#include "ui/panels/run_list_actions.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QIcon>
#include <QKeySequence>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QPointer>
#include <QStringList>
#include <QWidget>
#include <algorithm>

#include "ui/export/file_dialog.h"
#include "ui/export/run_csv.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/panels/copy_chip.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

QIcon dotIcon(const QColor& colour) {
  QPixmap pixmap(32, 32);
  pixmap.setDevicePixelRatio(2);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawEllipse(QPointF(8, 8), 5, 5);
  return QIcon(pixmap);
}

bool any(const std::vector<store::RunRecord>& runs, std::initializer_list<store::RunStatus> states) {
  return std::any_of(runs.begin(), runs.end(), [&](const auto& run) {
    return std::find(states.begin(), states.end(), run.status) != states.end();
  });
}

/// A file name from a run's name.
QString fileNameOf(const QString& name) {
  QString safe;
  for (const QChar c : name) safe += c.isLetterOrNumber() || c == u'.' || c == u'-' ? c : QChar(u'_');
  return safe;
}

}  // namespace

RunListActions::RunListActions(QWidget* panel, QWidget& table, StoreService& store, QMenu& columns,
                               Handlers handlers)
    : QObject(panel), panel_(panel), store_(store), on_(std::move(handlers)) {
  menu_ = new QMenu(panel);
  using K = QKeySequence;
  resume_ = add(QStringLiteral("run.resume"), tr("Resume"), K(tr("Ctrl+Shift+R")), [this] { on_.resume(); });
  stop_ = add(QStringLiteral("run.stop"), tr("Stop this run"), K(tr("Ctrl+Shift+X")), [this] { on_.stop(); });
  cancel_ = add(QStringLiteral("run.cancel"), tr("Take out of the queue"), K(tr("Ctrl+Shift+Q")),
                [this] { on_.cancel(); });
  clone_ =
      add(QStringLiteral("run.clone"), tr("Clone to the form"), K(tr("Ctrl+D")), [this] { on_.clone(); });
  evaluate_ = add(QStringLiteral("run.evaluate"), tr("Evaluate …"), K(tr("Ctrl+Shift+V")),
                  [this] { on_.evaluate(); });
  separator();
  rename_ = add(QStringLiteral("run.rename"), tr("Rename"), K(Qt::Key_F2), [this] { on_.rename(); });
  tags_ = add(QStringLiteral("run.tags"), tr("Tags"), K(tr("Ctrl+T")), [this] { on_.editTags(); });
  note_ = add(QStringLiteral("run.note"), tr("Note"), K(tr("Ctrl+Shift+N")), [this] { on_.editNote(); });
  colour_ = add(QStringLiteral("run.colour"), tr("Colour"), {}, {});
  colour_->setMenu(colourMenu());
  archive_ = add(QStringLiteral("run.archive"), tr("Archive"), K(tr("Ctrl+E")), [this] {
    on_.archive(
        !std::all_of(selected_.begin(), selected_.end(), [](const auto& run) { return run.archived; }));
  });
  delete_ =
      add(QStringLiteral("run.delete"), tr("Delete"), K(QKeySequence::Delete), [this] { on_.remove(); });
  separator();
  copyId_ = add(QStringLiteral("run.copy_id"), tr("Copy ID"), K(tr("Ctrl+Shift+C")), [this] {
    QStringList ids;
    for (const auto& run : selected_) ids.append(text(run.id));
    QApplication::clipboard()->setText(ids.join(u'\n'));
  });
  copyRows_ = add(QStringLiteral("run.copy_rows"), tr("Copy rows as"), {}, {});
  copyRows_->setMenu(makeCopyMenu(
      copyRows_->text(), [this](report::TableFormat as) { return on_.rows(as); }, panel));
  export_ = add(QStringLiteral("run.export_csv"), tr("Export values as CSV …"), K(tr("Ctrl+Shift+E")),
                [this] { exportCsv(); });
  separator();
  pin_ = add(QStringLiteral("run.baseline"), tr("Pin as baseline"), K(tr("Ctrl+B")), [this] { on_.pin(); });
  add(QStringLiteral("run.filter"), tr("Filter"), K(QKeySequence::Find), [this] { on_.filter(); });
  add(QStringLiteral("run.sort"), tr("Sort by a column …"), K(tr("Ctrl+Alt+O")), [this] { on_.sort(); });
  QAction* columnAction = columns.menuAction();
  columnAction->setObjectName(QStringLiteral("run.columns"));
  all_.append(columnAction);
  menu_->addAction(columnAction);
  // Keys that mean something else while one types: they belong to the table alone.
  for (QAction* action : {rename_, delete_}) {
    action->setShortcutContext(Qt::WidgetShortcut);
    table.addAction(action);
  }
  update({});
}

QAction* RunListActions::add(const QString& name, const QString& text, const QKeySequence& shortcut,
                             std::function<void()> run) {
  auto* action = new QAction(text, this);
  action->setObjectName(name);
  action->setShortcut(shortcut);
  if (run) connect(action, &QAction::triggered, this, [handler = std::move(run)] { handler(); });
  all_.append(action);
  menu_->addAction(action);
  panel_->addAction(action);
  return action;
}

void RunListActions::separator() {
  auto* line = new QAction(this);
  line->setSeparator(true);
  all_.append(line);
  menu_->addAction(line);
}

QMenu* RunListActions::colourMenu() {
  auto* colours = new QMenu(tr("Colour"), panel_);
  connect(colours, &QMenu::aboutToShow, this, [this, colours] {
    colours->clear();
    for (int i = 0; i < runColours(); ++i) {
      const QColor colour = runColour(i);
      connect(colours->addAction(dotIcon(colour), tr("Colour %1").arg(i + 1)), &QAction::triggered, this,
              [this, colour] { on_.colour(colour.name()); });
    }
    colours->addSeparator();
    connect(colours->addAction(tr("Automatic")), &QAction::triggered, this,
            [this] { on_.colour(QString()); });
  });
  return colours;
}

void RunListActions::update(const std::vector<store::RunRecord>& selected) {
  using Status = store::RunStatus;
  selected_ = selected;
  const bool some = !selected.empty();
  const bool one = selected.size() == 1;
  resume_->setEnabled(any(selected, {Status::Interrupted, Status::Failed}));
  stop_->setEnabled(std::ranges::any_of(selected, [this](const auto& run) { return on_.isOurs(run.id); }));
  cancel_->setEnabled(any(selected, {Status::Queued}));
  clone_->setEnabled(one && !store::isImported(selected.front()));
  evaluate_->setEnabled(some && std::ranges::all_of(selected, [](const auto& run) {
                          return !store::isImported(run) && (run.hasCheckpoint || run.status != Status::Done);
                        }));
  rename_->setEnabled(one);
  pin_->setEnabled(one);
  pin_->setText(one && on_.isBaseline(selected.front().id) ? tr("Unpin the baseline")
                                                           : tr("Pin as baseline"));
  for (QAction* action : {tags_, note_, colour_, archive_, copyId_, copyRows_}) action->setEnabled(some);
  delete_->setEnabled(some);
  export_->setEnabled(one);
  const bool archived =
      some && std::all_of(selected.begin(), selected.end(), [](const auto& run) { return run.archived; });
  archive_->setText(archived ? tr("Unarchive") : tr("Archive"));
}

void RunListActions::exportCsv() {
  if (selected_.size() != 1) return;
  const QString id = text(selected_.front().id);
  const QString path = saveFileName(panel_, tr("Export values as CSV"),
                                    fileNameOf(text(selected_.front().name)) + QStringLiteral(".csv"),
                                    tr("CSV files (*.csv)"));
  if (path.isEmpty()) return;
  store_.read(id, [guard = QPointer<RunListActions>(this), path](std::shared_ptr<const RunData> data,
                                                                 const QString& error) {
    if (!guard) return;
    const QString problem = data ? writeFile(path, runCsv(*data)) : error;
    guard->on_.failed(problem.isEmpty() ? tr("Wrote %1.").arg(path) : problem);
  });
}

}  // namespace skewscope::ui
