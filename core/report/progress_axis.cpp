#include "core/report/progress_axis.h"

#include <cmath>
#include <limits>

namespace skewscope::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> scaled(std::span<const std::int64_t> epochs, std::int64_t unit) {
  std::vector<double> places;
  for (const std::int64_t epoch : epochs)
    places.push_back(unit > 0 ? static_cast<double>(epoch * unit) : kNaN);
  return places;
}

std::vector<double> elapsed(std::span<const std::int64_t> epochs, const EpochValues& seconds) {
  std::vector<double> places;
  double sum = 0;
  std::size_t next = 0;
  std::int64_t complete = 0;  // the last epoch up to which every epoch has a time
  for (const std::int64_t epoch : epochs) {
    for (; next < seconds.epochs.size() && seconds.epochs[next] <= epoch; ++next) {
      if (seconds.epochs[next] != complete + 1 || !std::isfinite(seconds.values[next])) continue;
      sum += seconds.values[next];
      ++complete;
    }
    places.push_back(epoch <= complete ? sum : kNaN);
  }
  return places;
}

}  // namespace

std::vector<double> progress(ProgressAxis axis, std::span<const std::int64_t> epochs, const EpochSize& size) {
  switch (axis) {
    case ProgressAxis::Epoch:
      break;
    case ProgressAxis::Step:
      return scaled(epochs, size.steps);
    case ProgressAxis::Time:
      return elapsed(epochs, size.seconds);
    case ProgressAxis::Images:
      return scaled(epochs, size.images);
  }
  return {epochs.begin(), epochs.end()};
}

}  // namespace skewscope::report
