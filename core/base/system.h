#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace skewscope {

/// A random version-4 UUID in lower case, from the kernel's generator.
std::string newUuid();
/// Who holds a lease in a store: host, process and a random part, unique for each call.
std::string newOwnerName();

/// Milliseconds since the Unix epoch, UTC.
std::int64_t nowMs();

/// Folder for the program's data: $SKEWSCOPE_HOME, or $XDG_DATA_HOME/skewscope, or ~/.local/share/skewscope.
/// Holds the default store, `experiments.skewscope`. Not created here.
std::filesystem::path dataHome();

/// Folder for what can be fetched or made again: $XDG_CACHE_HOME/skewscope, or ~/.cache/skewscope.
std::filesystem::path cacheHome();

/// The store used when none is named: dataHome()/experiments.skewscope.
std::filesystem::path defaultStorePath();

/// Folder of the running executable.
std::filesystem::path executableFolder();

/// Name of this machine, at most 64 characters.
std::string hostName();

/// What matters of the processor for training.
struct CpuInfo {
  std::string model;  ///< "Intel(R) Xeon(R) Processor"
  int cores = 1;      ///< cores this process may run on
  bool avx2 = false;
  bool avx512 = false;
  bool avx512Bf16 = false;
  bool amxBf16 = false;
  /// True where 16-bit training is faster than 32-bit: with avx512_bf16 or amx_bf16 only.
  bool fastBf16() const { return avx512Bf16 || amxBf16; }
};

/// Reads /proc/cpuinfo and the process's affinity.
CpuInfo cpuInfo();

}  // namespace skewscope
