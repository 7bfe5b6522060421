// Losses of two views on a device, against the formulas in float64 and their central differences.
#include "core/cuda/losses.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "core/base/random.h"
#include "core/cuda/encoding.h"
#include "tests/gpu/device_test.h"

namespace skewscope::cuda {
namespace {

class LossOnDevice : public DeviceTest {};

constexpr ValueType kTypes[] = {ValueType::Float32, ValueType::Float16, ValueType::Bfloat16};

/// How far a rounded value may be from the exact one, relative to it.
double unitOf(ValueType type) {
  return type == ValueType::Float32 ? 1e-5 : type == ValueType::Float16 ? 0x1p-10 : 0x1p-8;
}

using Vectors = std::vector<double>;  // [images][dimension]

/// Random vectors, as they are after rounding to the type, of lengths around `length`.
Vectors randomVectors(const ViewVectors& shape, std::uint32_t item, double length = 2) {
  Random random({5, Purpose::Generator, 0, item});
  std::vector<float> values(static_cast<std::size_t>(shape.images) *
                            static_cast<std::size_t>(shape.dimension));
  for (float& value : values)
    value = static_cast<float>(length / std::sqrt(shape.dimension) * (0.2 + random.normal()));
  const auto rounded = decoded(encoded(values, shape.type), shape.type);
  return {rounded.begin(), rounded.end()};
}

/// What the gradient of each image's loss is multiplied by.
std::vector<float> factorsOf(int images) {
  std::vector<float> factors;
  for (int i = 0; i < images; ++i) factors.push_back(0.5f + 0.25f * static_cast<float>(i % 4));
  return factors;
}

double cosine(const Vectors& a, int i, const Vectors& b, int j, int dimension) {
  double product = 0, first = 0, second = 0;
  for (int c = 0; c < dimension; ++c) {
    const double x = a[static_cast<std::size_t>(i * dimension + c)],
                 y = b[static_cast<std::size_t>(j * dimension + c)];
    product += x * y;
    first += x * x;
    second += y * y;
  }
  return product / (std::max(std::sqrt(first), 1e-12) * std::max(std::sqrt(second), 1e-12));
}

double simSiamLoss(const Vectors& p1, const Vectors& p2, const Vectors& z1, const Vectors& z2, int image,
                   int dimension) {
  return -(cosine(p1, image, z2, image, dimension) + cosine(p2, image, z1, image, dimension)) / 2;
}

double ntXentLoss(const Vectors& z1, const Vectors& z2, int image, const ViewVectors& shape,
                  double temperature) {
  const auto similarity = [&](int a, int b) {
    const int n = shape.images;
    return cosine(a < n ? z1 : z2, a % n, b < n ? z1 : z2, b % n, shape.dimension) / temperature;
  };
  double loss = 0;
  for (const int anchor : {image, image + shape.images}) {
    double sum = 0;
    for (int other = 0; other < 2 * shape.images; ++other) {
      if (other != anchor) sum += std::exp(similarity(anchor, other));
    }
    loss += (std::log(sum) - similarity(anchor, (anchor + shape.images) % (2 * shape.images))) / 2;
  }
  return loss;
}

/// Compares values of `found` with the central differences of loss() in `at`: all of a short array, else
/// some.
void checkGradient(const std::vector<float>& found, Vectors& at, ValueType type,
                   const std::function<double()>& loss) {
  ASSERT_EQ(found.size(), at.size());
  constexpr double kStep = 1e-4;
  const std::size_t step = 1 + at.size() / 40;
  for (std::size_t i = 0; i < at.size(); i += step) {
    const double value = at[i];
    at[i] = value + kStep;
    const double above = loss();
    at[i] = value - kStep;
    const double below = loss();
    at[i] = value;
    const double expected = (above - below) / (2 * kStep);
    ASSERT_NEAR(static_cast<double>(found[i]), expected, unitOf(type) * std::abs(expected) + 2e-6) << i;
  }
}

/// Vectors on both sides.
struct Side {
  Side(Vectors vectors, ValueType type)
      : values(std::move(vectors)),
        device(encoded(std::vector<float>(values.begin(), values.end()), type)),
        gradient(device.size()) {}
  Vectors values;
  DeviceArray<std::uint8_t> device, gradient;
};

TEST_F(LossOnDevice, SimSiamIsItsFormulaAndItsGradient) {
  for (const auto& [images, dimension] : {std::pair{1, 1}, {2, 3}, {3, 256}, {2, 2048}, {5, 77}}) {
    for (const auto type : kTypes) {
      const ViewVectors shape{images, dimension, type};
      Side p1(randomVectors(shape, 1), type), p2(randomVectors(shape, 2), type);
      const Side z1(randomVectors(shape, 3), type), z2(randomVectors(shape, 4), type);
      const auto factors = factorsOf(images);
      const DeviceArray<float> factor(factors);
      DeviceArray<float> loss(factors.size());
      require(launchSimSiam({.shape = shape,
                             .p1 = p1.device.data(),
                             .p2 = p2.device.data(),
                             .z1 = z1.device.data(),
                             .z2 = z2.device.data(),
                             .loss = loss.data(),
                             .factor = factor.data(),
                             .dp1 = p1.gradient.data(),
                             .dp2 = p2.gradient.data()},
                            nullptr),
              "SimSiam");
      const auto found = loss.toHost();
      const auto lossOf = [&](int image) {
        return simSiamLoss(p1.values, p2.values, z1.values, z2.values, image, shape.dimension);
      };
      for (int i = 0; i < images; ++i) {
        EXPECT_NEAR(static_cast<double>(found[static_cast<std::size_t>(i)]), lossOf(i), 1e-6) << dimension;
      }
      const auto sum = [&] {
        double all = 0;
        for (int i = 0; i < shape.images; ++i)
          all += static_cast<double>(factors[static_cast<std::size_t>(i)]) * lossOf(i);
        return all;
      };
      for (Side* side : {&p1, &p2}) {
        SCOPED_TRACE(dimension);
        checkGradient(decoded(side->gradient.toHost(), type), side->values, type, sum);
      }
    }
  }
}

struct NtXent {
  NtXent(const ViewVectors& of, double by, double length = 2)
      : shape(of),
        temperature(by),
        z1(randomVectors(of, 1, length), of.type),
        z2(randomVectors(of, 2, length), of.type),
        factors(factorsOf(of.images)),
        factor(factors),
        loss(factors.size()),
        scratch(static_cast<std::size_t>(ntXentScratch(of))) {}
  void launch(cudaStream_t stream) {
    require(launchNtXent({.shape = shape,
                          .temperature = static_cast<float>(temperature),
                          .z1 = z1.device.data(),
                          .z2 = z2.device.data(),
                          .loss = loss.data(),
                          .scratch = scratch.data(),
                          .factor = factor.data(),
                          .dz1 = z1.gradient.data(),
                          .dz2 = z2.gradient.data()},
                         stream),
            "NT-Xent");
  }
  std::vector<float> run() {
    launch(nullptr);
    return loss.toHost();
  }
  double expected(int image) const { return ntXentLoss(z1.values, z2.values, image, shape, temperature); }

