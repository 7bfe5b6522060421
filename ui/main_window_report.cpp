// The report of the selected runs: asked for, written in the background, and offered to the browser.
#include <QDesktopServices>
#include <QPointer>
#include <QUrl>
#include <memory>

#include "ui/export/file_dialog.h"
#include "ui/export/html_report.h"
#include "ui/export/run_csv.h"
#include "ui/main_window_impl.h"
#include "ui/models/store_service.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/run_list_panel.h"

namespace skewscope::ui {

void MainWindow::Impl::writeReport() {
  std::vector<std::string> ids;
  for (const QString& id : runList->selectedRuns()) ids.push_back(id.toStdString());
  const auto tell = [this](MessageBar::Kind kind, const QString& words,
                           const std::vector<MessageBar::Action>& actions = {}) {
    messages->show(kind, words, actions, QStringLiteral("report"), kind == MessageBar::Kind::Error ? 0 : 30);
  };
  if (ids.empty())
    return tell(MessageBar::Kind::Attention, MainWindow::tr("Choose the runs of the report in the list."));
  const QString path = saveFileName(&self, MainWindow::tr("Report of the selected runs"),
                                    QStringLiteral("report.html"), MainWindow::tr("Web pages (*.html)"));
  if (path.isEmpty()) return;
  tell(MessageBar::Kind::Info, MainWindow::tr("The report is being written …"));
  const auto problem = std::make_shared<QString>();
  store->query(
      [ids, path, problem](store::Reader& reader) {
        *problem = writeFile(path, htmlReport(reader, ids, {}));
      },
      [guard = QPointer(&self), tell, path, problem](const QString& error) {
        if (!guard) return;
        const QString wrong = error.isEmpty() ? *problem : error;
        if (!wrong.isEmpty()) return tell(MessageBar::Kind::Error, wrong);
        tell(MessageBar::Kind::Good, MainWindow::tr("Wrote %1.").arg(path),
             {{MainWindow::tr("Open it"), [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); }}});
      });
}

}  // namespace skewscope::ui
