#pragma once

#include <QLineF>
#include <QPointF>
#include <Qt>
#include <cstddef>
#include <vector>

namespace skewscope::ui {

/// Places labels of equal height at the ends of curves: as near to the wanted positions as can be (least
/// squares) without overlap, in the order of the wanted positions, inside [low, high].
///
/// `wanted` and the result are label centres, in the caller's order. All positions grow in one direction
/// (pixels from the top, say). If not all labels fit, the spacing shrinks so that they share the room evenly;
/// call labelsThatFit() first to choose fewer.
std::vector<double> layoutLabels(const std::vector<double>& wanted, double height, double low, double high);

/// Indices of at most `capacity` of `count` labels, evenly spread and with the first and the last.
std::vector<std::size_t> labelsThatFit(std::size_t count, std::size_t capacity);

/// Where an item of a key stands: its left end, and the row that it is in.
struct KeyPlace {
  double left = 0;
  std::size_t row = 0;
};

/// Items of these widths one beside the other, `gap` apart, in a new row where one would pass `room`.
std::vector<KeyPlace> keyRows(const std::vector<double>& widths, double gap, double room);

/// The thin line from the end of a curve to its label.
struct LabelLeader {
  QLineF line;
  Qt::PenStyle style = Qt::NoPen;  ///< none where the label stands beside the end, dots over the plot
};

/// Leader to a label whose left middle is `label`, in a column right of `right`, where the longest curve
/// ends. It starts at `end`, the curve's own: a shorter run's label would otherwise seem to be another
/// curve's. `unit` is the room between `right` and the labels.
LabelLeader leaderTo(const QPointF& end, double right, const QPointF& label, double unit);

}  // namespace skewscope::ui
