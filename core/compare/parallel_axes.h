#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/compare/run_column.h"
#include "core/store/records.h"

namespace skewscope::compare {

/// How the values of an axis become places on it.
enum class AxisKind {
  Linear,
  Logarithmic,  ///< all values are above 0 and the largest is over 20 times the smallest
  Categories,   ///< each value a step of its own
};

/// One of the values of a Categories axis.
struct AxisCategory {
  std::string key;    ///< as the command line has it: "simclr", "true"
  std::string shown;  ///< for people: "SimCLR"
};

/// An axis of parallel coordinates with the values of all runs. Positions on it go from 0, its lower end, to
/// 1.
struct ParallelAxis {
  RunColumn column;
  AxisKind kind = AxisKind::Linear;
  double low = 0, high = 0;              ///< smallest and largest value; Categories: unused
  std::vector<AxisCategory> categories;  ///< Categories: from the lower end on
  std::vector<double> values;            ///< of each run; Categories: index of the category; NaN: none
  bool hasNone = false;                  ///< some run has no value: the level "none" is at position 0
};

/// Values of a column over runs. Options that do not apply to a run, settings of imported runs, metrics that
/// were not measured and values that are not finite are none. Categories stand in the order of the option's
/// choices, else by name.
ParallelAxis parallelAxis(std::span<const store::RunRecord> runs, const RunColumn& column);

/// Options that tell the runs apart, without those that repetitions differ in; only the seed if nothing else
/// does; then `metric`.
std::vector<RunColumn> usualAxes(std::span<const store::RunRecord> runs, const MetricColumn& metric);

/// `present` in the order of `order`, as far as that has them; the others behind the one that they follow in
/// `present`.
std::vector<std::string> arranged(std::span<const std::string> present, std::span<const std::string> order);

/// Position of the lower end of the values: above 0 where there is a level "none".
double lowestOf(const ParallelAxis& axis);

/// Where a value is on the axis; NaN: the level "none". With `flipped` the largest value is below; "none"
/// stays at the lower end. A single value is in the middle.
double positionOf(const ParallelAxis& axis, double value, bool flipped);

/// Values with a tick: all categories; all values of an option that has up to seven; else round ones, about
/// `count`, 1, 2 and 5 times powers of ten on a logarithmic axis. Ascending.
std::vector<double> ticksOf(const ParallelAxis& axis, int count);

/// Which runs are kept on one axis: those in the range, of one of the categories, and with `none` those
/// without a value.
struct AxisBrush {
  std::optional<std::pair<double, double>> range{};  ///< numbers, ends included
  std::vector<std::string> categories{};             ///< keys
  bool none = false;

  bool operator==(const AxisBrush&) const = default;
};

/// Whether the brush keeps run `run`.
bool keeps(const ParallelAxis& axis, const AxisBrush& brush, std::size_t run);

/// The brush of all between two positions, in either order; nothing if that is no number, category nor
/// "none".
std::optional<AxisBrush> brushBetween(const ParallelAxis& axis, double from, double to, bool flipped);

/// Where a brush lies on the axis: pairs of positions from below, ascending. Values outside of the axis are
/// at its ends.
std::vector<std::pair<double, double>> brushSpans(const ParallelAxis& axis, const AxisBrush& brush,
                                                  bool flipped);

/// Positions that a cursor steps through: those of the values, or if there are more than `most` different
/// ones, of `most` equal steps; "none" if there is that level. Ascending.
std::vector<double> levelsOf(const ParallelAxis& axis, std::size_t most, bool flipped);

}  // namespace skewscope::compare
