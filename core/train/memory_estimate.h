#pragma once

#include <cstdint>

#include "core/nn/memory_need.h"
#include "core/spec/experiment_spec.h"
#include "core/store/records.h"

namespace skewscope::train {

/// What the memory of a run depends on beside its spec.
struct MemoryShapes {
  std::int64_t trainImages = 0, testImages = 0;  ///< of the data set
  std::int64_t height = 32, width = 32;          ///< of an image
  std::int64_t images = 0;                       ///< of the subset
  std::int64_t classes = 10;
  bool bf16 = true;  ///< forward passes run in bfloat16
};

/// The shapes of a stored run on a GPU, from what is known of its data set without opening it. Of one that is
/// not known (opening it says so later) images of 32 x 32.
MemoryShapes memoryShapes(const store::RunRecord& run);

/// Estimated bytes of a device's memory, from the shapes of the network: what tensors take, without what the
/// libraries of a GPU take for themselves.
struct DeviceMemory {
  double network = 0;  ///< parameters, statistics, and MoCo's key encoder with its queue
  double training =
      0;              ///< what else stays between steps: momentum, SAM's copy, the epoch's labels and losses
  double images = 0;  ///< the data set, 8 bits a channel
  double step =
      0;  ///< what a training step has at its peak: saved activations, gradients, weights in 16 bits
  double evaluation = 0;  ///< what an evaluation has at its peak: maps, or kNN's similarities
  double fineTuning = 0;  ///< what the evaluation has that trains the network anew
};
DeviceMemory deviceMemory(const spec::ExperimentSpec& spec, const MemoryShapes& shapes);

/// What a run claims that is trained, and may then be evaluated while the memory of its recorded step is kept
/// (nn::Recording); with a tenth for memory in pieces and a GiB for context and libraries. The step counts
/// once: recording gives back what the steps before it had (core/cuda/torch_graph.cpp).
nn::MemoryNeed trainingNeed(const store::RunRecord& run);

/// What a run claims that is only evaluated.
nn::MemoryNeed evaluationNeed(const store::RunRecord& run);

}  // namespace skewscope::train
