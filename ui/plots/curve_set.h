#pragma once

#include <QColor>
#include <QSet>
#include <QString>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "core/store/records.h"
#include "ui/plots/curve_options.h"

namespace skewscope::ui {

struct RunData;

/// What is drawn of the selected runs.
enum class CurveView { PerClass, Groups, Overall, Loss };

/// Name of a view as the command line takes it: "per-class", "groups", "overall", "loss".
QString viewName(CurveView view);

/// Sign at the end of an overlaid run's curves; the first run has none. Points of other plots have them too.
enum class Marker { None, Square, Triangle, Diamond, Circle, Cross };

/// One line of a plot, in the units of its axes. NaN is a gap; there is no infinity.
struct Curve {
  QString key;     ///< stable over updates: "class:3", "group:0", "overall", "loss"
  QString label;   ///< at its end: "airplane"
  QString detail;  ///< muted, after the value: "n=5000"
  QString metric;  ///< name of the series in the store
  QColor colour;
  Qt::PenStyle style = Qt::SolidLine;
  int run = 0;           ///< place of its run among the selected ones
  bool labelled = true;  ///< has a label at its end; overlaid runs' copies of a class have none
  Marker marker = Marker::None;
  Qt::PenStyle ownStyle = Qt::SolidLine;  ///< in a plot of its own run alone
  QString ownLabel;                       ///< there, where that is another: "loss" for "SimCLR s1"
  std::vector<double> x, y;               ///< as measured, or the mean over seeds
  std::vector<double> smooth;             ///< the line drawn over y, which steps back; empty: y is the line
  std::vector<double> low, high;          ///< edges of the band around y; empty: none
  std::vector<int> n;                     ///< runs behind each mean; empty: one

  /// The values of its line.
  const std::vector<double>& line() const { return smooth.empty() ? y : smooth; }
  /// Index of the last value of its line that is a number and not right of `most`, or -1.
  std::ptrdiff_t endIndex(double most) const;
  /// Last measured value that is a number and not right of `most`, or NaN.
  double lastValue(double most = std::numeric_limits<double>::infinity()) const;
  /// Measured value at `place` on the x axis, or NaN. With `held` that of the last point up to there, unless
  /// the curve has ended: for axes on which runs have no points in common.
  double at(double place, bool held = false) const;
};

/// One pair of axes. Panes stand one above the other and share their x axis.
struct Pane {
  QString yTitle;
  bool percent = false;  ///< values are percentages
  bool logY = false;     ///< yLow is then above 0
  double yLow = 0, yHigh = 1;
  std::vector<double> yTicks;  ///< of a figure that has them set; empty: round values
  double share = 1;            ///< of the height
  std::vector<Curve> curves;
};

/// One of the runs in a plot, or several that are joined over their seeds, for its key.
struct PlottedRun {
  QString id;  ///< of several joined ones with spaces between
  QString name;
  QString metric;  ///< short name of what is drawn of it: "kNN", "kNN, N = 3"
  QColor colour;
  Marker marker = Marker::None;
  Qt::PenStyle style = Qt::SolidLine;  ///< of its curves; of a single run those of rare classes are dashed
  QString undrawn{};                   ///< why nothing is drawn of it: "other classes"; else empty
};

/// What a key says of a run: "Supervised r .01 s1 (head)".
QString keyText(const PlottedRun& run);

/// A whole plot as values: what the window draws, a figure prints and a CSV lists.
struct CurveSet {
  QString title;     ///< name of the first run
  QString subtitle;  ///< its data
  QString xTitle;
  QString xForm;                          ///< of a value of x in the read-out: "τ = %1"; empty: "epoch %1"
  QString xKey{QStringLiteral("epoch")};  ///< name of the axis for programs
  bool wholeX = true;                     ///< x has whole numbers only
  bool sharedX = true;  ///< runs have points at the same places; else the read-out holds values (Curve::at())
  bool logX = false;    ///< xLow is then above 0
  bool multiples = false;  ///< drawn as splitByRun()
  double xLow = 0, xHigh = 1;
  std::vector<double> xTicks;  ///< as Pane::yTicks
  std::vector<Pane> panes;
  std::vector<PlottedRun> runs;
  QString caption;     ///< how lines and bands were made from the values; empty: they are the values
  QString message;     ///< why there is nothing to draw, and what would fill it; else empty
  QString provenance;  ///< run ids, spec hashes, data digests, program version

  bool isEmpty() const;
  /// All places on the x axis that have a value, ascending.
  std::vector<double> places() const;
  /// "epoch 12", "τ = 1.5".
  QString xText(double x) const;
};

/// Which curves to make.
struct CurveRequest {
  std::vector<std::shared_ptr<const RunData>> runs;  ///< the first decides classes, ranks and colours
  CurveView view = CurveView::PerClass;
  CurveOptions options{};
  QSet<int> hiddenClasses;  ///< left out: class indices per class; of groups: 0 many, 1 medium, 2 few
  bool dark = false;        ///< colours for a dark background
  std::function<QColor(const store::RunRecord&)> runColour;
};

CurveSet buildCurves(const CurveRequest& request);

/// A set for each of its runs, on the axes of all, as small multiples show them. Joined runs share one.
std::vector<CurveSet> splitByRun(const CurveSet& set);

/// Columns of a grid of `count` small multiples.
int multipleColumns(std::size_t count);

/// Where the numbers of these runs are from, for exported files: ids, names, spec hashes, data digests and
/// versions.
QString provenanceOf(const std::vector<std::shared_ptr<const RunData>>& runs);

/// Class indices of a run from many to few, by the imbalanced counts (for its balanced twin as well).
std::vector<int> classesByRank(const RunData& run);

/// "Many", "Medium", "Few".
QString groupName(int group);

}  // namespace skewscope::ui
