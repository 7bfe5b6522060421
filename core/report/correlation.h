#pragma once

#include <vector>

namespace skewscope::report {

/// Spearman's rank correlation: Pearson's of average ranks. NaN for fewer than two points, a constant side,
/// or a value that is NaN. Throws Error (Internal) for lists of different length.
double spearman(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace skewscope::report
