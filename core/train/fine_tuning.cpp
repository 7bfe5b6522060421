#include "core/train/fine_tuning.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/features.h"
#include "core/learn/device_step.h"
#include "core/learn/losses.h"
#include "core/learn/sgd.h"
#include "core/nn/batch.h"
#include "core/train/evaluation_parts.h"

namespace skewscope::train {
namespace {

constexpr std::uint32_t kOrderView = 6, kParameterView = 7;  // apart from what other evaluations draw

/// A head with PyTorch's initial values: uniform in +-1/sqrt(d).
learn::NamedTensors makeHead(int classes, std::int64_t dimension, std::uint64_t seed,
                             const torch::Device& device) {
  const auto bound = static_cast<float>(1 / std::sqrt(static_cast<double>(dimension)));
  learn::NamedTensors head{{"weight", torch::empty({classes, dimension})}, {"bias", torch::empty({classes})}};
  std::uint32_t item = 0;
  for (auto& [name, tensor] : head) {
    Random random({.seed = seed, .purpose = Purpose::Evaluation, .item = item++, .view = kParameterView});
    for (float& value : std::span(tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel()))) {
      value = random.uniform(-bound, bound);
    }
    tensor = tensor.to(device).requires_grad_();
  }
  return head;
}

learn::NamedTensors backboneOf(const learn::Model& model) {
  learn::NamedTensors parameters;
  for (auto& entry : model.namedParameters()) {
    if (entry.first.starts_with("backbone.")) parameters.push_back(entry);
  }
  if (parameters.empty()) throw Error(ErrorKind::Internal, "The model has no backbone parameters.");
  return parameters;
}

}  // namespace

report::Confusion fineTune(const learn::Model& model, const data::ImageSet& train, const data::ImageSet& test,
                           const augment::Settings& settings, const augment::Settings& evaluation,
                           const FineTuningSettings& tuning, const ParallelFor& parallel) {
  const std::int64_t n = train.size(), batch = std::min(tuning.batch, n), steps = batch > 0 ? n / batch : 0;
  if (steps < 1 || tuning.epochs < 1) throw Error(ErrorKind::Usage, "Fine-tuning needs images and an epoch.");
  const auto backbone = backboneOf(model);
  learn::NamedTensors head;  // made when the width of the features is known
  std::vector<learn::Sgd> optimisers;
  optimisers.emplace_back(backbone, tuning.momentum, tuning.weightDecay, true);
  nn::BatchBuffer buffer;
  const auto scalar = torch::dtype(torch::kFloat32).device(model.device);
  const torch::Tensor failed = torch::zeros({}, scalar);  // as in learn::DeviceTerms
  model.setTraining(true);
  for (std::int64_t epoch = 0; epoch < tuning.epochs; ++epoch) {
    double factor = 1;
    for (const double share : tuning.milestones) {
      if (static_cast<double>(epoch) >= share * static_cast<double>(tuning.epochs)) factor *= 0.1;
    }
    const torch::Tensor backboneRate = torch::full({}, factor * tuning.backboneRate, scalar);
    const torch::Tensor headRate = torch::full({}, factor * tuning.headRate, scalar);
    const auto order = permutation(n, {.seed = tuning.seed,
                                       .purpose = Purpose::Evaluation,
                                       .epoch = static_cast<std::uint32_t>(epoch),
                                       .view = kOrderView});
    // As in training, the incomplete last batch of an epoch is left out.
    for (std::int64_t step = 0; step < steps; ++step) {
      const auto part =
          std::span(order).subspan(static_cast<std::size_t>(step * batch), static_cast<std::size_t>(batch));
      const torch::Tensor features =
          model.features(buffer.fill(settings, train, part, tuning.seed, epoch, 0, parallel));
      if (head.empty()) {
        head = makeHead(train.classes(), features.size(1), tuning.seed, model.device);
        optimisers.emplace_back(head, tuning.momentum, tuning.weightDecay, true);
      }
      for (auto& optimiser : optimisers) optimiser.zeroGradients();
      const torch::Tensor loss =
          learn::crossEntropy(torch::addmm(head[1].second, features, head[0].second.t()),
                              evaluate::labelsOf(train, part).to(model.device))
              .mean();
      loss.backward();
      // Read once an epoch: a device would be waited for at every step.
      learn::noteFailure(failed, loss.detach());
      optimisers[0].step(backboneRate, failed);
      optimisers[1].step(headRate, failed);
    }
    if (failed.item<float>() != 0) throw Error(ErrorKind::Data, "Fine-tuning diverged.");
  }
  for (auto& optimiser : optimisers) optimiser.zeroGradients();
  const EvaluationState state(model);
  return evaluate::headEvaluation(
      [&](const torch::Tensor& images) {
        return torch::addmm(head[1].second, model.features(images), head[0].second.t());
      },
      test, evaluation, kEvaluationBatch, parallel);
}

}  // namespace skewscope::train
