#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/dataset_options.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// A way in which a data set can lie on disk.
struct DatasetKind {
  std::string name;        ///< "folder": the value of `datasets add --kind`
  std::string title;       ///< "Image folder"; of a published data set its own name, "CIFAR-100"
  std::string whatToGive;  ///< what `--path` must be
  bool published = false;  ///< a data set of this name, with classes and counts that are known
};

/// All kinds, published data sets first.
const std::vector<DatasetKind>& datasetKinds();

/// By name. Throws Error (Usage) that lists the kinds there are.
const DatasetKind& datasetKind(const std::string& name);

/// Reads the data set of a kind at `path`; every byte checked. Throws Error (Usage) for options that the kind
/// does not have or that are out of range, Error (Data) that names file, offset and expectation.
Dataset readKind(const std::string& kind, const std::filesystem::path& path, const DatasetOptions& options,
                 const ParallelFor& parallel);

}  // namespace skewscope::data
