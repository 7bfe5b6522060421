#include "core/base/system.h"

#include <sched.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

namespace skewscope {
namespace {

std::filesystem::path fromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? std::filesystem::path(value) : std::filesystem::path();
}

std::filesystem::path home() {
  const auto folder = fromEnvironment("HOME");
  return folder.empty() ? std::filesystem::path("/tmp") : folder;
}

}  // namespace

std::string newOwnerName() {
  return hostName() + ":" + std::to_string(::getpid()) + ":" + newUuid().substr(0, 8);
}

std::string newUuid() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    std::random_device device;
    for (auto& byte : bytes) byte = static_cast<unsigned char>(device());
  }
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

std::int64_t nowMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::filesystem::path dataHome() {
  if (const auto own = fromEnvironment("SKEWSCOPE_HOME"); !own.empty()) return own;
  if (const auto xdg = fromEnvironment("XDG_DATA_HOME"); !xdg.empty()) return xdg / "skewscope";
  return home() / ".local/share/skewscope";
}

std::filesystem::path cacheHome() {
  if (const auto xdg = fromEnvironment("XDG_CACHE_HOME"); !xdg.empty()) return xdg / "skewscope";
  return home() / ".cache/skewscope";
}

std::filesystem::path defaultStorePath() {
  return dataHome() / "experiments.skewscope";
}

std::filesystem::path executableFolder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::current_path() : self.parent_path();
}

std::string hostName() {
  std::array<char, 65> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

CpuInfo readCpuInfo(std::istream& in) {
  CpuInfo info;
  std::string line;
  while (std::getline(in, line)) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string value = colon + 2 <= line.size() ? line.substr(colon + 2) : std::string();
    if (line.starts_with("vendor_id")) info.intel = value == "GenuineIntel";
    if (line.starts_with("model name") && info.model.empty()) info.model = value;
    if (line.starts_with("flags")) {
      std::istringstream words(value);
      std::set<std::string> flags;
      for (std::string word; words >> word;) flags.insert(word);
      info.avx2 = flags.contains("avx2");
      info.avx512 = flags.contains("avx512f");
      info.avx512Bf16 = flags.contains("avx512_bf16");
      info.amxBf16 = flags.contains("amx_bf16");
      break;
    }
  }
  return info;
}

CpuInfo cpuInfo() {
  std::ifstream in("/proc/cpuinfo");
  CpuInfo info = readCpuInfo(in);
  cpu_set_t mask;
  CPU_ZERO(&mask);
  if (sched_getaffinity(0, sizeof mask, &mask) == 0) info.cores = CPU_COUNT(&mask);
  return info;
}

}  // namespace skewscope
