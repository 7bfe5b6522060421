#include "core/report/seed_curve.h"

#include <cmath>
#include <limits>
#include <map>
#include <numbers>

namespace skewscope::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// P(-t <= T <= t) where t = sqrt(degrees) tan(angle).
double centralProbability(double angle, int degrees) {
  const double sine = std::sin(angle), cosine = std::cos(angle), square = cosine * cosine;
  const bool odd = degrees % 2 == 1;
  double term = odd ? cosine : 1, sum = degrees > 1 ? term : 0;
  for (int k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= square * (k - 1) / k;
    sum += term;
  }
  return odd ? 2 / std::numbers::pi * (angle + sine * sum) : sine * sum;
}

}  // namespace

double studentT95(int degrees) {
  if (degrees < 1) return kNaN;
  double low = 0, high = std::numbers::pi / 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (centralProbability(middle, degrees) < 0.95 ? low : high) = middle;
  }
  return std::sqrt(degrees) * std::tan((low + high) / 2);
}

namespace {

/// What the standard deviation of `n` values is multiplied by; NaN for a range, which has none.
double halfWidth(Spread spread, int n) {
  switch (spread) {
    case Spread::StandardDeviation:
      return 1;
    case Spread::StandardError:
      return 1 / std::sqrt(n);
    case Spread::Confidence95:
      return studentT95(n - 1) / std::sqrt(n);
    case Spread::Range:
      break;
  }
  return kNaN;
}

BandEdges edges(const Band& band, Spread spread, double half) {
  if (band.n < 2) return {kNaN, kNaN};
  if (spread == Spread::Range) return {band.low, band.high};
  return {band.mean - half * band.standardDeviation, band.mean + half * band.standardDeviation};
}

}  // namespace

BandEdges bandEdges(const Band& band, Spread spread) {
  return edges(band, spread, halfWidth(spread, band.n));
}

SeedCurve seedCurve(std::span<const EpochValues> runs, Spread spread) {
  std::map<std::int64_t, std::vector<double>> byEpoch;
  for (const EpochValues& run : runs) {
    for (std::size_t k = 0; k < run.epochs.size(); ++k) byEpoch[run.epochs[k]].push_back(run.values[k]);
  }
  SeedCurve curve;
  std::map<int, double> halfWidths;  // Student's t takes some time, and n is nearly always the same
  for (const auto& [epoch, values] : byEpoch) {
    const Band at = band(values);
    const auto known = halfWidths.find(at.n);
    const double half = known != halfWidths.end()
                            ? known->second
                            : halfWidths.emplace(at.n, halfWidth(spread, at.n)).first->second;
    const BandEdges reach = edges(at, spread, half);
    curve.epochs.push_back(epoch);
    curve.mean.push_back(at.mean);
    curve.low.push_back(reach.low);
    curve.high.push_back(reach.high);
    curve.n.push_back(at.n);
  }
  return curve;
}

}  // namespace skewscope::report
