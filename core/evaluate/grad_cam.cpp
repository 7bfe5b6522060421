#include "core/evaluate/grad_cam.h"

#include "core/base/error.h"

namespace skewscope::evaluate {

torch::Tensor gradCam(const torch::Tensor& maps, const CamTarget& target) {
  if (maps.dim() != 4)
    throw Error(ErrorKind::Internal, "gradCam: feature maps are not [images, features, h, w].");
  const torch::AutoGradMode gradients(true);
  const torch::Tensor leaf = maps.detach().to(torch::kFloat32).clone().requires_grad_(true);
  const torch::Tensor values = target(leaf.mean({2, 3}));
  if (values.dim() != 1 || values.size(0) != maps.size(0)) {
    throw Error(ErrorKind::Internal, "gradCam: the target is not one number for each image.");
  }
  const torch::Tensor gradient = torch::autograd::grad({values.sum()}, {leaf})[0];
  const torch::Tensor weights = gradient.mean({2, 3}, true);
  return (weights * leaf.detach()).sum(1).relu().detach();
}

torch::Tensor leftShare(const torch::Tensor& cams) {
  if (cams.dim() != 3) throw Error(ErrorKind::Internal, "leftShare: maps are not [images, h, w].");
  const std::int64_t width = cams.size(2);
  const torch::Tensor columns = cams.sum(1);
  torch::Tensor left = columns.narrow(1, 0, width / 2).sum(1);
  if (width % 2 == 1) left = left + 0.5 * columns.select(1, width / 2);
  return left / columns.sum(1);  // 0 / 0 is NaN
}

}  // namespace skewscope::evaluate
