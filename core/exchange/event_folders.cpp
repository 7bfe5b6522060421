#include "core/exchange/event_folders.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"

namespace skewscope::exchange {
namespace {

namespace fs = std::filesystem;

class Search {
 public:
  Search(const fs::path& root, std::vector<std::string>& remarks) : root_(root), remarks_(remarks) {}

  std::vector<EventFolder> folders() {
    look(root_, 0);
    if (links_ > 0) {
      remarks_.push_back(fmt::format("{} symbolic {} in {} passed over.", links_,
                                     links_ == 1 ? "link was" : "links were", shown(root_.string(), 1000)));
    }
    std::ranges::sort(found_, {}, &EventFolder::folder);
    return std::move(found_);
  }

 private:
  void look(const fs::path& folder, int depth) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) return unreadable(folder, error);
    EventFolder here{folder, nameOf(folder), {}};
    std::vector<fs::path> below;
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
      if (error) break;
      if (++seen_ > kMostFolderEntries) {
        throw Error(
            ErrorKind::Data,
            fmt::format("{} holds more than {} files and folders.", root_.string(), kMostFolderEntries),
            "Name the folders of the runs that you want.");
      }
      std::error_code unknown;
      const auto status = entries->symlink_status(unknown);
      if (fs::is_symlink(status)) {
        ++links_;
      } else if (fs::is_directory(status)) {
        below.push_back(entries->path());
      } else if (fs::is_regular_file(status) && isEventFileName(entries->path().filename().string())) {
        here.files.push_back(entries->path());
      }
    }
    if (error) unreadable(folder, error);
    std::ranges::sort(here.files);
    if (!here.files.empty()) found_.push_back(std::move(here));
    for (const fs::path& each : below) {
      if (depth < kMostFolderDepth) {
        look(each, depth + 1);
      } else {
        remarks_.push_back(fmt::format("{} lies too deep and was passed over.", shown(each.string(), 1000)));
      }
    }
  }

  std::string nameOf(const fs::path& folder) const {
    const fs::path below = folder.lexically_relative(root_);
    if (below.empty() || below == ".") return root_.filename().string();
    return below.generic_string();
  }

  void unreadable(const fs::path& folder, const std::error_code& error) {
    const std::string what = fmt::format("{} cannot be read: {}.", folder.string(), error.message());
    if (folder == root_) throw Error(ErrorKind::Data, what, "Check the path and whether you may read it.");
    remarks_.push_back(shown(what, 1000));
  }

  fs::path root_;
  std::vector<std::string>& remarks_;
  std::vector<EventFolder> found_;
  std::size_t seen_ = 0, links_ = 0;
};

}  // namespace

bool isEventFileName(const std::string& name) {
  return name.find("tfevents") != std::string::npos && !name.ends_with(".profile-empty");
}

std::vector<EventFolder> findEventFolders(const fs::path& root, std::vector<std::string>& remarks) {
  return Search(root, remarks).folders();
}

}  // namespace skewscope::exchange
