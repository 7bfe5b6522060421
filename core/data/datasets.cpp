#include "core/data/datasets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>

#include "core/base/error.h"
#include "core/data/cifar10.h"
#include "core/data/cifar100.h"
#include "core/data/dataset_kinds.h"
#include "core/data/halves.h"
#include "core/data/shapes.h"
#include "core/data/stl10.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kMostCandidates = 1000;  // of locateDataset()

std::vector<DatasetInfo> builtIn() {
  const ShapesSettings settings;
  DatasetInfo shapes;
  shapes.name = "shapes";
  shapes.title = "Shapes (embedded)";
  shapes.classNames = shapesClassNames();
  shapes.trainPerClass.assign(shapes.classNames.size(), settings.trainPerClass);
  shapes.test = settings.testPerClass * static_cast<std::int64_t>(shapes.classNames.size());
  std::vector<DatasetInfo> infos{shapes};

  const auto published = [&](const char* name, const std::vector<std::string>& classNames, std::int64_t train,
                             std::int64_t test) {
    const DatasetKind kind = datasetKind(name);  // by value: g++ 13 takes the reference for a dangling one
    DatasetInfo info;
    info.name = info.kind = kind.name;
    info.title = kind.title;
    info.classNames = classNames;
    info.trainPerClass.assign(classNames.size(), train);
    info.test = test * static_cast<std::int64_t>(classNames.size());
    info.needsFolder = true;
    info.whatToGive = kind.whatToGive;
    infos.push_back(info);
  };
  published("cifar10", cifar10ClassNames(), kCifar10BatchImages / 2, kCifar10BatchImages / 10);
  published("cifar100", cifar100ClassNames(), Cifar100Sizes().trainPerClass, Cifar100Sizes().testPerClass);
  published("stl10", stl10ClassNames(), Stl10Sizes().trainPerClass, Stl10Sizes().testPerClass);
  infos.back().height = infos.back().width = kStl10Side;
  return infos;
}

DatasetInfo infoOf(const RegisteredDataset& set) {
  const DatasetKind& kind = datasetKind(set.kind);
  DatasetInfo info;
  info.name = set.name;
  info.title = set.name == kind.name ? kind.title
               : kind.published      ? fmt::format("{} ({})", set.name, kind.title)
                                     : set.name;
  info.classNames = set.classNames;
  info.trainPerClass = set.trainPerClass;
  info.test = set.test;
  info.height = set.height;
  info.width = set.width;
  info.kind = set.kind;
  info.path = set.path;
  return info;
}

// Tells one state of a file from another: it is replaced, not rewritten.
struct Stamp {
  std::filesystem::path path;
  std::uint64_t inode = 0;
  std::int64_t size = -1, seconds = 0, nanoseconds = 0;
  bool operator==(const Stamp&) const = default;
};

Stamp stampOf(const std::filesystem::path& path) {
  Stamp stamp{path};
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    stamp.inode = status.st_ino;
    stamp.size = status.st_size;
    stamp.seconds = status.st_mtim.tv_sec;
    stamp.nanoseconds = status.st_mtim.tv_nsec;
  }
  return stamp;
}

// The registry as it was at one time.
struct Snapshot {
  Stamp stamp;
  std::vector<DatasetInfo> infos;
  std::vector<RegisteredDataset> registered;
  std::string problem;  // with the registry
};

Snapshot take(const Stamp& stamp) {
  Snapshot snapshot{stamp, builtIn(), {}, {}};
  try {
    snapshot.registered = readRegistry(stamp.path);
  } catch (const Error& error) {
    snapshot.problem = error.message();
  }
  for (const auto& set : snapshot.registered) {
    const auto same = std::ranges::find(snapshot.infos, set.name, &DatasetInfo::name);
    if (same == snapshot.infos.end()) {
      snapshot.infos.push_back(infoOf(set));
    } else if (same->kind == set.kind) {
      *same = infoOf(set);
    }
  }
  const auto halves = halfInfos(snapshot.infos);
  snapshot.infos.insert(snapshot.infos.end(), halves.begin(), halves.end());
  return snapshot;
}

const Snapshot& current() {
  // Never destroyed and never shortened: callers hold references for as long as they like.
  static std::mutex mutex;
  static auto& snapshots = *new std::deque<Snapshot>();
  const Stamp stamp = stampOf(registryFile());
  const std::lock_guard lock(mutex);
  if (snapshots.empty() || snapshots.back().stamp != stamp) snapshots.push_back(take(stamp));
  return snapshots.back();
}

const RegisteredDataset* registered(const Snapshot& snapshot, const std::string& name) {
  const auto found = std::ranges::find(snapshot.registered, name, &RegisteredDataset::name);
  return found == snapshot.registered.end() ? nullptr : &*found;
}

