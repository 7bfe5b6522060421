#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace skewscope::report {

/// For each test image whether a run was right, 1 or 0.
using Correctness = std::vector<std::uint8_t>;

/// Whether each predicted class is the true one. Of the images of some classes alone where `classes` (one
/// flag a class) is not empty. Throws Error (Data) where the lengths differ or a label is past the flags.
Correctness correctnessOf(std::span<const std::uint16_t> labels, std::span<const std::uint16_t> predicted,
                          std::span<const std::uint8_t> classes = {});

/// How a paired bootstrap is made.
struct BootstrapSettings {
  int resamples = 5000;    ///< 100 to 1,000,000
  double level = 0.95;     ///< coverage of the interval, in (0, 1)
  std::uint64_t seed = 1;  ///< of the resampling; the same seed gives the same numbers with one C++ library
};

/// Difference of two accuracies on the same test images, with what chance does to it.
struct PairedDifference {
  std::int64_t images = 0;   ///< test images
  std::int64_t seeds = 0;    ///< pairs of runs
  double a = 0, b = 0;       ///< mean accuracies in [0, 1]
  double difference = 0;     ///< a - b
  double low = 0, high = 0;  ///< percentile interval of the difference
  double shareBetter = 0;    ///< of the resamples in which A is ahead; ties count half
  std::int64_t onlyA = 0,
               onlyB = 0;  ///< images that one of a pair has right and the other not, over all pairs
  /// Exact two-sided p of McNemar's test (binomial; Q. McNemar, Psychometrika 12, 1947); NaN for more than
  /// one pair, whose images are not independent.
  double mcNemar = 0;
};

/// Paired bootstrap (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993): test images and
/// pairs of runs are drawn with replacement, crossed, since every pair is tested on the same images; both
/// runs of a pair see the same draw, so what is easy or hard for both cancels. With one pair the images alone
/// are drawn. a[s] and b[s] are of one pair of runs, such as those of one seed. Throws Error (Usage) without
/// a pair or an image, for unequal lengths, and for settings out of range.
PairedDifference pairedBootstrap(std::span<const Correctness> a, std::span<const Correctness> b,
                                 const BootstrapSettings& settings = {});

}  // namespace skewscope::report
