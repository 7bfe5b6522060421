#pragma once

#include <cstdint>

#include "core/base/parallel.h"
#include "core/nn/winograd_kernels.h"

namespace skewscope::nn {

/// A 3x3 convolution of stride 1 or 2 with a border of one zero, without bias: x [images, height, width,
/// inputs], weight [outputs, 3, 3, inputs], y [images, height / stride, width / stride, outputs], rounded up,
/// float32 without gaps (channels_last).
struct WinogradShape {
  std::int64_t images, height, width, inputs, outputs, stride = 1;

  std::int64_t outputHeight() const { return (height + stride - 1) / stride; }
  std::int64_t outputWidth() const { return (width + stride - 1) / stride; }
};

/// What the functions below compute with.
struct WinogradRun {
  const WinogradKernels& kernels;
  const ParallelFor& parallel;
  int threads;  ///< of `parallel`
};

/// Whether they can compute it, and it is one that gains: channels are multiples of kPanel, tiles hang over
/// by less than half, and there are enough of them to be worth the transformed weights.
bool worthWinograd(const WinogradShape& shape);

// Of at least one image. Results do not depend on the number of threads, nor those of an image on the others
// of its batch. They are about twice as far from exact ones as plain sums in float32 are, weight gradients
// about as far (tests/core/nn/winograd_test.cpp). Scratch is kept by the threads for their next call: about 4
// MB for the tiles of every four threads, or 19 KB a channel where that is more (stride 2: 43 KB); up to 5 KB
// a thread and channel (11 KB) for weights, or 4.7 MB for those of up to 128 x 256 channels (11 MB); and for
// the weights' gradient up to 32 bytes a weight (72 bytes), of up to 64 x 64 channels up to 10 MB (22 MB).

/// y = x convolved with the weight; every value of y is written.
void winogradConvolution(const WinogradRun& run, const WinogradShape& shape, const float* x,
                         const float* weight, float* y);

/// The gradient of x from that of y.
void winogradInputGradient(const WinogradRun& run, const WinogradShape& shape, const float* dy,
                           const float* weight, float* dx);

/// The gradient of the weight, [outputs, 3, 3, inputs].
void winogradWeightGradient(const WinogradRun& run, const WinogradShape& shape, const float* x,
                            const float* dy, float* dw);

}  // namespace skewscope::nn
