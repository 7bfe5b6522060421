#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/report/metrics.h"

namespace skewscope::report {

/// Values of one run at ascending epochs, both of one length; NaN: none.
struct EpochValues {
  std::span<const std::int64_t> epochs;
  std::span<const double> values;
};

/// How far a band over repetitions reaches around their mean.
enum class Spread {
  StandardDeviation,  ///< mean +- sample standard deviation s (n - 1)
  StandardError,      ///< mean +- s / sqrt(n)
  Range,              ///< smallest to largest
  Confidence95,       ///< mean +- t s / sqrt(n), the 95 % interval of the mean by Student's t, n - 1 degrees
};

/// t with P(-t <= T <= t) = 0.95 for Student's distribution, to 12 digits. The probability is the finite sum
/// of Abramowitz and Stegun (1964), 26.7.3 and 26.7.4. NaN for degrees < 1.
double studentT95(int degrees);

/// Lower and upper edge of a band; NaN where the spread is not known (n < 2, also for the range).
struct BandEdges {
  double low = 0, high = 0;
};
BandEdges bandEdges(const Band& band, Spread spread);

/// A mean over repetitions with its band, by epoch.
struct SeedCurve {
  std::vector<std::int64_t> epochs;  ///< all that a run has, ascending
  std::vector<double> mean;          ///< NaN where no run has a value
  std::vector<double> low, high;     ///< bandEdges()
  std::vector<int> n;                ///< runs with a value there
};
/// Mean and band of several runs; at each epoch of the runs that have a value there.
SeedCurve seedCurve(std::span<const EpochValues> runs, Spread spread);

}  // namespace skewscope::report
