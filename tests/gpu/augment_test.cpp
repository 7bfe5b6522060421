// The augmentation kernel against the processor.
#include "core/cuda/augment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/augment/augment.h"
#include "core/cuda/device_images.h"
#include "core/cuda/encoding.h"
#include "tests/core/augment/reference.h"
#include "tests/gpu/device_test.h"

namespace skewscope::cuda {
namespace {

using augment::Pipeline;
using augment::reference::randomImages;
using augment::reference::settingsOf;

class AugmentOnDevice : public DeviceTest {};

/// Views that the kernel makes by the processor's operations on each pixel, one after the other: equal bits.
/// Elsewhere the mean of contrast is summed in another order.
bool areTheSameBits(const augment::Settings& settings, ValueType type) {
  return type == ValueType::Float32 &&
         (settings.pipeline != Pipeline::SelfSupervised || settings.contrast == 0);
}

/// An epoch of all images, each once, last first, and what a step of it needs on the device.
struct Epoch {
  Epoch(const augment::Settings& settings, const data::ImageSet& set, int batch, int views, ValueType type)
      : images(set), order(orderOf(set.size())), deviceOrder(order), scalars(1) {
    images.giveTo(task);
    task.settings = settings;
    task.order = deviceOrder.data();
    task.orderSize = static_cast<std::int64_t>(order.size());
    task.stepSize = task.batch = batch;
    task.views = views;
    task.scalars = scalars.data();
    task.type = type;
    out = DeviceArray<std::uint8_t>(static_cast<std::size_t>(batch * views) * set.imageBytes() *
                                    static_cast<std::size_t>(bytesOf(type)));
    task.out = out.data();
  }
  static std::vector<std::int64_t> orderOf(std::int64_t size) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(size));
    std::iota(order.rbegin(), order.rend(), 0);
    return order;
  }

  void set(std::uint64_t seed, std::int64_t epoch, std::int64_t step) {
    StepScalars values;
    values.seed = seed;
    values.epoch = epoch;
    values.step = step;
    scalars.copyFrom(std::span(&values, 1));
  }
  /// [view][image][value]
  std::vector<float> views() {
    require(launchAugment(task, nullptr), "augmenting");
    return decoded(out.toHost(), task.type);
  }

  DeviceImages images;
  std::vector<std::int64_t> order;
  DeviceArray<std::int64_t> deviceOrder;
  DeviceArray<StepScalars> scalars;
  DeviceArray<std::uint8_t> out;
  AugmentTask task;
};

/// The same from the processor.
std::vector<float> expectedViews(const Epoch& epoch, const data::ImageSet& images, std::uint64_t seed,
                                 std::int64_t number, std::int64_t step) {
  const AugmentTask& task = epoch.task;
  const auto begin = epoch.order.begin() + step * task.stepSize;
  const std::vector<std::int64_t> indices(begin, begin + task.batch);
  const std::size_t values = indices.size() * images.imageBytes();
  std::vector<float> all(values * static_cast<std::size_t>(task.views));
  for (int view = 0; view < task.views; ++view) {
    augment::augmentBatch(task.settings, images, indices, seed, number, view, serialFor(),
                          std::span(all).subspan(values * static_cast<std::size_t>(view), values));
  }
  return all;
}

/// Largest difference in units of a pixel on [0,1]; not a number where one of them is none.
double largestDifference(const std::vector<float>& found, const std::vector<float>& expected,
                         const augment::Settings& settings) {
  EXPECT_EQ(found.size(), expected.size());
  double largest = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double difference =
        std::abs(static_cast<double>(found[i] - expected[i]) * static_cast<double>(settings.stddev[i % 3]));
    if (std::isnan(difference)) return difference;
    largest = std::max(largest, difference);
  }
  return largest;
}

