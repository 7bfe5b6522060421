#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/nn/torch.h"
#include "core/train/run_data.h"

namespace skewscope::train {

/// First epoch (0-based) whose steps are SAM steps: after the warm-up where the density comes from it, else
/// the first; spec.epochs for a run without SAM.
std::int64_t firstSamEpoch(const spec::ExperimentSpec& spec);

/// Whether the perturbation is weighted at all: rwSAM by density or by rank.
bool hasSamWeights(const spec::ExperimentSpec& spec);

/// Weights of the perturbation, and how they came about.
struct SamWeights {
  torch::Tensor values;  ///< float64 [n], in the order of the subset, mean 1
  std::string note;      ///< one sentence for the log
};

/// Weights of a run for which hasSamWeights() is true, from the inverse density of `features` (called if the
/// weights are by density: [n, d] of the subset) or by class rank. `labels`: int64 [n]. `device`: where
/// densities are computed (learn::kdeWeights()).
SamWeights makeSamWeights(const spec::ExperimentSpec& spec, const RunData& data, const torch::Tensor& labels,
                          const std::function<torch::Tensor()>& features, const torch::Device& device);

}  // namespace skewscope::train
