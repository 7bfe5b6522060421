// Batch normalisation on a device, against the formulas in float64.
#include "core/cuda/norm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/random.h"
#include "core/cuda/encoding.h"
#include "tests/gpu/device_test.h"

namespace skewscope::cuda {
namespace {

class NormOnDevice : public DeviceTest {};

constexpr ValueType kTypes[] = {ValueType::Float32, ValueType::Float16, ValueType::Bfloat16};
constexpr double kEps = 1e-5, kMomentum = 0.1;

/// How far a rounded value may be from the exact one, relative to it.
double unitOf(ValueType type) {
  return type == ValueType::Float32 ? 1e-6 : type == ValueType::Float16 ? 0x1p-11 : 0x1p-8;
}

/// What is asked for.
struct Case {
  NormShape shape;
  bool relu = false, residual = false, affine = true;
};

std::string nameOf(const Case& of) {
  return std::to_string(of.shape.views) + " x " + std::to_string(of.shape.rows) + " x " +
         std::to_string(of.shape.channels) + ", type " + std::to_string(static_cast<int>(of.shape.type)) +
         (of.relu ? ", relu" : "") + (of.residual ? ", residual" : "") + (of.affine ? "" : ", not affine");
}

/// Values of one layer on both sides.
struct Layer {
  explicit Layer(const Case& of, float mean = 0) : asked(of) {
    const NormShape& shape = of.shape;
    Random random({7, Purpose::Generator});
    const auto draw = [&](std::size_t size, float low, float high) {
      std::vector<float> values(size);
      for (float& value : values) value = random.uniform(low, high);
      return values;
    };
    const auto channels = static_cast<std::size_t>(shape.channels);
    const std::size_t count = channels * static_cast<std::size_t>(shape.views * shape.rows);
    x = draw(count, -2, 2);
    // Each channel and view has a mean and a spread of its own.
    for (std::size_t i = 0; i < count; ++i) {
      const auto channel = static_cast<float>(i % channels),
                 view = static_cast<float>(i / channels / static_cast<std::size_t>(shape.rows));
      x[i] = mean + x[i] * (0.1f + 0.05f * channel / static_cast<float>(channels)) + 0.3f * view - 0.1f;
    }
    x = rounded(x);
    residual = rounded(draw(count, -1, 1));
    dy = rounded(draw(count, -1, 1.2f));
    weight = draw(channels, 0.5f, 1.5f);
    bias = draw(channels, -0.5f, 0.5f);
    runningMean = draw(channels, -1, 1);
    runningVariance = draw(channels, 0.5f, 1.5f);
    deviceX = DeviceArray<std::uint8_t>(encoded(x, shape.type));
    deviceResidual = DeviceArray<std::uint8_t>(encoded(residual, shape.type));
    deviceDy = DeviceArray<std::uint8_t>(encoded(dy, shape.type));
    for (auto* made : {&deviceY, &deviceDx, &devicePassed}) *made = DeviceArray<std::uint8_t>(deviceX.size());
    deviceWeight = DeviceArray<float>(weight);
    deviceBias = DeviceArray<float>(bias);
    deviceMean = DeviceArray<float>(runningMean);
    deviceVariance = DeviceArray<float>(runningVariance);
    deviceWeightGradient = DeviceArray<float>(channels);
    deviceBiasGradient = DeviceArray<float>(channels);
    norm = DeviceArray<ChannelNorm>(channels * static_cast<std::size_t>(shape.views));
    scratch = DeviceArray<double>(static_cast<std::size_t>(normScratch(shape)));
  }
  std::vector<float> rounded(const std::vector<float>& values) const {
    return decoded(encoded(values, asked.shape.type), asked.shape.type);
  }
  std::vector<float> values(const DeviceArray<std::uint8_t>& from) const {
    return decoded(from.toHost(), asked.shape.type);
  }

  NormForward forward() {
    NormForward pass;
    pass.shape = asked.shape;
    pass.layer = {.weight = asked.affine ? deviceWeight.data() : nullptr,
                  .bias = asked.affine ? deviceBias.data() : nullptr,
                  .runningMean = deviceMean.data(),
                  .runningVariance = deviceVariance.data(),
                  .eps = kEps,
                  .momentum = kMomentum};
    pass.x = deviceX.data();
    pass.residual = asked.residual ? deviceResidual.data() : nullptr;
    pass.relu = asked.relu;
    pass.scratch = scratch.data();
    pass.norm = norm.data();
    pass.y = deviceY.data();
    return pass;
  }
  NormBackward backward() {
    NormBackward pass;
    pass.shape = asked.shape;
    pass.norm = norm.data();
    pass.x = deviceX.data();
    pass.dy = deviceDy.data();
    pass.relu = asked.relu;
    if (asked.relu && asked.residual) {
      pass.y = deviceY.data();
      pass.passed = devicePassed.data();
    }
    pass.scratch = scratch.data();
    pass.dx = deviceDx.data();
    pass.weightGradient = deviceWeightGradient.data();
    pass.biasGradient = deviceBiasGradient.data();
    return pass;
  }

