// Time of each kernel beside its floor: the bytes that it must move, at the speed of a copy on the same
// device. Usage: gpu_times
#include <fmt/format.h>

#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/cuda/augment.h"
#include "core/cuda/device_array.h"
#include "core/cuda/losses.h"
#include "core/cuda/nearest.h"
#include "core/cuda/norm.h"
#include "core/cuda/update.h"

namespace skewscope::cuda {
namespace {

/// Milliseconds of one call, over many in a row after some to warm up.
double millisecondsOf(const std::function<void()>& call) {
  constexpr int kWarmUp = 20, kCalls = 200;
  for (int i = 0; i < kWarmUp; ++i) call();
  cudaEvent_t begin = nullptr, end = nullptr;
  require(cudaEventCreate(&begin), "making an event");
  require(cudaEventCreate(&end), "making an event");
  require(cudaEventRecord(begin, nullptr), "starting the clock");
  for (int i = 0; i < kCalls; ++i) call();
  require(cudaEventRecord(end, nullptr), "stopping the clock");
  require(cudaEventSynchronize(end), "waiting");
  float milliseconds = 0;
  require(cudaEventElapsedTime(&milliseconds, begin, end), "reading the clock");
  cudaEventDestroy(begin);
  cudaEventDestroy(end);
  return static_cast<double>(milliseconds) / kCalls;
}

/// Bytes that a copy within the device reads and writes in a millisecond.
double copySpeed() {
  constexpr std::size_t kBytes = std::size_t{1} << 30;
  const DeviceArray<std::uint8_t> from(kBytes);
  DeviceArray<std::uint8_t> to(kBytes);
  const double milliseconds = millisecondsOf([&] {
    require(cudaMemcpyAsync(to.data(), from.data(), kBytes, cudaMemcpyDeviceToDevice, nullptr), "copying");
  });
  return 2 * static_cast<double>(kBytes) / milliseconds;
}

void line(const std::string& what, double bytes, double speed, const std::function<void()>& call) {
  const double milliseconds = millisecondsOf(call), floor = bytes / speed;
  fmt::print("| {:<44} | {:8.4f} | {:8.1f} | {:8.4f} | {:6.2f} |\n", what, milliseconds, bytes / 1e6, floor,
             milliseconds / floor);
}

void augmentation(double speed, augment::Pipeline pipeline, const char* name, int side, int batch,
                  int views) {
  const std::int64_t images = 12406;
  const std::size_t values = static_cast<std::size_t>(side * side * 3);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(images) * values);
  Random random({1, Purpose::Generator});
  for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.bits());
  const DeviceArray<std::uint8_t> devicePixels(pixels);
  std::vector<std::int64_t> order(static_cast<std::size_t>(images));
  std::iota(order.begin(), order.end(), 0);
  const DeviceArray<std::int64_t> deviceOrder(order);
  const DeviceArray<StepScalars> scalars(std::vector<StepScalars>(1));
  const std::size_t outValues = static_cast<std::size_t>(batch * views) * values;
  DeviceArray<std::uint16_t> out(outValues);
  AugmentTask task;
  task.settings.pipeline = pipeline;
  task.images = devicePixels.data();
  task.imageCount = images;
  task.height = task.width = side;
  task.order = deviceOrder.data();
  task.orderSize = images;
  task.stepSize = task.batch = batch;
  task.views = views;
  task.scalars = scalars.data();
  task.out = out.data();
  task.type = ValueType::Bfloat16;
  line(fmt::format("{}, {} views of {} images, {} x {}", name, views, batch, side, side),
       static_cast<double>(static_cast<std::size_t>(batch) * values + 2 * outValues), speed,
       [&] { require(launchAugment(task, nullptr), "augmenting"); });
}

