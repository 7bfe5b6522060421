#include "core/report/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Mean of the values that are not NaN; NaN if there are none.
double meanOf(std::span<const double> values) {
  double sum = 0;
  int n = 0;
  for (double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++n;
  }
  return n == 0 ? kNaN : sum / n;
}

/// Sum of squared deviations from `mean` over the values that are not NaN. Two passes: no cancellation.
double squaredDeviations(std::span<const double> values, double mean) {
  double sum = 0;
  for (double value : values) {
    if (!std::isnan(value)) sum += (value - mean) * (value - mean);
  }
  return sum;
}

/// Population standard deviation of the values that are not NaN; NaN if there are none.
double populationDeviation(std::span<const double> values) {
  const auto n = std::count_if(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
  if (n == 0) return kNaN;
  return std::sqrt(squaredDeviations(values, meanOf(values)) / static_cast<double>(n));
}

std::size_t cellIndex(int classes, int truth, int prediction) {
  if (truth < 0 || truth >= classes || prediction < 0 || prediction >= classes) {
    throw Error(ErrorKind::Internal, "Confusion: class pair (" + std::to_string(truth) + ", " +
                                         std::to_string(prediction) + ") is outside of " +
                                         std::to_string(classes) + " classes.");
  }
  return static_cast<std::size_t>(truth) * static_cast<std::size_t>(classes) +
         static_cast<std::size_t>(prediction);
}

}  // namespace

void Confusion::add(int truth, int prediction) {
  ++counts[cellIndex(classes, truth, prediction)];
  predicted.push_back(static_cast<std::uint16_t>(prediction));
}

std::int64_t Confusion::at(int truth, int prediction) const {
  return counts[cellIndex(classes, truth, prediction)];
}

double Confusion::accuracy() const {
  std::int64_t correct = 0, total = 0;
  for (int c = 0; c < classes; ++c) correct += at(c, c);
  for (std::int64_t count : counts) total += count;
  return total == 0 ? kNaN : static_cast<double>(correct) / static_cast<double>(total);
}

std::vector<double> Confusion::perClass() const {
  std::vector<double> recalls(static_cast<std::size_t>(classes), kNaN);
  for (int truth = 0; truth < classes; ++truth) {
    std::int64_t total = 0;
    for (int prediction = 0; prediction < classes; ++prediction) total += at(truth, prediction);
    if (total > 0) {
      recalls[static_cast<std::size_t>(truth)] =
          static_cast<double>(at(truth, truth)) / static_cast<double>(total);
    }
  }
  return recalls;
}

AccuracySummary summarise(const Confusion& confusion, std::span<const int> groups) {
  return summarise(confusion.accuracy(), confusion.perClass(), groups);
}

AccuracySummary summarise(double overall, std::span<const double> perClass, std::span<const int> groups) {
  if (groups.size() != perClass.size()) {
    throw Error(ErrorKind::Internal, "summarise: " + std::to_string(groups.size()) + " group numbers for " +
                                         std::to_string(perClass.size()) + " classes.");
  }
  AccuracySummary summary;
  summary.overall = overall;
  summary.perClass.assign(perClass.begin(), perClass.end());
  std::array<std::vector<double>, 3> members;
  for (std::size_t c = 0; c < groups.size(); ++c) {
    if (groups[c] < 0 || groups[c] > 2) {
      throw Error(ErrorKind::Internal, "summarise: class group " + std::to_string(groups[c]) +
                                           " is none of 0 (many), 1 (medium), 2 (few).");
    }
    members[static_cast<std::size_t>(groups[c])].push_back(summary.perClass[c]);
    const double accuracy = summary.perClass[c];
    if (std::isnan(accuracy)) continue;
    if (summary.worstClass < 0 || accuracy < summary.perClass[static_cast<std::size_t>(summary.worstClass)]) {
      summary.worstClass = static_cast<int>(c);
    }
  }
  for (std::size_t g = 0; g < members.size(); ++g) summary.groups[g] = meanOf(members[g]);
  summary.classDeviation = populationDeviation(summary.perClass);
  summary.groupDeviation = populationDeviation(summary.groups);
  return summary;
}

double relativeGap(double balanced, double imbalanced) {
  if (std::isnan(balanced) || std::isnan(imbalanced) || balanced == 0) return kNaN;
  return (balanced - imbalanced) / balanced;
}

double relativeGapError(double balanced, double imbalanced, std::int64_t testImages) {
  if (std::isnan(relativeGap(balanced, imbalanced)) || testImages < 1) return kNaN;
  const double ratio = imbalanced / balanced;
  const double variance = imbalanced * (1 - imbalanced) + ratio * ratio * balanced * (1 - balanced);
  return std::sqrt(variance / static_cast<double>(testImages)) / balanced;
}

Band band(std::span<const double> values) {
  Band result;
  result.mean = meanOf(values);
  result.low = result.high = result.standardDeviation = kNaN;
  for (double value : values) {
    if (std::isnan(value)) continue;
    result.low = result.n == 0 ? value : std::min(result.low, value);
    result.high = result.n == 0 ? value : std::max(result.high, value);
    ++result.n;
  }
  if (result.n >= 2) {
    result.standardDeviation = std::sqrt(squaredDeviations(values, result.mean) / (result.n - 1));
  }
  return result;
}

}  // namespace skewscope::report
