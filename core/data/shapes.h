#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// Settings of the embedded procedural images (docs/methods/shapes.md).
struct ShapesSettings {
  std::uint64_t seed = 1;
  std::int64_t trainPerClass = 1000;
  std::int64_t testPerClass = 200;
  float rotation = 0.4f;              ///< radians, uniform in +-rotation
  float scaleLow = 0.6f, scaleHigh = 0.8f;
  float shift = 0.15f;                ///< of half the side, uniform in +-shift
  float noise = 0.03f;                ///< standard deviation on [0,1]
};

/// The ten classes in order, "disc" first.
const std::vector<std::string>& shapesClassNames();

/// Ten shapes (disc, square, triangle, star, plus, ring, crescent, bar, hexagon, two dots) drawn by signed distance
/// functions on 32x32, antialiased. Factors, independent of the class: `texture` of the fill (6 kinds) and
/// `background` (4 kinds); colours and pose vary freely. Equal settings give equal bytes on every machine, compiler
/// and thread count: only operations that IEEE 754 rounds exactly are used. Image i has class i mod 10; its draws
/// depend on seed, part and i alone. Throws Error (Usage) on settings out of range.
Dataset makeShapes(const ShapesSettings& settings, const ParallelFor& parallel);

}  // namespace skewscope::data