const DatasetInfo& infoIn(const Snapshot& snapshot, const std::string& name) {
  const auto found = std::ranges::find(snapshot.infos, name, &DatasetInfo::name);
  if (found != snapshot.infos.end()) return *found;
  std::vector<std::string> names;
  for (const auto& info : snapshot.infos) names.push_back(info.name);
  std::string advice = fmt::format("Choose one of: {}.", fmt::join(names, ", "));
  if (!snapshot.problem.empty()) advice += " Those that were added are missing here: " + snapshot.problem;
  throw Error(ErrorKind::Usage, fmt::format("There is no data set \"{}\".", name), advice);
}

std::vector<RegisteredDataset>::iterator entryOf(std::vector<RegisteredDataset>& entries,
                                                 const std::string& name) {
  const auto found = std::ranges::find(entries, name, &RegisteredDataset::name);
  if (found == entries.end()) {
    throw Error(ErrorKind::Usage, fmt::format("No data set named \"{}\" was added.", name),
                "`skewscope-engine datasets list` shows which were.");
  }
  return found;
}

Dataset loadRegistered(const RegisteredDataset& set, const std::filesystem::path& folder,
                       const ParallelFor& parallel) {
  const auto& path = folder.empty() ? set.path : folder;
  const std::string locate = fmt::format(
      "If it was moved: `skewscope-engine datasets locate {} PATH` finds it again by its digest.", set.name);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Error(ErrorKind::Data,
                fmt::format("The data set {} is not at {} any more.", set.name, path.string()), locate);
  }
  Dataset dataset = readKind(set.kind, path, set.options, parallel);
  if (dataset.digest != set.digest) {
    throw Error(ErrorKind::Data,
                fmt::format("{} has other images than {} had when it was added (digest {}..., then {}...).",
                            path.string(), set.name, dataset.digest.substr(0, 12), set.digest.substr(0, 12)),
                locate + " If the change is wanted, remove it and add it again.");
  }
  const DatasetInfo info = infoOf(set);
  dataset.name = info.name;
  dataset.title = info.title;
  return dataset;
}

// `path`, then what lies in it.
std::vector<std::filesystem::path> candidatesAt(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> candidates;
  std::error_code error;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    const bool archive = name.ends_with(".tar.gz") || name.ends_with(".tgz") || name.ends_with(".tar");
    if (it->is_directory(ignored) || archive) candidates.push_back(it->path());
  }
  std::ranges::sort(candidates);
  if (candidates.size() > kMostCandidates) candidates.resize(kMostCandidates);
  candidates.insert(candidates.begin(), path);
  return candidates;
}

// Lists that are not where they were are looked for beside and in a candidate.
DatasetOptions optionsAt(DatasetOptions options, const std::filesystem::path& candidate) {
  for (auto* list : {&options.trainList, &options.testList}) {
    std::error_code error;
    if (list->empty() || std::filesystem::exists(*list, error)) continue;
    for (const auto& folder : {candidate, candidate.parent_path()}) {
      if (!std::filesystem::exists(folder / list->filename(), error)) continue;
      *list = folder / list->filename();
      break;
    }
  }
  return options;
}

void checkNewName(const std::string& name, const std::string& kind) {
  checkDatasetName(name);
  if (spec::halfName(name))
    throw Error(ErrorKind::Usage, fmt::format("'{}' would be the half images of another data set.", name),
                "Choose another name.");
  datasetKind(kind);
}

void refuseTaken(const std::string& name, const std::string& kind,
                 const std::vector<RegisteredDataset>& entries) {
  const auto infos = builtIn();
  const auto same = std::ranges::find(infos, name, &DatasetInfo::name);
  const bool other = same != infos.end() && same->kind != kind;
  if (!other && std::ranges::find(entries, name, &RegisteredDataset::name) == entries.end()) return;
  throw Error(
      ErrorKind::Usage, fmt::format("There is a data set \"{}\" already.", name),
      other ? "Choose another name."
            : fmt::format("Choose another name, or `skewscope-engine datasets remove {}` first.", name));
}

}  // namespace

std::filesystem::path wholePath(const std::filesystem::path& path) {
  if (path.empty()) return path;
  const auto whole = std::filesystem::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();  // without a last "/"
}

void requireImages(const std::string& name, const std::filesystem::path& folder) {
  const DatasetInfo& info = datasetInfo(name);
  if (!info.needsFolder || !folder.empty()) return;
  throw Error(ErrorKind::Usage, fmt::format("The images of {} are not there.", info.title),
              fmt::format("Name their place ({}), or add them once: `skewscope-engine datasets add`.",
                          info.whatToGive));
}

const std::vector<DatasetInfo>& datasetInfos() {
  return current().infos;
}

const DatasetInfo& datasetInfo(const std::string& name) {
  return infoIn(current(), name);
}

