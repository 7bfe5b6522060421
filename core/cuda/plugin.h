#pragma once

#include <cstddef>
#include <cstdint>

// What libskewscope-cuda.so offers to the engine, which loads it when it is needed: a table of C functions,
// so that either side can be built by another compiler, and so that the engine holds no symbol of CUDA.

extern "C" {

/// The plug-in's functions. None of them throws.
struct SkewscopeCudaPlugin {
  std::int32_t version;  ///< kPluginVersion of the plug-in's build: the meaning of all that follows
  std::int32_t toolkit;  ///< CUDA version it was built with, 13000 for 13.0
  /// Runs every kernel on device number `device`, on a few numbers, and compares with the processor
  /// (core/cuda/check.h). Returns
  /// 0 if all agree; otherwise not 0, and writes a sentence of at most size - 1 bytes, with a 0 at its end.
  std::int32_t (*checkDevice)(std::int32_t device, char* sentence, std::size_t size);
};

}  // extern "C"

namespace skewscope::cuda {

/// Changes with SkewscopeCudaPlugin.
inline constexpr std::int32_t kPluginVersion = 1;
/// The one symbol that the plug-in exports: const SkewscopeCudaPlugin* skewscopeCudaPlugin(void).
inline constexpr const char* kPluginSymbol = "skewscopeCudaPlugin";
/// The plug-in's file name.
inline constexpr const char* kPluginFile = "libskewscope-cuda.so";

}  // namespace skewscope::cuda
