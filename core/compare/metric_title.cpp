#include "core/compare/metric_title.h"

#include <map>
#include <string_view>
#include <utility>

#include "core/store/records.h"

namespace skewscope::compare {

std::string metricTitle(const std::string& metric) {
  namespace names = store::metric;
  static const std::map<std::string_view, const char*> titles{
      {names::kLoss, "Training loss"},
      {names::kPerturbedLoss, "Perturbed loss"},
      {names::kSharpness, "Sharpness while training"},
      {names::kHeadAccuracy, "Own head"},
      {names::kKnnAccuracy, "kNN"},
      {names::kProbeAccuracy, "Linear probe"},
      {names::kCrtAccuracy, "cRT"},
      {names::kLearningRate, "Learning rate"},
      {names::kSeconds, "Seconds of an epoch"},
      {names::kImagesPerSecond, "Images per second"},
      {names::kWeight, "Density weight"},
      {names::kAttentionLeft, "Grad-CAM, left half"},
      {names::kRareProbeAccuracy, "Probe of the rare classes"},
      {names::kFullProbeAccuracy, "Full linear probe"},
      {names::kLongTailProbeAccuracy, "Probe of its own labels"},
      {names::kFewShotAccuracy, "Few-shot probe"},
      {names::kLossGap, "Loss gap"},
      {names::kFrequentLossGap, "Loss gap, frequent classes"},
      {names::kRareLossGap, "Loss gap, rare classes"},
      {names::kSubsetSharpness, "Sharpness of the subset"},
      {names::kEffectiveRank, "Effective rank"},
      {names::kCalibrationError, "Calibration error (ECE)"},
      {names::kFeatureMap, "Feature map"},
  };
  if (const auto found = titles.find(metric); found != titles.end()) return found->second;
  for (const auto& [prefix, words] : {std::pair(names::kOutOfDomainProbePrefix, "Probe out of domain, "),
                                      std::pair(names::kFineTuningPrefix, "Fine-tuned, "),
                                      std::pair(names::kFactorProbePrefix, "Probe of a factor, ")}) {
    if (metric.starts_with(prefix)) return words + metric.substr(std::string_view(prefix).size());
  }
  return metric;
}

}  // namespace skewscope::compare
