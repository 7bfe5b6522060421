#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// What is known of a data set without opening it: enough for the form, the histogram and the plan of a subset.
struct DatasetInfo {
  std::string name;                         ///< "cifar10": the value of the option `dataset`
  std::string title;                        ///< "CIFAR-10"
  std::vector<std::string> classNames;
  std::vector<std::int64_t> trainPerClass;  ///< training images per class
  std::int64_t test = 0;                    ///< test images
  int height = 32, width = 32;
  bool needsFolder = false;                 ///< true if the images must be given by the user (`data_dir`)
  std::string whatToGive;                   ///< for the form: "folder cifar-10-batches-bin or cifar-10-binary.tar.gz"
};

/// All data sets that can be named, embedded ones first.
const std::vector<DatasetInfo>& datasetInfos();

/// By name. Throws Error (Usage) that lists the names there are.
const DatasetInfo& datasetInfo(const std::string& name);

/// Loads (or generates) a data set; every byte checked. `folder` is ignored by embedded sets. Throws Error (Data) that
/// names file, offset and expectation. Blocks; a second or so.
Dataset loadDataset(const std::string& name, const std::filesystem::path& folder, const ParallelFor& parallel);

}  // namespace skewscope::data
