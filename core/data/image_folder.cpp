#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/base/random.h"
#include "core/data/data_error.h"
#include "core/data/image_files.h"
#include "core/data/image_paths.h"

namespace skewscope::data {
namespace {

namespace fs = std::filesystem;

constexpr int kMostDepth = 8;  // of folders in a class folder

bool passedOver(const std::string& name) {
  return name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini";
}

bool isImageName(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png" || ending == ".webp";
}

/// Walks the folders below one root.
class Walk {
 public:
  explicit Walk(const fs::path& root) : root_(root), guard_(root) {}

  bool hasFolder(const std::string& relative) const {
    std::error_code error;
    return fs::is_directory(root_ / relative, error);
  }

  // Names of the folders in a folder, in byte order. Files are passed over.
  std::vector<std::string> foldersIn(const std::string& relative) {
    std::vector<std::string> names;
    forEach(relative, [&](const fs::directory_entry& entry, const std::string& name, bool folder) {
      if (!folder) return;
      if (entry.is_symlink()) refuseLink(entry.path());
      names.push_back(name);
      if (names.size() > static_cast<std::size_t>(kMostClasses)) {
        damaged(fmt::format("{} has more than {} class folders.", (root_ / relative).string(), kMostClasses));
      }
    });
    std::ranges::sort(names);
    return names;
  }

  // All images below a class folder, in byte order of their paths.
  std::vector<ImageEntry> imagesIn(const std::string& relative, std::size_t label) {
    std::vector<ImageEntry> entries;
    collect(relative, static_cast<std::uint16_t>(label), 0, entries);
    std::ranges::sort(entries, {}, &ImageEntry::path);
    if (entries.empty()) {
      damaged(fmt::format("{} has no images.", (root_ / relative).string()),
              "Remove the folder, or put its images in.");
    }
    return entries;
  }

 private:
  fs::path root_;
  RootGuard guard_;
  std::int64_t files_ = 0;

  template <typename Visit>
  void forEach(const std::string& relative, const Visit& visit) {
    std::error_code error;
    for (fs::directory_iterator it(root_ / relative, error), end; !error && it != end; it.increment(error)) {
      const std::string name = it->path().filename().string();
      if (passedOver(name)) continue;
      if (!isPlainUtf8(name)) {
        damaged(fmt::format("{} has an entry whose name is not plain UTF-8, {}.", (root_ / relative).string(),
                            shown(name)),
                "Rename it.");
      }
      std::error_code ignored;
      visit(*it, name, it->is_directory(ignored));
    }
    if (error) damaged(fmt::format("Cannot read {}: {}.", (root_ / relative).string(), error.message()));
  }

  [[noreturn]] static void refuseLink(const fs::path& path) {
    damaged(fmt::format("{} is a link to a folder.", path.string()),
            "Links to folders are not followed: put the folder itself there.");
  }

  void collect(const std::string& relative, std::uint16_t label, int depth,
               std::vector<ImageEntry>& entries) {
    if (depth > kMostDepth) damaged(fmt::format("{} is nested too deeply.", (root_ / relative).string()));
    forEach(relative, [&](const fs::directory_entry& entry, const std::string& name, bool folder) {
      const std::string path = relative + "/" + name;
      if (folder) {
        if (entry.is_symlink()) refuseLink(entry.path());
        return collect(path, label, depth + 1, entries);
      }
      if (!isImageName(entry.path())) {
        damaged(
            fmt::format("{} is in a class folder and is no JPEG, PNG or WebP image.", entry.path().string()),
            "Move it out of the folder, or convert it.");
      }
      guard_.check(path);
      if (++files_ > 2 * kMostImages)
        damaged(fmt::format("{} has more than {} files.", root_.string(), 2 * kMostImages));
      entries.push_back({path, label});
    });
  }
};

void append(std::vector<ImageEntry>& entries, const std::vector<ImageEntry>& more) {
  entries.insert(entries.end(), more.begin(), more.end());
}

// The classes of `classNames` below root/part; each folder must be one of them.
std::vector<ImageEntry> listPart(Walk& walk, const fs::path& root, const std::string& part,
                                 const std::vector<std::string>& classNames) {
  std::vector<ImageEntry> entries;
  for (const std::string& name : walk.foldersIn(part)) {
    const auto found = std::ranges::lower_bound(classNames, name);
    if (found == classNames.end() || *found != name) {
      damaged(fmt::format("{} has no counterpart in {}.", (root / part / name).string(),
                          (root / "train").string()),
              "Every class needs training images.");
    }
    append(entries, walk.imagesIn(part + "/" + name, static_cast<std::size_t>(found - classNames.begin())));
  }
  return entries;
}

// Puts a share of one class into the test set; both parts keep the order of names.
void split(const std::vector<ImageEntry>& images, const DatasetOptions& options, ImageListing& listing) {
  const auto count = static_cast<std::int64_t>(images.size());
  if (count < 2) {
    damaged(
        fmt::format("{} is the only image of its class; one for training and one for the test are needed.",
                    (listing.root / images[0].path).string()));
  }
  const auto wanted =
      static_cast<std::int64_t>(std::llround(options.testFraction * static_cast<double>(count)));
  const std::int64_t test = std::clamp<std::int64_t>(wanted, 1, count - 1);
  const auto order = permutation(count, {options.splitSeed, Purpose::Split, 0, images[0].label, 0});
  std::vector<bool> inTest(images.size());
  for (std::int64_t i = 0; i < test; ++i)
    inTest[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = true;
  for (std::size_t i = 0; i < images.size(); ++i)
    (inTest[i] ? listing.test : listing.train).push_back(images[i]);
}

}  // namespace

ImageListing listImageFolder(const fs::path& root, const DatasetOptions& options) {
  ImageListing listing;
  listing.root = root;
  Walk walk(root);
  if (walk.hasFolder("train")) {
    const char* test = walk.hasFolder("test") ? "test" : walk.hasFolder("val") ? "val" : nullptr;
    if (!test) {
      damaged(fmt::format("{} has a folder train but no folder test (or val).", root.string()),
              "Add it, or give the folder train itself, from which test images can be split off.");
    }
    listing.classNames = walk.foldersIn("train");
    listing.train = listPart(walk, root, "train", listing.classNames);
    listing.test = listPart(walk, root, test, listing.classNames);
  } else {
    if (!(options.testFraction > 0 && options.testFraction < 1)) {
      damaged(fmt::format("The test fraction must be above 0 and below 1; it is {}.", options.testFraction));
    }
    listing.classNames = walk.foldersIn(".");
    for (std::size_t c = 0; c < listing.classNames.size(); ++c) {
      split(walk.imagesIn(listing.classNames[c], c), options, listing);
    }
  }
  return listing;
}

}  // namespace skewscope::data
