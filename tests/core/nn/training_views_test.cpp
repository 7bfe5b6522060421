#include "core/nn/training_views.h"

#include <gtest/gtest.h>

#include "core/base/random.h"
#include "tests/core/base/environment_variable.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::nn {
namespace {

data::ImageSet randomImages() {
  data::ImageSet images;
  images.height = 12;
  images.width = 10;
  images.classNames = {"all"};
  images.labels.assign(6, 0);
  images.pixels.resize(6 * images.imageBytes());
  Random random({.seed = 3, .purpose = Purpose::Generator});
  for (auto& pixel : images.pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  return images;
}

augment::Settings selfSupervised() {
  augment::Settings settings;
  settings.pipeline = augment::Pipeline::SelfSupervised;
  return settings;
}

/// Views of the second step, whose four draws have two of one image, on the processor.
std::vector<torch::Tensor> viewsOf(TrainingViews& views, bool repeated) {
  const std::vector<std::int64_t> order{1, 2, 3, 0, 4, 0, 4, 5};
  const std::vector<int> repeats{0, 0, 0, 0, 0, 1, 1, 0};
  views.begin(order, repeated ? std::span(repeats) : std::span<const int>(), 4, 7, 2);
  auto made = views.make(1);
  for (auto& view : made) {
    EXPECT_TRUE(view.is_contiguous(torch::MemoryFormat::ChannelsLast));
    view = view.to(torch::kCPU).clone();
  }
  return made;
}

void expectEqual(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(a[i].equal(b[i])) << i;
}

TEST(TrainingViews, AreTheSameWhereverTheyAreMade) {
  const data::ImageSet images = randomImages();
  const Device remote = test::remoteTrainer(FAKE_PLUGIN);
  Device small = remote;
  small.memory = 2 * images.pixels.size() - 2;  // the set would take more than half of it
  for (const bool repeated : {false, true}) {
    const int count = repeated ? 1 : 2;
    TrainingViews here({}, selfSupervised(), images, count, false, serialFor());
    TrainingViews there(remote, selfSupervised(), images, count, false, serialFor());
    TrainingViews copied(small, selfSupervised(), images, count, false, serialFor());
    EXPECT_FALSE(here.onDevice());
    EXPECT_TRUE(there.onDevice());
    EXPECT_FALSE(copied.onDevice());
    const auto expected = viewsOf(here, repeated);
    EXPECT_FALSE(expected[0].equal(torch::zeros_like(expected[0])));
    expectEqual(viewsOf(there, repeated), expected);
    expectEqual(viewsOf(copied, repeated), expected);
  }
}

TEST(TrainingViews, AreThoseOfTheStepThatTheDeviceStandsAt) {
  const data::ImageSet images = randomImages();
  TrainingViews views(test::remoteTrainer(FAKE_PLUGIN), selfSupervised(), images, 1, false, serialFor());
  views.begin(std::vector<std::int64_t>{1, 2, 3, 4}, {}, 2, 1, 0);
  const torch::Tensor second = views.make(1)[0].to(torch::kCPU).clone();
  views.make(0);
  views.at()[2].add_(1);
  EXPECT_TRUE(views.makeThere()[0].to(torch::kCPU).equal(second));
  // Another epoch of as many draws lies where the first did.
  const void* before = views.at().const_data_ptr();
  views.begin(std::vector<std::int64_t>{3, 4, 1, 2}, {}, 2, 1, 0);
  EXPECT_EQ(views.at().const_data_ptr(), before);
  EXPECT_TRUE(views.makeThere()[0].to(torch::kCPU).equal(second));
}

TEST(TrainingViews, LieOnTheDevice) {
  const data::ImageSet images = randomImages();
  TrainingViews views(test::remoteTrainer(FAKE_PLUGIN), selfSupervised(), images, 2, false, serialFor());
  views.begin(std::vector<std::int64_t>{1, 2}, {}, 2, 1, 0);
  for (const auto& view : views.make(0)) EXPECT_EQ(view.device(), test::remoteDevice());
}

TEST(TrainingViews, OfAPluginThatFailsSayWhy) {
  const data::ImageSet images = randomImages();
  TrainingViews views(test::remoteTrainer(FAKE_PLUGIN), selfSupervised(), images, 1, false, serialFor());
  const test::EnvironmentVariable refusal("FAKE_VIEWS", "The kernel is asleep.");
  views.begin(std::vector<std::int64_t>{1}, {}, 1, 1, 0);
  test::expectError(ErrorKind::Resource, "The kernel is asleep.", [&] { views.make(0); });
}

}  // namespace
}  // namespace skewscope::nn
