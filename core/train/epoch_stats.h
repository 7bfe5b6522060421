#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace skewscope::train {

/// Sums of the per-image training losses of an epoch in progress, in all and per class. Part of a checkpoint,
/// so that an epoch that was interrupted ends with the same means.
class EpochStats {
 public:
  explicit EpochStats(int classes = 0);

  /// One batch: `losses` of the first pass, `perturbed` of SAM's second pass (empty for plain steps), and the
  /// class of each image. Sums are in double, in the order of the images.
  void add(std::span<const float> losses, std::span<const float> perturbed,
           std::span<const std::uint16_t> labels);

  std::int64_t images() const;
  /// Mean first-pass loss; NaN before the first batch.
  double loss() const;
  /// Mean second-pass loss over the images that had one; NaN if none had.
  double perturbedLoss() const;
  /// Mean of second minus first loss over the images that had both: the sharpness along the perturbation.
  double sharpness() const;
  bool hasPerturbed() const;
  std::vector<double> classLoss() const;       ///< NaN where the class has not been seen
  std::vector<double> classSharpness() const;  ///< NaN where the class has not been seen

  /// Flat form for checkpoints, 4 (classes + 1) + 1 values, and back. Throws Error (Data) if the size does
  /// not fit `classes`.
  const std::vector<double>& values() const { return sums_; }
  static EpochStats fromValues(std::vector<double> values, int classes);

 private:
  enum Row {
    kCount,
    kLoss,
    kPairs,
    kRise
  };  ///< images, sum of losses, images with both passes, sum of differences
  double& at(Row row, std::size_t column) { return sums_[static_cast<std::size_t>(row) * columns_ + column]; }
  double at(Row row, std::size_t column) const {
    return sums_[static_cast<std::size_t>(row) * columns_ + column];
  }
  std::vector<double> ratio(Row numerator, Row denominator) const;

  std::size_t columns_;       ///< classes + 1; the last column is over all classes
  std::vector<double> sums_;  ///< 4 * columns_, and the sum of perturbed losses at the end
};

}  // namespace skewscope::train
