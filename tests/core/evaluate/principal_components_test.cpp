#include "core/evaluate/principal_components.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace skewscope::evaluate {
namespace {

TEST(PrincipalComponents, OfAnEllipseAreItsAxes) {
  // 3 and 1 along (3, 4) / 5 and (4, -3) / 5, around (7, -2).
  const torch::Tensor along = torch::tensor({{0.6, 0.8}, {0.8, -0.6}}, torch::kFloat64);
  const torch::Tensor places =
      torch::tensor({{3.0, 0.0}, {-3.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}, torch::kFloat64);
  const auto found = principalComponents(places.mm(along) + torch::tensor({7.0, -2.0}), 5);
  ASSERT_EQ(found.values.size(1), 2);
  EXPECT_TRUE(torch::allclose(found.values, places, 0, 1e-12));
  EXPECT_TRUE(torch::allclose(found.directions, along, 0, 1e-12));
  EXPECT_NEAR(found.variances[0], 0.9, 1e-12);
  EXPECT_NEAR(found.variances[1], 0.1, 1e-12);
}

TEST(PrincipalComponents, AgreeWithSingularValues) {
  torch::manual_seed(3);
  const torch::Tensor rows =
      torch::randn({40, 12}, torch::kFloat64).mm(torch::randn({12, 12}, torch::kFloat64));
  const auto found = principalComponents(rows, 4);
  const auto [u, s, vt] = torch::linalg_svd(rows - rows.mean(0, true), false);
  ASSERT_EQ(found.values.size(1), 4);
  const torch::Tensor expected = u * s;
  for (std::int64_t k = 0; k < 4; ++k) {
    const torch::Tensor sign = vt[k].gather(0, vt[k].abs().argmax(0, true)).sign();
    EXPECT_TRUE(torch::allclose(found.values.select(1, k), expected.select(1, k) * sign, 0, 1e-9)) << k;
    EXPECT_NEAR(found.variances[static_cast<std::size_t>(k)], (s[k].pow(2) / s.pow(2).sum()).item<double>(),
                1e-12);
    EXPECT_GT(found.directions[k].gather(0, found.directions[k].abs().argmax(0, true)).item<double>(), 0);
  }
}

TEST(PrincipalComponents, FewerImagesThanDimensionsLeaveZeros) {
  torch::manual_seed(4);
  const auto found = principalComponents(torch::randn({3, 6}), 6);
  EXPECT_TRUE(torch::allclose(found.values.narrow(1, 2, 4), torch::zeros({3, 4}, torch::kFloat64), 0, 1e-6));
  const auto nothing = principalComponents(torch::ones({4, 3}), 2);
  EXPECT_EQ(nothing.values.abs().max().item<double>(), 0);
  EXPECT_EQ(nothing.variances[0], 0);
}

TEST(PrincipalComponents, RefuseOneImageAndWhatIsNotFinite) {
  EXPECT_THROW(principalComponents(torch::ones({1, 3}), 2), Error);
  EXPECT_THROW(principalComponents(torch::full({4, 2}, std::numeric_limits<double>::quiet_NaN()), 2), Error);
}

}  // namespace
}  // namespace skewscope::evaluate
