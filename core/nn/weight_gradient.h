#pragma once

#include <torch/torch.h>

namespace skewscope::nn {

/// From now on the weight gradients of this process's bfloat16 convolutions on the processor are computed by
/// each thread for a part of the batch, with the parts' sum in float32. oneDNN lets its threads work on one
/// sum instead, which for strided convolutions and small maps takes as long on two threads as on one or
/// longer (docs/performance.md). Everything else (float32, gradients of inputs, other devices, a batch that
/// is too small, one thread) is left to LibTorch. The result depends on torch::get_num_threads(), as
/// LibTorch's does, and on nothing else. Further calls do nothing. Threads: call from any.
void splitWeightGradients();

}  // namespace skewscope::nn
