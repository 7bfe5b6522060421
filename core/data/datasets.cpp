#include "core/data/datasets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/data/cifar10.h"
#include "core/data/halves.h"
#include "core/data/shapes.h"

namespace skewscope::data {

const std::vector<DatasetInfo>& datasetInfos() {
  static const std::vector<DatasetInfo> infos = [] {
    const ShapesSettings settings;
    DatasetInfo shapes;
    shapes.name = "shapes";
    shapes.title = "Shapes (embedded)";
    shapes.classNames = shapesClassNames();
    shapes.trainPerClass.assign(shapes.classNames.size(), settings.trainPerClass);
    shapes.test = settings.testPerClass * static_cast<std::int64_t>(shapes.classNames.size());

    DatasetInfo cifar10;
    cifar10.name = "cifar10";
    cifar10.title = "CIFAR-10";
    cifar10.classNames = cifar10ClassNames();
    cifar10.trainPerClass.assign(cifar10.classNames.size(), 5000);
    cifar10.test = 10000;
    cifar10.needsFolder = true;
    cifar10.whatToGive = "folder cifar-10-batches-bin or cifar-10-binary.tar.gz";
    std::vector<DatasetInfo> all{shapes, cifar10};
    const auto halves = halfInfos(all);
    all.insert(all.end(), halves.begin(), halves.end());
    return all;
  }();
  return infos;
}

const DatasetInfo& datasetInfo(const std::string& name) {
  const auto& infos = datasetInfos();
  const auto found = std::ranges::find(infos, name, &DatasetInfo::name);
  if (found != infos.end()) return *found;
  std::vector<std::string> names;
  for (const auto& info : infos) names.push_back(info.name);
  throw Error(ErrorKind::Usage, fmt::format("There is no data set \"{}\".", name),
              fmt::format("Choose one of: {}.", fmt::join(names, ", ")));
}

Dataset loadDataset(const std::string& name, const std::filesystem::path& folder,
                    const ParallelFor& parallel) {
  const DatasetInfo& info = datasetInfo(name);
  if (const auto half = halfName(info.name)) {
    Dataset halves = makeHalves(loadDataset(half->base, folder, parallel), {half->geometry, {}, 1}, parallel);
    halves.name = info.name;
    halves.title = info.title;
    return halves;
  }
  if (info.needsFolder && folder.empty()) {
    throw Error(ErrorKind::Usage,
                fmt::format("{} is not part of the program: its files must be given.", info.title),
                fmt::format("Set data_dir to the {}.", info.whatToGive));
  }
  return info.name == "cifar10" ? readCifar10(folder) : makeShapes(ShapesSettings(), parallel);
}

}  // namespace skewscope::data
