#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

#include "core/data/class_names.h"
#include "core/data/data_error.h"
#include "core/data/image_files.h"
#include "core/data/image_paths.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kMostLine = 4096;
constexpr std::size_t kMostListFile = std::size_t{512} << 20;
constexpr const char* kAdvice =
    "Each line is the path of an image below the root, a blank, and the number of its class.";

// Names of the folders that the images of each class are in, or nothing if a class has several or two classes
// share one.
std::vector<std::string> folderNames(const std::vector<ImageEntry>& entries, std::size_t classes) {
  std::vector<std::string> names(classes);
  for (const ImageEntry& entry : entries) {
    const std::string folder = std::filesystem::path(entry.path).parent_path().filename().string();
    std::string& name = names[entry.label];
    if (folder.empty() || (!name.empty() && name != folder)) return {};
    name = folder;
  }
  const std::set<std::string> different(names.begin(), names.end());
  return different.size() == classes && !different.contains("") ? names : std::vector<std::string>();
}

}  // namespace

std::vector<ImageEntry> parseImageList(std::span<const std::byte> content, const std::string& name) {
  std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  std::vector<ImageEntry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const auto refuse = [&](const std::string& what) {
      damaged(fmt::format("{}: line {} {}.", name, number, what), kAdvice);
    };
    if (line.size() > kMostLine) refuse(fmt::format("is longer than {} bytes", kMostLine));
    if (entries.size() == static_cast<std::size_t>(kMostImages))
      refuse(fmt::format("is past {} images", kMostImages));
    const std::size_t blank = line.find_last_of(" \t");
    if (blank == std::string_view::npos) refuse("has no blank between path and label");
    const std::string_view digits = line.substr(blank + 1);
    int label = -1;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), label);
    if (error != std::errc() || stop != digits.data() + digits.size() || label < 0 || label >= kMostClasses) {
      refuse(fmt::format("has the label \"{}\"; 0 to {} were expected", shown(digits), kMostClasses - 1));
    }
    std::string_view path = line.substr(0, blank);
    while (path.ends_with(' ') || path.ends_with('\t')) path.remove_suffix(1);
    if (const char* defect = pathDefect(path))
      refuse(fmt::format("has a path that {}, {}", defect, shown(path)));
    entries.push_back({std::string(path), static_cast<std::uint16_t>(label)});
  }
  return entries;
}

ImageListing readImageLists(const std::filesystem::path& root, const DatasetOptions& options) {
  ImageListing listing;
  listing.root = root;
  RootGuard guard(root);
  for (const bool train : {true, false}) {
    const auto& file = train ? options.trainList : options.testList;
    if (file.empty())
      damaged(fmt::format("The {} list is missing.", train ? "training" : "test"), "Give both lists.");
    const auto content = readFile(file, kMostListFile);
    if (content.size() > kMostListFile) {
      damaged(fmt::format("{} is longer than {} bytes.", file.string(), kMostListFile), kAdvice);
    }
    auto& entries = train ? listing.train : listing.test;
    entries = parseImageList(content, file.string());
    if (entries.empty()) damaged(fmt::format("{} names no images.", file.string()), kAdvice);
    for (const ImageEntry& entry : entries) guard.check(entry.path);
  }
  const auto largest = std::ranges::max_element(listing.train, {}, &ImageEntry::label);
  const std::size_t classes = largest->label + std::size_t{1};
  listing.classNames = folderNames(listing.train, classes);
  for (std::size_t c = listing.classNames.size(); c < classes; ++c)
    listing.classNames.push_back(fmt::format("class {}", c));
  return listing;
}

}  // namespace skewscope::data
