#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/nn/torch.h"
#include "core/store/records.h"

namespace skewscope::train {

/// Components of an image that are kept.
inline constexpr std::int64_t kMapComponents = 50;

/// The test images of a feature map: at most `count`, class-balanced, ascending. A function of the test
/// images alone, so that the maps of all runs on a data set show the same ones.
std::vector<std::int64_t> mapImages(const data::ImageSet& test, std::int64_t count);

/// The map of features [n, d] of `images` (n of them, at least four): principal components, and a t-SNE map
/// made from them, with a note of how. `dataDigest`: of their data set. Throws Error (Usage, Data) as
/// principalComponents() and tsneMap() do.
store::FeatureMap featureMap(const torch::Tensor& features, std::vector<std::int64_t> images,
                             const std::string& dataDigest, const ParallelFor& parallel);

}  // namespace skewscope::train
