#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skewscope::spec {

/// How two images share one picture (docs/methods/half-images.md).
enum class HalfGeometry {
  SideBySide,  ///< both whole, on a canvas twice as wide
  Crop,        ///< the middle columns of each, half as wide, on a canvas of the original size
};

/// A data set's name taken apart: "cifar10-halves" and "cifar10-halves-crop" are half-image data sets of
/// "cifar10".
struct HalfName {
  std::string base;
  HalfGeometry geometry;
};

/// Nothing if `name` is not one of a half-image data set.
std::optional<HalfName> halfName(std::string_view name);

/// The name of the half-image data set of `base`: the inverse of halfName().
std::string nameOfHalves(std::string_view base, HalfGeometry geometry);

}  // namespace skewscope::spec
