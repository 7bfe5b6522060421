// Heads that are trained by SGD on features: on a device they become what they are on the processor.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "core/evaluate/classifier_retraining.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/sgd_probe.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/evaluate/blobs.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::evaluate {
namespace {

class HeadTrainingOnDevice : public test::OnDevice {};

/// Features that differ from epoch to epoch, on a device.
ViewFeatures views(const torch::Tensor& rows, const torch::Device& device) {
  return [there = rows.to(device)](std::int64_t epoch, std::span<const std::int64_t> positions) {
    const torch::Tensor members =
        torch::tensor(std::vector<std::int64_t>(positions.begin(), positions.end()));
    return there.index_select(0, members.to(there.device())) * (1 + 0.01 * static_cast<double>(epoch));
  };
}

TEST_F(HeadTrainingOnDevice, AProbeOfViewsIsThatOfTheProcessor) {
  // Batches of 128, the last one of 44.
  const Blobs train = makeBlobs(300, 4, 10, 1.5, 51), test = makeBlobs(1000, 4, 10, 1.5, 52);
  SgdProbeSettings settings;
  settings.epochs = 6;
  settings.batch = 128;
  settings.learningRate = 0.5;
  settings.weightDecay = 1e-3;
  const auto probed = [&](const torch::Device& where) {
    return sgdProbe(views(train.features, where), train.labels, test.features, test.labels, 4, settings,
                    where);
  };
  const SgdProbeResult far = probed(device().torch), near = probed(torch::kCPU);
  EXPECT_NEAR(far.loss, near.loss, 1e-4);
  EXPECT_NEAR(far.last.accuracy(), near.last.accuracy(), 0.003);  // images on a border
  EXPECT_NEAR(far.best, near.best, 0.003);
  EXPECT_GT(far.last.accuracy(), 0.6);
  settings.learningRate = 1e38;
  test::expectError(ErrorKind::Data, "The linear probe diverged", [&] { probed(device().torch); });
}

TEST_F(HeadTrainingOnDevice, AClassifierIsReTrainedAsOnTheProcessor) {
  const Blobs train = makeBlobs(400, 3, 8, 1.5, 53);
  RetrainingSettings settings;
  settings.epochs = 4;
  settings.batch = 64;
  settings.nesterov = true;
  const auto trained = [&](const torch::Device& where) {
    return retrainClassifier(train.features, train.labels, 3, settings, where);
  };
  const LinearClassifier far = trained(device().torch), near = trained(torch::kCPU);
  ASSERT_TRUE(far.weight.is_cpu());
  ASSERT_TRUE(far.bias.is_cpu());
  EXPECT_FALSE(far.weight.requires_grad());
  EXPECT_TRUE(torch::allclose(far.weight, near.weight, 0, 1e-4));
  EXPECT_TRUE(torch::allclose(far.bias, near.bias, 0, 1e-4));
  EXPECT_NEAR(far.firstLoss, near.firstLoss, 1e-5);
  EXPECT_NEAR(far.lastLoss, near.lastLoss, 1e-5);
  settings.learningRate = 1e38;
  test::expectError(ErrorKind::Data, "diverged", [&] { trained(device().torch); });
}

// Full batches of one image of each class are descent along the gradient of a known function, followed here
// in float64.
TEST_F(HeadTrainingOnDevice, StepsAreGradientDescentWithMomentum) {
  const torch::Tensor x = torch::tensor({{1.0F, -2.0F, 0.5F}});
  const torch::Tensor y = torch::tensor({1}, torch::kInt64);
  RetrainingSettings settings;
  settings.epochs = 1;
  settings.learningRate = 1e-30;  // leaves the initial values
  const LinearClassifier before = retrainClassifier(x, y, 2, settings, device().torch);
  settings.epochs = 5;
  settings.learningRate = 0.3;
  settings.weightDecay = 0.1;
  const LinearClassifier after = retrainClassifier(x, y, 2, settings, device().torch);
  torch::Tensor w = before.weight.to(torch::kFloat64), b = before.bias.to(torch::kFloat64);
  torch::Tensor dw = torch::zeros_like(w), db = torch::zeros_like(b);
  for (int step = 0; step < 5; ++step) {
    const double rate = 0.3 * (1 + std::cos(std::numbers::pi * step / 5)) / 2;
    torch::Tensor slope = torch::softmax(w.mv(x[0].to(torch::kFloat64)) + b, 0);
    slope[1] -= 1;
    dw = 0.9 * dw + torch::outer(slope, x[0].to(torch::kFloat64)) + 0.1 * w;
    db = 0.9 * db + slope + 0.1 * b;
    w = w - rate * dw;
    b = b - rate * db;
  }
  EXPECT_TRUE(torch::allclose(after.weight.to(torch::kFloat64), w, 0, 1e-5));
  EXPECT_TRUE(torch::allclose(after.bias.to(torch::kFloat64), b, 0, 1e-5));
}

}  // namespace
}  // namespace skewscope::evaluate
