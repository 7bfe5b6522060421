#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/data/image_set.h"

namespace skewscope::data {

/// The hundred fine classes in the order of their labels (alphabetical).
const std::vector<std::string>& cifar100ClassNames();

/// Images of CIFAR-100 per fine class; tests read smaller sets.
struct Cifar100Sizes {
  std::int64_t trainPerClass = 500;
  std::int64_t testPerClass = 100;
};

/// Reads CIFAR-100 with its fine labels, in the official binary layout (train.bin, test.bin,
/// fine_label_names.txt; records of a coarse label below 20, a fine label below 100, and 3,072 bytes
/// channel-major) or in the Python layout, as torchvision keeps it (train, test, meta; see Pickle: nothing is
/// executed). Both give the same images in the same order, and so the same digest. `path` is the folder
/// cifar-100-binary or cifar-100-python, a folder that holds it, or cifar-100-binary.tar.gz or
/// cifar-100-python.tar.gz, read in place. Checks sizes, label ranges, that all images of a fine class have
/// one coarse class (binary layout), class names and class counts. Throws Error (Data) naming file, offset
/// and expectation.
Dataset readCifar100(const std::filesystem::path& path, const Cifar100Sizes& sizes = {});

/// The same of an archive in memory, for tests and fuzzing.
Dataset parseCifar100Archive(std::span<const std::byte> content, const std::string& name,
                             const Cifar100Sizes& sizes = {});

}  // namespace skewscope::data
