#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace skewscope::exchange {

/// Whether TensorBoard takes a file of that name for an event file: "tfevents" is in it, and it is not the
/// empty marker of a profile.
bool isEventFileName(const std::string& name);

/// A folder that holds event files itself: one run.
struct EventFolder {
  std::filesystem::path folder;
  std::string name;                          ///< path below the root, or the root's own name
  std::vector<std::filesystem::path> files;  ///< by name
};

/// What is looked at of a folder.
inline constexpr int kMostFolderDepth = 32;
inline constexpr std::size_t kMostFolderEntries = 200'000;

/// All folders at and below `root` that hold event files, by path. Symbolic links below the root are not
/// followed, so that nothing outside of it is read. What was passed over is added to `remarks`. Throws Error
/// (Data) if the root cannot be read or holds more than kMostFolderEntries.
std::vector<EventFolder> findEventFolders(const std::filesystem::path& root,
                                          std::vector<std::string>& remarks);

}  // namespace skewscope::exchange
