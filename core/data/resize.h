#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// How an image that is not square becomes square.
enum class Fit {
  Crop,    ///< its centred square is kept (the usual centre crop after scaling the shorter side)
  Squash,  ///< both sides are scaled by their own factor
};

/// Scales images of one size to side x side, antialiased: each output pixel is the mean of the source pixels
/// weighted by a triangle of half-width max(1, source / side) around its centre in the source, cut at the
/// border and normalised. This is "bilinear with antialias" of PIL and torchvision up to their rounding. Rows
/// and columns are done one after the other in float32, rounded once at the end; every compiler and machine
/// gives the same bytes. A source of the same size comes back as it is.
class Resizer {
 public:
  /// `height`, `width`: of the source, 1 or more. `side` 1 or more.
  Resizer(int height, int width, int side, Fit fit);

  /// `source`: [height][width][3] bytes. `target`: [side][side][3] bytes.
  void resize(std::span<const std::uint8_t> source, std::span<std::uint8_t> target) const;

 private:
  // Weights of consecutive source positions for each output position.
  struct Taps {
    std::vector<int> first;
    std::vector<std::vector<float>> weights;
  };
  static Taps tapsOf(int begin, int length, int side);
  int height_, width_, side_;
  Taps rows_, columns_;
};

/// Every image of a set scaled to side x side, in parallel over images. A set of that size already is left
/// alone.
void resizeSet(ImageSet& set, int side, Fit fit, const ParallelFor& parallel);

}  // namespace skewscope::data
