#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/evaluate/features.h"
#include "core/evaluate/linear_probe.h"
#include "core/nn/torch.h"
#include "core/report/metrics.h"

namespace skewscope::evaluate {

/// Confusion of predicted classes int64 [n] with the true ones.
report::Confusion confusionOf(const torch::Tensor& predictions, std::span<const std::uint16_t> labels,
                              int classes);
/// The same with the true classes as int64 [n].
report::Confusion confusionOf(const torch::Tensor& predictions, const torch::Tensor& labels, int classes);

/// Classes with the largest score int64 [n] of `scores` [n, classes]; equal scores go to the lower class, NaN
/// to class 0 if all are NaN, else it is ignored.
torch::Tensor argmaxClasses(const torch::Tensor& scores);

/// Evaluates a network with its own classification head on all of `test`: `logits` gives [b, classes].
report::Confusion headEvaluation(const Network& logits, const data::ImageSet& test,
                                 const augment::Settings& settings, std::int64_t batch,
                                 const ParallelFor& parallel);

/// What a linear probe of the classes found.
struct ProbeResult {
  report::Confusion confusion;   ///< on the test features
  std::int64_t trainImages = 0;  ///< that the probe was fitted on
  int iterations = 0;
  bool converged = false;
};

/// Fits a probe on the training features, on `device` (fitProbe()), and evaluates it on the test features.
/// Labels are int64 (labelsOf).
ProbeResult classProbe(const torch::Tensor& trainFeatures, const torch::Tensor& trainLabels,
                       const torch::Tensor& testFeatures, const torch::Tensor& testLabels, int classes,
                       const ProbeSettings& settings, const torch::Device& device = torch::kCPU);

/// Top-1 accuracy in [0, 1] of a probe for a known factor with `values` values (texture, background): what
/// the features keep besides the class.
double factorProbe(const torch::Tensor& trainFeatures, const torch::Tensor& trainValues,
                   const torch::Tensor& testFeatures, const torch::Tensor& testValues, int values,
                   const ProbeSettings& settings, const torch::Device& device = torch::kCPU);

/// Indices of equally many images of each class, ascending: `perClass`, or as many as the rarest class has if
/// 0 (or if that is fewer). Of one seed a smaller selection is contained in a larger one. Throws Error
/// (Usage) if a class has no image.
std::vector<std::int64_t> balancedIndices(const data::ImageSet& train, std::int64_t perClass,
                                          std::uint64_t seed);

}  // namespace skewscope::evaluate
