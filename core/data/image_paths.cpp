#include "core/data/image_paths.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/data/data_error.h"

namespace skewscope::data {

const char* pathDefect(std::string_view path) {
  if (path.empty()) return "is empty";
  if (path.starts_with('/')) return "is absolute";
  if (!isPlainUtf8(path)) return "is not plain UTF-8";
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (path.substr(0, end) == "..") return "leads out of the root (\"..\")";
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return nullptr;
}

RootGuard::RootGuard(const std::filesystem::path& root) : root_(root) {
  std::error_code error;
  canonical_ = std::filesystem::canonical(root, error);
  if (error || !std::filesystem::is_directory(canonical_, error)) {
    damaged(fmt::format("There is no folder {}.", root.string()), "Give the folder that the images are in.");
  }
}

bool RootGuard::inside(const std::filesystem::path& path) const {
  std::error_code error;
  const auto real = std::filesystem::canonical(root_ / path, error);
  if (error) {
    damaged(fmt::format("Cannot open {}: {}.", (root_ / path).string(), error.message()),
            "Check that all images are there and may be read.");
  }
  return std::mismatch(canonical_.begin(), canonical_.end(), real.begin(), real.end()).first ==
         canonical_.end();
}

void RootGuard::check(const std::string& path) {
  const std::filesystem::path file(path), folder = file.parent_path();
  if (!folders_.contains(folder)) {
    if (!inside(folder)) {
      damaged(fmt::format("{} leads out of {} by a link.", (root_ / folder).string(), root_.string()),
              "Put the images themselves below the folder, or give the folder that they are really in.");
    }
    folders_.insert(folder);
  }
  std::error_code error;
  const auto status = std::filesystem::symlink_status(root_ / file, error);
  if (std::filesystem::is_regular_file(status)) return;
  const bool link = std::filesystem::is_symlink(status);
  if (link && inside(file) && std::filesystem::is_regular_file(root_ / file, error)) return;
  damaged(fmt::format("{} {}.", (root_ / file).string(),
                      link                              ? "is a link that leads to no image below the root"
                      : std::filesystem::exists(status) ? "is no file"
                                                        : "is not there"),
          "Check the files of the data set.");
}

}  // namespace skewscope::data
