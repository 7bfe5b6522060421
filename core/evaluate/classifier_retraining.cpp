#include "core/evaluate/classifier_retraining.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/balanced_order.h"
#include "core/learn/full_memory.h"
#include "core/learn/losses.h"
#include "core/learn/schedule.h"
#include "core/learn/sgd.h"

namespace skewscope::evaluate {
namespace {

/// Streams of this protocol within Purpose::Evaluation, whose view 0 belongs to balanced selections.
constexpr std::uint32_t kOrderView = 1, kParameterView = 2;

torch::Tensor uniform(torch::IntArrayRef sizes, double bound, std::uint64_t seed, std::uint32_t ordinal) {
  Random random({.seed = seed, .purpose = Purpose::Evaluation, .item = ordinal, .view = kParameterView});
  torch::Tensor values = torch::empty(sizes, torch::kFloat32);
  const auto limit = static_cast<float>(bound);
  for (float& value : std::span(values.data_ptr<float>(), static_cast<std::size_t>(values.numel()))) {
    value = random.uniform(-limit, limit);
  }
  return values;
}

void requireUsable(const torch::Tensor& features, const torch::Tensor& labels, int classes,
                   const RetrainingSettings& settings) {
  if (features.dim() != 2 || features.size(0) == 0 || labels.dim() != 1 ||
      labels.size(0) != features.size(0)) {
    throw Error(ErrorKind::Usage, "Re-training a classifier needs features [n, d] and one label each.");
  }
  if (classes < 1 || labels.min().item<std::int64_t>() < 0 || labels.max().item<std::int64_t>() >= classes) {
    throw Error(ErrorKind::Usage, "A label lies outside of the classes.");
  }
  if (settings.epochs < 1 || settings.batch < 1) {
    throw Error(ErrorKind::Usage, "Re-training a classifier needs an epoch and a batch of at least 1.");
  }
  if (!torch::isfinite(features).all().item<bool>()) {
    throw Error(ErrorKind::Data, "The features are not finite numbers; the network has diverged.");
  }
}

/// Trains it on `device`. `features` float32 and `labels`, on the processor.
LinearClassifier trained(const torch::Tensor& features, const torch::Tensor& labels, int classes,
                         const RetrainingSettings& settings, const torch::Device& device) {
  const torch::Tensor rows = features.to(device), truth = labels.to(device);
  const double bound = 1.0 / std::sqrt(static_cast<double>(rows.size(1)));
  LinearClassifier result;
  result.weight = uniform({classes, rows.size(1)}, bound, settings.seed, 0).to(device).requires_grad_();
  result.bias = uniform({classes}, bound, settings.seed, 1).to(device).requires_grad_();
  learn::Sgd sgd({{"weight", result.weight}, {"bias", result.bias}}, settings.momentum, settings.weightDecay,
                 settings.nesterov);

  const std::int64_t n = rows.size(0), batch = std::min(settings.batch, n), steps = n / batch;
  const std::int64_t total = settings.epochs * steps;
  const std::span<const std::int64_t> classOf(labels.const_data_ptr<std::int64_t>(),
                                              static_cast<std::size_t>(n));
  for (std::int64_t epoch = 0; epoch < settings.epochs; ++epoch) {
    const auto order = data::balancedDraws(classOf, steps * batch,
                                           {.seed = settings.seed,
                                            .purpose = Purpose::Evaluation,
                                            .epoch = static_cast<std::uint32_t>(epoch),
                                            .view = kOrderView});
    const torch::Tensor draws = torch::tensor(order.positions).to(device);
    // Read once an epoch: a device would be waited for at every step.
    torch::Tensor sum = torch::zeros({}, torch::dtype(torch::kFloat64).device(device));
    for (std::int64_t step = 0; step < steps; ++step) {
      const torch::Tensor members = draws.narrow(0, step * batch, batch);
      sgd.zeroGradients();
      const torch::Tensor loss = learn::crossEntropy(classifierScores(result, rows.index_select(0, members)),
                                                     truth.index_select(0, members))
                                     .mean();
      loss.backward();
      sgd.step(learn::cosineRate(settings.learningRate, epoch * steps + step, total));
      sum.add_(loss.detach().to(torch::kFloat64));
    }
    result.lastLoss = sum.item<double>() / static_cast<double>(steps);
    if (epoch == 0) result.firstLoss = result.lastLoss;
    if (!std::isfinite(result.lastLoss)) {
      throw Error(ErrorKind::Data, "The re-training of the classifier diverged.", "Lower crt_learning_rate.");
    }
  }
  result.weight = result.weight.detach().to(torch::kCPU);
  result.bias = result.bias.detach().to(torch::kCPU);
  return result;
}

}  // namespace

LinearClassifier retrainClassifier(const torch::Tensor& features, const torch::Tensor& labels, int classes,
                                   const RetrainingSettings& settings, const torch::Device& device) {
  requireUsable(features, labels, classes, settings);
  const torch::Tensor rows = features.detach().to(torch::kCPU, torch::kFloat32), truth = labels.contiguous();
  return learn::whereThereIsRoom(
      device, [&](const torch::Device& where) { return trained(rows, truth, classes, settings, where); });
}

torch::Tensor classifierScores(const LinearClassifier& classifier, const torch::Tensor& features) {
  return torch::addmm(classifier.bias, features.to(torch::kFloat32), classifier.weight.t());
}

}  // namespace skewscope::evaluate
