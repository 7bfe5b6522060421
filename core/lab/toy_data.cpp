#include "core/lab/toy_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::lab {
namespace {

void require(bool good, const std::string& what, const std::string& advice) {
  if (!good) throw Error(ErrorKind::Usage, what, advice);
}

}  // namespace

ToyParameters theoremParameters(int dimension, std::uint64_t seed) {
  ToyParameters p;
  p.dimension = dimension;
  p.frequent1 = p.frequent2 = 2 * dimension;
  p.tau = std::pow(static_cast<double>(dimension), 0.2);
  p.rho = 1 / p.tau;
  p.rare = std::max(1, static_cast<int>(std::lround(p.tau)));
  p.seed = seed;
  return p;
}

void requireValid(const ToyParameters& p) {
  require(p.dimension >= 2 && p.dimension <= 1'000'000,
          fmt::format("The toy model has no dimension {}.", p.dimension), "Choose d from 2 to 1,000,000.");
  const std::array<std::pair<const char*, int>, 3> counts{
      {{"n1", p.frequent1}, {"n2", p.frequent2}, {"n3", p.rare}}};
  for (const auto& [name, count] : counts) {
    require(count >= 1 && count <= 10'000'000, fmt::format("{} cannot be {}.", name, count),
            "Every class of the toy model needs at least one point (at most 10,000,000).");
  }
  require(std::isfinite(p.tau) && p.tau >= 0 && p.tau <= 1e6, fmt::format("tau cannot be {}.", p.tau),
          "Choose tau from 0 to 1e6.");
  require(std::isfinite(p.rho) && p.rho >= 0 && p.rho <= 1e6, fmt::format("rho cannot be {}.", p.rho),
          "Choose rho from 0 to 1e6.");
  const auto points = std::int64_t{p.frequent1} + p.frequent2 + p.rare;
  require(
      points * p.dimension <= kToyMaxValues,
      fmt::format("{} points in {} dimensions are more than {} numbers.", points, p.dimension, kToyMaxValues),
      "Choose fewer points or dimensions.");
}

ToySample sampleToy(const ToyParameters& p) {
  requireValid(p);
  const std::array<int, 3> counts{p.frequent1, p.frequent2, p.rare};
  const std::array<double, 3> first{1, -1, 0};
  ToySample sample;
  sample.points.resize(p.dimension, counts[0] + counts[1] + counts[2]);
  Eigen::Index column = 0;
  for (std::uint32_t c = 0; c < 3; ++c) {
    for (int i = 0; i < counts[c]; ++i, ++column) {
      Random random({p.seed, Purpose::Toy, 0, static_cast<std::uint32_t>(i), c});
      const double q = random.below(2) == 1 ? 1 : 0;
      auto x = sample.points.col(column);
      for (Eigen::Index k = 0; k < x.size(); ++k) x(k) = p.rho * random.normal();
      x(0) += first[c];
      x(1) += c == 2 ? 1 : -q * p.tau;
      sample.labels.push_back(static_cast<int>(c));
    }
  }
  return sample;
}

}  // namespace skewscope::lab
