#include "core/cuda/gpu_slot.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <sstream>
#include <string>
#include <system_error>

namespace skewscope::cuda {
namespace {

constexpr int kMostPlaces = 32;  ///< of a GPU

/// What a GPU is called by every process of this machine: its entry in CUDA_VISIBLE_DEVICES, which numbers
/// them anew, or its number.
std::string physicalName(int number) {
  const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
  if (visible == nullptr) return std::to_string(number);
  std::istringstream entries(visible);
  std::string entry;
  for (int i = 0; std::getline(entries, entry, ','); ++i) {
    if (i != number) continue;
    std::string name;
    for (const char c : entry)
      if (std::isalnum(static_cast<unsigned char>(c)) || c == '-') name += c;
    return name;
  }
  return std::to_string(number);
}

/// A folder that is this user's alone.
bool isOwn(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder.parent_path(), failed);
  ::mkdir(folder.c_str(), 0700);
  struct stat found {};
  return ::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == ::getuid() &&
         (found.st_mode & 0022) == 0;
}

/// The lock on a file; null where it cannot be had, with LOCK_NB because somebody has it.
std::shared_ptr<const void> locked(const std::filesystem::path& file, int operation) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return nullptr;
  if (::flock(descriptor, operation) != 0) {
    ::close(descriptor);
    return nullptr;
  }
  return {new int(descriptor), [](const int* held) {
            ::close(*held);
            delete held;
          }};
}

}  // namespace

std::filesystem::path slotFolder() {
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && *runtime != 0)
    return std::filesystem::path(runtime) / "skewscope-gpus";
  std::error_code failed;
  const auto temporary = std::filesystem::temp_directory_path(failed);
  return (failed ? std::filesystem::path("/tmp") : temporary) /
         ("skewscope-gpus-" + std::to_string(::getuid()));
}

GpuSlot takeLeastUsed(const std::vector<int>& numbers, const std::filesystem::path& folder) {
  const std::shared_ptr<const void> counting = isOwn(folder) ? locked(folder / "counting", LOCK_EX) : nullptr;
  GpuSlot least{numbers.front(), nullptr};
  if (!counting) return least;
  int fewest = kMostPlaces;
  for (const int number : numbers) {
    std::shared_ptr<const void> free;  // its first free place
    int taken = 0;
    for (int place = 0; place < kMostPlaces; ++place) {
      auto lock = locked(folder / (physicalName(number) + "." + std::to_string(place)), LOCK_EX | LOCK_NB);
      taken += lock ? 0 : 1;
      if (!free) free = std::move(lock);
    }
    if (taken < fewest) {
      fewest = taken;
      least = {number, std::move(free)};
    }
  }
  return least;
}

}  // namespace skewscope::cuda
