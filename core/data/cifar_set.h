#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/data/cifar_records.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// What tells CIFAR-10 from CIFAR-100. Both come in a binary and in a Python layout, each as a folder or as a
/// tar.gz of it; how those are found and read is the same for both.
struct CifarSet {
  /// A file of images: NAME.bin in the binary layout, NAME in the Python layout.
  struct File {
    std::string name;
    std::int64_t images = 0;
    bool test = false;
  };
  std::string name;   ///< "cifar10"
  std::string title;  ///< "CIFAR-10"
  std::string stem;   ///< "cifar-10": the archives are STEM-binary.tar.gz and STEM-python.tar.gz
  std::string binaryFolder, pythonFolder;
  std::string binaryMeta, pythonMeta;  ///< files with the class names, which may be missing
  std::size_t mostMeta = 0;            ///< bytes that such a file can have
  std::string namesKey, labelsKey;     ///< of the class names and of the labels in the Python layout
  std::vector<std::string> classNames;
  CifarRecord record;
  std::vector<File> files;
  std::array<float, 3> mean{}, stddev{};
  /// A further check of the records of a binary file; none if empty.
  std::function<void(std::span<const std::byte> content, const std::string& name,
                     const std::string& getAgain)>
      checkRecords;
};

/// Reads the set at `path`: one of the folders, the folder above it, or an archive. Checks sizes, label
/// range, class names and class counts. Throws Error (Data) naming file, offset and expectation.
Dataset readCifarSet(const std::filesystem::path& path, const CifarSet& set);

/// The same of an archive in memory; `name` stands for it in errors.
Dataset parseCifarSet(std::span<const std::byte> content, const std::string& name, const CifarSet& set);

/// Advice where a file of the binary layout is damaged.
std::string cifarBinaryAdvice(const CifarSet& set);

}  // namespace skewscope::data
