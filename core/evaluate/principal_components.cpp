#include "core/evaluate/principal_components.h"

#include <algorithm>
#include <tuple>

#include "core/base/error.h"

namespace skewscope::evaluate {

PrincipalComponents principalComponents(const torch::Tensor& features, std::int64_t most) {
  const torch::NoGradGuard noGradients;
  if (features.dim() != 2 || features.size(0) < 2 || features.size(1) < 1)
    throw Error(ErrorKind::Usage, "Principal components need the features of at least two images.");
  torch::Tensor rows = features.to(torch::kFloat64);
  if (!rows.isfinite().all().item<bool>())
    throw Error(ErrorKind::Data, "The features are not finite numbers; the network has diverged.");
  rows = rows - rows.mean(0, true);
  const auto [ascending, vectors] = torch::linalg_eigh(rows.t().mm(rows));
  const std::int64_t kept = std::min(most, rows.size(1));
  PrincipalComponents found;
  found.directions = vectors.flip({1}).narrow(1, 0, kept).t().contiguous();
  const torch::Tensor largest = found.directions.abs().argmax(1, true);
  const torch::Tensor signs = found.directions.gather(1, largest).sign();
  found.directions = found.directions * signs;
  found.values = rows.mm(found.directions.t()).contiguous();
  const torch::Tensor variances = ascending.flip({0}).clamp_min(0);
  const double all = variances.sum().item<double>();
  const torch::Tensor shares = (all > 0 ? variances / all : variances).narrow(0, 0, kept).contiguous();
  found.variances.assign(shares.const_data_ptr<double>(), shares.const_data_ptr<double>() + kept);
  return found;
}

}  // namespace skewscope::evaluate
