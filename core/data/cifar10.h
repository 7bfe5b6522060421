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

/// Appends the records of one batch file (any whole number of them) to `set`, whose size must be 32x32.
/// `name` stands for the file in errors. Throws Error (Data) naming offset and expectation if the last record
/// is cut short or a label is above 9; `set` is then unchanged.
void appendCifar10Batch(std::span<const std::byte> content, const std::string& name, ImageSet& set);

/// Records in each of the six batch files of the real data set; tests read smaller ones.
constexpr std::int64_t kCifar10BatchImages = 10000;

/// The six batches and the class names of the official archive (tar, plain or gzip) in memory, with all the
/// checks of readCifar10(). For tests and fuzzing.
Dataset parseCifar10Archive(std::span<const std::byte> content, const std::string& name,
                            std::int64_t batchImages = kCifar10BatchImages);

/// Reads CIFAR-10 in its official binary layout (data_batch_1..5.bin, test_batch.bin, batches.meta.txt;
/// records of 1 label byte and 3,072 bytes channel-major) or in its Python layout, as torchvision keeps it
/// (data_batch_1..5, test_batch, batches.meta; see Pickle: nothing is executed). Both give the same images in
/// the same order, and so the same digest. `path` is the folder cifar-10-batches-bin or cifar-10-batches-py,
/// a folder that holds it, or the official cifar-10-binary.tar.gz or cifar-10-python.tar.gz (read in place:
/// nothing is unpacked to disk, and no more than the expected bytes are kept, whatever the archive claims;
/// links and paths that lead out of it are refused). Checks sizes, label range, class names and class counts
/// (5,000 / 1,000 each). Throws Error (Data) naming file, offset and expectation.
Dataset readCifar10(const std::filesystem::path& path, std::int64_t batchImages = kCifar10BatchImages);

}  // namespace skewscope::data
