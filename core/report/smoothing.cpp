#include "core/report/smoothing.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace skewscope::report {

std::vector<double> smoothed(std::span<const double> values, double factor) {
  if (!(factor >= 0 && factor < 1)) {
    throw Error(ErrorKind::Usage, "The factor of a moving average must lie in [0, 1).");
  }
  std::vector<double> result;
  result.reserve(values.size());
  double average = 0, weight = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) {
      result.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    average = factor * average + (1 - factor) * value;
    weight = factor * weight + (1 - factor);  // 1 - factor^k after k values
    result.push_back(average / weight);
  }
  return result;
}

}  // namespace skewscope::report
