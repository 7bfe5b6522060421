#pragma once

#include <cstdint>

#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::nn {

/// SimCLR's projector (Chen, Kornblith, Norouzi, Hinton, ICML 2020): Linear - ReLU - Linear, both with bias;
/// featureDim -> spec.projectorHidden -> spec.projectorOutput.
torch::nn::Sequential simClrProjector(const spec::ExperimentSpec& spec, std::int64_t featureDim);

/// SimSiam's projector in its two-layer form for CIFAR (Chen, He, CVPR 2021): Linear - BN - ReLU - Linear -
/// BN, the last BatchNorm without affine parameters; featureDim -> spec.projectorHidden ->
/// spec.projectorOutput. A Linear before a BatchNorm has no bias (the mean that BatchNorm subtracts would
/// cancel it).
torch::nn::Sequential simSiamProjector(const spec::ExperimentSpec& spec, std::int64_t featureDim);

/// SimSiam's predictor: Linear - BN - ReLU - Linear, the last one with bias;
/// spec.projectorOutput -> spec.predictorHidden -> spec.projectorOutput.
torch::nn::Sequential simSiamPredictor(const spec::ExperimentSpec& spec);

/// The supervised head: one Linear with bias, featureDim -> classes.
torch::nn::Linear classifier(std::int64_t featureDim, std::int64_t classes);

/// The head whose scores are cosines between features and its rows: a Linear without bias.
torch::nn::Linear cosineClassifier(std::int64_t featureDim, std::int64_t classes);

}  // namespace skewscope::nn
