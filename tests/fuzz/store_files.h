#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "core/store/reader.h"
#include "core/store/store.h"

namespace skewscope::fuzz {

/// A folder of this process, in memory where the system has such a place, removed at its end.
class OwnFolder {
 public:
  OwnFolder() {
    namespace fs = std::filesystem;
    const fs::path memory = "/dev/shm";
    std::error_code ignored;
    path_ = (fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path()) /
            ("skewscope-fuzz-" + std::to_string(getpid()));
    fs::create_directories(path_);
  }
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A small store with something in every table, as one plain file with small pages, at `path`, which must be
/// free.
void writeSmallStore(const std::filesystem::path& path);

/// Asks the reader of the store at `path` for everything that it can tell of each run.
void readEverything(const std::filesystem::path& path);

}  // namespace skewscope::fuzz
