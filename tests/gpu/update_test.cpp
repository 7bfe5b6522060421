// The optimiser's kernels against the processor, which does the same arithmetic in the same order: equal
// bits.
#include "core/cuda/update.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/cuda/check.h"
#include "core/cuda/encoding.h"
#include "tests/gpu/device_test.h"

namespace skewscope::cuda {
namespace {

class UpdateOnDevice : public DeviceTest {};

/// Parameters of a network, whose number is no multiple of 4.
std::int64_t usualSize() {
  return testSize(2'000'003, 5003);
}

/// Parameters on both sides.
struct Network {
  explicit Network(ValueType valueType, std::int64_t parameters = usualSize())
      : type(valueType), count(paddedCount(parameters)) {
    Random random({1, Purpose::Generator});
    master.resize(static_cast<std::size_t>(count));
    velocity.resize(master.size());
    gradient.resize(master.size());
    for (std::size_t i = 0; i < static_cast<std::size_t>(parameters); ++i) {
      master[i] = random.uniform(-0.1f, 0.1f);
      velocity[i] = random.uniform(-0.01f, 0.01f);
      gradient[i] = random.uniform(-0.02f, 0.02f);
    }
    gradient = decoded(encoded(gradient, type), type);
    deviceMaster = DeviceArray<float>(master);
    deviceVelocity = DeviceArray<float>(velocity);
    deviceGradient = DeviceArray<std::uint8_t>(encoded(gradient, type));
    deviceShadow = DeviceArray<std::uint8_t>(encoded(master, type));
    StepScalars values;
    values.learningRate = 0.03f;
    values.momentum = 0.9f;
    values.weightDecay = 5e-4f;
    values.rho = 0.05f;
    values.gradientScale = 1.0f / 128;
    setScalars(values);
  }
  void setScalars(const StepScalars& values) {
    scalars = values;
    deviceScalars.copyFrom(std::span(&values, 1));
  }
  FlatParameters flat() {
    return {.master = deviceMaster.data(),
            .velocity = deviceVelocity.data(),
            .gradient = deviceGradient.data(),
            .shadow = deviceShadow.data(),
            .count = count,
            .type = type};
  }
  /// The norm that the processor finds.
  SamNorm expectedNorm(bool adaptive) const { return samNormOf(samSum(gradient, master, adaptive), scalars); }
  SamNorm norm(bool adaptive) {
    const FlatParameters all = flat();
    require(
        launchSamNorm({&all, 1}, adaptive, deviceScalars.data(), partial.data(), deviceNorm.data(), nullptr),
        "norm");
    return deviceNorm.toHost()[0];
  }

