#pragma once

#include <QStringList>

namespace skewscope::ui {

/// `skewscope figure`: writes figures of stored runs without a window and without a display. `arguments`:
/// what follows the word `figure`. Blocks. Makes a QGuiApplication of its own (platform "offscreen") if there
/// is none. Returns the exit status: 0, or that of the ErrorKind; what went wrong is said on standard error.
///
///   --store FILE            the store (required)
///   --runs ID,ID            UUIDs, beginnings of them, or names; default: the newest run, for a summary all
///   done ones
///   --kind curves|summary   default curves
///   --view per-class|groups|overall|loss     what curves show; default per-class
///   --x epoch|step|time|images               of curves; default epoch
///   --log x|y|xy            logarithmic axes of curves
///   --smooth 0.9            curves smoothed by a debiased moving average; default: as measured
///   --band sd|se|min-max|95 mean and band over runs that differ in the seed alone
///   --multiples             a plot for each run
///   --size 84x60            millimetres; default 84x60, for a summary 174x70
///   --font-size 8  --dpi 300
///   --out FILE              .pdf, .svg, .png or .csv; may be given several times
int runFigureCommand(const QStringList& arguments);

}  // namespace skewscope::ui
