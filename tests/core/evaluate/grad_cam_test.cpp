#include "core/evaluate/grad_cam.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"

namespace skewscope::evaluate {
namespace {

using torch::Tensor;

Tensor someMaps() {
  torch::manual_seed(1);
  return torch::randn({5, 7, 3, 4}).relu();
}

TEST(GradCam, ALinearHeadGivesTheClassActivationMap) {
  // target = W_y mean(A): w_c = W_yc / (h w), in closed form (Zhou et al., CVPR 2016).
  const Tensor maps = someMaps();
  const Tensor weight = torch::randn({3, 7});
  const Tensor labels = torch::tensor({0, 1, 2, 1, 0}, torch::kInt64);
  const Tensor cams = gradCam(maps, [&](const Tensor& features) {
    return features.matmul(weight.t()).gather(1, labels.unsqueeze(1)).squeeze(1);
  });
  ASSERT_EQ(cams.sizes(), (std::vector<std::int64_t>{5, 3, 4}));
  for (std::int64_t i = 0; i < 5; ++i) {
    for (std::int64_t y = 0; y < 3; ++y) {
      for (std::int64_t x = 0; x < 4; ++x) {
        double sum = 0;
        for (std::int64_t c = 0; c < 7; ++c) {
          sum +=
              weight[labels[i].item<std::int64_t>()][c].item<double>() * maps[i][c][y][x].item<double>() / 12;
        }
        EXPECT_NEAR(cams[i][y][x].item<double>(), std::max(0.0, sum), 1e-6);
      }
    }
  }
  EXPECT_FALSE(cams.requires_grad());
}

TEST(GradCam, TheNormOfTheFeatureGivesTheLikenessOfEachPlaceToIt) {
  // d |f| / d A_c = f_c / (|f| h w): the map is <f, A(y, x)> / (|f| h w).
  const Tensor maps = someMaps();
  const torch::NoGradGuard noGradients;  // as the evaluator has it
  const Tensor cams = gradCam(maps, [](const Tensor& features) { return features.norm(2, 1); });
  const Tensor features = maps.mean({2, 3});
  const Tensor expected =
      (features.unsqueeze(2).unsqueeze(3) * maps).sum(1) / (features.norm(2, 1).view({5, 1, 1}) * 12);
  EXPECT_TRUE(torch::allclose(cams, expected, 1e-5, 1e-7));
  EXPECT_FALSE(torch::GradMode::is_enabled());
}

TEST(GradCam, SeesOnlyWhereTheEvidenceIs) {
  Tensor maps = torch::zeros({2, 2, 2, 4});
  maps[0][0][0][3] = 1;  // image 0: feature 0, right
  maps[1][1][1][0] = 2;  // image 1: feature 1, left
  const Tensor cams = gradCam(maps, [](const Tensor& features) { return features.sum(1); });
  const Tensor left = leftShare(cams);
  EXPECT_EQ(left[0].item<double>(), 0);
  EXPECT_EQ(left[1].item<double>(), 1);
  const Tensor against = gradCam(maps, [](const Tensor& features) { return -features.sum(1); });
  EXPECT_EQ(against.abs().sum().item<double>(), 0);  // relu
  EXPECT_TRUE(std::isnan(leftShare(against)[0].item<double>()));
}

TEST(GradCam, AMiddleColumnCountsHalf) {
  const Tensor cams = torch::tensor({1.0f, 2.0f, 5.0f}).view({1, 1, 3}).repeat({1, 2, 1});
  EXPECT_NEAR(leftShare(cams)[0].item<double>(), 2.0 / 8, 1e-7);
}

TEST(GradCam, RefusesOtherShapes) {
  EXPECT_THROW(gradCam(torch::zeros({2, 3}), [](const Tensor& f) { return f.sum(1); }), Error);
  EXPECT_THROW(gradCam(someMaps(), [](const Tensor& f) { return f; }), Error);
  EXPECT_THROW(leftShare(torch::zeros({2, 3})), Error);
}

}  // namespace
}  // namespace skewscope::evaluate
