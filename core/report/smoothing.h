#pragma once

#include <span>
#include <vector>

namespace skewscope::report {

/// Debiased causal exponential moving average: the weight of a value falls by `factor` with each value after
/// it, and the weights sum to one from the first value on (Kingma and Ba 2015, section 3, for the correction
/// 1 - factor^k). What has been smoothed never changes when more values follow. NaN and infinite values are
/// gaps of the result and are left out of the averages after them. The average runs over values, however far
/// apart they are. `factor` in [0, 1): 0 leaves the values as they are. Throws Error (Usage) outside.
std::vector<double> smoothed(std::span<const double> values, double factor);

}  // namespace skewscope::report
