#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// A network as evaluation sees it: images [b, 3, height, width] (float32, channels_last, CPU) in, [b, d]
/// out, of any floating type and on any device. The caller has set evaluation mode and autocast, and moves
/// the batch to its device inside if that is not the CPU.
using Network = std::function<torch::Tensor(torch::Tensor)>;

/// Outputs of `network` on images[indices], in that order: [indices.size(), d] float32, contiguous, on the
/// CPU. `settings` is normally augment::evaluationSettings (Pipeline::None). Records no gradients. `batch`:
/// images at once, at least 1. An empty `indices` gives [0, 0].
torch::Tensor extractFeatures(const Network& network, const data::ImageSet& images,
                              std::span<const std::int64_t> indices, const augment::Settings& settings,
                              std::int64_t batch, const ParallelFor& parallel);

/// The same for all images in order.
torch::Tensor extractFeatures(const Network& network, const data::ImageSet& images,
                              const augment::Settings& settings, std::int64_t batch,
                              const ParallelFor& parallel);

/// Classes of images[indices] as int64 [indices.size()].
torch::Tensor labelsOf(const data::ImageSet& images, std::span<const std::int64_t> indices);
/// Classes of all images.
torch::Tensor labelsOf(const data::ImageSet& images);
/// Values of a factor for images[indices] as int64 [indices.size()].
torch::Tensor labelsOf(const data::Factor& factor, std::span<const std::int64_t> indices);
/// Values of a factor for all images.
torch::Tensor labelsOf(const data::Factor& factor);

}  // namespace skewscope::evaluate
