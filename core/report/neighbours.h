#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace skewscope::report {

/// A point near another one.
struct Neighbour {
  std::int64_t row = 0;
  double cosine = 0;  ///< in [-1, 1]
};

/// The `count` rows that have the largest cosine with row `row` (or as many as there are), nearest first; of
/// equal ones the lower row first. `values`: rows of `dimensions` values one after the other. The row itself
/// is left out, and so are rows of zeros, which have no direction; a row of zeros has no neighbours. Throws
/// Error (Internal) for sizes that do not fit.
std::vector<Neighbour> nearestByCosine(std::span<const float> values, int dimensions, std::int64_t row,
                                       std::size_t count);

}  // namespace skewscope::report