TEST(LargestDifference, IsInUnitsOfAPixel) {
  augment::Settings settings;
  settings.stddev = {1, 0.5f, 0.25f};
  EXPECT_EQ(largestDifference({0, 0, 0, 0}, {0, 0, 0, 0}, settings), 0);
  EXPECT_EQ(largestDifference({1, 3, 1, 0}, {1, 1, 3, 0}, settings), 1);
}

TEST(LargestDifference, IsNotANumberWhereAViewIsNone) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t at = 0; at < 3; ++at) {
    std::vector<float> found{1, 2, 3};
    found[at] = nan;
    EXPECT_TRUE(std::isnan(largestDifference(found, {1, 2, 3}, {}))) << at;
  }
  EXPECT_FALSE(largestDifference({nan, 2, 3}, {1, 2, 3}, {}) < 1e9);
}

TEST_F(AugmentOnDevice, IsTheViewOfTheProcessor) {
  auto withoutContrast = settingsOf(Pipeline::SelfSupervised);
  withoutContrast.contrast = 0;
  const std::int64_t count = testSize(256, 8);
  const int most = static_cast<int>(testSize(1024, 64));  // the largest side that the kernel takes
  for (const auto& settings : {settingsOf(Pipeline::None), settingsOf(Pipeline::Supervised),
                               settingsOf(Pipeline::SelfSupervised), withoutContrast}) {
    for (const auto& [height, width] :
         {std::pair{32, 32}, {20, 27}, {96, 96}, {1, 1}, {2, 3}, {1, 40}, {224, 224}, {most, most}}) {
      const std::int64_t size = height * width > 96 * 96 ? 2 : count;  // one image of those a step
      const auto images = randomImages(height, width, size, 1);
      for (const auto type : {ValueType::Float32, ValueType::Float16, ValueType::Bfloat16}) {
        Epoch epoch(settings, images, static_cast<int>(size / 2), 2, type);
        for (const std::int64_t step : {0, 1}) {
          epoch.set(9, 5, step);
          const double largest =
              largestDifference(epoch.views(), expectedViews(epoch, images, 9, 5, step), settings);
          const double allowed = areTheSameBits(settings, type) ? 0
                                 : type == ValueType::Float32   ? 1e-5
                                                                : 1.0 / 255;
          EXPECT_LE(largest, allowed)
              << height << " x " << width << ", pipeline " << static_cast<int>(settings.pipeline)
              << ", contrast " << settings.contrast << ", type " << static_cast<int>(type) << ", step "
              << step;
        }
      }
    }
  }
}

TEST_F(AugmentOnDevice, DrawsTheSameBoxesForManyViews) {
  // Every box that a draw can round either way would show here as a view that is another picture.
  const std::int64_t count = testSize(2048, 16);
  const auto images = randomImages(32, 32, count, 2);
  const auto settings = settingsOf(Pipeline::SelfSupervised);
  Epoch epoch(settings, images, static_cast<int>(count), 2, ValueType::Float32);
  for (std::int64_t number = 0; number < 4; ++number) {
    epoch.set(3, number, 0);
    EXPECT_LT(largestDifference(epoch.views(), expectedViews(epoch, images, 3, number, 0), settings), 1e-5);
  }
}

TEST_F(AugmentOnDevice, GivesTheSameBitsAgain) {
  const auto images = randomImages(32, 32, 64, 1);
  Epoch epoch(settingsOf(Pipeline::SelfSupervised), images, 64, 2, ValueType::Bfloat16);
  epoch.set(1, 2, 0);
  const auto first = epoch.views();
  epoch.out.copyFrom(std::vector<std::uint8_t>(epoch.out.size()));
  EXPECT_EQ(epoch.views(), first);
}

