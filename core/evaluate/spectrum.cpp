#include "core/evaluate/spectrum.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace skewscope::evaluate {

Spectrum spectrumOf(const torch::Tensor& features) {
  const torch::NoGradGuard noGradients;
  if (features.dim() != 2 || features.size(0) < 2 || features.size(1) < 1)
    throw Error(ErrorKind::Usage, "A spectrum needs the features of at least two images.");
  torch::Tensor rows = features.to(torch::kFloat64);
  if (!rows.isfinite().all().item<bool>())
    throw Error(ErrorKind::Data, "The features are not finite numbers; the network has diverged.");
  rows = rows - rows.mean(0, true);
  // The smaller of the two Gram matrices has all eigenvalues that are not zero.
  const torch::Tensor gram = rows.size(0) < rows.size(1) ? rows.mm(rows.t()) : rows.t().mm(rows);
  const torch::Tensor ascending = torch::linalg_eigvalsh(gram).clamp_min(0).contiguous();
  std::vector<double> values(ascending.data_ptr<double>(), ascending.data_ptr<double>() + ascending.numel());
  std::ranges::reverse(values);

  Spectrum found;
  double sum = 0, roots = 0;
  // What rounding leaves of a zero eigenvalue is none.
  for (double& value : values) {
    if (value <= 1e-14 * values.front()) value = 0;
    sum += value;
    roots += std::sqrt(value);
  }
  if (sum <= 0) {
    found.variances.assign(values.size(), 0);
    return found;
  }
  double entropy = 0, squares = 0;
  for (const double value : values) {
    const double share = value / sum, root = std::sqrt(value) / roots;
    found.variances.push_back(share);
    squares += share * share;
    if (root > 0) entropy -= root * std::log(root);
  }
  found.effectiveRank = std::exp(entropy);
  found.participation = 1 / squares;
  return found;
}

}  // namespace skewscope::evaluate
