#pragma once

#include <cstdint>
#include <vector>

#include "core/augment/augment.h"

namespace skewscope::augment {

/// What one view of an image looks like: that which training with `spec` would draw for seed spec.seed,
/// (0-based) epoch and view, if image `image` of `images` were one of its images. height * width * 3 values
/// of 8 bits, HWC, without normalisation. `image` must be in [0, images.size()).
std::vector<std::uint8_t> viewPicture(const spec::ExperimentSpec& spec, const data::ImageSet& images,
                                      std::int64_t image, std::int64_t epoch, int view);

}  // namespace skewscope::augment
