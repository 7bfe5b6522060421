#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace skewscope::report {

/// Counts [true class][predicted class] of one evaluation on labelled images.
struct Confusion {
  int classes = 0;
  std::vector<std::int64_t> counts;      ///< classes * classes, row = true class
  std::vector<std::uint16_t> predicted;  ///< class of each image, in the order in which they were added

  explicit Confusion(int classCount = 0)
      : classes(classCount),
        counts(static_cast<std::size_t>(classCount) * static_cast<std::size_t>(classCount)) {}
  void add(int truth, int prediction);
  std::int64_t at(int truth, int prediction) const;
  /// Top-1 accuracy in [0, 1] over all images; NaN without images.
  double accuracy() const;
  /// Recall of each class in [0, 1]; NaN where the class has no test image.
  std::vector<double> perClass() const;
};

/// Accuracy summary of one evaluation, all in [0, 1].
struct AccuracySummary {
  double overall = 0;
  std::vector<double> perClass;
  std::array<double, 3> groups{};  ///< mean class accuracy over many, medium, few; NaN for an empty group
  double classDeviation = 0;       ///< population standard deviation over classes (balancedness)
  double groupDeviation = 0;  ///< population standard deviation over the three groups (balancedness of SDCLR)
  int worstClass = -1;
};

/// `groups[c]` is 0 many, 1 medium, 2 few (data::classGroups on the imbalanced counts).
AccuracySummary summarise(const Confusion& confusion, std::span<const int> groups);
/// The same of accuracies that are there already: over all test images, and of each class (NaN: none).
AccuracySummary summarise(double overall, std::span<const double> perClass, std::span<const int> groups);

/// Relative gap (A_balanced - A_imbalanced) / A_balanced (paper section 2), at equal n. NaN if A_balanced is
/// 0 or either is NaN.
double relativeGap(double balanced, double imbalanced);

/// Standard error of a relative gap that comes from the finite test set alone: both accuracies are shares of
/// `testImages` images, taken as independent (they are of the same images, which makes the true error
/// smaller), and the gap is linearised. Says nothing of the spread over seeds. NaN where the gap is, or
/// without images.
double relativeGapError(double balanced, double imbalanced, std::int64_t testImages);

/// Mean and spread over repetitions.
struct Band {
  int n = 0;
  double mean = 0, standardDeviation = 0;  ///< sample standard deviation (n - 1); NaN for n < 2
  double low = 0, high = 0;                ///< minimum, maximum

  bool operator==(const Band&) const = default;
};
/// NaNs are left out.
Band band(std::span<const double> values);

}  // namespace skewscope::report
