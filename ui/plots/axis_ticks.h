#pragma once

#include <QString>
#include <vector>

namespace skewscope::ui {

/// Number beside a tick: six digits at most, thousands and millions from 100,000 on as "200k" and "1.5M".
QString tickText(double value);

/// Ticks of a logarithmic axis inside [low, high], 0 < low < high: 1, 2 and 5 times the powers of ten; where
/// these would be more than twice `count`, only powers, about `count` of them at most; round numbers at equal
/// distances where `high` is less than five times `low`.
std::vector<double> logTicks(double low, double high, int count);

}  // namespace skewscope::ui
