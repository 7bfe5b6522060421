#include "core/data/dataset_kinds.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/data/cifar10.h"
#include "core/data/cifar100.h"
#include "core/data/image_files.h"
#include "core/data/npy.h"
#include "core/data/set_cache.h"
#include "core/data/stl10.h"

namespace skewscope::data {
namespace {

void check(const DatasetKind& kind, const DatasetOptions& options) {
  const auto refuse = [&](const std::string& what, const std::string& advice) {
    throw Error(ErrorKind::Usage, what, advice);
  };
  if (options.side != 0 && (options.side < 8 || options.side > kMostSide)) {
    refuse(fmt::format("Images cannot be scaled to a side of {}.", options.side),
           fmt::format("Choose 8 to {}, or 0 for the default.", kMostSide));
  }
  const bool fixedSize = kind.name == "cifar10" || kind.name == "cifar100";
  if (fixedSize && options.side != 0 && options.side != 32) {
    refuse(fmt::format("{} has images of 32x32; they are not scaled.", kind.title), "Leave the side out.");
  }
  const bool lists = kind.name == "list";
  if (lists != !options.trainList.empty() || lists != !options.testList.empty()) {
    refuse(lists ? "The kind \"list\" needs a training and a test list."
                 : fmt::format("The kind \"{}\" has no lists.", kind.name),
           lists ? "Give --train-list and --test-list." : "Leave the lists out, or use the kind \"list\".");
  }
  if (!(options.testFraction > 0 && options.testFraction < 1)) {
    refuse(fmt::format("The test fraction must be above 0 and below 1; it is {}.", options.testFraction), "");
  }
}

}  // namespace

const std::vector<DatasetKind>& datasetKinds() {
  static const std::vector<DatasetKind> kinds = {
      {"cifar10", "CIFAR-10",
       "folder cifar-10-batches-bin or cifar-10-batches-py, or cifar-10-binary.tar.gz or "
       "cifar-10-python.tar.gz",
       true},
      {"cifar100", "CIFAR-100",
       "folder cifar-100-binary or cifar-100-python, or cifar-100-binary.tar.gz or cifar-100-python.tar.gz",
       true},
      {"stl10", "STL-10", "folder stl10_binary or stl10_binary.tar.gz", true},
      {"npy", "Arrays", "folder with train_images.npy, train_labels.npy, test_images.npy and test_labels.npy",
       false},
      {"folder", "Image folder", "folder with train/CLASS/... and test/CLASS/..., or with CLASS/... alone",
       false},
      {"list", "Image lists", "folder that the paths in both lists start from", false},
  };
  return kinds;
}

const DatasetKind& datasetKind(const std::string& name) {
  const auto& kinds = datasetKinds();
  const auto found = std::ranges::find(kinds, name, &DatasetKind::name);
  if (found != kinds.end()) return *found;
  std::vector<std::string> names;
  for (const auto& kind : kinds) names.push_back(kind.name);
  throw Error(ErrorKind::Usage, fmt::format("There is no kind of data set \"{}\".", name),
              fmt::format("Choose one of: {}.", fmt::join(names, ", ")));
}

Dataset readKind(const std::string& kind, const std::filesystem::path& path, const DatasetOptions& options,
                 const ParallelFor& parallel) {
  const DatasetKind& known = datasetKind(kind);
  check(known, options);
  if (kind == "cifar10") return readCifar10(path);
  if (kind == "cifar100") return readCifar100(path);
  // Where images are scaled, or an archive of gigabytes is read, once is enough.
  const auto cached = [&](const std::function<Dataset()>& read) {
    return throughCache(cacheFileOf(cacheHome() / "images", kind, path, options), read);
  };
  if (kind == "stl10") {
    return cached([&] { return readStl10(path, options.side > 0 ? options.side : kStl10Side, parallel); });
  }
  Dataset dataset;
  if (kind == "npy") {
    const auto read = [&] { return readNpyFolder(path, options, parallel); };
    dataset = options.side > 0 ? cached(read) : read();
  } else {
    const auto listing = kind == "list" ? readImageLists(path, options) : listImageFolder(path, options);
    dataset = loadImages(listing, options, parallel, cacheHome() / "images");
  }
  dataset.name = known.name;
  dataset.title = known.title;
  return dataset;
}

}  // namespace skewscope::data
