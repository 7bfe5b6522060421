#include "core/evaluate/features.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/nn/batch.h"

namespace skewscope::evaluate {
namespace {

/// Outputs that lie on a device before they are read: reading waits for it, and it would have nothing to do
/// while the processor prepares the next batch. 64 MiB in float32.
constexpr std::int64_t kWaitingValues = std::int64_t{1} << 24;

/// values[index] for each index, as int64.
template <typename Label>
torch::Tensor gathered(const std::vector<Label>& values, std::span<const std::int64_t> indices) {
  torch::Tensor out = torch::empty({static_cast<std::int64_t>(indices.size())}, torch::kInt64);
  std::int64_t* data = out.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < indices.size(); ++i) {
    data[i] = static_cast<std::int64_t>(values.at(static_cast<std::size_t>(indices[i])));
  }
  return out;
}

std::vector<std::int64_t> allIndices(std::size_t count) {
  std::vector<std::int64_t> indices(count);
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

}  // namespace

torch::Tensor extractFeatures(const Network& network, const data::ImageSet& images,
                              std::span<const std::int64_t> indices, const augment::Settings& settings,
                              std::int64_t batch, const ParallelFor& parallel) {
  const torch::NoGradGuard noGradients;
  if (batch < 1) throw Error(ErrorKind::Internal, "extractFeatures: a batch of less than one image.");
  const auto count = static_cast<std::int64_t>(indices.size());
  nn::BatchBuffer buffer;
  torch::Tensor features = torch::empty({0, 0}, torch::kFloat32);
  std::vector<torch::Tensor> waiting;  // outputs from image `read` on
  std::int64_t read = 0;
  for (std::int64_t begin = 0; begin < count; begin += batch) {
    const std::int64_t size = std::min(batch, count - begin);
    const auto part = indices.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
    const torch::Tensor out = network(buffer.fill(settings, images, part, 0, 0, 0, parallel));
    if (out.dim() != 2 || out.size(0) != size) {
      throw Error(ErrorKind::Internal, "extractFeatures: the network's output is not [images, features].");
    }
    if (begin == 0) features = torch::empty({count, out.size(1)}, torch::kFloat32);
    waiting.push_back(out);
    const std::int64_t done = begin + size;
    if (out.is_cpu() || done == count || (done - read) * out.size(1) >= kWaitingValues) {
      features.narrow(0, read, done - read).copy_(waiting.size() == 1 ? out : torch::cat(waiting));
      waiting.clear();
      read = done;
    }
  }
  return features;
}

torch::Tensor extractFeatures(const Network& network, const data::ImageSet& images,
                              const augment::Settings& settings, std::int64_t batch,
                              const ParallelFor& parallel) {
  return extractFeatures(network, images, allIndices(images.labels.size()), settings, batch, parallel);
}

torch::Tensor labelsOf(const data::ImageSet& images, std::span<const std::int64_t> indices) {
  return gathered(images.labels, indices);
}

torch::Tensor labelsOf(const data::ImageSet& images) {
  return gathered(images.labels, allIndices(images.labels.size()));
}

torch::Tensor labelsOf(const data::Factor& factor, std::span<const std::int64_t> indices) {
  return gathered(factor.labels, indices);
}

torch::Tensor labelsOf(const data::Factor& factor) {
  return gathered(factor.labels, allIndices(factor.labels.size()));
}

}  // namespace skewscope::evaluate
