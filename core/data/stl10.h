#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// The ten classes in the order of their labels (1 to 10 in the files).
const std::vector<std::string>& stl10ClassNames();

/// Images of STL-10 per class; tests read smaller sets.
struct Stl10Sizes {
  std::int64_t trainPerClass = 500;
  std::int64_t testPerClass = 800;
};

/// Side length that STL-10 is scaled to unless another is asked for.
constexpr int kStl10Side = 32;

/// Reads the labelled images of STL-10 in the official binary layout: train_X.bin and test_X.bin with 96x96
/// images, each channel column by column, train_y.bin and test_y.bin with labels 1 to 10, class_names.txt.
/// The unlabelled images are not read. `path` is the folder stl10_binary, the folder above it, or
/// stl10_binary.tar.gz, read in place (which decompresses 2.6 GB; the folder is faster). Images are scaled
/// once to side x side (see Resizer; 96 leaves them as they are). Checks sizes, labels, class names and class
/// counts. Throws Error (Data) naming file, offset and expectation.
Dataset readStl10(const std::filesystem::path& path, int side, const ParallelFor& parallel,
                  const Stl10Sizes& sizes = {});

/// The same of an archive in memory, for tests and fuzzing.
Dataset parseStl10Archive(std::span<const std::byte> content, const std::string& name, int side,
                          const ParallelFor& parallel, const Stl10Sizes& sizes = {});

}  // namespace skewscope::data
