#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/learn/density_weights.h"
#include "core/learn/kernel_sums.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

class DensityWeightsOnDevice : public test::OnDevice {};

/// Normal points [n, d] float64 around (shift, 0, ...).
Tensor points(std::int64_t n, std::int64_t d, double shift) {
  Random random({.seed = 7, .purpose = Purpose::Toy});
  Tensor made = torch::empty({n, d}, torch::kFloat64);
  for (double& x : std::span(made.data_ptr<double>(), static_cast<std::size_t>(n * d))) x = random.normal();
  made.select(1, 0).add_(shift);
  return made;
}

/// The definition by double loops in float64, the largest exponent taken out.
std::vector<double> definition(const Tensor& rows, double bandwidth) {
  const Tensor kept = rows.contiguous();
  const auto n = static_cast<std::size_t>(rows.size(0)), d = static_cast<std::size_t>(rows.size(1));
  const double* x = kept.data_ptr<double>();
  std::vector<double> sums, exponents(n);
  for (std::size_t j = 0; j < n; ++j) {
    double largest = -1e300, sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double square = 0;
      for (std::size_t k = 0; k < d; ++k)
        square += (x[i * d + k] - x[j * d + k]) * (x[i * d + k] - x[j * d + k]);
      exponents[i] = -square / (2 * bandwidth * bandwidth);
      if (i != j) largest = std::max(largest, exponents[i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (i != j && exponents[i] > largest - 40) sum += std::exp(exponents[i] - largest);
    }
    sums.push_back(std::log(sum) + largest);
  }
  return sums;
}

/// Rows of length 1 with mean 0, as weights are made of.
Tensor centred(const Tensor& made) {
  const Tensor unit = made / made.norm(2, {1}, true);
  return unit - unit.mean(0, true);
}

// 9000 rows are two tiles a side of wide kernels, and of narrower ones three (float32) or four (float64)
// tiles of rows; the last is a part of one each time.
TEST_F(DensityWeightsOnDevice, KernelSumsAreThoseOfTheDefinitionInEveryTile) {
  const Tensor rows = centred(points(9000, 3, 1));
  const double longest = rows.square().sum(1).max().item<double>();
  struct Case {
    double share;            ///< of the longest row: the bandwidth
    bool symmetric, narrow;  ///< which way the sums are made
    double tolerance;        ///< of a logarithm
  };
  for (const Case& each :
       {Case{0.4, true, false, 3e-6}, Case{0.17, false, false, 2e-5}, Case{0.02, false, true, 1e-9}}) {
    SCOPED_TRACE(each.share);
    const double bandwidth = each.share * std::sqrt(longest), scale = 1 / (2 * bandwidth * bandwidth);
    ASSERT_EQ(4 * longest * scale < 60, each.symmetric);
    ASSERT_EQ(1 / scale < 0.05 * longest, each.narrow);
    const std::vector<double> expected = definition(rows, bandwidth);
    for (const torch::Device& where : {device().torch, torch::Device(torch::kCPU)}) {
      const Tensor found = logKernelSums(rows, bandwidth, where);
      ASSERT_TRUE(found.is_cpu());
      ASSERT_EQ(found.scalar_type(), torch::kFloat64);
      ASSERT_EQ(found.numel(), 9000);
      double worst = 0;
      for (std::size_t i = 0; i < expected.size(); ++i)
        worst = std::max(worst, std::abs(found.data_ptr<double>()[i] - expected[i]));
      EXPECT_LT(worst, each.tolerance) << where;
    }
  }
}

TEST_F(DensityWeightsOnDevice, AreThoseOfTheProcessor) {
  for (const std::int64_t n : {std::int64_t{2}, std::int64_t{300}, std::int64_t{3000}}) {
    const Tensor features = points(n, 16, 0.5).to(torch::kFloat32);
    for (const double bandwidth : {0.5, 0.05}) {
      KdeDetails far, near;
      const KdeSettings settings{.bandwidth = bandwidth, .alpha = 1, .clamp = 0.99};
      const Tensor there = kdeWeights(features, settings, &far, device().torch);
      const Tensor here = kdeWeights(features, settings, &near);
      EXPECT_TRUE(there.is_cpu());
      EXPECT_TRUE(torch::allclose(there, here, 1e-5, 0)) << n << ' ' << bandwidth;
      EXPECT_NEAR(far.medianDistance, near.medianDistance, 1e-9);
      EXPECT_EQ(far.sampled, n == 3000);
      EXPECT_EQ(far.pairs, near.pairs);
    }
  }
  // Features that lie there already.
  const Tensor features = points(300, 16, 0.5).to(torch::kFloat32);
  EXPECT_TRUE(torch::equal(kdeWeights(features.to(device().torch), {}, nullptr, device().torch),
                           kdeWeights(features, {}, nullptr, device().torch)));
}

}  // namespace
}  // namespace skewscope::learn
