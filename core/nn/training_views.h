#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/nn/batch.h"
#include "core/nn/device.h"

namespace skewscope::nn {

/// Makes the views of training steps where the network computes. On the processor: BatchBuffer. On a device
/// with a plug-in the data set lies in its memory, as 8-bit numbers, and the plug-in's kernel makes the views
/// from it, with the draws of the processor; where the data set takes more than half of that memory, or an
/// image is larger than the kernel takes, they are made on the processor and copied.
class TrainingViews {
 public:
  /// `images` must outlive this. `views`: of each image. `bf16`: what a device's kernel writes is rounded to
  /// bfloat16, as the network's first layer would. Throws c10::OutOfMemoryError where the data set does not
  /// fit into a device's free memory.
  TrainingViews(const Device& device, const augment::Settings& settings, const data::ImageSet& images,
                int views, bool bf16, ParallelFor parallel);

  /// Views 0, 1, ... of the images `indices` in `epoch`, each [indices.size(), 3, height, width] in
  /// channels_last memory of the device; float32, but for what the constructor says. With `repeats`
  /// (data::EpochDraws; as many as indices, one view alone): which view of its image each is. The next call
  /// may overwrite them.
  std::vector<torch::Tensor> make(std::span<const std::int64_t> indices, std::span<const int> repeats,
                                  std::uint64_t seed, std::int64_t epoch);

  /// Whether a device's kernel makes the views.
  bool onDevice() const { return pixels_.defined(); }

 private:
  std::vector<torch::Tensor> byKernel(std::span<const std::int64_t> indices, std::span<const int> repeats,
                                      std::uint64_t seed, std::int64_t epoch) const;

  const Device device_;
  const augment::Settings settings_;
  const data::ImageSet& images_;
  const bool bf16_;
  const ParallelFor parallel_;
  std::vector<BatchBuffer> buffers_;  ///< one for each view, on the processor
  torch::Tensor pixels_;  ///< the data set on the device; undefined where the processor makes views
  torch::Tensor workspace_;
};

}  // namespace skewscope::nn
