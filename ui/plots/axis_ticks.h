#pragma once

#include <QString>
#include <vector>

#include "core/report/figure_spec.h"

namespace skewscope::ui {

/// Number beside a tick: six digits at most, thousands and millions from 100,000 on as "200k" and "1.5M".
QString tickText(double value);

/// Ticks of a logarithmic axis inside [low, high], 0 < low < high: 1, 2 and 5 times the powers of ten; where
/// these would be more than twice `count`, only powers, about `count` of them at most; round numbers at equal
/// distances where `high` is less than five times `low`.
std::vector<double> logTicks(double low, double high, int count);

/// A logarithmic axis from the smallest to the largest value, both above 0, with a little room on both sides;
/// ends and ticks that were set stay.
report::FigureAxis logAxisAround(report::FigureAxis axis, double smallest, double largest);

}  // namespace skewscope::ui
