#include "core/evaluate/sgd_probe.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/evaluate/evaluation.h"
#include "core/learn/losses.h"
#include "core/learn/sgd.h"

namespace skewscope::evaluate {
namespace {

// Parts of the key of random numbers that other evaluations do not use.
constexpr std::uint32_t kWeightView = 3, kOrderView = 4;

torch::Tensor initialWeight(int classes, std::int64_t dimension, std::uint64_t seed) {
  Random random({.seed = seed, .purpose = Purpose::Evaluation, .view = kWeightView});
  torch::Tensor weight = torch::empty({classes, dimension}, torch::kFloat32);
  for (float& value : std::span(weight.data_ptr<float>(), static_cast<std::size_t>(weight.numel()))) {
    value = static_cast<float>(0.01 * random.normal());
  }
  return weight;
}

double rateOf(const SgdProbeSettings& settings, std::int64_t epoch) {
  double rate = settings.learningRate;
  for (const double share : settings.milestones) {
    if (static_cast<double>(epoch) >= share * static_cast<double>(settings.epochs)) rate *= settings.gamma;
  }
  return rate;
}

}  // namespace

SgdProbeResult sgdProbe(const ViewFeatures& views, const torch::Tensor& labels,
                        const torch::Tensor& testFeatures, const torch::Tensor& testLabels, int classes,
                        const SgdProbeSettings& settings, const torch::Device& device) {
  const std::int64_t n = labels.numel();
  if (n == 0 || testFeatures.dim() != 2 || testFeatures.size(0) != testLabels.numel() || classes < 1 ||
      settings.epochs < 1 || settings.batch < 1) {
    throw Error(ErrorKind::Usage, "A probe needs images, an epoch and a batch of at least 1.");
  }
  torch::Tensor weight =
      initialWeight(classes, testFeatures.size(1), settings.seed).to(device).requires_grad_();
  torch::Tensor bias = torch::zeros({classes}, torch::dtype(torch::kFloat32).device(device)).requires_grad_();
  learn::Sgd sgd({{"weight", weight}, {"bias", bias}}, settings.momentum, settings.weightDecay);
  const torch::Tensor truth = labels.to(device), test = testFeatures.to(device, torch::kFloat32);
  SgdProbeResult result;
  for (std::int64_t epoch = 0; epoch < settings.epochs; ++epoch) {
    const auto order = permutation(n, {.seed = settings.seed,
                                       .purpose = Purpose::Evaluation,
                                       .epoch = static_cast<std::uint32_t>(epoch),
                                       .view = kOrderView});
    const torch::Tensor places = torch::tensor(order).to(device);
    const double rate = rateOf(settings, epoch);
    // Read once an epoch: a device would be waited for at every step.
    torch::Tensor sum = torch::zeros({}, torch::dtype(torch::kFloat64).device(device));
    for (std::int64_t begin = 0; begin < n; begin += settings.batch) {
      const std::int64_t size = std::min(settings.batch, n - begin);
      const torch::Tensor x = views(
          epoch, std::span(order).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size)));
      const torch::Tensor y = truth.index_select(0, places.narrow(0, begin, size));
      sgd.zeroGradients();
      const torch::Tensor loss = learn::crossEntropy(torch::addmm(bias, x, weight.t()), y).mean();
      loss.backward();
      sgd.step(rate);
      sum.add_(loss.detach().to(torch::kFloat64), size);
    }
    result.loss = sum.item<double>() / static_cast<double>(n);
    if (!std::isfinite(result.loss)) {
      throw Error(ErrorKind::Data,
                  "The linear probe diverged: its features are not finite or far too large.");
    }
    const torch::NoGradGuard noGradients;
    const torch::Tensor scores = torch::addmm(bias, test, weight.t());
    result.last = confusionOf(argmaxClasses(scores), testLabels, classes);
    if (const double accuracy = result.last.accuracy(); epoch == 0 || accuracy > result.best) {
      result.best = accuracy;
      result.bestEpoch = epoch + 1;
    }
  }
  return result;
}

}  // namespace skewscope::evaluate
