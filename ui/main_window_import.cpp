// Runs from files of other programs: the menu, and what is said about them.
#include <QFileDialog>
#include <algorithm>

#include "core/exchange/import.h"
#include "core/store/store.h"
#include "ui/main_window_impl.h"
#include "ui/models/import_service.h"
#include "ui/models/store_service.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/run_list_panel.h"

namespace skewscope::ui {
namespace {

constexpr qsizetype kShownRemarks = 3;
constexpr qsizetype kMostSelected = 8;  ///< more curves than that tell nothing at a glance

QString firstOf(const QStringList& lines) {
  QStringList shown = lines.mid(0, kShownRemarks);
  if (lines.size() > kShownRemarks)
    shown.append(MainWindow::tr("… and %1 more").arg(lines.size() - kShownRemarks));
  return shown.join(u'\n');
}

}  // namespace

void MainWindow::Impl::connectImports() {
  imports = new ImportService(*store, &self);
  QObject::connect(imports, &ImportService::finished, &self,
                   [this](const ImportReport& report) { imported(report); });
}

void MainWindow::Impl::askForImport(bool folder) {
  const QStringList paths =
      folder
          ? QStringList{QFileDialog::getExistingDirectory(&self, MainWindow::tr("Import event files"))}
          : QFileDialog::getOpenFileNames(
                &self, MainWindow::tr("Import runs"), {},
                MainWindow::tr("Event files of TensorBoard and CSV files (*tfevents* *.csv);;All files (*)"));
  if (!paths.isEmpty() && !paths.front().isEmpty()) importPaths(paths, false);
}

void MainWindow::Impl::importPaths(const QStringList& paths, bool percent) {
  messages->show(MessageBar::Kind::Info, MainWindow::tr("Reading what is to be imported …"), {},
                 QStringLiteral("import"));
  imports->importPaths(paths, percent);
}

void MainWindow::Impl::imported(const ImportReport& report) {
  QStringList lines;
  if (report.ids.size() == 1)
    lines.append(MainWindow::tr("Imported “%1”: %2.").arg(report.names.front(), report.what));
  if (report.ids.size() > 1)
    lines.append(MainWindow::tr("Imported %n run(s).", nullptr, static_cast<int>(report.ids.size())));
  if (!report.problems.isEmpty()) lines.append(firstOf(report.problems));
  if (!report.remarks.isEmpty()) lines.append(firstOf(report.remarks));
  std::vector<MessageBar::Action> actions;
  if (!report.ids.isEmpty()) {
    if (report.seemsPercent)
      actions.push_back({MainWindow::tr("They are per cent"), [this, report] {
                           removeImported(report.ids);
                           importPaths(report.paths, true);
                         }});
    actions.push_back({MainWindow::tr("Undo"), [this, ids = report.ids] { removeImported(ids); }});
    // Beside what is selected, so that the curves lie over each other.
    pendingSelection = runList->selectedRuns() + report.ids.mid(0, kMostSelected);
    pendingFollows = false;
    store->poke();
  }
  const auto kind = report.ids.isEmpty()                                    ? MessageBar::Kind::Error
                    : report.problems.isEmpty() && report.remarks.isEmpty() ? MessageBar::Kind::Good
                                                                            : MessageBar::Kind::Attention;
  messages->show(kind, lines.join(u'\n'), actions, QStringLiteral("import"),
                 kind == MessageBar::Kind::Good ? 30 : 0);
}

void MainWindow::Impl::removeImported(const QStringList& ids) {
  store->edit(
      [ids](store::Store& file) {
        for (const QString& id : ids) file.setDeleted(id.toStdString(), true);
      },
      [this](const QString& error) {
        if (!error.isEmpty()) messages->show(MessageBar::Kind::Error, error, {}, QStringLiteral("import"));
      });
}

}  // namespace skewscope::ui
