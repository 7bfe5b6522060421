#include "ui/models/protocol_words.h"

#include <string_view>

#include "core/store/records.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

using spec::Protocol;

std::vector<ProtocolWords> protocolWords() {
  return {{Protocol::FullProbe, ui::tr("Full linear probe"),
           ui::tr("SGD on augmented views of all labelled images, 100 epochs: the paper's. Hours on a CPU.")},
          {Protocol::LongTailProbe, ui::tr("Probe of its own labels"),
           ui::tr("Linear probe on the imbalanced labels that the run was trained with.")},
          {Protocol::FewShotProbe, ui::tr("Few-shot probe"),
           ui::tr("Linear probe on a few images per class, several times.")},
          {Protocol::OutOfDomainProbe, ui::tr("Probe out of domain"),
           ui::tr("Linear probe on another data set.")},
          {Protocol::FineTuning, ui::tr("Fine-tuning"),
           ui::tr("Backbone and a new head trained on another data set, 50 epochs. Hours on a CPU.")},
          {Protocol::LossGap, ui::tr("Generalisation gap of the loss"),
           ui::tr("Self-supervised loss of test minus training images, frequent and rare classes apart.")},
          {Protocol::Sharpness, ui::tr("Sharpness"),
           ui::tr("Increase of the training loss at the edge of SAM's ball, per class.")},
          {Protocol::Spectrum, ui::tr("Spectrum and effective rank"),
           ui::tr("How many directions the features of the test images use.")},
          {Protocol::Calibration, ui::tr("Calibration"),
           ui::tr("Expected calibration error of the supervised head.")},
          {Protocol::FeatureMap, ui::tr("Feature map"),
           ui::tr("Where the test images lie among the features: principal components and t-SNE.")},
          {Protocol::Knn, ui::tr("kNN"),
           ui::tr("Vote of the nearest training images, with the run's options; of a supervised run too.")},
          {Protocol::Live, ui::tr("Own head or kNN again"), ui::tr("What the curve shows, measured anew.")},
          {Protocol::Probe, ui::tr("Linear probe again"),
           ui::tr("The probe on cached features and those of the factors, measured anew.")}};
}

QString evaluationName(const std::string& metric) {
  namespace names = store::metric;
  const auto after = [&](const char* prefix) { return text(metric.substr(std::string_view(prefix).size())); };
  if (metric == names::kFullProbeAccuracy) return ui::tr("Full linear probe");
  if (metric == names::kLongTailProbeAccuracy) return ui::tr("Probe of its own labels");
  if (metric == names::kFewShotAccuracy) return ui::tr("Few-shot probe");
  if (metric.starts_with(names::kOutOfDomainProbePrefix))
    return ui::tr("Probe out of domain, %1").arg(after(names::kOutOfDomainProbePrefix));
  if (metric.starts_with(names::kFineTuningPrefix))
    return ui::tr("Fine-tuned, %1").arg(after(names::kFineTuningPrefix));
  if (metric == names::kLossGap) return ui::tr("Loss gap");
  if (metric == names::kFrequentLossGap) return ui::tr("Loss gap, frequent");
  if (metric == names::kRareLossGap) return ui::tr("Loss gap, rare");
  if (metric == names::kSubsetSharpness) return ui::tr("Sharpness");
  if (metric == names::kEffectiveRank) return ui::tr("Effective rank");
  if (metric == names::kCalibrationError) return ui::tr("Calibration error");
  return {};
}

}  // namespace skewscope::ui
