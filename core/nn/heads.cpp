#include "core/nn/heads.h"

#include "core/nn/norm_relu.h"

namespace skewscope::nn {
namespace {

torch::nn::Linear linear(std::int64_t in, std::int64_t out, bool bias) {
  return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(bias));
}

}  // namespace

torch::nn::Sequential simClrProjector(const spec::ExperimentSpec& spec, std::int64_t featureDim) {
  return torch::nn::Sequential(linear(featureDim, spec.projectorHidden, true),
                               torch::nn::ReLU(torch::nn::ReLUOptions(true)),
                               linear(spec.projectorHidden, spec.projectorOutput, true));
}

torch::nn::Sequential simSiamProjector(const spec::ExperimentSpec& spec, std::int64_t featureDim) {
  return torch::nn::Sequential(linear(featureDim, spec.projectorHidden, false),
                               VectorNorm(spec.projectorHidden),
                               torch::nn::ReLU(torch::nn::ReLUOptions(true)),
                               linear(spec.projectorHidden, spec.projectorOutput, false),
                               VectorNorm(torch::nn::BatchNorm1dOptions(spec.projectorOutput).affine(false)));
}

torch::nn::Sequential simSiamPredictor(const spec::ExperimentSpec& spec) {
  return torch::nn::Sequential(linear(spec.projectorOutput, spec.predictorHidden, false),
                               VectorNorm(spec.predictorHidden),
                               torch::nn::ReLU(torch::nn::ReLUOptions(true)),
                               linear(spec.predictorHidden, spec.projectorOutput, true));
}

torch::nn::Linear classifier(std::int64_t featureDim, std::int64_t classes) {
  return linear(featureDim, classes, true);
}

torch::nn::Linear cosineClassifier(std::int64_t featureDim, std::int64_t classes) {
  return linear(featureDim, classes, false);
}

}  // namespace skewscope::nn