  Case asked;
  std::vector<float> x, residual, dy, weight, bias, runningMean, runningVariance;
  DeviceArray<std::uint8_t> deviceX, deviceResidual, deviceDy, deviceY, deviceDx, devicePassed;
  DeviceArray<float> deviceWeight, deviceBias, deviceMean, deviceVariance, deviceWeightGradient,
      deviceBiasGradient;
  DeviceArray<ChannelNorm> norm;
  DeviceArray<double> scratch;
};

/// The values of one channel of one view.
std::vector<double> column(const std::vector<float>& values, const NormShape& shape, int view, int channel) {
  std::vector<double> found;
  for (std::int64_t row = 0; row < shape.rows; ++row) {
    found.push_back(static_cast<double>(
        values[static_cast<std::size_t>((view * shape.rows + row) * shape.channels + channel)]));
  }
  return found;
}

double meanOf(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double sumOfProducts(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Compares everything that both passes made.
void checkLayer(Layer& layer) {
  const NormShape& shape = layer.asked.shape;
  require(launchNormForward(layer.forward(), nullptr), "normalising");
  require(launchNormBackward(layer.backward(), nullptr), "the gradient of normalising");
  const auto y = layer.values(layer.deviceY), dx = layer.values(layer.deviceDx),
             passed = layer.values(layer.devicePassed);
  const auto runningMean = layer.deviceMean.toHost(), runningVariance = layer.deviceVariance.toHost(),
             weightGradient = layer.deviceWeightGradient.toHost(),
             biasGradient = layer.deviceBiasGradient.toHost();
  const auto rows = static_cast<double>(shape.rows);
  const double unit = unitOf(shape.type);
  for (int channel = 0; channel < shape.channels; ++channel) {
    const auto at = static_cast<std::size_t>(channel);
    const double weight = layer.asked.affine ? static_cast<double>(layer.weight[at]) : 1,
                 bias = layer.asked.affine ? static_cast<double>(layer.bias[at]) : 0;
    double mean = static_cast<double>(layer.runningMean[at]),
           variance = static_cast<double>(layer.runningVariance[at]), dWeight = 0, dBias = 0;
    double size = 0;  // of what is summed
    for (int view = 0; view < shape.views; ++view) {
      auto normal = column(layer.x, shape, view, channel);
      const double own = meanOf(normal);
      for (double& value : normal) value -= own;
      const double squares = sumOfProducts(normal, normal), inverse = 1 / std::sqrt(squares / rows + kEps);
      for (double& value : normal) value *= inverse;
      mean += kMomentum * (own - mean);
      variance += kMomentum * (squares / (rows - 1) - variance);

      const auto found = column(y, shape, view, channel),
                 other = column(layer.residual, shape, view, channel);
      for (std::size_t i = 0; i < found.size(); ++i) {
        double expected = normal[i] * weight + bias + (layer.asked.residual ? other[i] : 0);
        if (layer.asked.relu) expected = std::max(expected, 0.0);
        ASSERT_NEAR(found[i], expected, unit * std::abs(expected) + 1e-5) << channel << ", " << i;
      }

      // The gradient passes where the output is above 0.
      auto g = column(layer.dy, shape, view, channel);
      for (std::size_t i = 0; i < g.size() && layer.asked.relu; ++i) {
        if (found[i] <= 0) g[i] = 0;
      }
      if (layer.asked.relu && layer.asked.residual) {
        ASSERT_EQ(column(passed, shape, view, channel), g) << channel;
      }
      const double along = sumOfProducts(g, normal), average = meanOf(g);
      dWeight += along;
      dBias += average * rows;
      for (const double value : g) size += std::abs(value);
      const auto foundDx = column(dx, shape, view, channel);
      for (std::size_t i = 0; i < foundDx.size(); ++i) {
        const double expected = weight * inverse * (g[i] - average - normal[i] * along / rows);
        ASSERT_NEAR(foundDx[i], expected, unit * std::abs(expected) + 1e-5 * inverse) << channel << ", " << i;
      }
    }
    ASSERT_NEAR(static_cast<double>(runningMean[at]), mean, 1e-6) << channel;
    ASSERT_NEAR(static_cast<double>(runningVariance[at]), variance, 1e-6) << channel;
    // The mean that is taken from x is rounded.
    ASSERT_NEAR(static_cast<double>(weightGradient[at]), dWeight, 3e-7 * (size + std::abs(dWeight)))
        << channel;
    ASSERT_NEAR(static_cast<double>(biasGradient[at]), dBias, 3e-7 * (size + std::abs(dBias))) << channel;
  }
}

TEST_F(NormOnDevice, IsTheFormulaInBothDirections) {
  // Below, at and above a chunk, a slice and the channels of a block; channels that 4 divides, and odd ones.
  for (const auto& [views, rows, channels] : {std::tuple{1, std::int64_t{2}, 4},
                                              {2, 7, 3},
                                              {2, 64, 128},
                                              {1, 65, 132},
                                              {3, 300, 20},
                                              {2, 129, 65},
                                              {2, 5000, 8},
                                              {1, 1000, 257},
                                              {2, 512, 300}}) {
    for (const auto type : kTypes) {
      for (int options = 0; options < 4; ++options) {
        const Case asked{{views, rows, channels, type}, options % 2 == 1, options >= 2, options != 0};
        SCOPED_TRACE(nameOf(asked));
        Layer layer(asked);
        checkLayer(layer);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST_F(NormOnDevice, AThreadTakesManyChunks) {
  // More rows than the most slices have with one chunk for each thread.
  Layer layer({{1, testSize(33'000, 17'000), 128, ValueType::Float16}, true, true});
  checkLayer(layer);
}

TEST_F(NormOnDevice, LosesNothingOfTheVarianceWhereTheMeanIsLarge) {
  const Case asked{{1, 5000, 8, ValueType::Float32}};
  Layer layer(asked, 1000);
  require(launchNormForward(layer.forward(), nullptr), "normalising");
  const auto norm = layer.norm.toHost();
  for (int channel = 0; channel < asked.shape.channels; ++channel) {
    auto values = column(layer.x, asked.shape, 0, channel);
    const double mean = meanOf(values);
    for (double& value : values) value -= mean;
    const double inverse = 1 / std::sqrt(sumOfProducts(values, values) / 5000 + kEps);
    EXPECT_NEAR(static_cast<double>(norm[static_cast<std::size_t>(channel)].inverse), inverse,
                1e-5 * inverse);
  }
}

// The views of one call are what calls for one view each make, bit for bit.
TEST_F(NormOnDevice, EachViewIsABatchOfItsOwn) {
  // The second view begins at a multiple of 8 bytes and not of 16.
  const Case both{{2, 777, 36, ValueType::Bfloat16}, true, true};
  Layer together(both), apart(both);
  require(launchNormForward(together.forward(), nullptr), "normalising");
  require(launchNormBackward(together.backward(), nullptr), "the gradient");
  const std::ptrdiff_t half = static_cast<std::ptrdiff_t>(apart.deviceX.size() / 2);
  for (const std::ptrdiff_t view : {0, 1}) {
    const auto of = [&](DeviceArray<std::uint8_t>& values) { return values.data() + view * half; };
    NormForward forward = apart.forward();
    NormBackward backward = apart.backward();
    forward.shape.views = backward.shape.views = 1;
    forward.norm += view * both.shape.channels;
    backward.norm += view * both.shape.channels;
    forward.x = backward.x = of(apart.deviceX);
    forward.residual = of(apart.deviceResidual);
    forward.y = of(apart.deviceY);
    backward.y = forward.y;
    backward.dy = of(apart.deviceDy);
    backward.passed = of(apart.devicePassed);
    backward.dx = of(apart.deviceDx);
    require(launchNormForward(forward, nullptr), "normalising");
    require(launchNormBackward(backward, nullptr), "the gradient");
  }
  EXPECT_TRUE(together.deviceY.toHost() == apart.deviceY.toHost());
  EXPECT_TRUE(together.deviceDx.toHost() == apart.deviceDx.toHost());
  EXPECT_TRUE(together.devicePassed.toHost() == apart.devicePassed.toHost());
  EXPECT_EQ(together.deviceMean.toHost(), apart.deviceMean.toHost());
  EXPECT_EQ(together.deviceVariance.toHost(), apart.deviceVariance.toHost());
}

TEST_F(NormOnDevice, ReplacesWhatItReads) {
  // The gradient in the place of dy, and the residual's too.
  for (const bool residual : {false, true}) {
    const Case asked{{2, 300, 24, ValueType::Float16}, true, residual};
    Layer usual(asked), replaced(asked);
    for (Layer* layer : {&usual, &replaced})
      require(launchNormForward(layer->forward(), nullptr), "normalising");
    require(launchNormBackward(usual.backward(), nullptr), "the gradient");
    NormBackward pass = replaced.backward();
    if (residual) {
      pass.passed = replaced.deviceDy.data();
    } else {
      pass.dx = replaced.deviceDy.data();
    }
    require(launchNormBackward(pass, nullptr), "the gradient");
    EXPECT_TRUE((residual ? usual.devicePassed : usual.deviceDx).toHost() == replaced.deviceDy.toHost());
    if (residual) {
      EXPECT_TRUE(usual.deviceDx.toHost() == replaced.deviceDx.toHost());
    }
  }
}

TEST_F(NormOnDevice, InferenceTakesTheRunningStatistics) {
  for (const auto type : kTypes) {
    for (const std::int64_t rows : {1, 333}) {
      const Case asked{{1, rows, 36, type}, true, true};
      Layer layer(asked);
      require(launchNormInference(layer.forward(), nullptr), "normalising");
      const auto y = layer.values(layer.deviceY);
      for (std::size_t i = 0; i < y.size(); ++i) {
        const std::size_t channel = i % 36;
        const double expected = std::max(
            0.0, (static_cast<double>(layer.x[i]) - static_cast<double>(layer.runningMean[channel])) /
                         std::sqrt(static_cast<double>(layer.runningVariance[channel]) + kEps) *
                         static_cast<double>(layer.weight[channel]) +
                     static_cast<double>(layer.bias[channel]) + static_cast<double>(layer.residual[i]));
        ASSERT_NEAR(static_cast<double>(y[i]), expected, unitOf(type) * expected + 1e-5);
      }
      EXPECT_EQ(layer.deviceMean.toHost(), layer.runningMean);
      EXPECT_EQ(layer.deviceVariance.toHost(), layer.runningVariance);
    }
  }
}

TEST_F(NormOnDevice, NotANumberStaysOne) {
  const Case asked{{1, 100, 8, ValueType::Float32}, true};
  Layer layer(asked);
  layer.x[8 * 50 + 3] = std::numeric_limits<float>::quiet_NaN();
  layer.deviceX.copyFrom(encoded(layer.x, ValueType::Float32));
  require(launchNormForward(layer.forward(), nullptr), "normalising");
  require(launchNormBackward(layer.backward(), nullptr), "the gradient");
  const auto y = layer.values(layer.deviceY), dx = layer.values(layer.deviceDx);
  for (std::size_t i = 0; i < y.size(); ++i) {
    EXPECT_EQ(std::isnan(y[i]), i % 8 == 3) << i;
    EXPECT_EQ(std::isnan(dx[i]), i % 8 == 3) << i;
  }
}

TEST_F(NormOnDevice, AGraphReadsItsValuesAnew) {
  const Case asked{{2, 300, 36, ValueType::Bfloat16}, true, true};
  Layer captured(asked), direct(asked);
  Graph graph([&](cudaStream_t stream) {
    require(launchNormForward(captured.forward(), stream), "normalising");
    require(launchNormBackward(captured.backward(), stream), "the gradient");
  });
  std::vector<std::uint8_t> before;
  for (const float factor : {0.5f, -3.0f}) {
    auto x = captured.x, dy = captured.dy, weight = captured.weight;
    for (auto* values : {&x, &dy, &weight}) {
      for (float& value : *values) value *= factor;
    }
    for (Layer* layer : {&captured, &direct}) {
      layer->deviceX.copyFrom(encoded(x, asked.shape.type));
      layer->deviceDy.copyFrom(encoded(dy, asked.shape.type));
      layer->deviceWeight.copyFrom(weight);
    }
    graph.run();
    require(launchNormForward(direct.forward(), nullptr), "normalising");
    require(launchNormBackward(direct.backward(), nullptr), "the gradient");
    for (const auto each : {&Layer::deviceY, &Layer::deviceDx, &Layer::devicePassed})
      EXPECT_TRUE((captured.*each).toHost() == (direct.*each).toHost());
    for (const auto each : {&Layer::deviceMean, &Layer::deviceVariance, &Layer::deviceWeightGradient,
                            &Layer::deviceBiasGradient})
      EXPECT_EQ((captured.*each).toHost(), (direct.*each).toHost());
    const auto dx = captured.deviceDx.toHost();
    EXPECT_TRUE(dx != before);
    before = dx;
  }
}

/// Slices of a view: normScratch() has room for two sums of each slice and channel, and for one value more of
/// each channel.
std::int64_t slicesOf(std::int64_t rows, int channels) {
  return (normScratch({1, rows, channels, ValueType::Float32}) / channels - 1) / 2;
}

TEST(Norms, OfWideLayersHaveNoMoreBlocksThanOthers) {
  EXPECT_EQ(slicesOf(1 << 20, 128), 512);    // one part
  EXPECT_EQ(slicesOf(1 << 20, 512), 128);    // four
  EXPECT_EQ(slicesOf(1 << 20, 1 << 18), 1);  // more parts than blocks
}

TEST(Norms, ChannelsAreSharedEvenlyByTheBlocksOfASlice) {
  // 33 groups are 17 and 16: 15 lanes of 4 rows, where 32 and 1 had 8 lanes.
  EXPECT_EQ(slicesOf(600, 132), 10);
  EXPECT_EQ(slicesOf(601, 132), 11);
  EXPECT_EQ(slicesOf(600, 128), 19);
}

/// The address so many bytes behind another.
void* behind(const void* address, std::size_t bytes) {
  return const_cast<char*>(static_cast<const char*>(address)) + bytes;
}

// Before anything is asked of a device.
TEST(Norms, ThatMakeNoSenseAreRefused) {
  alignas(16) float values[16];
  double scratch[64];
  ChannelNorm norm[4];
  NormForward usual;
  usual.shape = {1, 4, 4, ValueType::Float32};
  usual.x = usual.y = values;
  usual.scratch = scratch;
  usual.norm = norm;
  for (const auto& change : std::initializer_list<void (*)(NormForward&)>{
           [](NormForward& pass) { pass.shape.views = 0; }, [](NormForward& pass) { pass.shape.rows = 1; },
           [](NormForward& pass) { pass.shape.channels = 0; },
           [](NormForward& pass) { pass.shape.rows = std::int64_t{1} << 31; },
           [](NormForward& pass) { pass.shape.type = static_cast<ValueType>(3); },
           [](NormForward& pass) { pass.x = nullptr; }, [](NormForward& pass) { pass.y = nullptr; },
           [](NormForward& pass) { pass.scratch = nullptr; }, [](NormForward& pass) { pass.norm = nullptr; },
           [](NormForward& pass) { pass.residual = behind(pass.x, 8); },
           [](NormForward& pass) { pass.x = behind(pass.x, 4), pass.shape.type = ValueType::Bfloat16; },
           [](NormForward& pass) { pass.y = behind(pass.y, 2), pass.shape.channels = 3; },
           [](NormForward& pass) { pass.norm = static_cast<ChannelNorm*>(behind(pass.norm, 8)); },
           [](NormForward& pass) { pass.scratch = static_cast<double*>(behind(pass.scratch, 4)); },
           [](NormForward& pass) { pass.layer.eps = 0; },
           [](NormForward& pass) { pass.layer.runningMean = static_cast<float*>(pass.y); }}) {
    NormForward pass = usual;
    change(pass);
    EXPECT_EQ(launchNormForward(pass, nullptr), cudaErrorInvalidValue);
  }
  EXPECT_EQ(launchNormInference(usual, nullptr), cudaErrorInvalidValue);  // without running statistics
  NormBackward backward;
  backward.shape = usual.shape;
  backward.x = backward.dy = values;
  backward.dx = values;
  backward.scratch = scratch;
  backward.norm = norm;
  for (const auto& change : std::initializer_list<void (*)(NormBackward&)>{
           [](NormBackward& pass) { pass.shape.rows = 0; }, [](NormBackward& pass) { pass.dx = nullptr; },
           [](NormBackward& pass) { pass.dy = behind(pass.dy, 8); },
           [](NormBackward& pass) { pass.norm = static_cast<const ChannelNorm*>(behind(pass.norm, 8)); },
           [](NormBackward& pass) { pass.scratch = static_cast<double*>(behind(pass.scratch, 4)); },
           [](NormBackward& pass) { pass.y = pass.x; },
           [](NormBackward& pass) { pass.y = pass.x, pass.relu = true; },
           [](NormBackward& pass) { pass.passed = pass.dx, pass.relu = true; }}) {
    NormBackward pass = backward;
    change(pass);
    EXPECT_EQ(launchNormBackward(pass, nullptr), cudaErrorInvalidValue);
  }
  EXPECT_EQ(normScratch({1, 4, 0, ValueType::Float32}), 0);
}

}  // namespace
}  // namespace skewscope::cuda
