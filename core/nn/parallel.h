#pragma once

#include "core/base/parallel.h"

namespace skewscope::nn {

/// A ParallelFor over LibTorch's own intra-op threads (at::parallel_for), so that preparing a batch and
/// computing on it never fight over cores. As many threads as torch::get_num_threads(); on one of these
/// threads already, or with count <= grain, everything runs on the caller. An exception of a body is rethrown
/// on the caller.
ParallelFor torchParallelFor();

}  // namespace skewscope::nn
