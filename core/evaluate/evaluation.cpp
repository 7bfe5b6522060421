#include "core/evaluate/evaluation.h"

#include <algorithm>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::evaluate {

report::Confusion confusionOf(const torch::Tensor& predictions, const torch::Tensor& labels, int classes) {
  if (predictions.dim() != 1 || predictions.sizes() != labels.sizes()) {
    throw Error(ErrorKind::Internal, "confusionOf: predictions and labels must be vectors of one length.");
  }
  const torch::Tensor predicted = predictions.to(torch::kCPU, torch::kInt64).contiguous();
  const torch::Tensor truth = labels.to(torch::kCPU, torch::kInt64).contiguous();
  const auto* predictedData = predicted.const_data_ptr<std::int64_t>();
  const auto* truthData = truth.const_data_ptr<std::int64_t>();
  report::Confusion confusion(classes);
  for (std::int64_t i = 0; i < truth.numel(); ++i) {
    confusion.add(static_cast<int>(truthData[i]), static_cast<int>(predictedData[i]));
  }
  return confusion;
}

report::Confusion confusionOf(const torch::Tensor& predictions, std::span<const std::uint16_t> labels,
                              int classes) {
  torch::Tensor truth = torch::empty({static_cast<std::int64_t>(labels.size())}, torch::kInt64);
  std::copy(labels.begin(), labels.end(), truth.data_ptr<std::int64_t>());
  return confusionOf(predictions, truth, classes);
}

torch::Tensor argmaxClasses(const torch::Tensor& scores) {
  const double lowest = -std::numeric_limits<double>::infinity();
  const double highest = std::numeric_limits<double>::infinity();
  return scores.detach().nan_to_num(lowest, highest, lowest).argmax(1);
}

report::Confusion headEvaluation(const Network& logits, const data::ImageSet& test,
                                 const augment::Settings& settings, std::int64_t batch,
                                 const ParallelFor& parallel) {
  const torch::Tensor scores = extractFeatures(logits, test, settings, batch, parallel);
  if (test.size() == 0) return report::Confusion(test.classes());
  return confusionOf(argmaxClasses(scores), test.labels, test.classes());
}

ProbeResult classProbe(const torch::Tensor& trainFeatures, const torch::Tensor& trainLabels,
                       const torch::Tensor& testFeatures, const torch::Tensor& testLabels, int classes,
                       const ProbeSettings& settings, const torch::Device& device) {
  const Probe probe = fitProbe(trainFeatures, trainLabels, classes, settings, device);
  ProbeResult result;
  result.confusion = confusionOf(predict(probe, testFeatures), testLabels, classes);
  result.trainImages = trainFeatures.size(0);
  result.iterations = probe.iterations;
  result.converged = probe.converged;
  return result;
}

double factorProbe(const torch::Tensor& trainFeatures, const torch::Tensor& trainValues,
                   const torch::Tensor& testFeatures, const torch::Tensor& testValues, int values,
                   const ProbeSettings& settings, const torch::Device& device) {
  return classProbe(trainFeatures, trainValues, testFeatures, testValues, values, settings, device)
      .confusion.accuracy();
}

std::vector<std::int64_t> balancedIndices(const data::ImageSet& train, std::int64_t perClass,
                                          std::uint64_t seed) {
  std::vector<std::vector<std::int64_t>> members(static_cast<std::size_t>(train.classes()));
  for (std::size_t i = 0; i < train.labels.size(); ++i) {
    members[train.labels[i]].push_back(static_cast<std::int64_t>(i));
  }
  auto count = std::numeric_limits<std::int64_t>::max();
  for (std::size_t c = 0; c < members.size(); ++c) {
    if (members[c].empty()) {
      throw Error(ErrorKind::Usage, "A balanced selection is impossible: class '" + train.classNames[c] +
                                        "' has no training image.");
    }
    count = std::min(count, static_cast<std::int64_t>(members[c].size()));
  }
  if (perClass > 0) count = std::min(count, perClass);
  std::vector<std::int64_t> indices;
  for (std::size_t c = 0; c < members.size(); ++c) {
    const auto order =
        permutation(static_cast<std::int64_t>(members[c].size()),
                    {.seed = seed, .purpose = Purpose::Evaluation, .item = static_cast<std::uint32_t>(c)});
    for (std::int64_t k = 0; k < count; ++k) {
      indices.push_back(members[c][static_cast<std::size_t>(order[static_cast<std::size_t>(k)])]);
    }
  }
  std::sort(indices.begin(), indices.end());
  return indices;
}

}  // namespace skewscope::evaluate
