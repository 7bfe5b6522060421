#include "core/train/progress.h"

#include <cmath>

namespace skewscope::train {
namespace {

void average(double& mean, double value) {
  mean = mean > 0 ? mean + 0.1 * (value - mean) : value;
}

}  // namespace

void Progress::addStep(double seconds, std::int64_t images, bool sam) {
  average(sam ? sam_ : plain_, seconds);
  const double keep = std::exp(-seconds);  // a time constant of one second
  windowSeconds_ = windowSeconds_ * keep + seconds;
  windowImages_ = windowImages_ * keep + static_cast<double>(images);
}

void Progress::addEvaluation(double seconds) {
  average(evaluation_, seconds);
}

double Progress::imagesPerSecond() const {
  return windowSeconds_ > 0 ? windowImages_ / windowSeconds_ : 0;
}

double Progress::etaSeconds(const Remaining& remaining) const {
  if (plain_ <= 0 && sam_ <= 0) return -1;
  const double plain = plain_ > 0 ? plain_ : sam_ / 2;
  const double sam = sam_ > 0 ? sam_ : 2 * plain_;
  const double evaluations = static_cast<double>(remaining.evaluations) + (remaining.probe ? 3.0 : 0.0);
  return static_cast<double>(remaining.plainSteps) * plain + static_cast<double>(remaining.samSteps) * sam +
         evaluations * evaluation_;
}

}  // namespace skewscope::train
