#pragma once

#include <cstdint>

#include "core/cuda/step_scalars.h"

// Batch normalisation of values [views][rows][channels], channels_last: rows are images * height * width of
// one view. Each view has statistics of its own, although one convolution made the values of all. The
// formulas are those of core/nn/norm_relu.h. All pointers are to device memory. Where 4 divides the channels,
// values are aligned to four of their type (16 bytes in float32, 8 in the others), else to one.
namespace skewscope::cuda {

struct NormShape {
  int views = 1;
  std::int64_t rows = 0;  ///< of one view, at least 2 for their own statistics
  int channels = 0;
  ValueType type = ValueType::Float32;
};

/// What the statistics of a view make of a channel. One load or store of a device.
struct alignas(16) ChannelNorm {
  float mean, inverse;  ///< inverse = 1 / sqrt(variance + eps), the variance divided by the rows
  float scale, shift;   ///< the normalised value of x is x scale + shift
};

/// Parameters and running statistics of a layer, each [channels] in float32.
struct NormLayer {
  const float* weight = nullptr;  ///< null: 1
  const float* bias = nullptr;    ///< null: 0
  float* runningMean = nullptr;   ///< null, as `runningVariance`: none are kept
  float* runningVariance = nullptr;
  std::int64_t* batches = nullptr;  ///< a count, to which the views are added; null: not kept
  double eps = 1e-5;
  double momentum = 0.1;  ///< running = (1 - momentum) running + momentum value
};

struct NormForward {
  NormShape shape;
  NormLayer layer;
  const void* x = nullptr;
  const void* residual = nullptr;  ///< added before the ReLU; null: none
  bool relu = false;
  double* scratch = nullptr;    ///< room for normScratch() values
  ChannelNorm* norm = nullptr;  ///< [views][channels], written: the gradient needs it
  void* y = nullptr;            ///< may be `residual`, and `x` where no gradient is asked for
};

struct NormBackward {
  NormShape shape;
  const ChannelNorm* norm = nullptr;  ///< of the forward pass
  const void* x = nullptr;
  const void* dy = nullptr;
  bool relu = false;
  /// The output, where there were a ReLU and a residual: the sign before the ReLU cannot be told from x then.
  /// Else null.
  const void* y = nullptr;
  void* passed = nullptr;  ///< with `y`: the residual's gradient; may be `dy`
  double* scratch = nullptr;
  void* dx = nullptr;  ///< may be `dy`, and `passed` where that is not needed
  float *weightGradient = nullptr,
        *biasGradient = nullptr;  ///< [channels], sums over views; null: not asked for
};

}  // namespace skewscope::cuda
