#include "core/learn/density_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/base/random.h"
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

/// Distances of `count` random pairs of different rows.
Tensor sampledDistances(const Tensor& rows, std::int64_t count) {
  constexpr std::int64_t kChunk = 8192;
  const auto n = static_cast<std::uint32_t>(rows.size(0));
  Random random({.seed = 0, .purpose = Purpose::Evaluation});
  std::vector<Tensor> parts;
  for (std::int64_t done = 0; done < count; done += kChunk) {
    const std::int64_t size = std::min(kChunk, count - done);
    Tensor pairs = torch::empty({2, size}, torch::kInt64);
    auto view = pairs.accessor<std::int64_t, 2>();
    for (std::int64_t i = 0; i < size; ++i) {
      const std::uint32_t first = random.below(n);
      const std::uint32_t second = random.below(n - 1);
      view[0][i] = first;
      view[1][i] = second + (second >= first ? 1 : 0);
    }
    const Tensor difference = rows.index_select(0, pairs[0]) - rows.index_select(0, pairs[1]);
    parts.push_back(difference.square_().sum(1, false, torch::kFloat64));
  }
  return torch::cat(parts).sqrt_();
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

/// log of the sum over i != j of exp(-|x_i - x_j|^2 / (2 h^2)) for each j where no kernel can underflow in
/// float32: the matrix is symmetric, so each tile on or above the diagonal gives the sums of its rows and of
/// its columns.
Tensor symmetricLogKernelSums(const Tensor& rows, double scale) {
  constexpr std::int64_t kTile = 1024;
  const std::int64_t n = rows.size(0);
  // Exponents come straight out of the product: (sqrt(2s) x_i, -s |x_i|^2, 1) (sqrt(2s) x_j, 1, -s |x_j|^2).
  const Tensor squares = rows.square().sum(1, true) * -scale, ones = torch::ones_like(squares);
  const Tensor scaled = rows * std::sqrt(2 * scale);
  const Tensor left = torch::cat({scaled, squares, ones}, 1).to(torch::kFloat32);
  const Tensor right = torch::cat({scaled, ones, squares}, 1).to(torch::kFloat32);
  Tensor sums = torch::zeros({n}, torch::kFloat64);
  Tensor memory = torch::empty({kTile * kTile}, torch::kFloat32);
  for (std::int64_t i = 0; i < n; i += kTile) {
    const std::int64_t iEnd = std::min(i + kTile, n);
    for (std::int64_t j = i; j < n; j += kTile) {
      const std::int64_t jEnd = std::min(j + kTile, n);
      Tensor kernels = memory.slice(0, 0, (iEnd - i) * (jEnd - j)).view({iEnd - i, jEnd - j});
      torch::mm_out(kernels, left.slice(0, i, iEnd), right.slice(0, j, jEnd).t());
      kernels.exp_();
      if (i == j) kernels.fill_diagonal_(0);
      sums.slice(0, i, iEnd).add_(kernels.sum(1));
      if (i != j) sums.slice(0, j, jEnd).add_(kernels.sum(0));
    }
  }
  return sums.log_();
}

/// The same whatever the kernel's width, by tiles of rows with their largest exponent taken out. float64 [n].
Tensor logKernelSums(const Tensor& rows, double bandwidth) {
  constexpr std::int64_t kTileElements = 1 << 21;
  const std::int64_t n = rows.size(0);
  const double scale = 1 / (2 * bandwidth * bandwidth);
  const Tensor squares64 = rows.square().sum(1);
  const double longest = squares64.max().item<double>();
  // exp(-60) is far above float32's smallest number, and two rows are at most twice the longest apart.
  if (4 * longest * scale < 60) return symmetricLogKernelSums(rows, scale);
  // A distance is known to about 4e-7 of the longest row in float32: enough unless the kernel is narrow
  // against that.
  const bool narrow = 1 / scale < 0.05 * longest;
  const auto type = narrow ? torch::kFloat64 : torch::kFloat32;
  const Tensor x = rows.to(type);
  const Tensor transposed = x.t();
  const Tensor squares = squares64.to(type);
  Tensor sums = torch::empty({n}, torch::kFloat64);
  const std::int64_t tileRows = std::clamp<std::int64_t>(kTileElements / n, 1, n);
  for (std::int64_t begin = 0; begin < n; begin += tileRows) {
    const std::int64_t end = std::min(begin + tileRows, n);
    Tensor exponents = torch::mm(x.slice(0, begin, end), transposed).mul_(2 * scale);
    exponents.sub_(squares * scale).sub_((squares.slice(0, begin, end) * scale).unsqueeze(1)).clamp_max_(0);
    exponents.diagonal(begin).fill_(-std::numeric_limits<double>::infinity());
    const Tensor largest = std::get<0>(exponents.max(1, true));
    const Tensor kernels = exponents.sub_(largest).exp_().sum(1, false, torch::kFloat64);
    sums.slice(0, begin, end).copy_(kernels.log_() + largest.squeeze(1).to(torch::kFloat64));
  }
  return sums;
}

}  // namespace

Tensor kdeWeights(const Tensor& features, const KdeSettings& settings, KdeDetails* details) {
  const torch::NoGradGuard noGrad;
  if (features.dim() != 2 || features.size(0) < 2) {
    throw Error(ErrorKind::Data, "Density weights need the features of at least two images");
  }
  const std::int64_t n = features.size(0);
  const Tensor rows = centredUnitRows(features);
  if (!rows.isfinite().all().item<bool>()) {
    throw Error(ErrorKind::Data, "The features for the density weights hold values that are not finite",
                "The network they come from has diverged: lower its learning rate.");
  }

  KdeDetails found;
  found.pairs = n * (n - 1) / 2;
  found.sampled = found.pairs > kMedianPairs;
  if (found.sampled) found.pairs = kMedianPairs;
  found.medianDistance = found.sampled ? medianOf(sampledDistances(rows.to(torch::kFloat32), found.pairs))
                                       : medianOf(torch::pdist(rows));
  found.bandwidth = settings.bandwidth * found.medianDistance;
  // Below the rounding of unit rows, differences are noise.
  if (!(found.medianDistance > 1e-7)) {
    throw Error(ErrorKind::Data,
                "More than half of all pairs of features coincide, so their density cannot be estimated",
                "The representation has collapsed: train the features longer or with a lower learning rate.");
  }

  const Tensor logWeights = logKernelSums(rows, found.bandwidth) * -settings.alpha;
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
