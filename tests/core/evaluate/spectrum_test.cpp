#include "core/evaluate/spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace skewscope::evaluate {
namespace {

/// Plus and minus each axis times its length: centred, with covariance diag(lengths^2) up to a factor.
torch::Tensor axes(const std::vector<double>& lengths) {
  const torch::Tensor diagonal = torch::diag(torch::tensor(lengths, torch::kFloat64));
  return torch::cat({diagonal, -diagonal});
}

TEST(Spectrum, EquallyStrongDirectionsAllCount) {
  const Spectrum found = spectrumOf(axes({2, 2, 2, 2}) + 7);
  EXPECT_NEAR(found.effectiveRank, 4, 1e-9);
  EXPECT_NEAR(found.participation, 4, 1e-9);
  for (const double share : found.variances) EXPECT_NEAR(share, 0.25, 1e-12);
}

TEST(Spectrum, TwoUnequalDirectionsAreTheEntropyOfTheirShares) {
  const Spectrum found = spectrumOf(axes({3, 1, 0}));
  EXPECT_NEAR(found.effectiveRank, std::exp(-(0.75 * std::log(0.75) + 0.25 * std::log(0.25))), 1e-9);
  EXPECT_NEAR(found.participation, 1 / (0.81 + 0.01), 1e-9);
  EXPECT_NEAR(found.variances[0], 0.9, 1e-12);
  EXPECT_NEAR(found.variances[1], 0.1, 1e-12);
  EXPECT_EQ(found.variances[2], 0);
}

TEST(Spectrum, DoesNotHangOnScaleRotationOrWhichGramMatrixIsSmaller) {
  torch::manual_seed(5);
  const torch::Tensor rows = torch::randn({12, 30}, torch::kFloat64);
  const torch::Tensor rotation = std::get<0>(torch::linalg_qr(torch::randn({30, 30}, torch::kFloat64)));
  const Spectrum plain = spectrumOf(rows);
  EXPECT_NEAR(spectrumOf(100 * rows.mm(rotation)).effectiveRank, plain.effectiveRank, 1e-8);
  const torch::Tensor thrice = torch::cat({rows, rows, rows});  // now 36 rows of 30
  EXPECT_NEAR(spectrumOf(thrice).effectiveRank, plain.effectiveRank, 1e-4);
  EXPECT_LE(plain.effectiveRank, 11);  // centring takes one of twelve
  EXPECT_EQ(plain.variances.size(), 12U);
}

TEST(Spectrum, CollapsedFeaturesHaveNone) {
  const Spectrum found = spectrumOf(torch::ones({5, 3}));
  EXPECT_EQ(found.effectiveRank, 0);
  EXPECT_THROW(spectrumOf(torch::ones({1, 3})), Error);
  EXPECT_THROW(spectrumOf(torch::full({4, 2}, std::numeric_limits<double>::quiet_NaN())), Error);
}

}  // namespace
}  // namespace skewscope::evaluate
