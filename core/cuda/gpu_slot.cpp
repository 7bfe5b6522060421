#include "core/cuda/gpu_slot.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

namespace skewscope::cuda {
namespace {

constexpr int kMostPlaces = 32;  ///< of a GPU

/// What a GPU is called by every process of this machine: its UUID; where that is not known its entry in
/// CUDA_VISIBLE_DEVICES, which numbers them anew, or its number.
std::string physicalName(const GpuOffer& gpu) {
  if (!gpu.uuid.empty()) return gpu.uuid;
  const int number = gpu.number;
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

/// A descriptor that is closed with its last owner, and with it the lock that it holds.
std::shared_ptr<const int> opened(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return nullptr;
  return {new int(descriptor), [](const int* held) {
            ::close(*held);
            delete held;
          }};
}

/// Kept by everybody who looks at places, or takes one; null where it cannot be had.
std::shared_ptr<const int> counting(const std::filesystem::path& folder) {
  if (!isOwn(folder)) return nullptr;
  auto file = opened(folder / "counting");
  return file && ::flock(*file, LOCK_EX) == 0 ? file : nullptr;
}

/// What the file of a place says: a number of bytes and the end of the line. 0 for any other text, as that of
/// a version that claimed nothing.
std::uint64_t claimIn(int descriptor) {
  std::array<char, 24> text{};  // more than 64 bits have digits
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  if (size <= 0) return 0;
  std::uint64_t bytes = 0;
  const char* last = text.data() + size - 1;
  const auto [end, error] = std::from_chars(text.data(), last, bytes);
  return error == std::errc() && end == last && *last == '\n' ? bytes : 0;
}

/// A file that cannot be written claims nothing: the disk is full, and nobody is kept from anything.
void writeClaim(int descriptor, std::uint64_t bytes) {
  const std::string text = std::to_string(bytes) + '\n';
  if (::ftruncate(descriptor, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
}

/// The places on a GPU.
struct Places {
  GpuUse use;
  std::shared_ptr<const int> free;  ///< the first that is free, now locked; null where none can be locked
};

/// `counting` is held meanwhile.
Places placesOn(const GpuOffer& gpu, const std::filesystem::path& folder) {
  Places found;
  for (int place = 0; place < kMostPlaces; ++place) {
    auto file = opened(folder / (physicalName(gpu) + "." + std::to_string(place)));
    if (!file) continue;
    if (::flock(*file, LOCK_EX | LOCK_NB) == 0) {
      if (!found.free) found.free = std::move(file);
    } else if (errno == EWOULDBLOCK) {
      ++found.use.runs;
      const std::uint64_t bytes = claimIn(*file);
      found.use.claimed += std::min(bytes, std::numeric_limits<std::uint64_t>::max() - found.use.claimed);
    }
  }
  return found;
}

}  // namespace

std::filesystem::path slotFolder() {
  if (const char* named = std::getenv("SKEWSCOPE_GPU_CLAIMS"); named != nullptr && *named != 0) return named;
  return "/tmp/skewscope-gpus-" + std::to_string(::getuid());
}

std::uint64_t claimable(std::uint64_t memory) {
  return memory - memory / 10;
}

std::optional<GpuSlot> takeLeastUsed(const std::vector<GpuOffer>& gpus, const std::filesystem::path& folder) {
  const auto held = counting(folder);
  if (!held) return GpuSlot{gpus.front().number, nullptr};
  const auto holds = [](const GpuOffer& gpu, std::uint64_t claimed) {
    const std::uint64_t all = claimable(gpu.memory);
    return claimed <= all && gpu.need <= all - claimed;
  };
  const bool fits = std::ranges::any_of(gpus, [&](const GpuOffer& gpu) { return holds(gpu, 0); });
  std::vector<Places> places;  // all locked until one is chosen
  std::optional<std::size_t> least;
  for (const GpuOffer& gpu : gpus) {
    const GpuUse& use = places.emplace_back(placesOn(gpu, folder)).use;
    const bool room =
        use.runs < kMostPlaces && (gpu.need == 0 || holds(gpu, use.claimed) || (!fits && use.claimed == 0));
    if (room && (!least || use.runs < places[*least].use.runs)) least = places.size() - 1;
  }
  if (!least) return std::nullopt;
  const auto& free = places[*least].free;
  if (free) writeClaim(*free, gpus[*least].need);
  return GpuSlot{gpus[*least].number, free};
}

GpuUse gpuUse(const GpuOffer& gpu, const std::filesystem::path& folder) {
  const auto held = counting(folder);
  return held ? placesOn(gpu, folder).use : GpuUse();
}

}  // namespace skewscope::cuda
