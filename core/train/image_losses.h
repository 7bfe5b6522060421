#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/learn/model.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::train {

/// The training loss of a trained model, image by image, on views that it was never trained on.
///
/// The network is in evaluation state (BatchNorm's running statistics), so that an image's loss does not hang
/// on which images share its batch, but for the negatives of SimCLR: what is compared there must have as
/// many, of the same classes (measureInOrder()), and those of MoCo.
class ImageLosses {
 public:
  /// `model`, `spec` and `settings` must outlive this. `settings`: of the training views. `negatives`: of
  /// MoCo.
  ImageLosses(const learn::Model& model, const spec::ExperimentSpec& spec, const augment::Settings& settings,
              std::int64_t batch, learn::Model::Negatives negatives, ParallelFor parallel);

  /// Mean loss of each of images[indices] over `repeats` views; [indices.size()], in their order.
  std::vector<double> measure(const data::ImageSet& images, std::span<const std::int64_t> indices,
                              std::int64_t repeats) const;

  /// Losses [visited.size()] of images[visited] on the views of one repetition (0-based), in batches of
  /// neighbours, the last one filled up from the start.
  std::vector<double> measureInOrder(const data::ImageSet& images, std::span<const std::int64_t> visited,
                                     std::int64_t repeat) const;

  /// A random order of n items, another one for each repetition.
  std::vector<std::int64_t> order(std::int64_t n, std::int64_t repeat) const;

  /// Leaves the gradient of the mean loss over images[indices], one view each, in the model's parameters.
  /// `weights` [indices.size()]: of a weighted mean, with sum above 0; empty: all equal.
  void gradient(const data::ImageSet& images, std::span<const std::int64_t> indices,
                std::span<const double> weights = {}) const;

 private:
  /// Calls `use(losses [b] of the images from `begin` on)` for each batch.
  using Use = std::function<void(const torch::Tensor& losses, std::int64_t begin)>;
  void forEachBatch(const data::ImageSet& images, std::span<const std::int64_t> visited, std::int64_t repeat,
                    const Use& use) const;

  const learn::Model& model_;
  const spec::ExperimentSpec& spec_;
  const augment::Settings& settings_;
  std::int64_t batch_;
  learn::Model::Negatives negatives_;
  ParallelFor parallel_;
};

}  // namespace skewscope::train
