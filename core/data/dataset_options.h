#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "core/data/resize.h"

namespace skewscope::data {

/// How a data set that is made of a user's own files is read. Which members matter depends on the kind
/// (docs/datasets.md).
struct DatasetOptions {
  int side = 0;                     ///< side length that images are scaled to; 0: the kind's own default
  Fit fit = Fit::Crop;              ///< what happens to images that are not square
  double testFraction = 0.2;        ///< of each class, where one folder has all images; in (0, 1)
  std::uint64_t splitSeed = 1;      ///< of that split
  std::filesystem::path trainList;  ///< lists only
  std::filesystem::path testList;

  bool operator==(const DatasetOptions&) const = default;
};

/// Limits on what is read from a user's own files; beyond them a file is refused before memory is asked for.
constexpr int kMostSide = 1024;  ///< of training images, pixels
constexpr int kMostClasses = 10000;
constexpr std::int64_t kMostImages = 5'000'000;                     ///< of one part
constexpr std::uint64_t kMostPixelBytes = std::uint64_t{16} << 30;  ///< of one part in memory

}  // namespace skewscope::data
