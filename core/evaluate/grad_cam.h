#pragma once

#include <functional>

#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// What a map explains: from pooled features [b, d] float32 to one number for each image, [b].
using CamTarget = std::function<torch::Tensor(const torch::Tensor& features)>;

/// Grad-CAM (Selvaraju et al., ICCV 2017) at the last feature maps of a network with global average pooling:
/// relu(sum_c w_c A_c) with w_c the mean over positions of d target / d A_c. `maps`: A, [b, d, h, w] of a
/// floating type; `target` sees their means over positions. Returns [b, h, w] float32, not normalised. Works
/// inside a NoGradGuard. Throws Error (Internal) if shapes do not fit.
torch::Tensor gradCam(const torch::Tensor& maps, const CamTarget& target);

/// Share of each map's sum that lies in the left half of its columns, [b] float32 in [0, 1]; a middle column
/// counts half on either side. NaN where a map is zero everywhere. `cams`: [b, h, w], not negative.
torch::Tensor leftShare(const torch::Tensor& cams);

}  // namespace skewscope::evaluate
