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
///   --kind curves|weights|summary|gap|classes|confusion|map   default curves
///   --view per-class|groups|overall|loss     what curves show; default per-class; of a map tsne|components
///   --x epoch|step|time|images               of curves; default epoch
///   --log x|y|xy            logarithmic axes of curves
///   --smooth 0.9            curves smoothed by a debiased moving average; default: as measured
///   --band sd|se|min-max|95 mean and band over runs that differ in the seed alone
///   --multiples             a plot for each run
///   --values shares|counts|difference        of a confusion matrix; default shares
///   --metric probe_accuracy --epoch 30       whose predictions, and when; default: the first, the last one
///   --order images|index    of its classes; --numbers automatic|shown|none  --unit percent|share  --decimals
///   1
///   --colouring classes|correct|weights      what the colours of a map say; default classes
///   --size 84x60            millimetres; default 84x60, for a summary 174x70, for a matrix and a map 84x84,
///   for two maps 174x84
///   --font-size 8  --dpi 300  --legend automatic|top|right|bottom|none  --palette standard|viridis|grey
///   --letter a              of the first panel
///   --out FILE              .pdf, .svg, .png, .tikz, .csv, .tex, .md or .json; may be given several times
///   --save NAME             keeps the figure in the store
///
/// list: the figures that the store keeps. show FIGURE: its JSON. export FIGURE --out FILE: writes it; the
/// options above that say how change it. FIGURE is an id, the beginning of one, a name, or a file: JSON as
/// `show` prints it, or a PDF, SVG, PNG or .tikz that Skewscope has exported.
int runFigureCommand(const QStringList& arguments);

}  // namespace skewscope::ui
