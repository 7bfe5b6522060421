#pragma once

#include <cstdint>
#include <span>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/nn/torch.h"

namespace skewscope::nn {

/// Memory for one view of a batch, reused from batch to batch.
class BatchBuffer {
 public:
  /// One view of each image: augment::augmentBatch into this buffer. Returns the buffer itself as a float32
  /// tensor [indices.size(), 3, height, width] in channels_last order, without a copy: the next fill()
  /// overwrites it, so two views that live at the same time need two buffers. The memory lives as long as the
  /// tensor or the buffer does. `indices` must be in [0, images.size()).
  torch::Tensor fill(const augment::Settings& settings, const data::ImageSet& images,
                     std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch, int view,
                     const ParallelFor& parallel);
  /// The same with a view of its own for each image.
  torch::Tensor fill(const augment::Settings& settings, const data::ImageSet& images,
                     std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch,
                     std::span<const int> views, const ParallelFor& parallel);

 private:
  /// Memory of `count` images and the tensor that fill() returns over it.
  torch::Tensor reserve(const data::ImageSet& images, std::int64_t count);

  torch::Tensor memory_;  ///< [capacity] float32; grows, never shrinks
};

}  // namespace skewscope::nn
