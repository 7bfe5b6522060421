#pragma once

namespace skewscope::nn {

/// From now on LibTorch's convolutions on the processor, in this process, are computed here where that is
/// faster (docs/performance.md): in float32 those of 3x3 and strides 1 and 2 by Winograd's algorithm
/// (winograd.h), some others as products of matrices (matrix_convolution.h); in bfloat16 weight gradients in
/// parts of the batch (weight_gradient.h). Everything else (other shapes, memory formats and devices, few
/// tiles) is left to LibTorch. Autograd, double backward and autocast go on as they were. With
/// SKEWSCOPE_CONVOLUTIONS=libtorch in the environment everything is left to LibTorch. Further calls do
/// nothing. Threads: call from any.
void useOwnConvolutions();

}  // namespace skewscope::nn
