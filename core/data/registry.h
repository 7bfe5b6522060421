#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset_options.h"

namespace skewscope::data {

/// A data set that the user has added: where it lies, how it is read, and what was found there.
struct RegisteredDataset {
  std::string name;            ///< the value of the option `dataset`
  std::string kind;            ///< a name of datasetKinds()
  std::filesystem::path path;  ///< absolute
  DatasetOptions options;
  std::string digest;  ///< of the images when it was added
  std::vector<std::string> classNames;
  std::vector<std::int64_t> trainPerClass;  ///< training images per class
  std::int64_t test = 0;                    ///< test images
  int height = 0, width = 0;

  bool operator==(const RegisteredDataset&) const = default;
};

/// The user's registry: dataHome()/datasets.json.
std::filesystem::path registryFile();

/// Throws Error (Usage) unless `name` can name a data set: 1 to 63 of a-z, 0-9, "-" and "_", a letter or
/// digit first.
void checkDatasetName(const std::string& name);

/// The entries of a registry; none if there is no such file. Throws Error (Data) that names file and entry.
std::vector<RegisteredDataset> readRegistry(const std::filesystem::path& file);

/// The same of text, for tests and fuzzing; `name` stands for the file in errors.
std::vector<RegisteredDataset> parseRegistry(std::string_view text, const std::string& name);

/// The text that parseRegistry() reads.
std::string registryText(const std::vector<RegisteredDataset>& entries);

/// Reads a registry, lets `edit` change it, and writes it (atomically), while no other process does the same.
/// If `edit` throws, nothing is written. Creates file and folder. Throws Error (Data, Resource).
void editRegistry(const std::filesystem::path& file,
                  const std::function<void(std::vector<RegisteredDataset>&)>& edit);

}  // namespace skewscope::data
