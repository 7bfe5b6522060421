#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
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
  bool intel = false;  ///< made by Intel

  /// Whether it has instructions for products in bfloat16; without them they are computed by copies in
  /// float32, or not at all.
  bool computesBf16() const { return avx512Bf16 || amxBf16; }
  /// Whether such products are faster than those of float32. Without AMX that is so on AMD's processors, but
  /// not on Intel's, where vdpbf16ps has half the throughput of float32's multiply-add (docs/performance.md).
  bool fastBf16() const { return amxBf16 || (avx512Bf16 && !intel); }
};

/// What a text in the format of /proc/cpuinfo says of its first processor; `cores` is left at 1.
CpuInfo readCpuInfo(std::istream& in);

/// Reads /proc/cpuinfo and the process's affinity.
CpuInfo cpuInfo();

}  // namespace skewscope
