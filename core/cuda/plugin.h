#pragma once

#include <cstddef>
#include <cstdint>

#include "core/cuda/loss_task.h"
#include "core/cuda/norm_task.h"
#include "core/cuda/update_task.h"

// What libskewscope-cuda.so offers to the engine, which loads it when it is needed: a table of C functions,
// so that either side can be built by another compiler, and so that the engine holds no symbol of CUDA.

extern "C" {

/// augment::Settings in C types; a pipeline is its number.
struct SkewscopeViewSettings {
  std::int32_t pipeline, cropPadding;
  float flip, cropScale, jitterProbability, brightness, contrast, saturation, hue, grayscale;
  float mean[3], stddev[3];
};

/// Where a run stands, in memory of the device: what was recorded as a CUDA graph reads it anew each time.
struct SkewscopeStep {
  std::uint64_t seed;  ///< of the run
  std::int64_t epoch;  ///< counted from 0
  std::int64_t step;   ///< within the epoch, counted from 0
};

/// The views of one training step. Pointers are to memory of the device.
struct SkewscopeViews {
  SkewscopeViewSettings settings;
  const std::uint8_t* images;  ///< the whole data set, [imageCount][height][width][3]
  std::int64_t imageCount;
  std::int32_t height, width;   ///< 1 to 1024
  const std::int64_t* order;    ///< [orderSize]: image of each draw of the epoch
  const std::int32_t* repeats;  ///< [orderSize]: which view of its image a draw is; null: 0 .. views - 1 of
                                ///< each
  std::int64_t orderSize;
  std::int32_t batch, views;  ///< at least 1; `views` is 1 where there are `repeats`
  const SkewscopeStep* step;  ///< the first draw is step * batch
  void* out;                  ///< [views][batch][height][width][3] of `type`
  std::uint64_t outBytes;     ///< what `out` has room for: exactly that
  std::int32_t type;          ///< 0 float32, 1 float16, 2 bfloat16
};

/// The plug-in's functions. None of them throws. They return 0 for success; otherwise not 0, and write a
/// sentence of at most size - 1 bytes, with a 0 at its end, that says what is wrong.
struct SkewscopeCudaPlugin {
  std::int32_t version = 0;  ///< kPluginVersion of the plug-in's build: the meaning of all that follows
  std::int32_t toolkit = 0;  ///< CUDA version it was built with, 13000 for 13.0
  /// Runs every kernel on device number `device`, on a few numbers, and compares with the processor
  /// (core/cuda/check.h).
  std::int32_t (*checkDevice)(std::int32_t device, char* sentence, std::size_t size) = nullptr;
  /// Starts the kernel that makes the views of a step, on `stream` (a cudaStream_t) of device number
  /// `device`, and does not wait for it: a draw beyond the order, or of an image that is not there, gives a
  /// view of NaN.
  std::int32_t (*makeViews)(std::int32_t device, void* stream, const SkewscopeViews* views, char* sentence,
                            std::size_t size) = nullptr;
  // Batch normalisation and losses, started likewise: what the launch functions of core/cuda/norm.h and
  // core/cuda/losses.h do. The first of each asks for nothing: values of `scratch`.
  std::int64_t (*normScratch)(const skewscope::cuda::NormShape* shape) = nullptr;
  std::int32_t (*normForward)(std::int32_t device, void* stream, const skewscope::cuda::NormForward* pass,
                              char* sentence, std::size_t size) = nullptr;
  std::int32_t (*normInference)(std::int32_t device, void* stream, const skewscope::cuda::NormForward* pass,
                                char* sentence, std::size_t size) = nullptr;
  std::int32_t (*normBackward)(std::int32_t device, void* stream, const skewscope::cuda::NormBackward* pass,
                               char* sentence, std::size_t size) = nullptr;
  std::int64_t (*ntXentScratch)(const skewscope::cuda::ViewVectors* shape) = nullptr;
  std::int32_t (*ntXent)(std::int32_t device, void* stream, const skewscope::cuda::NtXentTask* task,
                         char* sentence, std::size_t size) = nullptr;
  std::int32_t (*simSiam)(std::int32_t device, void* stream, const skewscope::cuda::SimSiamTask* task,
                          char* sentence, std::size_t size) = nullptr;
  // The optimiser (core/cuda/update.h), likewise, of all groups of a task.
  std::int32_t (*sgd)(std::int32_t device, void* stream, const skewscope::cuda::UpdateTask* task,
                      char* sentence, std::size_t size) = nullptr;
  std::int32_t (*samNorm)(std::int32_t device, void* stream, const skewscope::cuda::UpdateTask* task,
                          char* sentence, std::size_t size) = nullptr;
  std::int32_t (*samPerturb)(std::int32_t device, void* stream, const skewscope::cuda::UpdateTask* task,
                             char* sentence, std::size_t size) = nullptr;
  std::int32_t (*restore)(std::int32_t device, void* stream, const skewscope::cuda::UpdateTask* task,
                          char* sentence, std::size_t size) = nullptr;
};

}  // extern "C"

namespace skewscope::cuda {

/// Changes with SkewscopeCudaPlugin.
inline constexpr std::int32_t kPluginVersion = 4;
/// The largest height and width of SkewscopeViews.
inline constexpr std::int32_t kMostViewSide = 1024;
/// The one symbol that the plug-in exports: const SkewscopeCudaPlugin* skewscopeCudaPlugin(void).
inline constexpr const char* kPluginSymbol = "skewscopeCudaPlugin";
/// The plug-in's file name.
inline constexpr const char* kPluginFile = "libskewscope-cuda.so";

}  // namespace skewscope::cuda
