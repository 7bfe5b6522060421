#include "core/learn/density_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/full_memory.h"
#include "core/learn/kernel_sums.h"
#include "core/report/correlation.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// Rows of length 1, moved so that their mean is 0: distances stay, and the cancellation in |a|^2 + |b|^2 -
/// 2ab is least. A row of zeros keeps its place at the centre of the sphere. float64.
Tensor centredUnitRows(const Tensor& features) {
  const Tensor rows = features.to(torch::kFloat64);
  const Tensor unit = rows / rows.norm(2, {1}, true).clamp_min(std::numeric_limits<double>::min());
  return unit - unit.mean(0, true);
}

/// `count` random pairs of different rows, int64 [2, count].
Tensor randomPairs(std::int64_t rows, std::int64_t count) {
  const auto n = static_cast<std::uint32_t>(rows);
  Random random({.seed = 0, .purpose = Purpose::Evaluation});
  Tensor pairs = torch::empty({2, count}, torch::kInt64);
  auto view = pairs.accessor<std::int64_t, 2>();
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t first = random.below(n);
    const std::uint32_t second = random.below(n - 1);
    view[0][i] = first;
    view[1][i] = second + (second >= first ? 1 : 0);
  }
  return pairs;
}

/// Distances of pairs of `rows`, computed on `device` and returned on the processor.
Tensor distancesOf(const Tensor& rows, const Tensor& pairs, const torch::Device& device) {
  // 12 bytes a coordinate, a difference and its square in float64: 256 MiB on a device.
  const std::int64_t count = pairs.size(1);
  const std::int64_t chunk =
      device.is_cpu() ? 8192 : std::max<std::int64_t>(1, (std::int64_t{1} << 26) / (3 * rows.size(1)));
  const Tensor there = rows.to(device), members = pairs.to(device);
  std::vector<Tensor> parts;
  for (std::int64_t done = 0; done < count; done += chunk) {
    const Tensor part = members.narrow(1, done, std::min(chunk, count - done));
    Tensor difference = there.index_select(0, part[0]).sub_(there.index_select(0, part[1]));
    parts.push_back(difference.square_().sum(1, false, torch::kFloat64));
  }
  return torch::cat(parts).sqrt_().to(torch::kCPU);
}

/// Median (mean of the middle two for an even number).
double medianOf(const Tensor& values) {
  const Tensor flat = values.to(torch::kFloat64).contiguous();
  std::vector<double> sorted(flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  if (sorted.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(sorted.begin(), middle)) / 2;
}

}  // namespace

Tensor kdeWeights(const Tensor& features, const KdeSettings& settings, KdeDetails* details,
                  const torch::Device& device) {
  const torch::NoGradGuard noGrad;
  if (features.dim() != 2 || features.size(0) < 2) {
    throw Error(ErrorKind::Data, "Density weights need the features of at least two images");
  }
  const std::int64_t n = features.size(0);
  const Tensor rows = centredUnitRows(features.to(torch::kCPU));
  if (!rows.isfinite().all().item<bool>()) {
    throw Error(ErrorKind::Data, "The features for the density weights hold values that are not finite",
                "The network they come from has diverged: lower its learning rate.");
  }

  KdeDetails found;
  found.pairs = n * (n - 1) / 2;
  found.sampled = found.pairs > kMedianPairs;
  if (found.sampled) found.pairs = kMedianPairs;
  if (found.sampled) {
    const Tensor pairs = randomPairs(n, found.pairs), narrow = rows.to(torch::kFloat32);
    found.medianDistance = medianOf(whereThereIsRoom(
        device, [&](const torch::Device& where) { return distancesOf(narrow, pairs, where); }));
  } else {
    found.medianDistance = medianOf(torch::pdist(rows));
  }
  found.bandwidth = settings.bandwidth * found.medianDistance;
  // Below the rounding of unit rows, differences are noise.
  if (!(found.medianDistance > 1e-7)) {
    throw Error(ErrorKind::Data,
                "More than half of all pairs of features coincide, so their density cannot be estimated",
                "The representation has collapsed: train the features longer or with a lower learning rate.");
  }

  const Tensor logWeights =
      whereThereIsRoom(
          device, [&](const torch::Device& where) { return logKernelSums(rows, found.bandwidth, where); }) *
      -settings.alpha;
  const auto quantile = static_cast<std::int64_t>(std::ceil(settings.clamp * static_cast<double>(n) - 1e-9));
  const Tensor limit = std::get<0>(logWeights.kthvalue(std::clamp<std::int64_t>(quantile, 1, n)));
  found.clamped = (logWeights > limit).sum().item<std::int64_t>();
  const Tensor weights = (logWeights.minimum(limit) - limit).exp();
  if (details) *details = found;
  return weights / weights.mean();
}

Tensor rankWeights(const Tensor& labels, const std::vector<int>& order, double base) {
  Tensor perClass = torch::empty({static_cast<std::int64_t>(order.size())}, torch::kFloat64);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    perClass.data_ptr<double>()[order[rank]] = std::pow(base, static_cast<double>(rank));
  }
  const Tensor weights = perClass.index_select(0, labels);
  return weights / weights.mean();
}

WeightReport weightReport(const Tensor& weights, const Tensor& labels, int classes) {
  const Tensor w = weights.to(torch::kFloat64).contiguous();
  const Tensor y = labels.to(torch::kInt64).contiguous();
  if (w.dim() != 1 || y.sizes() != w.sizes()) {
    throw Error(ErrorKind::Internal, "A weight report needs one label per weight");
  }
  const std::span<const double> weight(w.data_ptr<double>(), static_cast<std::size_t>(w.numel()));
  const std::span<const std::int64_t> label(y.data_ptr<std::int64_t>(), weight.size());
  WeightReport found;
  found.counts.assign(static_cast<std::size_t>(classes), 0);
  found.meanWeight.assign(static_cast<std::size_t>(classes), 0);
  for (std::size_t i = 0; i < weight.size(); ++i) {
    const auto c = static_cast<std::size_t>(label[i]);
    if (c >= found.counts.size()) throw Error(ErrorKind::Internal, "A label lies outside of the classes");
    ++found.counts[c];
    found.meanWeight[c] += weight[i];
  }
  std::vector<double> classWeight, classRarity, imageWeight(weight.begin(), weight.end()), imageRarity;
  for (std::size_t c = 0; c < found.counts.size(); ++c) {
    found.meanWeight[c] /= static_cast<double>(found.counts[c]);  // 0 / 0 is the NaN that is promised
    if (found.counts[c] == 0) continue;
    classWeight.push_back(found.meanWeight[c]);
    classRarity.push_back(1 / static_cast<double>(found.counts[c]));
  }
  for (const std::int64_t c : label) {
    imageRarity.push_back(1 / static_cast<double>(found.counts[static_cast<std::size_t>(c)]));
  }
  found.classCorrelation = report::spearman(classWeight, classRarity);
  found.imageCorrelation = report::spearman(imageWeight, imageRarity);
  return found;
}

}  // namespace skewscope::learn
