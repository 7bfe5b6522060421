#include "core/data/registry.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/data/data_error.h"
#include "core/data/dataset_kinds.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFile = std::size_t{64} << 20;
constexpr int kVersion = 1;

bool isDatasetName(const std::string& name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 63 && plain(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return plain(c) || c == '-' || c == '_'; });
}

/// Takes the members of one entry, each with the type and range that it must have.
class Entry {
 public:
  Entry(const nlohmann::json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) fail("is no object");
  }
  [[noreturn]] void fail(const std::string& what) const {
    damaged(
        fmt::format("{} {}.", where_, what),
        "Repair the file, or delete it and add the data sets again with `skewscope-engine datasets add`.");
  }
  const nlohmann::json& at(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end()) fail(fmt::format("has no \"{}\"", key));
    return *found;
  }
  std::string text(const char* key, std::size_t most) const {
    const auto& value = at(key);
    if (!value.is_string() || value.get_ref<const std::string&>().size() > most) wrong(key);
    return value.get<std::string>();
  }
  std::int64_t whole(const nlohmann::json& value, const char* key, std::int64_t least,
                     std::int64_t most) const {
    const bool fits =
        value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX);
    if (!fits || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most) wrong(key);
    return value.get<std::int64_t>();
  }
  std::int64_t whole(const char* key, std::int64_t least, std::int64_t most) const {
    return whole(at(key), key, least, most);
  }
  const nlohmann::json& array(const char* key) const {
    const auto& value = at(key);
    if (!value.is_array() || value.size() > static_cast<std::size_t>(kMostClasses)) wrong(key);
    return value;
  }
  [[noreturn]] void wrong(const char* key) const { fail(fmt::format("has a wrong value of \"{}\"", key)); }

 private:
  const nlohmann::json& json_;
  std::string where_;
};

RegisteredDataset fromJson(const nlohmann::json& json, const std::string& where) {
  const Entry entry(json, where);
  RegisteredDataset set;
  set.name = entry.text("name", 63);
  if (!isDatasetName(set.name)) entry.wrong("name");
  set.kind = entry.text("kind", 63);
  if (std::ranges::find(datasetKinds(), set.kind, &DatasetKind::name) == datasetKinds().end())
    entry.wrong("kind");
  set.path = entry.text("path", 4096);
  if (!set.path.is_absolute()) entry.wrong("path");
  set.options.side = static_cast<int>(entry.whole("side", 0, kMostSide));
  const std::string fit = entry.text("fit", 10);
  if (fit != "crop" && fit != "squash") entry.wrong("fit");
  set.options.fit = fit == "crop" ? Fit::Crop : Fit::Squash;
  const auto& fraction = entry.at("test_fraction");
  if (!fraction.is_number()) entry.wrong("test_fraction");
  set.options.testFraction = fraction.get<double>();
  if (!(set.options.testFraction > 0 && set.options.testFraction < 1)) entry.wrong("test_fraction");
  set.options.splitSeed = static_cast<std::uint64_t>(entry.whole("split_seed", 0, INT64_MAX));
  set.options.trainList = entry.text("train_list", 4096);
  set.options.testList = entry.text("test_list", 4096);
  set.digest = entry.text("digest", 64);
  if (set.digest.size() != 64 || set.digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
    entry.wrong("digest");
  }
  for (const auto& value : entry.array("class_names")) {
    if (!value.is_string() || !isPlainUtf8(value.get_ref<const std::string&>())) entry.wrong("class_names");
    set.classNames.push_back(value.get<std::string>());
  }
  for (const auto& value : entry.array("train_per_class")) {
    set.trainPerClass.push_back(entry.whole(value, "train_per_class", 1, kMostImages));
  }
  if (set.classNames.empty() || set.classNames.size() != set.trainPerClass.size()) entry.wrong("class_names");
  set.test = entry.whole("test", 1, kMostImages);
  set.height = static_cast<int>(entry.whole("height", 1, kMostSide));
  set.width = static_cast<int>(entry.whole("width", 1, kMostSide));
  return set;
}

Json toJson(const RegisteredDataset& set) {
  return Json{{"name", set.name},
              {"kind", set.kind},
              {"path", set.path.string()},
              {"side", set.options.side},
              {"fit", set.options.fit == Fit::Crop ? "crop" : "squash"},
              {"test_fraction", set.options.testFraction},
              {"split_seed", static_cast<std::int64_t>(set.options.splitSeed)},
              {"train_list", set.options.trainList.string()},
              {"test_list", set.options.testList.string()},
              {"digest", set.digest},
              {"class_names", set.classNames},
              {"train_per_class", set.trainPerClass},
              {"test", set.test},
              {"height", set.height},
              {"width", set.width}};
}

/// A lock between processes for as long as the object lives; gone with the process that holds it.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) == 0) return;
    const int code = errno;
    if (descriptor_ >= 0) ::close(descriptor_);
    damaged(fmt::format("Cannot lock {}: {}.", path.string(), std::strerror(code)),
            "Check that the folder may be written.");
  }
  ~FileLock() { ::close(descriptor_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace

std::filesystem::path registryFile() {
  return dataHome() / "datasets.json";
}

void checkDatasetName(const std::string& name) {
  if (isDatasetName(name)) return;
  throw Error(ErrorKind::Usage, fmt::format("\"{}\" cannot name a data set.", shown(name)),
              "Use 1 to 63 of a-z, 0-9, \"-\" and \"_\", a letter or digit first.");
}

std::vector<RegisteredDataset> parseRegistry(std::string_view text, const std::string& name) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto fail = [&](const std::string& what) {
    damaged(
        fmt::format("{} {}.", name, what),
        "Repair the file, or delete it and add the data sets again with `skewscope-engine datasets add`.");
  };
  if (!json.is_object() || !json.contains("version") || !json.contains("datasets"))
    fail("is no registry of data sets");
  if (json["version"] != kVersion)
    fail(fmt::format("is not of version {}, and perhaps of a newer program", kVersion));
  const auto& list = json["datasets"];
  if (!list.is_array()) fail("has no list of data sets");
  std::vector<RegisteredDataset> entries;
  std::set<std::string> names;
  for (const auto& entry : list) {
    entries.push_back(fromJson(entry, fmt::format("{}: data set {}", name, entries.size())));
    if (!names.insert(entries.back().name).second)
      fail(fmt::format("has two data sets named {}", entries.back().name));
  }
  return entries;
}

std::vector<RegisteredDataset> readRegistry(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return {};
  const auto content = readFile(file, kMostFile);
  if (content.size() > kMostFile)
    damaged(fmt::format("{} is longer than {} bytes.", file.string(), kMostFile));
  return parseRegistry({reinterpret_cast<const char*>(content.data()), content.size()}, file.string());
}

std::string registryText(const std::vector<RegisteredDataset>& entries) {
  Json list = Json::array();
  for (const auto& entry : entries) list.push_back(toJson(entry));
  return Json{{"version", kVersion}, {"datasets", list}}.dump(1) + "\n";
}

void editRegistry(const std::filesystem::path& file,
                  const std::function<void(std::vector<RegisteredDataset>&)>& edit) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) {
    damaged(fmt::format("Cannot make {}: {}.", file.parent_path().string(), error.message()),
            "Check that the folder above it may be written.");
  }
  // Not the registry itself: that is replaced when it is written.
  const FileLock lock(std::filesystem::path(file) += ".lock");
  auto entries = readRegistry(file);
  edit(entries);
  const std::string text = registryText(entries);
  writeFileAtomically(file, [&](std::ostream& out) { out << text; });
}

}  // namespace skewscope::data