void updates(double speed, ValueType type, const char* name, std::int64_t parameters) {
  const std::int64_t count = paddedCount(parameters);
  const auto size = static_cast<std::size_t>(count);
  const auto bytes = static_cast<std::size_t>(bytesOf(type));
  DeviceArray<float> master(std::vector<float>(size, 0.1f)), velocity(size);
  // 0x3c3c is 0.011 in bfloat16, 0x3c3c3c3c in float32: with a gradient of 0 the perturbation would not read
  // it.
  const DeviceArray<std::uint8_t> gradient(std::vector<std::uint8_t>(size * bytes, 0x3c));
  DeviceArray<std::uint8_t> shadow(size * bytes);
  const DeviceArray<StepScalars> scalars(std::vector<StepScalars>{{.rho = 0.05f}});
  DeviceArray<double> partial(kReductionBlocks);
  DeviceArray<SamNorm> norm(1);
  const FlatParameters flat{master.data(), velocity.data(), gradient.data(), shadow.data(), count, type};
  const auto n = static_cast<double>(count), value = static_cast<double>(bytes);
  line(fmt::format("SGD, {}", name), n * (16 + 2 * value), speed,
       [&] { require(launchSgd(flat, false, scalars.data(), nullptr, nullptr), "SGD"); });
  line(fmt::format("SAM norm, {}", name), n * value, speed, [&] {
    require(launchSamNorm({&flat, 1}, false, scalars.data(), partial.data(), norm.data(), nullptr), "norm");
  });
  line(fmt::format("SAM perturb, {}", name), n * (4 + 2 * value), speed,
       [&] { require(launchSamPerturb(flat, false, norm.data(), nullptr), "perturbing"); });
  line(fmt::format("SAM restore, {}", name), n * (4 + value), speed,
       [&] { require(launchRestore(flat, nullptr), "restoring"); });
}

/// Batch normalisation with a ReLU of the two views of 512 images. A statistic of all values is needed before
/// the first of them is done, so x is read twice forwards, and dy too backwards.
void norms(double speed, ValueType type, const char* name, int side, int channels) {
  const NormShape shape{
      .views = 2, .rows = std::int64_t{512} * side * side, .channels = channels, .type = type};
  const std::size_t bytes =
      static_cast<std::size_t>(shape.views * shape.rows * channels) * static_cast<std::size_t>(bytesOf(type));
  const DeviceArray<std::uint8_t> x(std::vector<std::uint8_t>(bytes, 0x3c)), residual(bytes);
  DeviceArray<std::uint8_t> dy(bytes), y(bytes), dx(bytes);
  DeviceArray<float> gradients(static_cast<std::size_t>(2 * channels));
  DeviceArray<ChannelNorm> norm(static_cast<std::size_t>(shape.views * channels));
  DeviceArray<double> scratch(static_cast<std::size_t>(normScratch(shape)));
  for (const bool added : {false, true}) {
    NormForward forward;
    forward.shape = shape;
    forward.x = x.data();
    forward.residual = added ? residual.data() : nullptr;
    forward.relu = true;
    forward.scratch = scratch.data();
    forward.norm = norm.data();
    forward.y = y.data();
    NormBackward backward;
    backward.shape = shape;
    backward.norm = norm.data();
    backward.x = x.data();
    backward.dy = dy.data();
    backward.relu = true;
    backward.y = added ? y.data() : nullptr;
    backward.passed = added ? dy.data() : nullptr;
    backward.scratch = scratch.data();
    backward.dx = dx.data();
    backward.weightGradient = gradients.data();
    backward.biasGradient = gradients.data() + channels;
    const auto size = static_cast<double>(bytes);
    const std::string what =
        fmt::format("{}, {}, {} x {} x {}", added ? "norm + residual" : "norm", name, side, side, channels);
    line(what, size * (added ? 4 : 3), speed,
         [&] { require(launchNormForward(forward, nullptr), "normalising"); });
    line(what + ", back", size * (added ? 7 : 5), speed,
         [&] { require(launchNormBackward(backward, nullptr), "the gradient"); });
  }
}

