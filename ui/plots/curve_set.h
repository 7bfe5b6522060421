#pragma once

#include <QColor>
#include <QSet>
#include <QString>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

struct RunData;

/// What is drawn of the selected runs.
enum class CurveView { PerClass, Groups, Overall, Loss };

/// Name of a view as the command line takes it: "per-class", "groups", "overall", "loss".
QString viewName(CurveView view);

/// Sign at the end of an overlaid run's curves; the first run has none.
enum class Marker { None, Square, Triangle, Diamond, Circle };

/// One line of a plot, in the units of its axes. NaN is a gap; there is no infinity.
struct Curve {
  QString key;     ///< stable over updates: "class:3", "group:0", "overall", "loss"
  QString label;   ///< at its end: "airplane"; empty (and not labelled): not in the read-out
  QString detail;  ///< muted, after the value: "n=5000"
  QString metric;  ///< name of the series in the store
  QColor colour;
  Qt::PenStyle style = Qt::SolidLine;
  int run = 0;           ///< place of its run among the selected ones
  bool labelled = true;  ///< has a label at its end; overlaid runs' copies of a class have none
  Marker marker = Marker::None;
  std::vector<double> x, y;

  /// Last value that is a number, or NaN.
  double lastValue() const;
  /// Value at `epoch`, or NaN.
  double at(double epoch) const;
};

/// One pair of axes. Panes stand one above the other and share their x axis.
struct Pane {
  QString yTitle;
  bool percent = false;  ///< values are percentages
  double yLow = 0, yHigh = 1;
  std::vector<double> yTicks;  ///< of a figure that has them set; empty: round values
  double share = 1;            ///< of the height
  std::vector<Curve> curves;
};

/// One of the runs in a plot, for its key.
struct PlottedRun {
  QString id, name;
  QString metric;  ///< short name of what is drawn of it: "kNN"
  QColor colour;
  Marker marker = Marker::None;
  Qt::PenStyle style = Qt::SolidLine;  ///< of its curves; the first run's rare classes are dashed besides
  bool otherClasses = false;           ///< none of its classes is the first run's: per class it is not drawn
};

/// A whole plot as values: what the window draws, a figure prints and a CSV lists.
struct CurveSet {
  QString title;     ///< name of the first run
  QString subtitle;  ///< its data
  QString xTitle;
  QString xSymbol;     ///< before a value of x in the read-out: "tau ="; empty: "epoch"
  bool wholeX = true;  ///< x has whole numbers only
  double xLow = 0, xHigh = 1;
  std::vector<double> xTicks;  ///< as Pane::yTicks
  std::vector<Pane> panes;
  std::vector<PlottedRun> runs;
  QString message;     ///< why there is nothing to draw, and what would fill it; else empty
  QString provenance;  ///< run ids, spec hashes, data digests, program version

  bool isEmpty() const;
  /// All epochs that have a value, ascending.
  std::vector<double> epochs() const;
  /// "epoch 12", "tau = 1.5".
  QString xText(double x) const;
};

/// Which curves to make.
struct CurveRequest {
  std::vector<std::shared_ptr<const RunData>> runs;  ///< the first decides classes, ranks and colours
  CurveView view = CurveView::PerClass;
  QSet<int> hiddenClasses;  ///< class indices left out of the view per class
  bool dark = false;        ///< colours for a dark background
  std::function<QColor(const store::RunRecord&)> runColour;
};

CurveSet buildCurves(const CurveRequest& request);

/// Where the numbers of these runs are from, for exported files: ids, names, spec hashes, data digests and
/// versions.
QString provenanceOf(const std::vector<std::shared_ptr<const RunData>>& runs);

/// Class indices of a run from many to few, by the imbalanced counts (for its balanced twin as well).
std::vector<int> classesByRank(const RunData& run);

/// "Many", "Medium", "Few".
QString groupName(int group);

}  // namespace skewscope::ui
