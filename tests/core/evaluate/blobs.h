#pragma once

#include <cstdint>

#include "core/base/random.h"
#include "core/nn/torch.h"

namespace skewscope::evaluate {

/// Labelled points for tests.
struct Blobs {
  torch::Tensor features;  ///< [n, dimensions] float32
  torch::Tensor labels;    ///< [n] int64
};

/// n points, class i % classes; class c has its mean at `distance` on axis c and unit normal noise on all
/// axes.
inline Blobs makeBlobs(std::int64_t n, int classes, std::int64_t dimensions, double distance,
                       std::uint64_t seed) {
  Blobs blobs{torch::empty({n, dimensions}), torch::empty({n}, torch::kInt64)};
  auto features = blobs.features.accessor<float, 2>();
  auto labels = blobs.labels.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < n; ++i) {
    Random random({.seed = seed, .purpose = Purpose::Toy, .item = static_cast<std::uint32_t>(i)});
    labels[i] = i % classes;
    for (std::int64_t k = 0; k < dimensions; ++k) {
      features[i][k] = static_cast<float>(random.normal() + (k == labels[i] ? distance : 0.0));
    }
  }
  return blobs;
}

}  // namespace skewscope::evaluate
