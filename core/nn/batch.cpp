#include "core/nn/batch.h"

namespace skewscope::nn {

torch::Tensor BatchBuffer::reserve(const data::ImageSet& images, std::int64_t count) {
  constexpr std::int64_t kChannels = data::ImageSet::kChannels;
  const std::int64_t values = count * images.height * images.width * kChannels;
  if (!memory_.defined() || memory_.numel() < values) {
    memory_ = torch::empty({values}, torch::TensorOptions().dtype(torch::kFloat32));
  }
  return memory_.narrow(0, 0, values)
      .view({count, images.height, images.width, kChannels})
      .permute({0, 3, 1, 2});
}

torch::Tensor BatchBuffer::fill(const augment::Settings& settings, const data::ImageSet& images,
                                std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch,
                                int view, const ParallelFor& parallel) {
  torch::Tensor batch = reserve(images, static_cast<std::int64_t>(indices.size()));
  augment::augmentBatch(settings, images, indices, seed, epoch, view, parallel,
                        {batch.data_ptr<float>(), static_cast<std::size_t>(batch.numel())});
  return batch;
}

torch::Tensor BatchBuffer::fill(const augment::Settings& settings, const data::ImageSet& images,
                                std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch,
                                std::span<const int> views, const ParallelFor& parallel) {
  torch::Tensor batch = reserve(images, static_cast<std::int64_t>(indices.size()));
  augment::augmentBatch(settings, images, indices, seed, epoch, views, parallel,
                        {batch.data_ptr<float>(), static_cast<std::size_t>(batch.numel())});
  return batch;
}

}  // namespace skewscope::nn
