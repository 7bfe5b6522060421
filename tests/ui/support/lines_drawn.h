#pragma once

#include "ui/plots/curve_plot.h"

namespace skewscope::ui {

/// Lines in the picture of a plot: those of the curves, what was measured behind smoothed ones, and the edges
/// of bands. -1 while the newest curves are not drawn yet.
inline int linesDrawn(const CurvePlot& plot) {
  const auto& curves = plot.drawn().what.curves;
  if (curves == nullptr || curves != plot.curves()) return -1;
  int lines = 0;
  for (const Pane& pane : curves->panes) {
    for (const Curve& curve : pane.curves)
      lines += 1 + (curve.smooth.empty() ? 0 : 1) + (curve.low.empty() ? 0 : 2);
  }
  return lines;
}

}  // namespace skewscope::ui
