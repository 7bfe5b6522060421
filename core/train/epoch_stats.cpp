#include "core/train/epoch_stats.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "core/base/error.h"

namespace skewscope::train {

EpochStats::EpochStats(int classes)
    : columns_(static_cast<std::size_t>(classes) + 1), sums_(4 * columns_ + 1, 0.0) {}

void EpochStats::add(std::span<const float> losses, std::span<const float> perturbed,
                     std::span<const std::uint16_t> labels) {
  const std::size_t all = columns_ - 1;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    for (const std::size_t column : {static_cast<std::size_t>(labels[i]), all}) {
      at(kCount, column) += 1;
      at(kLoss, column) += losses[i];
      if (!perturbed.empty()) {
        at(kPairs, column) += 1;
        at(kRise, column) += static_cast<double>(perturbed[i]) - static_cast<double>(losses[i]);
      }
    }
    if (!perturbed.empty()) sums_.back() += perturbed[i];
  }
}

std::int64_t EpochStats::images() const {
  return static_cast<std::int64_t>(at(kCount, columns_ - 1));
}

std::vector<double> EpochStats::ratio(Row numerator, Row denominator) const {
  std::vector<double> result(columns_, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t column = 0; column < columns_; ++column) {
    if (at(denominator, column) > 0) result[column] = at(numerator, column) / at(denominator, column);
  }
  return result;
}

double EpochStats::loss() const {
  return ratio(kLoss, kCount).back();
}

double EpochStats::perturbedLoss() const {
  const double pairs = at(kPairs, columns_ - 1);
  return pairs > 0 ? sums_.back() / pairs : std::numeric_limits<double>::quiet_NaN();
}

double EpochStats::sharpness() const {
  return ratio(kRise, kPairs).back();
}

bool EpochStats::hasPerturbed() const {
  return at(kPairs, columns_ - 1) > 0;
}

std::vector<double> EpochStats::classLoss() const {
  auto values = ratio(kLoss, kCount);
  values.pop_back();
  return values;
}

std::vector<double> EpochStats::classSharpness() const {
  auto values = ratio(kRise, kPairs);
  values.pop_back();
  return values;
}

EpochStats EpochStats::fromValues(std::vector<double> values, int classes) {
  EpochStats stats(classes);
  if (values.size() != stats.sums_.size()) {
    throw Error(ErrorKind::Data, fmt::format("The checkpoint's loss sums have {} values instead of {}.",
                                             values.size(), stats.sums_.size()));
  }
  stats.sums_ = std::move(values);
  return stats;
}

}  // namespace skewscope::train
