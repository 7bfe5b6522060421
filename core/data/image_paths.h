#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace skewscope::data {

/// What is wrong with a relative path of an image ("leads out of the root", "is empty", ...), or nullptr.
const char* pathDefect(std::string_view path);

/// Sees to it that files lie below one folder.
class RootGuard {
 public:
  /// Throws Error (Data) if `root` is no folder.
  explicit RootGuard(const std::filesystem::path& root);
  /// Throws Error (Data) unless the file `path` below the root is there and lies below it when all links are
  /// followed.
  void check(const std::string& path);

 private:
  std::filesystem::path root_, canonical_;
  std::set<std::filesystem::path> folders_;  ///< relative ones known to be inside
  bool inside(const std::filesystem::path& path) const;
};

}  // namespace skewscope::data
