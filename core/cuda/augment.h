#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/augment/settings.h"
#include "core/cuda/step_scalars.h"

namespace skewscope::cuda {

/// The views of one training step. All pointers are to device memory.
struct AugmentTask {
  augment::Settings settings;
  const std::uint8_t* images = nullptr;  ///< the whole data set, [imageCount][height][width][3]
  std::int64_t imageCount = 0;
  int height = 0, width = 0;
  const std::int64_t* order = nullptr;  ///< [orderSize]: image of each draw of the epoch
  std::int64_t orderSize = 0;
  /// [orderSize]: which view of its image a draw is; null: views 0 .. views - 1 of each.
  const std::int32_t* repeats = nullptr;
  std::int64_t stepSize = 0;  ///< draws of a full step: this step begins at draw scalars->step * stepSize
  int batch = 0;              ///< draws of this step, at most stepSize
  int views = 1;              ///< views of each draw; 1 where `repeats` says which
  const StepScalars* scalars = nullptr;  ///< seed, epoch and step are read
  void* out = nullptr;                   ///< [views][batch][height][width][3] of `type`
  ValueType type = ValueType::Float32;
};

/// Starts the kernel that makes all views of a step: 8-bit images in; cropped, coloured, normalised and
/// rounded values out. The parameters are drawn in the kernel, by the functions of core/augment, so that they
/// are those of augment::augmentBatch; values agree with it but for the summation of contrast's mean and the
/// rounding to `type`. A draw beyond the order, or one of an image that is not there, gives a view of NaN.
/// Returns CUDA's status of the launch; InvalidValue for sizes that make no sense, views that are more than
/// 2^31 - 1 together, and an image with a side above 1024.
cudaError_t launchAugment(const AugmentTask& task, cudaStream_t stream);

}  // namespace skewscope::cuda
