#pragma once

#include <functional>

#include "core/cuda/torch_graph.h"
#include "core/nn/recording.h"

namespace skewscope::nn {

/// Records by LibTorch's CUDA graphs: what a thread asks of its current device and stream. `graphs` is called
/// when the first is recorded (cuda::loadGraphs()). An Error (Resource) of it, and what LibTorch says, become
/// c10::Error.
Recorder graphRecorder(std::function<const SkewscopeTorchGraphs&()> graphs);

}  // namespace skewscope::nn
