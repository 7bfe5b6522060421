#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <string>
#include <vector>

namespace skewscope::store {
class Reader;
}

namespace skewscope::ui {

/// One self-contained HTML page (no file, font or script beside it) of some runs: results and their means
/// over seeds, figures as SVG, what the runs differ in, how each number was measured, all settings, and how
/// to make the runs again. `runs`: ids, at least one; the first decides classes and ranks of figures. `title`
/// may be empty. Well-formed as XML. Blocks; works on any thread. Throws Error (Usage) for a run that is not
/// there.
QByteArray htmlReport(store::Reader& reader, const std::vector<std::string>& runs, const QString& title);

/// `skewscope report --store FILE [--runs ID,ID] [--title TEXT] --out FILE.html`, without a display. Default
/// runs: all that are done. Returns the exit status: 0, or that of the ErrorKind; what went wrong is said on
/// standard error.
int runReportCommand(const QStringList& arguments);

}  // namespace skewscope::ui