TEST_F(AugmentOnDevice, AGraphReadsItsScalarsAnew) {
  const auto images = randomImages(32, 32, 96, 1);
  const auto settings = settingsOf(Pipeline::SelfSupervised);
  Epoch epoch(settings, images, 32, 2, ValueType::Float32);
  Graph graph([&](cudaStream_t stream) { require(launchAugment(epoch.task, stream), "augmenting"); });
  for (const auto& [seed, number, step] : {std::tuple{1u, 0, 0}, {1u, 0, 2}, {1u, 7, 2}, {2u, 7, 2}}) {
    epoch.set(seed, number, step);
    graph.run();
    EXPECT_LT(largestDifference(decoded(epoch.out.toHost(), ValueType::Float32),
                                expectedViews(epoch, images, seed, number, step), settings),
              1e-5);
  }
}

TEST_F(AugmentOnDevice, RepeatsAreViewsOfTheirOwn) {
  const auto images = randomImages(16, 16, 8, 1);
  const auto settings = settingsOf(Pipeline::Supervised);
  Epoch epoch(settings, images, 8, 1, ValueType::Float32);
  const std::vector<std::int32_t> repeats{0, 5, 0, 1, 2, 0, 9, 3};
  const DeviceArray<std::int32_t> deviceRepeats(repeats);
  epoch.task.repeats = deviceRepeats.data();
  epoch.set(4, 1, 0);
  const std::vector<int> views(repeats.begin(), repeats.end());
  std::vector<float> expected(8 * images.imageBytes());
  augment::augmentBatch(settings, images, epoch.order, 4, 1, views, serialFor(), expected);
  EXPECT_LT(largestDifference(epoch.views(), expected, settings), 1e-5);
}

TEST_F(AugmentOnDevice, AShortLastStepWritesNoMore) {
  const auto images = randomImages(8, 8, 20, 1);
  const auto settings = settingsOf(Pipeline::Supervised);
  Epoch epoch(settings, images, 16, 1, ValueType::Float32);
  epoch.task.batch = 4;
  epoch.set(4, 1, 1);
  auto found = epoch.views();
  const auto expected = expectedViews(epoch, images, 4, 1, 1);
  EXPECT_TRUE(std::all_of(found.begin() + static_cast<std::ptrdiff_t>(expected.size()), found.end(),
                          [](float value) { return value == 0; }));
  found.resize(expected.size());
  EXPECT_LT(largestDifference(found, expected, settings), 1e-5);
}

TEST_F(AugmentOnDevice, AnImageThatIsNotThereIsNotANumber) {
  const auto images = randomImages(8, 8, 4, 1);
  Epoch epoch(settingsOf(Pipeline::None), images, 4, 1, ValueType::Bfloat16);
  const std::vector<std::int64_t> wrong{0, 4, -1, 3};
  epoch.deviceOrder.copyFrom(wrong);
  const auto values = epoch.views();
  const std::size_t size = images.imageBytes();
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(std::isnan(values[i]), i / size == 1 || i / size == 2) << i;
  }
  epoch.set(0, 0, 1);  // beyond the order
  for (const float value : epoch.views()) EXPECT_TRUE(std::isnan(value));
}

// Before anything is asked of a device.
TEST(AugmentTask, ThatMakesNoSenseIsRefused) {
  for (const auto& change : std::initializer_list<void (*)(AugmentTask&)>{
           [](AugmentTask& task) { task.batch = 0; }, [](AugmentTask& task) { task.batch = 5; },
           [](AugmentTask& task) { task.views = 0; }, [](AugmentTask& task) { task.width = 0; },
           [](AugmentTask& task) { task.height = 1025; },
           [](AugmentTask& task) { task.type = static_cast<ValueType>(3); },
           // 2^32 views: 0 as an unsigned number of blocks.
           [](AugmentTask& task) { task.stepSize = task.batch = task.views = 1 << 16; }}) {
    AugmentTask task;
    task.height = task.width = 8;
    task.stepSize = task.batch = 4;
    change(task);
    EXPECT_EQ(launchAugment(task, nullptr), cudaErrorInvalidValue);
  }
}

}  // namespace
}  // namespace skewscope::cuda