  ValueType type;
  std::int64_t count;
  StepScalars scalars;
  std::vector<float> master, velocity, gradient;
  DeviceArray<float> deviceMaster, deviceVelocity;
  DeviceArray<std::uint8_t> deviceGradient, deviceShadow;
  DeviceArray<StepScalars> deviceScalars{1};
  DeviceArray<double> partial{kReductionBlocks};
  DeviceArray<SamNorm> deviceNorm{1};
};

constexpr ValueType kTypes[] = {ValueType::Float32, ValueType::Float16, ValueType::Bfloat16};

TEST_F(UpdateOnDevice, ChecksItself) {
  EXPECT_NO_THROW(checkDevice(0));
}

TEST_F(UpdateOnDevice, SgdIsTheRuleAndTheShadowIsRounded) {
  for (const auto type : kTypes) {
    for (const bool nesterov : {false, true}) {
      Network network(type);
      for (int step = 0; step < 3; ++step) {
        require(launchSgd(network.flat(), nesterov, network.deviceScalars.data(), nullptr, nullptr), "SGD");
        for (std::size_t i = 0; i < network.master.size(); ++i) {
          sgdUpdate(network.scalars, nesterov, network.gradient[i], network.master[i], network.velocity[i]);
        }
      }
      EXPECT_TRUE(network.deviceMaster.toHost() == network.master);
      EXPECT_TRUE(network.deviceVelocity.toHost() == network.velocity);
      EXPECT_TRUE(network.deviceShadow.toHost() == encoded(network.master, type));
    }
  }
}

TEST_F(UpdateOnDevice, NormHasTheBitsOfTheProcessor) {
  for (const auto type : kTypes) {
    for (const bool adaptive : {false, true}) {
      // Sizes below, at and above one group for each lane.
      for (const std::int64_t parameters :
           {std::int64_t{4}, std::int64_t{1000}, 4 * kReductionLanes, usualSize()}) {
        Network network(type, parameters);
        const SamNorm found = network.norm(adaptive);
        const SamNorm expected = network.expectedNorm(adaptive);
        EXPECT_EQ(found.norm, expected.norm) << parameters;
        EXPECT_EQ(found.factor, expected.factor) << parameters;
      }
    }
  }
}

TEST_F(UpdateOnDevice, NormOfTwoGroupsIsThatOfBothTogether) {
  Network matrices(ValueType::Bfloat16), vectors(ValueType::Float32, 1001);
  const FlatParameters groups[] = {matrices.flat(), vectors.flat()};
  DeviceArray<double> partial(2 * kReductionBlocks);
  for (const bool adaptive : {false, true}) {
    require(launchSamNorm(groups, adaptive, matrices.deviceScalars.data(), partial.data(),
                          matrices.deviceNorm.data(), nullptr),
            "norm");
    const double sum = samSum(matrices.gradient, matrices.master, adaptive) +
                       samSum(vectors.gradient, vectors.master, adaptive);
    const SamNorm found = matrices.deviceNorm.toHost()[0], expected = samNormOf(sum, matrices.scalars);
    EXPECT_NEAR(found.norm / expected.norm, 1, 1e-14);
    EXPECT_NEAR(found.factor / expected.factor, 1, 1e-6);
  }
}

TEST_F(UpdateOnDevice, PerturbationMovesTheShadowAloneAndIsUndone) {
  for (const auto type : kTypes) {
    for (const bool adaptive : {false, true}) {
      Network network(type);
      const auto before = network.deviceShadow.toHost();
      const float factor = network.norm(adaptive).factor;
      require(launchSamPerturb(network.flat(), adaptive, network.deviceNorm.data(), nullptr), "perturbing");
      std::vector<float> moved(network.master.size());
      for (std::size_t i = 0; i < moved.size(); ++i) {
        moved[i] = samPerturbed(network.gradient[i], network.master[i], factor, adaptive);
      }
      EXPECT_TRUE(network.deviceShadow.toHost() == encoded(moved, type));
      EXPECT_FALSE(network.deviceShadow.toHost() == before);
      EXPECT_TRUE(network.deviceMaster.toHost() == network.master);
      require(launchRestore(network.flat(), nullptr), "restoring");
      EXPECT_TRUE(network.deviceShadow.toHost() == before);
    }
  }
}

TEST_F(UpdateOnDevice, AGradientThatIsNotFiniteMovesNothing) {
  Network network(ValueType::Float32, 1000);
  const auto before = network.deviceShadow.toHost();
  for (const float wrong :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN(), 0.0f}) {
    auto gradient = network.gradient;
    if (wrong == 0) {
      std::fill(gradient.begin(), gradient.end(), 0.0f);
    } else {
      gradient[17] = wrong;
    }
    network.deviceGradient.copyFrom(encoded(gradient, ValueType::Float32));
    const SamNorm norm = network.norm(false);
    EXPECT_EQ(norm.factor, 0);
    EXPECT_EQ(std::isfinite(norm.norm), wrong == 0);
    require(launchSamPerturb(network.flat(), false, network.deviceNorm.data(), nullptr), "perturbing");
    EXPECT_EQ(network.deviceShadow.toHost(), before);
    // Neither does the step, when it is given the norm; a gradient of 0 is one, and decays the parameters.
    require(launchSgd(network.flat(), true, network.deviceScalars.data(), network.deviceNorm.data(), nullptr),
            "SGD");
    EXPECT_EQ(network.deviceMaster.toHost() == network.master, wrong != 0);
    EXPECT_EQ(network.deviceVelocity.toHost() == network.velocity, wrong != 0);
  }
}

TEST_F(UpdateOnDevice, AStepThatIsRefusedRestoresTheShadow) {
  for (const auto type : kTypes) {
    Network network(type, 1000);
    const auto before = network.deviceShadow.toHost();
    network.norm(false);
    require(launchSamPerturb(network.flat(), false, network.deviceNorm.data(), nullptr), "perturbing");
    EXPECT_FALSE(network.deviceShadow.toHost() == before);
    // The gradient of the second pass is beyond the range.
    auto gradient = network.gradient;
    gradient[998] = std::numeric_limits<float>::infinity();
    network.deviceGradient.copyFrom(encoded(gradient, type));
    EXPECT_FALSE(network.norm(false).finite());
    require(
        launchSgd(network.flat(), false, network.deviceScalars.data(), network.deviceNorm.data(), nullptr),
        "SGD");
    EXPECT_TRUE(network.deviceShadow.toHost() == before);
    EXPECT_TRUE(network.deviceMaster.toHost() == network.master);
    EXPECT_TRUE(network.deviceVelocity.toHost() == network.velocity);
  }
}

TEST_F(UpdateOnDevice, AStreamOfItsOwnReadsWhatWasCopiedBefore) {
  Network network(ValueType::Bfloat16);
  const Stream stream;
  for (int i = 0; i < 50; ++i) {
    auto master = network.master;
    for (float& value : master) value += static_cast<float>(i);
    network.deviceMaster.copyFrom(master);
    require(launchRestore(network.flat(), stream.get()), "restoring");
    stream.finish();
    EXPECT_TRUE(network.deviceShadow.toHost() == encoded(master, ValueType::Bfloat16)) << i;
  }
  // Memory that is cleared.
  for (int i = 0; i < 50; ++i) {
    network.deviceMaster = DeviceArray<float>(network.master.size());
    require(launchRestore(network.flat(), stream.get()), "restoring");
    stream.finish();
    const auto found = decoded(network.deviceShadow.toHost(), ValueType::Bfloat16);
    EXPECT_TRUE(std::all_of(found.begin(), found.end(), [](float value) { return value == 0; })) << i;
    network.deviceMaster.copyFrom(network.master);
  }
}

TEST_F(UpdateOnDevice, AGraphReadsItsScalarsAnew) {
  Network network(ValueType::Bfloat16, 5000);
  const double squares = samSum(network.gradient, network.master, false);
  Graph graph([&](cudaStream_t stream) {
    const FlatParameters flat = network.flat();
    require(launchSamNorm({&flat, 1}, false, network.deviceScalars.data(), network.partial.data(),
                          network.deviceNorm.data(), stream),
            "norm");
    require(launchSamPerturb(flat, false, network.deviceNorm.data(), stream), "perturbing");
    require(launchSgd(flat, true, network.deviceScalars.data(), network.deviceNorm.data(), stream), "SGD");
  });
  for (const float rate : {0.1f, 0.01f}) {
    auto scalars = network.scalars;
    scalars.learningRate = rate;
    scalars.rho = 10 * rate;
    network.setScalars(scalars);
    graph.run();
    for (std::size_t i = 0; i < network.master.size(); ++i) {
      sgdUpdate(scalars, true, network.gradient[i], network.master[i], network.velocity[i]);
    }
    EXPECT_TRUE(network.deviceMaster.toHost() == network.master);
    EXPECT_EQ(network.deviceNorm.toHost()[0].factor, samNormOf(squares, scalars).factor);
    EXPECT_TRUE(network.deviceShadow.toHost() == encoded(network.master, ValueType::Bfloat16));
  }
}

TEST(Encoding, RoundsToTheNearestAndHalvesToEven) {
  // 8 bits of mantissa: 1 + 2^-8 and 1 + 3 * 2^-8 lie halfway between two; 11 bits: likewise.
  const std::vector<float> values{1, -0.5f, 1 + 0x1p-8f, 1 + 0x3p-8f, 1 + 0x1p-11f, 1 + 0x3p-11f};
  EXPECT_EQ(decoded(encoded(values, ValueType::Float32), ValueType::Float32), values);
  EXPECT_EQ(decoded(encoded(values, ValueType::Bfloat16), ValueType::Bfloat16),
            (std::vector<float>{1, -0.5f, 1, 1 + 0x2p-7f, 1, 1}));
  EXPECT_EQ(decoded(encoded(values, ValueType::Float16), ValueType::Float16),
            (std::vector<float>{1, -0.5f, 1 + 0x1p-8f, 1 + 0x3p-8f, 1, 1 + 0x2p-10f}));
}

// Before anything is asked of a device.
TEST(Updates, ThatMakeNoSenseAreRefused) {
  alignas(16) float master[12], velocity[12], gradient[12], shadow[12];
  const StepScalars scalars;
  double partial[kReductionBlocks];
  SamNorm norm;
  const FlatParameters usual{master, velocity, gradient, shadow, 8, ValueType::Float32};
  for (const auto& change : std::initializer_list<void (*)(FlatParameters&)>{
           [](FlatParameters& flat) { flat.count = 0; }, [](FlatParameters& flat) { flat.count = -4; },
           [](FlatParameters& flat) { flat.count = 6; },
           [](FlatParameters& flat) { flat.type = static_cast<ValueType>(3); },
           [](FlatParameters& flat) { flat.master = nullptr; },
           [](FlatParameters& flat) { flat.velocity = nullptr; },
           [](FlatParameters& flat) { flat.gradient = nullptr; },
           [](FlatParameters& flat) { flat.shadow = nullptr; },
           [](FlatParameters& flat) { flat.shadow = flat.master; },
           [](FlatParameters& flat) { flat.master += 1; }, [](FlatParameters& flat) { flat.velocity += 2; },
           [](FlatParameters& flat) { flat.gradient = static_cast<const float*>(flat.gradient) + 3; },
           [](FlatParameters& flat) { flat.shadow = static_cast<float*>(flat.shadow) + 2; }}) {
    FlatParameters flat = usual;
    change(flat);
    EXPECT_EQ(launchSgd(flat, false, &scalars, nullptr, nullptr), cudaErrorInvalidValue);
    EXPECT_EQ(launchSamNorm({&flat, 1}, false, &scalars, partial, &norm, nullptr), cudaErrorInvalidValue);
    EXPECT_EQ(launchSamPerturb(flat, false, &norm, nullptr), cudaErrorInvalidValue);
    EXPECT_EQ(launchRestore(flat, nullptr), cudaErrorInvalidValue);
  }
  EXPECT_EQ(launchSgd(usual, false, nullptr, nullptr, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(launchSamNorm({&usual, 1}, false, nullptr, partial, &norm, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(launchSamNorm({&usual, 1}, false, &scalars, nullptr, &norm, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(launchSamNorm({&usual, 1}, false, &scalars, partial, nullptr, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(launchSamPerturb(usual, false, nullptr, nullptr), cudaErrorInvalidValue);
}

}  // namespace
}  // namespace skewscope::cuda
