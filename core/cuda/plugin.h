#pragma once

#include <cstddef>
#include <cstdint>

// What libskewscope-cuda.so offers to the engine, which loads it when it is needed: a table of C functions,
// so that either side can be built by another compiler, and so that the engine holds no symbol of CUDA.

extern "C" {

/// augment::Settings in C types; a pipeline is its number.
struct SkewscopeViewSettings {
  std::int32_t pipeline, cropPadding;
  float flip, cropScale, jitterProbability, brightness, contrast, saturation, hue, grayscale;
  float mean[3], stddev[3];
};

/// The views of one training step. Pointers are to memory of the device.
struct SkewscopeViews {
  SkewscopeViewSettings settings;
  const std::uint8_t* images;  ///< the whole data set, [imageCount][height][width][3]
  std::int64_t imageCount;
  std::int32_t height, width;   ///< 1 to 1024
  const std::int64_t* order;    ///< [batch]: image of each draw
  const std::int32_t* repeats;  ///< [batch]: which view of its image a draw is; null: 0 .. views - 1 of each
  std::int32_t batch, views;    ///< at least 1; `views` is 1 where there are `repeats`
  std::uint64_t seed;
  std::int64_t epoch;
  void* workspace;         ///< kViewsWorkspace bytes, aligned to 8
  void* out;               ///< [views][batch][height][width][3] of `type`
  std::uint64_t outBytes;  ///< what `out` has room for: exactly that
  std::int32_t type;       ///< 0 float32, 1 float16, 2 bfloat16
};

/// The plug-in's functions. None of them throws. They return 0 for success; otherwise not 0, and write a
/// sentence of at most size - 1 bytes, with a 0 at its end, that says what is wrong.
struct SkewscopeCudaPlugin {
  std::int32_t version;  ///< kPluginVersion of the plug-in's build: the meaning of all that follows
  std::int32_t toolkit;  ///< CUDA version it was built with, 13000 for 13.0
  /// Runs every kernel on device number `device`, on a few numbers, and compares with the processor
  /// (core/cuda/check.h).
  std::int32_t (*checkDevice)(std::int32_t device, char* sentence, std::size_t size);
  /// Starts the kernel that makes the views of a step, on `stream` (a cudaStream_t) of device number
  /// `device`, and does not wait for it: a draw of an image that is not there gives a view of NaN.
  std::int32_t (*makeViews)(std::int32_t device, void* stream, const SkewscopeViews* views, char* sentence,
                            std::size_t size);
};

}  // extern "C"

namespace skewscope::cuda {

/// Changes with SkewscopeCudaPlugin.
inline constexpr std::int32_t kPluginVersion = 2;
/// Bytes of SkewscopeViews::workspace.
inline constexpr std::size_t kViewsWorkspace = 64;
/// The largest height and width of SkewscopeViews.
inline constexpr std::int32_t kMostViewSide = 1024;
/// The one symbol that the plug-in exports: const SkewscopeCudaPlugin* skewscopeCudaPlugin(void).
inline constexpr const char* kPluginSymbol = "skewscopeCudaPlugin";
/// The plug-in's file name.
inline constexpr const char* kPluginFile = "libskewscope-cuda.so";

}  // namespace skewscope::cuda
