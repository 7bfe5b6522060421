#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/dataset_options.h"
#include "core/data/image_set.h"
#include "core/data/registry.h"

namespace skewscope::data {

/// What is known of a data set without opening it: enough for the form, the histogram and the plan of a
/// subset.
struct DatasetInfo {
  std::string name;   ///< "cifar10": the value of the option `dataset`
  std::string title;  ///< "CIFAR-10"
  std::vector<std::string> classNames;
  std::vector<std::int64_t> trainPerClass;  ///< training images per class
  std::int64_t test = 0;                    ///< test images
  int height = 32, width = 32;
  bool needsFolder = false;    ///< true if the images must be given by the user (`data_dir`)
  std::string whatToGive;      ///< for the form: "folder cifar-10-batches-bin or cifar-10-binary.tar.gz"
  std::string kind;            ///< of datasetKinds(); empty: embedded
  std::filesystem::path path;  ///< where an added one lies; empty: not added
};

/// All data sets that can be named: embedded ones, published ones, then those that the user has added
/// (registry.h). An added one may have the name of a published one of its kind and then stands in its place
/// with a path. The registry is read again when its file has changed; what was returned before stays valid. A
/// registry that cannot be read counts as empty here; datasetInfo() says so. Safe from any thread.
const std::vector<DatasetInfo>& datasetInfos();

/// By name. Throws Error (Usage) that lists the names there are, and what is wrong with the registry if it
/// cannot be read.
const DatasetInfo& datasetInfo(const std::string& name);

/// A path as it is meant from any folder: absolute and normal, without a "/" at its end; empty stays empty.
std::filesystem::path wholePath(const std::filesystem::path& path);

/// Throws Error (Usage) if there is no such data set, or its images must be given and `folder` is empty.
void requireImages(const std::string& name, const std::filesystem::path& folder);

/// Loads (or generates) a data set; every byte checked. `folder` is ignored by embedded sets, needed by
/// published ones, and stands for the path of an added one if it is not empty. An added one must have the
/// digest that it had when it was added. Throws Error (Data) that names file, offset and expectation. Blocks;
/// a second or so, longer for images that are read for the first time.
Dataset loadDataset(const std::string& name, const std::filesystem::path& folder,
                    const ParallelFor& parallel);

/// The data set of that name whose digest is `digest`, as a run was begun with it: from `folder` as
/// loadDataset() reads it, and where that is gone or holds other images, from where the registry has the
/// name, or has images with this digest under any name. Throws Error as loadDataset() does, and Error (Data)
/// if the digest is nowhere.
Dataset loadSameDataset(const std::string& name, const std::filesystem::path& folder,
                        const std::string& digest, const ParallelFor& parallel);

/// Throws Error (Usage) unless a data set of `kind` can be added under `name`: the name can be one and is
/// free. Error (Data) if the registry cannot be read.
void checkNewDataset(const std::string& name, const std::string& kind);

/// What the registry keeps of a data set that readKind() has read: kind, path and options, made absolute,
/// digest and counts. Its name is still to be given.
RegisteredDataset describeDataset(const std::string& kind, const std::filesystem::path& path,
                                  const DatasetOptions& options, const Dataset& dataset);

/// Adds what describeDataset() has made, with a name, to the registry. Throws as checkNewDataset() and
/// editRegistry().
void registerDataset(const RegisteredDataset& set);

/// Opens a data set of a kind, checks every byte, and adds it to the registry with its digest. Throws Error
/// (Usage) if the name is taken or cannot be one, Error (Data) as readKind().
RegisteredDataset addDataset(const std::string& name, const std::string& kind,
                             const std::filesystem::path& path, const DatasetOptions& options,
                             const ParallelFor& parallel);

/// Takes an added data set out of the registry; its files are left alone. Throws Error (Usage) if there is
/// none.
void removeDataset(const std::string& name);

/// Finds an added data set that was moved: the first of `path` and what lies directly in that folder (at most
/// 1,000 entries, in byte order) that has its digest becomes its path. `path` may also be where its list
/// files are now: lists that are not where they were are looked for by name in the candidate and in the
/// folder above it. Throws Error (Data) that says what was tried if none has.
RegisteredDataset locateDataset(const std::string& name, const std::filesystem::path& path,
                                const ParallelFor& parallel);

}  // namespace skewscope::data
