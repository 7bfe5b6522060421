#pragma once

#include <QRectF>
#include <QStringList>
#include <cstddef>
#include <vector>

#include "ui/plots/bar_chart.h"
#include "ui/plots/label_layout.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// The texts below the groups of a chart, so that every group has one: in smaller type where they would run
/// into each other, and turned where that is not enough. Of more groups than can be told apart even so, every
/// second, third, ... has one.
struct GroupLabels {
  double size = 0;                 ///< of the type
  bool turned = false;             ///< one line each, read from bottom to top
  double height = 0;               ///< room below the axis
  std::vector<QStringList> lines;  ///< for each group; what is too long even so has an ellipsis in its middle
};

/// Labels for groups of `slot` width, at most `most` high.
GroupLabels groupLabels(const PlotPainter& plot, const std::vector<QStringList>& categories, double slot,
                        double most);

/// Where the bars of a chart stand, for drawing and for the pointer.
class BarChartLayout {
 public:
  /// `area`: of the whole chart, in points.
  BarChartLayout(const PlotPainter& plot, const BarChart& chart, const QRectF& area);

  /// Inside the axes.
  QRectF plotArea() const { return plot_; }
  /// From values to points.
  const PlotPainter::Scale& y() const { return y_; }
  /// Values with a grid line.
  const std::vector<double>& ticks() const { return ticks_; }
  /// Texts below the groups.
  const GroupLabels& labels() const { return labels_; }
  /// Left end and middle of an entry of the key: one for each series, the last for what bars and lines are.
  QPointF key(std::size_t entry) const;
  /// Middle of a category.
  double middle(std::size_t category) const;
  /// Room of one category.
  double slot() const { return slot_; }
  /// The bar from zero to the mean; empty for one without a value.
  QRectF bar(const BarChart& chart, std::size_t series, std::size_t category) const;

 private:
  QRectF plot_;
  PlotPainter::Scale y_;
  std::vector<double> ticks_;
  GroupLabels labels_;
  std::vector<KeyPlace> key_;
  double keyTop_ = 0, keyRow_ = 0, slot_ = 0, width_ = 0;
};

}  // namespace skewscope::ui
