#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/data/image_set.h"

namespace skewscope::data {

/// The ten classes in the order of their labels.
const std::vector<std::string>& cifar10ClassNames();

/// Appends the records of one batch file (any whole number of them) to `set`, whose size must be 32x32. `name` stands
/// for the file in errors. Throws Error (Data) naming offset and expectation if the last record is cut short or a label
/// is above 9; `set` is then unchanged.
void appendCifar10Batch(std::span<const std::byte> content, const std::string& name, ImageSet& set);

/// The six batches and the class names of an official tar archive (plain, gzip or any other filter of libarchive) in
/// memory, checked like readCifar10(). For tests and fuzzing: `imagesPerBatch` is 10,000 in the real data set.
Dataset parseCifar10Archive(std::span<const std::byte> content, const std::string& name,
                            std::int64_t imagesPerBatch = 10000);

/// Reads CIFAR-10 in its official binary layout (data_batch_1..5.bin, test_batch.bin, batches.meta.txt; records of 1
/// label byte and 3,072 bytes channel-major) from the folder cifar-10-batches-bin, a folder that holds it, or the
/// official cifar-10-binary.tar.gz (read in place). Checks sizes, label range and class counts (5,000 / 1,000 each).
/// Throws Error (Data) naming file, offset and expectation.
Dataset readCifar10(const std::filesystem::path& path);

}  // namespace skewscope::data
