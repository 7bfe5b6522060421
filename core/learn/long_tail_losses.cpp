#include "core/learn/long_tail_losses.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/learn/losses.h"
#include "core/learn/rows.h"
#include "core/nn/precision.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// Counts as float64 [C], of which at least one is above 0.
Tensor countsOf(std::span<const std::int64_t> counts) {
  Tensor result = torch::empty({static_cast<std::int64_t>(counts.size())}, torch::kFloat64);
  double sum = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] < 0) throw Error(ErrorKind::Internal, "A class cannot have fewer than 0 images");
    result.data_ptr<double>()[c] = static_cast<double>(counts[c]);
    sum += static_cast<double>(counts[c]);
  }
  if (sum == 0) throw Error(ErrorKind::Internal, "A loss for long-tailed labels needs a class with images");
  return result;
}

}  // namespace

Tensor focal(const Tensor& scores, const Tensor& labels, double gamma) {
  if (gamma == 0) return crossEntropy(scores, labels);
  const Tensor losses = crossEntropy(scores, labels);
  // 1 - p without cancellation. At p = 1 the power of a gamma below 1 has no finite slope, while the loss has
  // none at all there: the floor keeps the slope finite, and the loss, 0, takes it away.
  const Tensor miss = (-torch::expm1(-losses)).clamp_min(std::numeric_limits<float>::min());
  return miss.pow(gamma) * losses;
}

Tensor shiftedCrossEntropy(const Tensor& scores, const Tensor& labels, const Tensor& offsets) {
  const nn::AutocastGuard off(false);
  const Tensor wide = atLeastFloat32(scores);
  return crossEntropy(wide + offsets.to(wide.scalar_type()), labels);
}

Tensor balancedSoftmaxOffsets(std::span<const std::int64_t> counts) {
  return countsOf(counts).log();
}

Tensor logitAdjustmentOffsets(std::span<const std::int64_t> counts, double tau) {
  const Tensor n = countsOf(counts);
  if (tau == 0) return torch::zeros_like(n);  // not 0 times minus infinity
  return (n / n.sum()).log() * tau;
}

Tensor marginCrossEntropy(const Tensor& scores, const Tensor& labels, const Tensor& margins) {
  const nn::AutocastGuard off(false);
  const Tensor wide = atLeastFloat32(scores);
  // Not one_hot(), which looks at the labels: a device would be waited for.
  const Tensor isLabel =
      (labels.unsqueeze(1) == torch::arange(wide.size(1), labels.options())).to(wide.scalar_type());
  return crossEntropy(wide - isLabel * margins.to(wide.scalar_type()), labels);
}

Tensor ldamMargins(std::span<const std::int64_t> counts, double largest) {
  const Tensor n = countsOf(counts);
  const Tensor roots = torch::where(n > 0, n.pow(-0.25), torch::zeros_like(n));
  return roots * (largest / roots.max().item<double>());
}

Tensor effectiveNumberWeights(std::span<const std::int64_t> counts, double beta) {
  const Tensor n = countsOf(counts);
  Tensor weights = torch::zeros_like(n);
  double sum = 0;
  std::int64_t present = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) continue;
    const auto count = static_cast<double>(counts[c]);
    // 1 - beta^n = -expm1(n log beta), exact for a beta close to 1.
    const double effective = beta == 1   ? count
                             : beta == 0 ? 1
                                         : std::expm1(count * std::log(beta)) / (beta - 1);
    weights.data_ptr<double>()[c] = 1 / effective;
    sum += 1 / effective;
    ++present;
  }
  return weights * (static_cast<double>(present) / sum);
}

Tensor cosineScores(const Tensor& features, const Tensor& weight, double scale) {
  const nn::AutocastGuard off(false);
  return torch::mm(unitRows(features), unitRows(weight).t()) * scale;
}

void normaliseRows(Tensor& weight) {
  const torch::NoGradGuard noGrad;
  weight.copy_(unitRows(weight));
}

}  // namespace skewscope::learn
