#include "core/report/paired_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::report {
namespace {

void require(bool good, const char* what) {
  if (!good) throw Error(ErrorKind::Usage, what);
}

double meanOf(const Correctness& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Quantile of sorted values by linear interpolation between neighbours.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// Two-sided probability of a split at least as uneven of `count` fair coins.
double exactBinomial(std::int64_t smaller, std::int64_t count) {
  if (count == 0) return 1;
  const auto n = static_cast<double>(count);
  double tail = 0;
  for (std::int64_t k = 0; k <= smaller; ++k) {
    const auto x = static_cast<double>(k);
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1) - n * std::log(2.0));
  }
  return std::min(2 * tail, 1.0);
}

/// A stream of random bits as the standard library's distributions take it.
struct Bits {
  using result_type = std::uint32_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() { return random.bits(); }
  Random random;
};

/// How often each pair is drawn.
std::vector<int> drawnPairs(std::uint32_t pairs, Bits& bits) {
  std::vector<int> times(pairs, pairs == 1 ? 1 : 0);
  for (std::uint32_t s = 0; pairs > 1 && s < pairs; ++s) ++times[bits.random.below(pairs)];
  return times;
}

/// Number of images by the sum of their differences over the drawn pairs: counts[sum + pairs].
std::vector<std::int64_t> sumCounts(const std::vector<std::vector<std::int8_t>>& differences,
                                    const std::vector<int>& times) {
  std::vector<std::int32_t> sums(differences[0].size());
  for (std::size_t s = 0; s < differences.size(); ++s) {
    if (times[s] == 0) continue;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += times[s] * differences[s][i];
  }
  const auto pairs = static_cast<std::int32_t>(differences.size());
  std::vector<std::int64_t> counts(2 * differences.size() + 1);
  for (const std::int32_t sum : sums) ++counts[static_cast<std::size_t>(sum + pairs)];
  return counts;
}

/// Sum over `images` images drawn with replacement. Images of one sum are alike, so how many of each are
/// drawn is drawn instead (a multinomial, one binomial after the other): the same distribution, without
/// 10,000 draws.
std::int64_t resampledSum(const std::vector<std::int64_t>& counts, std::int64_t images, Bits& bits) {
  const auto middle = static_cast<std::int64_t>(counts.size() / 2);
  std::int64_t left = images, rest = images, total = 0;
  for (std::size_t k = 0; k < counts.size() && left > 0; ++k) {
    if (counts[k] == 0) continue;
    const double share = static_cast<double>(counts[k]) / static_cast<double>(rest);
    const std::int64_t taken =
        counts[k] == rest ? left : std::binomial_distribution<std::int64_t>(left, share)(bits);
    total += taken * (static_cast<std::int64_t>(k) - middle);
    left -= taken;
    rest -= counts[k];
  }
  return total;
}

}  // namespace

Correctness correctnessOf(std::span<const std::uint16_t> labels, std::span<const std::uint16_t> predicted,
                          std::span<const std::uint8_t> classes) {
  if (labels.size() != predicted.size())
    throw Error(ErrorKind::Data, "There are not as many predictions as test images.");
  Correctness right;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!classes.empty()) {
      if (labels[i] >= classes.size()) throw Error(ErrorKind::Data, "A test image is of no class.");
      if (classes[labels[i]] == 0) continue;
    }
    right.push_back(labels[i] == predicted[i] ? 1 : 0);
  }
  return right;
}

PairedDifference pairedBootstrap(std::span<const Correctness> a, std::span<const Correctness> b,
                                 const BootstrapSettings& settings) {
  require(!a.empty() && a.size() == b.size(), "A paired bootstrap needs pairs of runs.");
  const std::size_t images = a[0].size();
  require(images > 0 && images <= std::numeric_limits<std::uint32_t>::max(),
          "A paired bootstrap needs test images.");
  require(settings.resamples >= 100 && settings.resamples <= 1'000'000,
          "Resamples must lie between 100 and 1,000,000.");
  require(settings.level > 0 && settings.level < 1, "The level of an interval must lie between 0 and 1.");

  PairedDifference result;
  result.images = static_cast<std::int64_t>(images);
  result.seeds = static_cast<std::int64_t>(a.size());
  std::vector<std::vector<std::int8_t>> differences;
  for (std::size_t s = 0; s < a.size(); ++s) {
    require(a[s].size() == images && b[s].size() == images, "All runs must have seen the same test images.");
    result.a += meanOf(a[s]) / static_cast<double>(a.size());
    result.b += meanOf(b[s]) / static_cast<double>(a.size());
    auto& each = differences.emplace_back(images);
    for (std::size_t i = 0; i < images; ++i) {
      each[i] = static_cast<std::int8_t>(a[s][i] - b[s][i]);
      result.onlyA += each[i] > 0;
      result.onlyB += each[i] < 0;
    }
  }
  result.difference = result.a - result.b;
  result.mcNemar = a.size() == 1
                       ? exactBinomial(std::min(result.onlyA, result.onlyB), result.onlyA + result.onlyB)
                       : std::numeric_limits<double>::quiet_NaN();

  Bits bits{Random({.seed = settings.seed, .purpose = Purpose::Evaluation})};
  std::vector<double> drawn;
  drawn.reserve(static_cast<std::size_t>(settings.resamples));
  const auto pairs = static_cast<std::uint32_t>(differences.size());
  std::vector<std::int64_t> counts;
  for (int r = 0; r < settings.resamples; ++r) {
    if (r == 0 || pairs > 1) counts = sumCounts(differences, drawnPairs(pairs, bits));
    drawn.push_back(static_cast<double>(resampledSum(counts, result.images, bits)) /
                    static_cast<double>(images) / static_cast<double>(pairs));
  }
  std::ranges::sort(drawn);
  result.low = quantile(drawn, (1 - settings.level) / 2);
  result.high = quantile(drawn, (1 + settings.level) / 2);
  for (const double each : drawn) result.shareBetter += each > 0 ? 1 : (each == 0 ? 0.5 : 0);
  result.shareBetter /= static_cast<double>(drawn.size());
  return result;
}

}  // namespace skewscope::report
