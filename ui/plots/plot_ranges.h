#pragma once

#include <qcustomplot.h>

#include <QJsonValue>
#include <vector>

namespace skewscope::ui {

/// What part of its axes a plot shows.
struct PlotRanges {
  bool zoomed = false;  ///< else all, and the ranges say nothing
  QCPRange x;
  std::vector<QCPRange> y;  ///< of the panes
};

/// For views: null while all is shown. What makes no sense is read as that.
QJsonValue toJson(const PlotRanges& ranges);
PlotRanges rangesFrom(const QJsonValue& json);

}  // namespace skewscope::ui
