#include "core/train/sam_weights.h"

#include <fmt/format.h>

#include "core/learn/density_weights.h"

namespace skewscope::train {

std::int64_t firstSamEpoch(const spec::ExperimentSpec& spec) {
  if (!spec::takesSamSteps(spec)) return spec.epochs;
  const bool warmsUp =
      spec.mode == spec::Mode::RwSam && spec.samWeights == spec::SamWeights::Kde && spec.weightsFrom.empty();
  return warmsUp ? spec.weightsWarmup : 0;
}

bool hasSamWeights(const spec::ExperimentSpec& spec) {
  return spec.mode == spec::Mode::RwSam && spec.samWeights != spec::SamWeights::Equal;
}

SamWeights makeSamWeights(const spec::ExperimentSpec& spec, const RunData& data, const torch::Tensor& labels,
                          const std::function<torch::Tensor()>& features, const torch::Device& device) {
  SamWeights made;
  std::string source;
  if (spec.samWeights == spec::SamWeights::Oracle) {
    made.values = learn::rankWeights(labels, data.plan.order, spec.samOracleBase);
    source = "Weights by class rank, from the labels";
  } else {
    learn::KdeDetails details;
    made.values =
        learn::kdeWeights(features(), {spec.kdeBandwidth, spec.kdeAlpha, spec.kdeClamp}, &details, device);
    source = fmt::format("Density weights from {}: h {:.4f}, {} of {} clamped",
                         spec.weightsFrom.empty() ? "the warm-up" : "run " + spec.weightsFrom,
                         details.bandwidth, details.clamped, made.values.numel());
  }
  const auto report = learn::weightReport(made.values, labels, data.dataset.train.classes());
  made.note =
      fmt::format("{}; rank correlation with 1/count {:.2f} over images.", source, report.imageCorrelation);
  return made;
}

}  // namespace skewscope::train
