#include "core/report/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace skewscope::report {

Calibration calibrationOf(std::span<const double> confidences, const std::vector<bool>& correct, int bins) {
  if (confidences.size() != correct.size() || bins < 1)
    throw Error(ErrorKind::Internal, "Calibration needs one truth value for each confidence.");
  Calibration found;
  found.bins.resize(static_cast<std::size_t>(bins));
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    const double confidence = confidences[i];
    if (!(confidence >= 0 && confidence <= 1))
      throw Error(ErrorKind::Internal, "A confidence lies outside of [0, 1].");
    const auto above = static_cast<int>(std::ceil(confidence * bins));
    auto& bin = found.bins[static_cast<std::size_t>(std::clamp(above - 1, 0, bins - 1))];
    ++bin.count;
    bin.confidence += confidence;
    bin.accuracy += correct[i] ? 1 : 0;
    found.meanConfidence += confidence;
  }
  const auto total = static_cast<double>(confidences.size());
  if (confidences.empty()) {
    found.error = found.meanConfidence = std::numeric_limits<double>::quiet_NaN();
    return found;
  }
  found.meanConfidence /= total;
  for (auto& bin : found.bins) {
    if (bin.count == 0) continue;
    const auto count = static_cast<double>(bin.count);
    bin.confidence /= count;
    bin.accuracy /= count;
    const double gap = std::abs(bin.accuracy - bin.confidence);
    found.error += count / total * gap;
    found.largest = std::max(found.largest, gap);
  }
  return found;
}

}  // namespace skewscope::report
