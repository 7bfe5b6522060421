#include "core/train/view_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/data/shapes.h"
#include "core/spec/presets.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::train {
namespace {

struct ViewFeatures : testing::Test {
  data::ImageSet images;
  spec::ExperimentSpec spec =
      spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  augment::Settings settings;
  nn::Device remote = test::remoteTrainer(FAKE_PLUGIN);

  void SetUp() override {
    data::ShapesSettings shapes;
    shapes.trainPerClass = 5;
    shapes.testPerClass = 1;
    const data::Dataset dataset = data::makeShapes(shapes, serialFor());
    images = dataset.train;
    spec.width = 4;
    settings = augment::trainingSettings(spec, dataset);
  }
  /// The same network in each place, in evaluation state.
  learn::Model modelOn(const nn::Device& device) const {
    learn::Model model = learn::makeModel(spec, 10);
    model.bf16 = false;
    model.moveTo(device);
    model.setTraining(false);
    return model;
  }
  static std::vector<std::int64_t> some(std::int64_t first, std::int64_t count) {
    std::vector<std::int64_t> positions(static_cast<std::size_t>(count));
    std::iota(positions.begin(), positions.end(), first);
    std::ranges::reverse(positions);
    return positions;
  }
};

TEST_F(ViewFeatures, OfADeviceAreThoseOfTheProcessorAndStayThere) {
  const learn::Model far = modelOn(remote), near = modelOn({});
  const auto there = viewFeatures(far, remote, settings, images, {3, 20}, serialFor());
  const auto here = viewFeatures(near, {}, settings, images, {3, 20}, serialFor());
  const std::int64_t before = test::remoteReads();
  std::vector<torch::Tensor> found;
  // Batches of different sizes, and a second epoch.
  const auto all = some(0, 32), few = some(40, 7);
  for (const std::int64_t epoch : {0, 1}) {
    found.push_back(there(epoch, all));
    found.push_back(there(epoch, few));
  }
  EXPECT_EQ(test::remoteReads(), before);
  std::size_t at = 0;
  for (const std::int64_t epoch : {0, 1}) {
    for (const auto& positions : {all, few}) {
      const torch::Tensor expected = here(epoch, positions);
      ASSERT_EQ(found[at].device(), remote.torch);
      EXPECT_TRUE(torch::allclose(found[at].to(torch::kCPU), expected, 1e-3, 1e-4)) << at;
      ++at;
    }
  }
  EXPECT_FALSE(torch::allclose(found[0].to(torch::kCPU), found[2].to(torch::kCPU), 1e-3, 1e-4));
}

TEST_F(ViewFeatures, HaveTheDrawsThatAreAskedFor) {
  const learn::Model model = modelOn({});
  const auto features = [&](const ViewDraws& draws, std::int64_t epoch) {
    return viewFeatures(model, {}, settings, images, draws, serialFor())(epoch, some(0, 8)).clone();
  };
  EXPECT_TRUE(torch::equal(features({3, 20}, 1), features({3, 21}, 0)));
  EXPECT_FALSE(torch::equal(features({3, 20}, 0), features({3, 21}, 0)));
  EXPECT_FALSE(torch::equal(features({3, 20}, 0), features({4, 20}, 0)));
}

TEST_F(ViewFeatures, AreOfViewsOfTheProcessorWhereADeviceHasNoRoomForTheImages) {
  const learn::Model far = modelOn(remote);
  const auto with = viewFeatures(far, remote, settings, images, {3, 20}, serialFor());
  int calls = 0;
  const ParallelFor counted = [&](std::int64_t count, std::int64_t grain, const auto& body) {
    calls += count > 1 ? 1 : 0;  // of work
    serialFor()(count, grain, body);
  };
  test::setRemoteRoom(std::size_t{1} << 12);
  const auto without = viewFeatures(far, remote, settings, images, {3, 20}, counted);
  test::setRemoteRoom({});
  EXPECT_TRUE(torch::allclose(with(0, some(0, 16)).to(torch::kCPU), without(0, some(0, 16)).to(torch::kCPU),
                              1e-3, 1e-4));
  EXPECT_EQ(calls, 1);
}

TEST_F(ViewFeatures, EndWhereParallelThrows) {
  const ParallelFor stopped = [](std::int64_t, std::int64_t, const auto&) {
    throw Error(ErrorKind::Interrupted, "Stopped.");
  };
  for (const nn::Device& device : {remote, nn::Device()}) {
    const learn::Model model = modelOn(device);
    const auto features = viewFeatures(model, device, settings, images, {}, stopped);
    test::expectError(ErrorKind::Interrupted, "Stopped.", [&] { features(0, some(0, 4)); });
  }
}

}  // namespace
}  // namespace skewscope::train
