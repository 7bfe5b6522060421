#include "core/train/image_losses.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "core/base/random.h"
#include "core/evaluate/features.h"
#include "core/nn/batch.h"
#include "core/train/evaluation_parts.h"

namespace skewscope::train {
namespace {

constexpr std::uint32_t kOrderView = 5;  // apart from what other evaluations draw

}  // namespace

ImageLosses::ImageLosses(const learn::Model& model, const spec::ExperimentSpec& spec,
                         const augment::Settings& settings, std::int64_t batch,
                         learn::Model::Negatives negatives, ParallelFor parallel)
    : model_(model),
      spec_(spec),
      settings_(settings),
      batch_(batch),
      negatives_(negatives),
      parallel_(std::move(parallel)) {}

std::vector<std::int64_t> ImageLosses::order(std::int64_t n, std::int64_t repeat) const {
  return permutation(n, {.seed = static_cast<std::uint64_t>(spec_.seed),
                         .purpose = Purpose::Evaluation,
                         .epoch = static_cast<std::uint32_t>(spec_.epochs + repeat),
                         .view = kOrderView});
}

void ImageLosses::forEachBatch(const data::ImageSet& images, std::span<const std::int64_t> visited,
                               std::int64_t repeat, const Use& use) const {
  const auto n = static_cast<std::int64_t>(visited.size());
  const auto seed = static_cast<std::uint64_t>(spec_.seed);
  // Epochs past the last one: views that training has not drawn.
  const std::int64_t epoch = spec_.epochs + repeat;
  std::array<nn::BatchBuffer, 2> buffers;
  std::vector<std::int64_t> members;
  for (std::int64_t begin = 0; begin < n; begin += batch_) {
    members.clear();
    // As many negatives for every image.
    for (std::int64_t i = 0; i < batch_; ++i)
      members.push_back(visited[static_cast<std::size_t>((begin + i) % n)]);
    std::vector<torch::Tensor> views;
    for (int view = 0; view < model_.viewCount(); ++view) {
      views.push_back(buffers[static_cast<std::size_t>(view)].fill(settings_, images, members, seed, epoch,
                                                                   view, parallel_));
    }
    const torch::Tensor losses = model_.trainedLosses(views, evaluate::labelsOf(images, members), negatives_);
    use(losses.slice(0, 0, std::min(batch_, n - begin)), begin);
  }
}

std::vector<double> ImageLosses::measureInOrder(const data::ImageSet& images,
                                                std::span<const std::int64_t> visited,
                                                std::int64_t repeat) const {
  const torch::NoGradGuard noGradients;
  const EvaluationState state(model_);
  std::vector<double> values;
  forEachBatch(images, visited, repeat, [&](const torch::Tensor& losses, std::int64_t) {
    const torch::Tensor exact = losses.to(torch::kCPU, torch::kFloat64).contiguous();
    values.insert(values.end(), exact.const_data_ptr<double>(),
                  exact.const_data_ptr<double>() + exact.numel());
  });
  return values;
}

std::vector<double> ImageLosses::measure(const data::ImageSet& images, std::span<const std::int64_t> indices,
                                         std::int64_t repeats) const {
  std::vector<double> means(indices.size());
  std::vector<std::int64_t> visited(indices.size());
  for (std::int64_t repeat = 0; repeat < repeats; ++repeat) {
    const auto positions = order(static_cast<std::int64_t>(indices.size()), repeat);
    for (std::size_t i = 0; i < visited.size(); ++i)
      visited[i] = indices[static_cast<std::size_t>(positions[i])];
    const auto values = measureInOrder(images, visited, repeat);
    for (std::size_t i = 0; i < values.size(); ++i)
      means[static_cast<std::size_t>(positions[i])] += values[i] / static_cast<double>(repeats);
  }
  return means;
}

void ImageLosses::gradient(const data::ImageSet& images, std::span<const std::int64_t> indices,
                           std::span<const double> weights) const {
  const EvaluationState state(model_);
  for (const auto& [name, parameter] : model_.namedParameters()) parameter.mutable_grad() = torch::Tensor();
  const double total = weights.empty() ? static_cast<double>(indices.size())
                                       : std::accumulate(weights.begin(), weights.end(), 0.0);
  const torch::Tensor shares =
      weights.empty() ? torch::full({static_cast<std::int64_t>(indices.size())}, 1 / total, torch::kFloat64)
                      : torch::tensor(std::vector<double>(weights.begin(), weights.end())) / total;
  forEachBatch(images, indices, 0, [&](const torch::Tensor& losses, std::int64_t begin) {
    (losses * shares.slice(0, begin, begin + losses.numel()).to(losses.options())).sum().backward();
  });
}

}  // namespace skewscope::train
