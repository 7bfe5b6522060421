#pragma once

#include <filesystem>

#include "core/data/image_set.h"

namespace skewscope::data {

/// Reads CIFAR-10 in its official binary layout (data_batch_1..5.bin, test_batch.bin, batches.meta.txt; records of 1
/// label byte and 3,072 bytes channel-major) from the folder cifar-10-batches-bin, a folder that holds it, or the
/// official cifar-10-binary.tar.gz (read in place). Checks sizes, label range and class counts (5,000 / 1,000 each).
/// Throws Error (Data) naming file, offset and expectation.
Dataset readCifar10(const std::filesystem::path& path);

}  // namespace skewscope::data
