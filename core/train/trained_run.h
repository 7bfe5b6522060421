#pragma once

#include <filesystem>
#include <string>

#include "core/learn/model.h"
#include "core/nn/device.h"
#include "core/store/records.h"

namespace skewscope::train {

/// A run of a store with the model of its last checkpoint.
struct TrainedRun {
  store::RunRecord record;
  store::CheckpointRecord checkpoint;
  learn::Model model;  ///< in training state
  nn::Device device;   ///< where it lies
};

/// Whether a run goes on in bfloat16 on `device`: as it was begun, so that no resume changes its arithmetic,
/// but never where the processor does not compute it (unless it was asked for by name). A run that has no
/// checkpoint has not begun: as its spec says on this machine.
bool goesOnInBf16(const store::RunRecord& run, const torch::Device& device);

/// Opens the model of the run `run` (id, its beginning, or name) in the store at `path`, on `device`. Throws
/// Error (Usage) if there is no such run or it has no checkpoint, and Error (Data) if the checkpoint is
/// damaged.
TrainedRun openTrainedRun(const std::filesystem::path& path, const std::string& run,
                          const nn::Device& device);

}  // namespace skewscope::train
