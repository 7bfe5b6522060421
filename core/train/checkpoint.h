#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/tensor_file.h"
#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/nn/torch.h"
#include "core/train/epoch_stats.h"

namespace skewscope::train {

/// Where a run stands, besides parameters and momentum.
struct Position {
  std::int64_t epoch = 0;  ///< epochs completed
  std::int64_t step = 0;   ///< steps done in the epoch after it
  double seconds = 0;      ///< training time of that epoch so far
  EpochStats stats;        ///< losses of that epoch so far
  torch::Tensor weights;   ///< rwSAM: float64 [n] on the processor, one per image of the subset; undefined
                           ///< before they are known
};

/// A copy of all that a checkpoint holds, in memory: "parameter/...", "buffer/...", "momentum/...",
/// "weights", "epoch_stats", and the run's spec, epoch and step as metadata. Training may go on meanwhile.
/// The same from every device.
TensorFile takeCheckpoint(const spec::ExperimentSpec& spec, const learn::Model& model,
                          const learn::Sgd& optimiser, const Position& position);

/// Writes a checkpoint atomically, as a safetensors file that has reached the disk when this returns. Returns
/// the SHA-256 of the file.
std::string saveCheckpoint(const std::filesystem::path& path, const TensorFile& checkpoint);

/// Reads a checkpoint into a model and an optimiser of the same spec, wherever they lie, bit for bit. Throws
/// Error (Data) if the file is damaged, if `digest` is not empty and not its SHA-256, or if a tensor is
/// missing or has another shape.
Position loadCheckpoint(const std::filesystem::path& path, const std::string& digest,
                        const learn::Model& model, learn::Sgd& optimiser, int classes);

/// Reads just parameters and buffers, for evaluation.
void loadModel(const std::filesystem::path& path, const std::string& digest, const learn::Model& model);

}  // namespace skewscope::train
