#pragma once

#include <QColor>
#include <QString>
#include <functional>
#include <string>
#include <vector>

#include "core/report/seed_curve.h"
#include "ui/models/run_data.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/joined_runs.h"

namespace skewscope::ui {

/// Marker of the copy of a class curve of overlaid run `run`; the first run has none.
Marker markerOf(std::size_t run);

/// Dash of an overlaid run's copy of a class curve, so that it is told from the first run's (curvePen()).
Qt::PenStyle overlayStyle(std::size_t run);

/// The class of that name, or null.
const store::RunClass* classNamed(const RunData& run, const std::string& name);

/// "N = 3", "N = 2–3".
QString numberOf(int low, int high);

/// From stored runs to the lines of a plot, for buildCurves() alone: curve_lines.cpp makes the curves,
/// curve_build.cpp what is around them.
class CurveBuilder {
 public:
  explicit CurveBuilder(const CurveRequest& request);
  CurveSet build();

 private:
  void addPanes();
  void addClassCurves(Pane& pane);
  void addGroupCurves(Pane& pane);
  /// Which metric of a run a curve shows; "" for none.
  using MetricOf = std::function<std::string(const RunData&)>;
  /// A curve for every run that has the metric, in the colours of the runs.
  void addRunCurves(Pane& pane, const MetricOf& metricOf, const QString& ownLabel, Qt::PenStyle style);
  Curve curve(std::size_t place, const std::vector<report::EpochValues>& values, const Pane& pane);
  void colourByClass(Curve& curve, const QColor& colour, Qt::PenStyle style) const;
  void addRuns();
  QString whyUndrawn(std::size_t place) const;
  void placeX();
  void fitY(Pane& pane) const;
  QString accuracyTitle() const;
  QString nothingYet() const;
  QString caption() const;

  bool byClass() const { return request_.view == CurveView::PerClass || request_.view == CurveView::Groups; }

  const CurveRequest& request_;
  const CurveOptions& options_;
  std::vector<JoinedRuns> joined_;
  CurveSet set_;
  int notPositive_ = 0;  ///< values that a logarithmic axis has no place for
};

}  // namespace skewscope::ui
