#include "core/learn/losses.h"

#include <limits>

#include "core/learn/losses_on_device.h"
#include "core/learn/rows.h"
#include "core/nn/precision.h"

namespace skewscope::learn {

using torch::Tensor;

Tensor crossEntropy(const Tensor& logits, const Tensor& labels) {
  const nn::AutocastGuard off(false);
  return torch::nn::functional::cross_entropy(
      atLeastFloat32(logits), labels,
      torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
}

Tensor weightedMean(const Tensor& losses, const Tensor& weights) {
  if (!weights.defined()) return losses.mean();
  const Tensor sum = weights.sum();
  const Tensor shares = weights / torch::where(sum > 0, sum, torch::ones_like(sum));
  return torch::dot(losses, shares.to(losses.scalar_type()));
}

Tensor simSiam(const Tensor& p1, const Tensor& p2, const Tensor& z1, const Tensor& z2) {
  const nn::AutocastGuard off(false);
  if (const Tensor losses = simSiamByKernels(p1, p2, z1, z2); losses.defined()) return losses;
  const Tensor first = (unitRows(p1) * unitRows(z2.detach())).sum(1);
  const Tensor second = (unitRows(p2) * unitRows(z1.detach())).sum(1);
  return (first + second) * -0.5;
}

Tensor ntXent(const Tensor& z1, const Tensor& z2, double temperature) {
  const nn::AutocastGuard off(false);
  if (const Tensor losses = ntXentByKernels(z1, z2, temperature); losses.defined()) return losses;
  const std::int64_t n = z1.size(0);
  const Tensor z = torch::cat({unitRows(z1), unitRows(z2)});
  const Tensor similarity = torch::mm(z, z.t()) / temperature;
  const Tensor positive = similarity.diagonal(n);  // s(i, n + i) = s(n + i, i), [N]
  const Tensor self = torch::eye(2 * n, z.options().dtype(torch::kBool));
  const Tensor partition =
      torch::logsumexp(similarity.masked_fill(self, -std::numeric_limits<double>::infinity()), 1);
  return partition.view({2, n}).mean(0) - positive;
}

Tensor batchContrast(const Tensor& projections, const Tensor& keys, double temperature) {
  const nn::AutocastGuard off(false);
  const Tensor q = unitRows(projections);
  const Tensor scores = torch::mm(q, keys.detach().to(q.scalar_type()).t()) / temperature;
  return torch::logsumexp(scores, 1) - scores.diagonal();
}

Tensor momentumContrast(const Tensor& projections, const Tensor& keys, const Tensor& queue,
                        double temperature) {
  const nn::AutocastGuard off(false);
  const Tensor q = unitRows(projections);
  const Tensor positive = (q * keys.detach().to(q.scalar_type())).sum(1, true);
  const Tensor negatives = torch::mm(q, queue.detach().to(q.scalar_type()).t());
  const Tensor scores = torch::cat({positive, negatives}, 1) / temperature;
  return torch::logsumexp(scores, 1) - scores.select(1, 0);
}

}  // namespace skewscope::learn
