#pragma once

#include "core/data/image_set.h"

namespace skewscope::evaluate {

/// n images of 2x3 pixels in `classes` classes (image i is of class i % classes). Value of byte k of image i:
/// (7 i + k) mod 256. One factor, "parity" of i / classes.
inline data::ImageSet tinyImages(std::int64_t n, int classes) {
  data::ImageSet images;
  images.height = 2;
  images.width = 3;
  for (int c = 0; c < classes; ++c) images.classNames.push_back("class " + std::to_string(c));
  images.factors.push_back({"parity", {"even", "odd"}, {}});
  for (std::int64_t i = 0; i < n; ++i) {
    images.labels.push_back(static_cast<std::uint16_t>(i % classes));
    images.factors[0].labels.push_back(static_cast<std::uint8_t>((i / classes) % 2));
    for (std::int64_t k = 0; k < 2 * 3 * 3; ++k) {
      images.pixels.push_back(static_cast<std::uint8_t>((7 * i + k) % 256));
    }
  }
  return images;
}

}  // namespace skewscope::evaluate