  ViewVectors shape;
  double temperature;
  Side z1, z2;
  std::vector<float> factors;
  DeviceArray<float> factor, loss, scratch;
};

TEST_F(LossOnDevice, NtXentIsItsFormulaAndItsGradient) {
  // Below, at and above a tile of anchors, of others, and of the dimension.
  for (const auto& [images, dimension] : {std::pair{1, 3}, {2, 1}, {4, 128}, {16, 32}, {17, 5}, {3, 300}}) {
    for (const auto type : kTypes) {
      NtXent task({images, dimension, type}, 0.5);
      SCOPED_TRACE(std::to_string(images) + " x " + std::to_string(dimension));
      const auto found = task.run();
      for (int i = 0; i < images; ++i)
        EXPECT_NEAR(static_cast<double>(found[static_cast<std::size_t>(i)]), task.expected(i), 1e-5);
      const auto sum = [&] {
        double all = 0;
        for (int i = 0; i < task.shape.images; ++i)
          all += static_cast<double>(task.factors[static_cast<std::size_t>(i)]) * task.expected(i);
        return all;
      };
      for (Side* side : {&task.z1, &task.z2})
        checkGradient(decoded(side->gradient.toHost(), type), side->values, type, sum);
    }
  }
}

TEST_F(LossOnDevice, NtXentOfManyImagesIsItsFormula) {
  const auto images = static_cast<int>(testSize(512, 100));
  NtXent task({images, 128, ValueType::Float32}, 0.1);
  const auto found = task.run();
  for (int i = 0; i < images; i += 7)
    EXPECT_NEAR(static_cast<double>(found[static_cast<std::size_t>(i)]), task.expected(i), 2e-5) << i;
}

TEST_F(LossOnDevice, NtXentTakesALowTemperature) {
  // exp(s) alone is beyond float32 in both directions.
  NtXent task({8, 16, ValueType::Float32}, 0.002);
  const auto found = task.run();
  for (int i = 0; i < 8; ++i) {
    const double expected = task.expected(i);
    EXPECT_NEAR(static_cast<double>(found[static_cast<std::size_t>(i)]), expected, 1e-5 * (500 + expected))
        << i;
  }
}

TEST_F(LossOnDevice, AVectorOfLengthNothingHasNoDirection) {
  NtXent task({3, 4, ValueType::Float32}, 0.5);
  std::fill_n(task.z1.values.begin(), 4, 0.0);
  task.z1.device.copyFrom(
      encoded(std::vector<float>(task.z1.values.begin(), task.z1.values.end()), ValueType::Float32));
  const auto found = task.run();
  for (int i = 0; i < 3; ++i)
    EXPECT_NEAR(static_cast<double>(found[static_cast<std::size_t>(i)]), task.expected(i), 1e-5);
}

TEST_F(LossOnDevice, NotANumberReachesTheLoss) {
  NtXent task({3, 4, ValueType::Float32}, 0.5);
  task.z1.values[5] = std::numeric_limits<double>::quiet_NaN();
  task.z1.device.copyFrom(
      encoded(std::vector<float>(task.z1.values.begin(), task.z1.values.end()), ValueType::Float32));
  for (const float loss : task.run()) EXPECT_TRUE(std::isnan(loss));
}

TEST_F(LossOnDevice, AGraphReadsVectorsAndFactorsAnew) {
  const ViewVectors shape{17, 130, ValueType::Bfloat16};
  NtXent captured(shape, 0.2), direct(shape, 0.2);
  Graph graph([&](cudaStream_t stream) { captured.launch(stream); });
  std::vector<float> before;
  for (const std::uint32_t item : {10u, 20u}) {
    const Side z1(randomVectors(shape, item), shape.type), z2(randomVectors(shape, item + 1), shape.type);
    std::vector<float> factors = factorsOf(shape.images);
    for (float& factor : factors) factor *= static_cast<float>(item);
    for (NtXent* task : {&captured, &direct}) {
      task->z1.device.copyFrom(z1.device.toHost());
      task->z2.device.copyFrom(z2.device.toHost());
      task->factor.copyFrom(factors);
    }
    graph.run();
    const auto expected = direct.run();
    EXPECT_EQ(captured.loss.toHost(), expected);
    EXPECT_NE(expected, before);
    EXPECT_EQ(captured.z1.gradient.toHost(), direct.z1.gradient.toHost());
    EXPECT_EQ(captured.z2.gradient.toHost(), direct.z2.gradient.toHost());
    before = expected;
  }
}

/// Losses are made when a network computes forwards, gradients when it computes backwards.
TEST_F(LossOnDevice, LossesAndGradientsCanBeAskedForOneAfterTheOther) {
  const ViewVectors shape{6, 130, ValueType::Bfloat16};
  NtXent both(shape, 0.2), apart(shape, 0.2);
  const auto losses = both.run();
  NtXentTask task{.shape = shape,
                  .temperature = 0.2f,
                  .z1 = apart.z1.device.data(),
                  .z2 = apart.z2.device.data(),
                  .loss = apart.loss.data(),
                  .scratch = apart.scratch.data()};
  require(launchNtXent(task, nullptr), "NT-Xent's losses");
  EXPECT_EQ(apart.loss.toHost(), losses);
  task.loss = nullptr;
  task.factor = apart.factor.data();
  task.dz1 = apart.z1.gradient.data();
  task.dz2 = apart.z2.gradient.data();
  require(launchNtXent(task, nullptr), "NT-Xent's gradients");
  EXPECT_EQ(apart.z1.gradient.toHost(), both.z1.gradient.toHost());
  EXPECT_EQ(apart.z2.gradient.toHost(), both.z2.gradient.toHost());

  Side p1(randomVectors(shape, 3), shape.type), p2(randomVectors(shape, 4), shape.type);
  SimSiamTask other{.shape = shape,
                    .p1 = p1.device.data(),
                    .p2 = p2.device.data(),
                    .z1 = both.z1.device.data(),
                    .z2 = both.z2.device.data(),
                    .loss = both.loss.data(),
                    .factor = both.factor.data(),
                    .dp1 = p1.gradient.data(),
                    .dp2 = p2.gradient.data()};
  require(launchSimSiam(other, nullptr), "SimSiam");
  const auto together = both.loss.toHost();
  const auto first = p1.gradient.toHost(), second = p2.gradient.toHost();
  Side q1(p1.values, shape.type), q2(p2.values, shape.type);
  other.loss = nullptr;
  other.dp1 = q1.gradient.data();
  other.dp2 = q2.gradient.data();
  require(launchSimSiam(other, nullptr), "SimSiam's gradients");
  EXPECT_EQ(q1.gradient.toHost(), first);
  EXPECT_EQ(q2.gradient.toHost(), second);
  other.loss = apart.loss.data();
  other.factor = nullptr;
  other.dp1 = other.dp2 = nullptr;
  require(launchSimSiam(other, nullptr), "SimSiam's losses");
  EXPECT_EQ(apart.loss.toHost(), together);
}

// Before anything is asked of a device.
TEST(Losses, ThatMakeNoSenseAreRefused) {
  float values[64];
  const NtXentTask usual{
      {1, 4, ValueType::Float32}, 0.5f, values, values, values, values, values, values, values};
  for (const auto& change : std::initializer_list<void (*)(NtXentTask&)>{
           [](NtXentTask& task) { task.shape.images = 0; },
           [](NtXentTask& task) { task.shape.dimension = 0; },
           [](NtXentTask& task) { task.shape.type = static_cast<ValueType>(3); },
           [](NtXentTask& task) { task.temperature = 0; }, [](NtXentTask& task) { task.temperature = NAN; },
           [](NtXentTask& task) { task.z2 = nullptr; }, [](NtXentTask& task) { task.scratch = nullptr; },
           [](NtXentTask& task) { task.dz1 = nullptr; }, [](NtXentTask& task) { task.factor = nullptr; },
           [](NtXentTask& task) {
             task.loss = nullptr;
             task.factor = nullptr;
             task.dz1 = task.dz2 = nullptr;
           }}) {
    NtXentTask task = usual;
    change(task);
    EXPECT_EQ(launchNtXent(task, nullptr), cudaErrorInvalidValue);
  }
  const SimSiamTask other{
      {1, 4, ValueType::Float32}, values, values, values, values, values, values, values, values};
  for (const auto& change : std::initializer_list<void (*)(SimSiamTask&)>{
           [](SimSiamTask& task) { task.shape.images = -1; },
           [](SimSiamTask& task) { task.shape.dimension = 0; },
           [](SimSiamTask& task) { task.shape.type = static_cast<ValueType>(3); },
           [](SimSiamTask& task) { task.factor = nullptr; }, [](SimSiamTask& task) { task.dp2 = nullptr; }}) {
    SimSiamTask task = other;
    change(task);
    EXPECT_EQ(launchSimSiam(task, nullptr), cudaErrorInvalidValue);
  }
  EXPECT_EQ(ntXentScratch({0, 4, ValueType::Float32}), 0);
}

}  // namespace
}  // namespace skewscope::cuda
