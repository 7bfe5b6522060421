#include "core/cuda/check.h"

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/cuda/current_device.h"
#include "core/cuda/device_images.h"
#include "core/cuda/encoding.h"
#include "core/cuda/losses.h"
#include "core/cuda/nearest.h"
#include "core/cuda/norm.h"
#include "core/cuda/update.h"

namespace skewscope::cuda {
namespace {

constexpr std::uint64_t kSeed = 1;

[[noreturn]] void refuse(const char* kernel) {
  throw Error(ErrorKind::Resource, std::string("A kernel ran, but its numbers are wrong (") + kernel + ").",
              "Look into the kernel log (dmesg, lines with Xid) for faults of the GPU.");
}

/// Two views of a few images.
void checkAugmentation(augment::Pipeline pipeline, ValueType type) {
  data::ImageSet images;
  images.height = images.width = 32;
  images.classNames = {"all"};
  images.labels.assign(4, 0);
  images.pixels.resize(4 * images.imageBytes());
  Random random({kSeed, Purpose::Generator});
  for (auto& pixel : images.pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  augment::Settings settings;
  settings.pipeline = pipeline;
  const std::vector<std::int64_t> order{2, 0, 3, 1};
  const std::size_t values = images.pixels.size();

  const DeviceImages deviceImages(images);
  const DeviceArray<std::int64_t> deviceOrder(order);
  const DeviceArray<StepScalars> scalars(std::vector<StepScalars>{{.seed = kSeed}});
  DeviceArray<std::uint8_t> out(2 * values * static_cast<std::size_t>(bytesOf(type)));
  AugmentTask task;
  deviceImages.giveTo(task);
  task.settings = settings;
  task.order = deviceOrder.data();
  task.orderSize = task.stepSize = task.batch = 4;
  task.views = 2;
  task.scalars = scalars.data();
  task.out = out.data();
  task.type = type;
  require(launchAugment(task, nullptr), "starting the kernel of augmentation");
  const auto found = decoded(out.toHost(), type);

  std::vector<float> expected(2 * values);
  for (const int view : {0, 1}) {
    augment::augmentBatch(settings, images, order, kSeed, 0, view, serialFor(),
                          std::span(expected).subspan(view == 0 ? 0 : values, values));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!(std::abs(found[i] - expected[i]) < 1.0f / 255)) refuse("augmentation");
  }
}

/// SAM's norm, perturbation and restoring, then SGD: the same bits as on the processor.
void checkUpdate(ValueType type, bool adaptive, bool nesterov) {
  constexpr std::int64_t kCount = 1024;
  std::vector<float> master(kCount), gradient(kCount), velocity(kCount), moved(kCount);
  Random random({kSeed, Purpose::Generator, 1});
  for (float& value : master) value = random.uniform(-1, 1);
  for (float& value : gradient) value = random.uniform(-1, 1);
  for (float& value : velocity) value = random.uniform(-1, 1);
  gradient = decoded(encoded(gradient, type), type);
  StepScalars step;
  step.learningRate = 0.1f;
  step.momentum = 0.9f;
  step.weightDecay = 0.01f;
  step.rho = 0.5f;

  DeviceArray<float> deviceMaster(master), deviceVelocity(velocity);
  DeviceArray<std::uint8_t> shadow(encoded(master, type));
  const DeviceArray<std::uint8_t> deviceGradient(encoded(gradient, type));
  const DeviceArray<StepScalars> scalars(std::vector<StepScalars>{step});
  DeviceArray<double> partial(kReductionBlocks);
  DeviceArray<SamNorm> norm(1);
  const FlatParameters flat{
      deviceMaster.data(), deviceVelocity.data(), deviceGradient.data(), shadow.data(), kCount, type};
  require(launchSamNorm({&flat, 1}, adaptive, scalars.data(), partial.data(), norm.data(), nullptr),
          "starting the kernel of SAM's norm");
  const SamNorm expected = samNormOf(samSum(gradient, master, adaptive), step);
  const SamNorm found = norm.toHost()[0];
  if (found.norm != expected.norm || found.factor != expected.factor) refuse("SAM's norm");
  require(launchSamPerturb(flat, adaptive, norm.data(), nullptr),
          "starting the kernel of SAM's perturbation");
  for (std::size_t i = 0; i < moved.size(); ++i) {
    moved[i] = samPerturbed(gradient[i], master[i], expected.factor, adaptive);
  }
  if (shadow.toHost() != encoded(moved, type)) refuse("SAM's perturbation");
  require(launchRestore(flat, nullptr), "starting the kernel that restores parameters");
  if (shadow.toHost() != encoded(master, type)) refuse("restoring parameters");
  require(launchSgd(flat, nesterov, scalars.data(), norm.data(), nullptr), "starting the kernel of SGD");
  for (std::size_t i = 0; i < master.size(); ++i) {
    sgdUpdate(step, nesterov, gradient[i], master[i], velocity[i]);
  }
  if (deviceMaster.toHost() != master || deviceVelocity.toHost() != velocity ||
      shadow.toHost() != encoded(master, type)) {
    refuse("SGD");
  }
}

bool agree(float found, double expected) {
  return std::abs(static_cast<double>(found) - expected) < (1 + std::abs(expected)) / 128;  // bfloat16
}

/// Batch normalisation, a residual and a ReLU, in both directions. In row i of a channel x is mean +- spread
/// by bit 0 of i; bit 1 decides by a residual of +- 8 what passes the ReLU; so each result has a short
/// formula.
void checkNorm(ValueType type) {
  constexpr int kViews = 2, kRows = 128, kChannels = 36;
  constexpr double kWeight = 0.75, kBias = -0.25, kConstant = 0.5, kAlong = 0.25;
  const auto meanOf = [](int view, int channel) { return 2.0 * view + channel % 5; };
  const auto spreadOf = [](int channel) { return 0.5 + channel % 3; };
  const auto forEach = [](const auto& visit) {
    for (int i = 0; i < kViews * kRows * kChannels; ++i) {
      const int row = i / kChannels;
      visit(static_cast<std::size_t>(i), row / kRows, i % kChannels, row % 2 == 0 ? 1.0 : -1.0,
            row / 2 % 2 == 0);
    }
  };
  std::vector<float> x(kViews * kRows * kChannels), residual(x.size()), dy(x.size());
  forEach([&](std::size_t i, int view, int channel, double sign, bool passes) {
    x[i] = static_cast<float>(meanOf(view, channel) + sign * spreadOf(channel));
    residual[i] = passes ? 8.0f : -8.0f;
    dy[i] = static_cast<float>(kConstant + kAlong * sign);
  });
  const NormShape shape{kViews, kRows, kChannels, type};
  const DeviceArray<std::uint8_t> deviceX(encoded(x, type)), deviceResidual(encoded(residual, type)),
      deviceDy(encoded(dy, type));
  DeviceArray<std::uint8_t> y(deviceX.size()), dx(deviceX.size()), passed(deviceX.size());
  const std::vector<float> ones(kChannels, 1.0f);
  const DeviceArray<float> weight(std::vector<float>(kChannels, static_cast<float>(kWeight))),
      bias(std::vector<float>(kChannels, static_cast<float>(kBias)));
  DeviceArray<float> runningMean(kChannels), runningVariance(ones), weightGradient(kChannels),
      biasGradient(kChannels);
  DeviceArray<ChannelNorm> norm(kViews * kChannels);
  DeviceArray<double> scratch(static_cast<std::size_t>(normScratch(shape)));

  NormForward forward;
  forward.shape = shape;
  forward.layer.weight = weight.data();
  forward.layer.bias = bias.data();
  forward.layer.runningMean = runningMean.data();
  forward.layer.runningVariance = runningVariance.data();
  forward.x = deviceX.data();
  forward.residual = deviceResidual.data();
  forward.relu = true;
  forward.scratch = scratch.data();
  forward.norm = norm.data();
  forward.y = y.data();
  require(launchNormForward(forward, nullptr), "starting the kernels of batch normalisation");
  NormBackward backward;
  backward.shape = shape;
  backward.norm = norm.data();
  backward.x = deviceX.data();
  backward.dy = deviceDy.data();
  backward.relu = true;
  backward.y = y.data();
  backward.passed = passed.data();
  backward.scratch = scratch.data();
  backward.dx = dx.data();
  backward.weightGradient = weightGradient.data();
  backward.biasGradient = biasGradient.data();
  require(launchNormBackward(backward, nullptr), "starting the kernels of batch normalisation's gradient");

  bool right = true;
  const auto foundY = decoded(y.toHost(), type), foundDx = decoded(dx.toHost(), type),
             foundPassed = decoded(passed.toHost(), type);
  const auto inverseOf = [&](int channel) {
    return 1 / std::sqrt(std::pow(spreadOf(channel), 2) + forward.layer.eps);
  };
  forEach([&](std::size_t i, int, int channel, double sign, bool passes) {
    const double inverse = inverseOf(channel), length = spreadOf(channel) * inverse;
    const double g = passes ? kConstant + kAlong * sign : 0;
    right = right && agree(foundY[i], passes ? kWeight * length * sign + kBias + 8 : 0) &&
            agree(foundPassed[i], g) &&
            agree(foundDx[i], kWeight * inverse * (g - kConstant / 2 - sign * length * length * kAlong / 2));
  });
  const auto foundMean = runningMean.toHost(), foundVariance = runningVariance.toHost(),
             foundWeight = weightGradient.toHost(), foundBias = biasGradient.toHost();
  for (int channel = 0; channel < kChannels; ++channel) {
    const auto at = static_cast<std::size_t>(channel);
    const double variance = std::pow(spreadOf(channel), 2) * kRows / (kRows - 1);
    right = right && agree(foundMean[at], 0.09 * meanOf(0, channel) + 0.1 * meanOf(1, channel)) &&
            agree(foundVariance[at], 0.81 + 0.19 * variance) &&
            agree(foundWeight[at], kViews * kRows / 2 * kAlong * spreadOf(channel) * inverseOf(channel)) &&
            agree(foundBias[at], kViews * kRows / 2 * kConstant);
  }
  if (!right) refuse("batch normalisation");
}

/// SimSiam of p = 2 e_0 and z = e_0 + e_1 in both views; NT-Xent of 2 e_i in both views of image i.
void checkLosses(ValueType type) {
  constexpr int kImages = 20, kDimension = 140;
  constexpr double kFactor = 0.5, kTemperature = 0.5;
  const ViewVectors shape{kImages, kDimension, type};
  std::vector<float> p(kImages * kDimension), z(p.size()), axes(p.size());
  for (std::size_t i = 0; i < kImages; ++i) {
    p[i * kDimension] = 2;
    z[i * kDimension] = z[i * kDimension + 1] = 1;
    axes[i * kDimension + i] = 2;
  }
  const DeviceArray<std::uint8_t> deviceP(encoded(p, type)), deviceZ(encoded(z, type)),
      deviceAxes(encoded(axes, type));
  const DeviceArray<float> factor(std::vector<float>(kImages, static_cast<float>(kFactor)));
  DeviceArray<std::uint8_t> first(deviceP.size()), second(deviceP.size());
  DeviceArray<float> loss(kImages), scratch(static_cast<std::size_t>(ntXentScratch(shape)));
  const auto isRight = [&](double expectedLoss, const auto& expectedAt) {
    const auto losses = loss.toHost();
    bool right = true;
    for (const auto* made : {&first, &second}) {
      const auto found = decoded(made->toHost(), type);
      for (std::size_t i = 0; i < found.size(); ++i)
        right = right && agree(found[i], expectedAt(i / kDimension, i % kDimension));
    }
    for (const float found : losses) right = right && agree(found, expectedLoss);
    return right;
  };

  SimSiamTask simSiam;
  simSiam.shape = shape;
  simSiam.p1 = simSiam.p2 = deviceP.data();
  simSiam.z1 = simSiam.z2 = deviceZ.data();
  simSiam.factor = factor.data();
  simSiam.loss = loss.data();
  simSiam.dp1 = first.data();
  simSiam.dp2 = second.data();
  require(launchSimSiam(simSiam, nullptr), "starting the kernel of SimSiam's loss");
  const double cosine = std::sqrt(0.5);
  if (!isRight(-cosine, [&](std::size_t, std::size_t at) { return at == 1 ? -kFactor / 4 * cosine : 0.0; }))
    refuse("SimSiam's loss");

  NtXentTask ntXent;
  ntXent.shape = shape;
  ntXent.temperature = static_cast<float>(kTemperature);
  ntXent.z1 = ntXent.z2 = deviceAxes.data();
  ntXent.factor = factor.data();
  ntXent.loss = loss.data();
  ntXent.scratch = scratch.data();
  ntXent.dz1 = first.data();
  ntXent.dz2 = second.data();
  require(launchNtXent(ntXent, nullptr), "starting the kernels of NT-Xent");
  // The positive has the similarity 1 / t, all others 0.
  const double all = std::exp(1 / kTemperature) + 2 * kImages - 2;
  if (!isRight(std::log(all) - 1 / kTemperature, [&](std::size_t image, std::size_t at) {
        return at < kImages && at != image ? kFactor / kTemperature / all : 0.0;
      })) {
    refuse("NT-Xent");
  }
}

/// Lists of the nearest of 1,009 rows, whose similarities are the numbers below that in another order for
/// each query.
void checkNearest() {
  constexpr int kQueries = 3, kRows = 1009, kNeighbours = 200;
  std::vector<float> similarities;
  for (int i = 0; i < kQueries * kRows; ++i)
    similarities.push_back(static_cast<float>((i / kRows + 2) * 37 * (i % kRows) % kRows));
  const DeviceArray<float> deviceSimilarities(similarities);
  DeviceArray<std::uint64_t> lists(kQueries * kNeighbours);
  const NearestTask task{deviceSimilarities.data(), kQueries, kRows, 0, kNeighbours, lists.data()};
  require(launchMergeNearest(task, nullptr), "starting the kernel of nearest rows");
  const auto found = lists.toHost();
  for (int i = 0; i < kQueries * kNeighbours; ++i) {
    const int query = i / kNeighbours, expected = kRows - 1 - i % kNeighbours;
    const std::uint64_t neighbour = found[static_cast<std::size_t>(i)];
    if (similarityOf(neighbour) != static_cast<float>(expected) ||
        (query + 2) * 37 * rowOf(neighbour) % kRows != expected) {
      refuse("nearest rows");
    }
  }
}

}  // namespace

void checkDevice(int device) {
  useDevice(device);
  for (const auto type : {ValueType::Float32, ValueType::Float16, ValueType::Bfloat16}) {
    for (const auto pipeline :
         {augment::Pipeline::None, augment::Pipeline::Supervised, augment::Pipeline::SelfSupervised}) {
      checkAugmentation(pipeline, type);
    }
    for (const bool adaptive : {false, true}) {
      for (const bool nesterov : {false, true}) checkUpdate(type, adaptive, nesterov);
    }
    checkNorm(type);
    checkLosses(type);
  }
  checkNearest();
}

}  // namespace skewscope::cuda
