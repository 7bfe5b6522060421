#include "core/train/image_losses.h"

#include <algorithm>
#include <array>
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
                         const augment::Settings& settings, std::int64_t batch, ParallelFor parallel)
    : model_(model), spec_(spec), settings_(settings), batch_(batch), parallel_(std::move(parallel)) {}

void ImageLosses::forEachBatch(const data::ImageSet& images, std::span<const std::int64_t> indices,
                               std::int64_t repeat, const Use& use) const {
  const auto n = static_cast<std::int64_t>(indices.size());
  const auto seed = static_cast<std::uint64_t>(spec_.seed);
  // Epochs past the last one: views that training has not drawn.
  const std::int64_t epoch = spec_.epochs + repeat;
  const auto order = permutation(n, {.seed = seed,
                                     .purpose = Purpose::Evaluation,
                                     .epoch = static_cast<std::uint32_t>(epoch),
                                     .view = kOrderView});
  std::array<nn::BatchBuffer, 2> buffers;
  std::vector<std::int64_t> members;
  for (std::int64_t begin = 0; begin < n; begin += batch_) {
    const std::int64_t counted = std::min(batch_, n - begin);
    members.clear();
    // The last batch is filled up from the start: as many negatives for every image.
    for (std::int64_t i = 0; i < batch_; ++i) {
      members.push_back(indices[static_cast<std::size_t>(order[static_cast<std::size_t>((begin + i) % n)])]);
    }
    std::vector<torch::Tensor> views;
    for (int view = 0; view < model_.viewCount(); ++view) {
      views.push_back(buffers[static_cast<std::size_t>(view)].fill(settings_, images, members, seed, epoch,
                                                                   view, parallel_));
    }
    const torch::Tensor losses = model_.losses(views, evaluate::labelsOf(images, members));
    use(losses.slice(0, 0, counted),
        std::span(order).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(counted)));
  }
}

std::vector<double> ImageLosses::measure(const data::ImageSet& images, std::span<const std::int64_t> indices,
                                         std::int64_t repeats) const {
  const torch::NoGradGuard noGradients;
  const EvaluationState state(model_);
  std::vector<double> means(indices.size());
  for (std::int64_t repeat = 0; repeat < repeats; ++repeat) {
    forEachBatch(images, indices, repeat,
                 [&](const torch::Tensor& losses, std::span<const std::int64_t> positions) {
                   const torch::Tensor values = losses.to(torch::kFloat64).contiguous();
                   for (std::size_t i = 0; i < positions.size(); ++i) {
                     means[static_cast<std::size_t>(positions[i])] +=
                         values.data_ptr<double>()[i] / static_cast<double>(repeats);
                   }
                 });
  }
  return means;
}

void ImageLosses::gradient(const data::ImageSet& images, std::span<const std::int64_t> indices) const {
  const EvaluationState state(model_);
  for (const auto& [name, parameter] : model_.namedParameters()) parameter.mutable_grad() = torch::Tensor();
  forEachBatch(images, indices, 0, [&](const torch::Tensor& losses, std::span<const std::int64_t>) {
    (losses.sum() / static_cast<double>(indices.size())).backward();
  });
}

}  // namespace skewscope::train
