#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/data/dataset_options.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// The data set in the cache file `file` if there is one and its digest fits; else what `read` gives, which
/// is then kept there. The file is a tensor file of uint8 images and int64 labels and may be deleted at any
/// time; one that cannot be written is left out. `file` empty: `read` alone. Images with factors have no
/// cache.
Dataset throughCache(const std::filesystem::path& file, const std::function<Dataset()>& read);

/// The cache file below `folder` for the data set of a kind at `path`, which is a file or a folder of few
/// files: a name made from the kind, the options, and name, size and time of each array, list or archive in
/// it and in the folders in it. Empty if there are none or too many.
std::filesystem::path cacheFileOf(const std::filesystem::path& folder, const std::string& kind,
                                  const std::filesystem::path& path, const DatasetOptions& options);

}  // namespace skewscope::data