/// Losses and gradients of 512 images in bfloat16.
void losses(double speed) {
  const auto run = [&](int dimension, const auto& with) {
    const ViewVectors shape{512, dimension, ValueType::Bfloat16};
    const auto size = static_cast<std::size_t>(shape.images * dimension);
    const DeviceArray<std::uint16_t> vectors(std::vector<std::uint16_t>(size, 0x3c3c));
    DeviceArray<std::uint16_t> first(size), second(size);
    const DeviceArray<float> factor(std::vector<float>(512, 1.0f / 512));
    DeviceArray<float> loss(512), scratch(static_cast<std::size_t>(ntXentScratch(shape)));
    with(shape, static_cast<double>(2 * size), vectors.data(), factor.data(), loss.data(), scratch.data(),
         first.data(), second.data());
  };
  run(2048, [&](const ViewVectors& shape, double bytes, const void* vectors, const float* factor, float* loss,
                float*, void* first, void* second) {
    const SimSiamTask task{shape, vectors, vectors, vectors, vectors, loss, factor, first, second};
    line("SimSiam, 512 x 2048", 6 * bytes, speed, [&] { require(launchSimSiam(task, nullptr), "SimSiam"); });
  });
  run(128, [&](const ViewVectors& shape, double bytes, const void* vectors, const float* factor, float* loss,
               float* scratch, void* first, void* second) {
    const NtXentTask task{shape, 0.5f, vectors, vectors, loss, scratch, factor, first, second};
    line("NT-Xent, 512 x 128", 4 * bytes, speed, [&] { require(launchNtXent(task, nullptr), "NT-Xent"); });
  });
}

/// A tile of the similarities of 10,000 test images.
void nearest(double speed) {
  constexpr int kQueries = 10'000, kColumns = 8192, kNeighbours = 200;
  std::vector<float> values(std::size_t{kQueries} * kColumns);
  Random random({2, Purpose::Generator});
  for (float& value : values) value = random.uniform();
  const DeviceArray<float> similarities(values);
  DeviceArray<std::uint64_t> lists(std::size_t{kQueries} * kNeighbours);
  NearestTask task{similarities.data(), kQueries, kColumns, 0, kNeighbours, lists.data()};
  line(fmt::format("{} nearest of {} x {}", kNeighbours, kQueries, kColumns),
       4.0 * static_cast<double>(values.size()), speed, [&] {
         require(cudaMemsetAsync(lists.data(), 0, lists.size() * sizeof(std::uint64_t), nullptr), "clearing");
         require(launchMergeNearest(task, nullptr), "merging");
       });
}

void measure() {
  cudaDeviceProp device;
  require(cudaGetDeviceProperties(&device, 0), "asking for the device");
  const double speed = copySpeed();
  fmt::print(
      "{}, compute capability {}.{}, {} multiprocessors, L2 {:.0f} MB; a copy reads and writes {:.2f} "
      "TB/s\n\n",
      device.name, device.major, device.minor, device.multiProcessorCount,
      static_cast<double>(device.l2CacheSize) / 1e6, speed / 1e9);
  fmt::print("| {:<44} | {:>8} | {:>8} | {:>8} | {:>6} |\n", "kernel", "ms", "MB", "floor ms", "ratio");
  fmt::print("|{:-<46}|{:->10}|{:->10}|{:->10}|{:->8}|\n", "", ":", ":", ":", ":");
  augmentation(speed, augment::Pipeline::SelfSupervised, "self-supervised", 32, 512, 2);
  augmentation(speed, augment::Pipeline::SelfSupervised, "self-supervised", 96, 256, 2);
  augmentation(speed, augment::Pipeline::Supervised, "supervised", 32, 512, 1);
  // ResNet-18 with the heads of SimSiam.
  updates(speed, ValueType::Bfloat16, "bfloat16, 18.5 M parameters", 18'522'816);
  updates(speed, ValueType::Float32, "float32, 18.5 M parameters", 18'522'816);
  // The stages of ResNet-18.
  for (const auto& [side, channels] : {std::pair{32, 64}, {16, 128}, {8, 256}, {4, 512}})
    norms(speed, ValueType::Bfloat16, "bfloat16", side, channels);
  norms(speed, ValueType::Float16, "float16", 32, 64);
  norms(speed, ValueType::Float32, "float32", 32, 64);
  losses(speed);
  nearest(speed);
  fmt::print("\nWhat fits into the L2 cache, or was just written, can be faster than the floor.\n");
}

}  // namespace
}  // namespace skewscope::cuda

int main() {
  try {
    skewscope::cuda::measure();
    return 0;
  } catch (const skewscope::Error& error) {
    fmt::print(stderr, "{}\n", error.message());
    return 1;
  }
}