Dataset loadDataset(const std::string& name, const std::filesystem::path& folder,
                    const ParallelFor& parallel) {
  const Snapshot& snapshot = current();
  const DatasetInfo& info = infoIn(snapshot, name);
  if (const auto half = spec::halfName(info.name)) {
    Dataset halves = makeHalves(loadDataset(half->base, folder, parallel), {half->geometry, {}, 1}, parallel);
    halves.name = info.name;
    halves.title = info.title;
    return halves;
  }
  if (info.kind.empty()) return makeShapes(ShapesSettings(), parallel);
  if (!info.path.empty()) return loadRegistered(*registered(snapshot, name), folder, parallel);
  if (folder.empty()) {
    throw Error(ErrorKind::Usage,
                fmt::format("{} is not part of the program: its files must be given.", info.title),
                fmt::format("Set data_dir to the {}.", info.whatToGive));
  }
  return readKind(info.kind, folder, DatasetOptions(), parallel);
}

Dataset loadSameDataset(const std::string& name, const std::filesystem::path& folder,
                        const std::string& digest, const ParallelFor& parallel) {
  std::optional<Error> problem;  // the first one: what is wrong where the run says
  const auto attempt = [&](const std::string& known, const std::filesystem::path& at) {
    std::optional<Dataset> found;
    try {
      found = loadDataset(known, at, parallel);
      if (found->digest == digest) return found;
      found.reset();
      if (!problem) {
        problem = Error(ErrorKind::Data,
                        "The data set is not the one this run was started with: its digest has changed.");
      }
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Data && error.kind() != ErrorKind::Usage) throw;
      if (!problem) problem = error;
    }
    return found;
  };
  if (auto found = attempt(name, folder)) return std::move(*found);
  if (!folder.empty()) {
    if (auto found = attempt(name, {})) return std::move(*found);
  }
  for (const auto& set : current().registered) {
    if (set.digest != digest) continue;
    if (auto found = attempt(set.name, {})) {
      found->name = name;
      return std::move(*found);
    }
  }
  std::string advice = problem->advice();
  if (!datasetInfo(name).kind.empty()) {
    advice += (advice.empty() ? "" : " ") +
              std::string(
                  "Images that were moved are also found once they are added where they lie now, under any "
                  "name: `skewscope-engine datasets add`, or Add data set in the window.");
  }
  throw Error(problem->kind(), problem->what(), advice);
}

void checkNewDataset(const std::string& name, const std::string& kind) {
  checkNewName(name, kind);
  refuseTaken(name, kind, readRegistry(registryFile()));
}

RegisteredDataset describeDataset(const std::string& kind, const std::filesystem::path& path,
                                  const DatasetOptions& options, const Dataset& dataset) {
  RegisteredDataset set;
  set.kind = kind;
  set.path = wholePath(path);
  set.options = options;
  set.options.trainList = wholePath(options.trainList);
  set.options.testList = wholePath(options.testList);
  set.digest = dataset.digest;
  set.classNames = dataset.train.classNames;
  set.trainPerClass = dataset.train.classCounts();
  set.test = dataset.test.size();
  set.height = dataset.train.height;
  set.width = dataset.train.width;
  return set;
}

void registerDataset(const RegisteredDataset& set) {
  checkNewName(set.name, set.kind);
  editRegistry(registryFile(), [&](std::vector<RegisteredDataset>& entries) {
    refuseTaken(set.name, set.kind, entries);
    entries.push_back(set);
  });
}

RegisteredDataset addDataset(const std::string& name, const std::string& kind,
                             const std::filesystem::path& path, const DatasetOptions& options,
                             const ParallelFor& parallel) {
  checkNewDataset(name, kind);  // before the long part
  DatasetOptions whole = options;
  whole.trainList = wholePath(options.trainList);
  whole.testList = wholePath(options.testList);
  RegisteredDataset set =
      describeDataset(kind, path, options, readKind(kind, wholePath(path), whole, parallel));
  set.name = name;
  registerDataset(set);
  return set;
}

void removeDataset(const std::string& name) {
  editRegistry(registryFile(),
               [&](std::vector<RegisteredDataset>& entries) { entries.erase(entryOf(entries, name)); });
}

RegisteredDataset locateDataset(const std::string& name, const std::filesystem::path& path,
                                const ParallelFor& parallel) {
  auto known = readRegistry(registryFile());
  RegisteredDataset set = *entryOf(known, name);
  std::string tried;
  const auto candidates = candidatesAt(wholePath(path));
  for (const auto& candidate : candidates) {
    const DatasetOptions options = optionsAt(set.options, candidate);
    try {
      if (readKind(set.kind, candidate, options, parallel).digest != set.digest) {
        tried = fmt::format(" {} has other images.", candidate.string());
        continue;
      }
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Data) throw;
      if (tried.empty()) tried = " " + std::string(error.what());
      continue;
    }
    set.path = candidate;
    set.options = options;
    editRegistry(registryFile(),
                 [&](std::vector<RegisteredDataset>& entries) { *entryOf(entries, name) = set; });
    return set;
  }
  throw Error(ErrorKind::Data,
              fmt::format("Of {} places tried from {} on, none has the images of {} (digest {}...).{}",
                          candidates.size(), path.string(), name, set.digest.substr(0, 12), tried),
              "Give the folder or archive itself, or the folder that it is in.");
}

}  // namespace skewscope::data
