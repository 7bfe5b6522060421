#include "core/learn/kernel_sums.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// What a tile takes on a device.
constexpr std::int64_t kDeviceTileBytes = std::int64_t{1} << 28;

/// Where no kernel can underflow in float32: the matrix is symmetric, so each tile on or above the diagonal
/// gives the sums of its rows and of its columns.
Tensor symmetricLogKernelSums(const Tensor& rows, double scale, const torch::Device& device) {
  const std::int64_t n = rows.size(0);
  const std::int64_t side = device.is_cpu() ? 1024 : 8192;
  static_assert(8192 * 8192 * sizeof(float) <= kDeviceTileBytes);
  // Exponents come straight out of the product: (sqrt(2s) x_i, -s |x_i|^2, 1) (sqrt(2s) x_j, 1, -s |x_j|^2).
  const Tensor squares = rows.square().sum(1, true) * -scale, ones = torch::ones_like(squares);
  const Tensor scaled = rows * std::sqrt(2 * scale);
  const Tensor left = torch::cat({scaled, squares, ones}, 1).to(torch::kFloat32).to(device);
  const Tensor right = torch::cat({scaled, ones, squares}, 1).to(torch::kFloat32).to(device);
  Tensor sums = torch::zeros({n}, torch::dtype(torch::kFloat64).device(device));
  const std::int64_t most = std::min(side, n);
  Tensor memory = torch::empty({most * most}, left.options());
  for (std::int64_t i = 0; i < n; i += side) {
    const std::int64_t iEnd = std::min(i + side, n);
    for (std::int64_t j = i; j < n; j += side) {
      const std::int64_t jEnd = std::min(j + side, n);
      Tensor kernels = memory.slice(0, 0, (iEnd - i) * (jEnd - j)).view({iEnd - i, jEnd - j});
      torch::mm_out(kernels, left.slice(0, i, iEnd), right.slice(0, j, jEnd).t());
      kernels.exp_();
      if (i == j) kernels.fill_diagonal_(0);
      sums.slice(0, i, iEnd).add_(kernels.sum(1));
      if (i != j) sums.slice(0, j, jEnd).add_(kernels.sum(0));
    }
  }
  return sums.log_().to(torch::kCPU);
}

/// Rows of a tile of all columns.
std::int64_t tileRows(std::int64_t n, bool narrow, const torch::Device& device) {
  // A sum in float64 of what is not takes a copy.
  const std::int64_t fitting =
      device.is_cpu() ? (std::int64_t{1} << 21) / n : kDeviceTileBytes / ((narrow ? 8 : 12) * n);
  return std::clamp<std::int64_t>(fitting, 1, n);
}

}  // namespace

Tensor logKernelSums(const Tensor& rows, double bandwidth, const torch::Device& device) {
  const torch::NoGradGuard noGradients;
  const std::int64_t n = rows.size(0);
  const double scale = 1 / (2 * bandwidth * bandwidth);
  const Tensor squares64 = rows.square().sum(1);
  const double longest = squares64.max().item<double>();
  // exp(-60) is far above float32's smallest number, and two rows are at most twice the longest apart.
  if (4 * longest * scale < 60) return symmetricLogKernelSums(rows, scale, device);
  // A distance is known to about 4e-7 of the longest row in float32: enough unless the kernel is narrow
  // against that. By tiles of rows, with their largest exponent taken out.
  const bool narrow = 1 / scale < 0.05 * longest;
  const auto type = narrow ? torch::kFloat64 : torch::kFloat32;
  const Tensor x = rows.to(type).to(device);
  const Tensor transposed = x.t();
  const Tensor squares = (squares64.to(type) * scale).to(device);
  Tensor sums = torch::empty({n}, torch::dtype(torch::kFloat64).device(device));
  const std::int64_t step = tileRows(n, narrow, device);
  for (std::int64_t begin = 0; begin < n; begin += step) {
    const std::int64_t end = std::min(begin + step, n);
    Tensor exponents = torch::mm(x.slice(0, begin, end), transposed).mul_(2 * scale);
    exponents.sub_(squares).sub_(squares.slice(0, begin, end).unsqueeze(1)).clamp_max_(0);
    exponents.diagonal(begin).fill_(-std::numeric_limits<double>::infinity());
    const Tensor largest = std::get<0>(exponents.max(1, true));
    const Tensor kernels = exponents.sub_(largest).exp_().sum(1, false, torch::kFloat64);
    sums.slice(0, begin, end).copy_(kernels.log_() + largest.squeeze(1).to(torch::kFloat64));
  }
  return sums.to(torch::kCPU);
}

}  // namespace skewscope::learn
