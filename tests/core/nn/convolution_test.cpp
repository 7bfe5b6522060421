#include "core/nn/convolution.h"

#include <ATen/record_function.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/nn/convolution_call.h"
#include "core/nn/precision.h"
#include "core/nn/resnet.h"
#include "core/nn/winograd_kernels.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;

Tensor made(const std::vector<std::int64_t>& sizes) {
  return torch::randn(sizes).contiguous(torch::MemoryFormat::ChannelsLast);
}

/// A convolution in float32, LibTorch's own and the exact one beside it.
struct Convolution {
  Convolution(std::vector<std::int64_t> maps, std::vector<std::int64_t> kernel, std::int64_t step = 1,
              std::int64_t border = 1)
      : stride(2, step), padding(2, border) {
    torch::manual_seed(3);
    x = made(maps);
    weight = made(kernel);
    const auto side = [&](std::int64_t size, std::int64_t taps) {
      return (size + 2 * border - taps) / step + 1;
    };
    dy = made({maps[0], kernel[0], side(maps[2], kernel[2]), side(maps[3], kernel[3])});
  }
  ConvolutionCall call() const { return {stride, padding, one, false, none, 1}; }
  Tensor plain() const { return call().plain(x, weight, bias); }
  ConvolutionGradients plainGradients() const {
    return call().plainGradients(dy, x, weight, std::nullopt, {true, true, false});
  }
  Tensor forward(torch::Dtype type = torch::kFloat32) const {
    const torch::NoGradGuard noGraph;
    return torch::conv2d(x.to(type), weight.to(type), bias ? bias->to(type) : Tensor(), stride, padding);
  }
  std::vector<Tensor> gradients(torch::Dtype type = torch::kFloat32) const {
    const Tensor a = x.detach().to(type).requires_grad_(), w = weight.detach().to(type).requires_grad_();
    return torch::autograd::grad({torch::conv2d(a, w, {}, stride, padding)}, {a, w}, {dy.to(type)});
  }

  std::vector<std::int64_t> stride, padding, one{1, 1}, none{0, 0};
  Tensor x, weight, dy;
  std::optional<Tensor> bias;
};

double distance(const Tensor& found, const Tensor& exact) {
  return ((found.to(torch::kFloat64) - exact).norm() / exact.norm()).item<double>();
}

class ConvolutionTest : public testing::Test {
 protected:
  void SetUp() override {
    if (availableWinogradKernels().empty()) GTEST_SKIP() << "this processor has no AVX2";
    useOwnConvolutions();
  }
};

void expectExact(const Convolution& of) {
  const Tensor y = of.forward(), exact = of.forward(torch::kFloat64);
  const auto found = of.gradients(), exactGradients = of.gradients(torch::kFloat64);
  EXPECT_EQ(y.sizes(), exact.sizes());
  EXPECT_LT(distance(y, exact), 2e-6);
  EXPECT_LT(distance(found[0], exactGradients[0]), 2e-6);
  EXPECT_LT(distance(found[1], exactGradients[1]), 2e-6);
  EXPECT_TRUE(y.is_contiguous(torch::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(found[0].is_contiguous(torch::MemoryFormat::ChannelsLast));
  EXPECT_EQ(found[1].strides(), of.weight.strides());
}

void expectOwnAndExact(const Convolution& of) {
  expectExact(of);
  const auto found = of.gradients();
  const auto [dx, dw, none] = of.plainGradients();
  EXPECT_FALSE(torch::equal(of.forward(), of.plain())) << "as LibTorch has it";
  EXPECT_FALSE(torch::equal(found[0], dx)) << "as LibTorch has it";
  EXPECT_FALSE(torch::equal(found[1], dw)) << "as LibTorch has it";
}

TEST_F(ConvolutionTest, Of3x3AreComputedHereAndAreExactToFloat32) {
  expectOwnAndExact({{8, 32, 8, 12}, {48, 32, 3, 3}});
  expectOwnAndExact({{8, 32, 7, 7}, {32, 32, 3, 3}});
  expectOwnAndExact({{60, 128, 8, 8}, {128, 128, 3, 3}});  // several blocks of tiles
}

TEST_F(ConvolutionTest, SoAreThoseOfStride2) {
  expectOwnAndExact({{16, 32, 16, 24}, {48, 32, 3, 3}, 2});
  expectOwnAndExact({{32, 16, 13, 15}, {32, 16, 3, 3}, 2});
  expectOwnAndExact({{64, 64, 16, 16}, {128, 64, 3, 3}, 2});  // several blocks of tiles
}

/// How often LibTorch's `name` is called in `call`.
template <typename Call>
int callsOf(const std::string& name, const Call& call) {
  static thread_local std::pair<std::string, int> counted;
  counted = {name, 0};
  const at::CallbackHandle handle = at::addThreadLocalCallback(
      at::RecordFunctionCallback([](const at::RecordFunction& of) -> std::unique_ptr<at::ObserverContext> {
        if (of.name() == counted.first) ++counted.second;
        return nullptr;
      }));
  call();
  at::removeCallback(handle);
  return counted.second;
}

TEST_F(ConvolutionTest, OfMapsOf2x2AreProductsOfMatrices) {  // with LibTorch's bits, where that does so too
  const Convolution of({40, 24, 2, 2}, {56, 24, 3, 3});
  expectExact(of);
  EXPECT_EQ(callsOf("aten::mm", [&] { of.forward(); }), 1);
  EXPECT_EQ(callsOf("aten::mm", [&] { of.plain(); }), 0);
  EXPECT_EQ(callsOf("aten::mm", [&] { of.gradients(); }), 3);
}

TEST_F(ConvolutionTest, SoAreThoseOf1x1WithAStride) {
  const Convolution of({8, 24, 8, 12}, {40, 24, 1, 1}, 2, 0);
  expectExact(of);
  expectExact({{3, 16, 7, 10}, {32, 16, 1, 1}, 3, 0});
  EXPECT_EQ(callsOf("aten::mm", [&] { of.forward(); }), 1);
  EXPECT_EQ(callsOf("aten::mm", [&] { of.gradients(); }), 3);
}

TEST_F(ConvolutionTest, LargeWeightsOf2x2MapsAreLaidOutForTheirOwnGradientAlone) {
  const Convolution of({32, 264, 2, 2}, {256, 264, 3, 3});
  const auto found = of.gradients(), exact = of.gradients(torch::kFloat64);
  EXPECT_TRUE(torch::equal(of.forward(), of.plain()));
  EXPECT_TRUE(torch::equal(found[0], std::get<0>(of.plainGradients())));
  EXPECT_FALSE(torch::equal(found[1], std::get<1>(of.plainGradients()))) << "as LibTorch has it";
  EXPECT_LT(distance(found[1], exact[1]), 1e-6);
}

TEST_F(ConvolutionTest, ResultsAreTheSameOnAnyNumberOfThreads) {
  const Convolution of({16, 32, 8, 8}, {32, 32, 3, 3});
  const int before = torch::get_num_threads();
  torch::set_num_threads(1);
  const Tensor y = of.forward();
  const auto gradients = of.gradients();
  torch::set_num_threads(3);
  EXPECT_TRUE(torch::equal(of.forward(), y));
  EXPECT_TRUE(torch::equal(of.gradients()[0], gradients[0]));
  EXPECT_TRUE(torch::equal(of.gradients()[1], gradients[1]));
  torch::set_num_threads(before);
}

TEST_F(ConvolutionTest, OnlyWhatIsAskedForIsComputed) {
  const Convolution of({8, 32, 8, 8}, {32, 32, 3, 3});
  const Tensor w = of.weight.detach().requires_grad_(), a = of.x.detach().requires_grad_();
  const auto all = of.gradients();
  EXPECT_TRUE(torch::equal(
      torch::autograd::grad({torch::conv2d(of.x, w, {}, of.stride, of.padding)}, {w}, {of.dy})[0], all[1]));
  EXPECT_TRUE(torch::equal(
      torch::autograd::grad({torch::conv2d(a, of.weight, {}, of.stride, of.padding)}, {a}, {of.dy})[0],
      all[0]));
}

TEST_F(ConvolutionTest, GradientsOfGradientsGoOn) {
  const Convolution of({8, 16, 8, 8}, {16, 16, 3, 3});
  const auto second = [&](torch::Dtype type) {
    const Tensor x = of.x.detach().to(type).requires_grad_(),
                 w = of.weight.detach().to(type).requires_grad_();
    const Tensor y = torch::conv2d(x, w, {}, 1, 1).square().sum();
    const Tensor dw = torch::autograd::grad({y}, {w}, {}, true, true)[0];
    return torch::autograd::grad({dw.square().sum()}, {x})[0].to(torch::kFloat64);
  };
  EXPECT_LT(distance(second(torch::kFloat32), second(torch::kFloat64)), 5e-6);
}

TEST_F(ConvolutionTest, OtherShapesAreLeftToLibTorch) {
  const std::vector<Convolution> others{
      {{8, 32, 8, 8}, {32, 32, 3, 3}, 3},    {{8, 32, 8, 8}, {32, 32, 3, 3}, 2},
      {{8, 32, 8, 8}, {32, 32, 1, 1}, 1, 0}, {{8, 32, 8, 8}, {32, 32, 3, 3}, 1, 0},
      {{8, 3, 32, 32}, {32, 3, 3, 3}},       {{8, 32, 8, 8}, {24, 32, 3, 3}},
      {{8, 32, 2, 2}, {32, 32, 3, 3}},       {{1, 32, 8, 8}, {32, 32, 3, 3}},
      {{64, 32, 2, 3}, {32, 32, 3, 3}},
  };
  for (const Convolution& of : others) {
    EXPECT_TRUE(torch::equal(of.forward(), of.plain())) << of.x.sizes() << of.weight.sizes();
    const auto found = of.gradients();
    const auto [dx, dw, none] = of.plainGradients();
    EXPECT_TRUE(torch::equal(found[0], dx)) << of.x.sizes() << of.weight.sizes();
    EXPECT_TRUE(torch::equal(found[1], dw)) << of.x.sizes() << of.weight.sizes();
  }
}

TEST_F(ConvolutionTest, OtherOperandsAreLeftToLibTorch) {
  Convolution biased({8, 32, 8, 8}, {32, 32, 3, 3});
  biased.bias = torch::randn({32});
  EXPECT_TRUE(torch::equal(biased.forward(), biased.plain()));
  Convolution rows({8, 32, 8, 8}, {32, 32, 3, 3});
  rows.x = rows.x.contiguous();
  EXPECT_TRUE(torch::equal(rows.forward(), rows.plain()));
  const Convolution exact({8, 32, 8, 8}, {32, 32, 3, 3});
  EXPECT_EQ(exact.forward(torch::kFloat64).scalar_type(), torch::kFloat64);
}

TEST_F(ConvolutionTest, OtherCallsAreLeftToLibTorch) {
  using Sizes = std::vector<std::int64_t>;
  const Tensor x = made({8, 32, 8, 8}), weight = made({32, 32, 3, 3});
  const Sizes one{1, 1}, two{2, 2}, none{0, 0}, mixed{1, 2}, half{1, 0};
  const std::vector<ConvolutionCall> calls{{one, one, two, false, none, 1},
                                           {mixed, one, one, false, none, 1},
                                           {one, half, one, false, none, 1},
                                           {one, one, one, true, none, 1},
                                           {two, one, one, true, one, 1}};
  for (const ConvolutionCall& call : calls) {
    const Tensor plain = call.plain(x, weight, std::nullopt);
    EXPECT_TRUE(torch::equal(at::convolution(x, weight, {}, call.stride, call.padding, call.dilation,
                                             call.transposed, call.outputPadding, call.groups),
                             plain));
    const Tensor dy = torch::randn_like(plain);
    EXPECT_TRUE(torch::equal(
        std::get<1>(at::convolution_backward(dy, x, weight, std::nullopt, call.stride, call.padding,
                                             call.dilation, call.transposed, call.outputPadding, call.groups,
                                             {true, true, false})),
        std::get<1>(call.plainGradients(dy, x, weight, std::nullopt, {true, true, false}))));
  }
  const Tensor wide = made({8, 64, 8, 8});
  EXPECT_EQ(at::convolution(wide, weight, {}, one, one, one, false, none, 2).size(1), 32) << "two groups";
}

TEST_F(ConvolutionTest, GradientsThatDoNotFitAreLeftToLibTorch) {
  Convolution of({8, 32, 8, 8}, {32, 32, 3, 3});
  of.dy = of.dy.contiguous();
  EXPECT_TRUE(torch::equal(of.gradients()[1], std::get<1>(of.plainGradients()))) << "rows";
  of.dy = torch::ones({1}).expand_as(of.dy);
  EXPECT_TRUE(torch::equal(of.gradients()[1], std::get<1>(of.plainGradients()))) << "one number";
  const auto withBias =
      at::convolution_backward(made({8, 32, 8, 8}), of.x, of.weight, std::vector<std::int64_t>{32}, of.stride,
                               of.padding, of.one, false, of.none, 1, {true, true, true});
  EXPECT_EQ(std::get<2>(withBias).sizes(), at::IntArrayRef({32}));
}

TEST_F(ConvolutionTest, WrongOperandsAreRefused) {
  const Tensor x = made({8, 32, 8, 8}), weight = made({32, 32, 3, 3});
  EXPECT_THROW(torch::conv2d(x, weight, {}, 0, 1), c10::Error) << "a stride of 0";
  EXPECT_THROW(torch::conv2d(x, made({32, 16, 3, 3}), {}, 1, 1), c10::Error) << "other channels";
}

TEST_F(ConvolutionTest, BackwardUnderAutocastStaysInFloat32) {
  for (const Convolution& of :
       {Convolution({40, 32, 2, 2}, {64, 32, 3, 3}), Convolution({8, 32, 8, 8}, {32, 32, 1, 1}, 2, 0)}) {
    const Tensor a = of.x.detach().requires_grad_(), w = of.weight.detach().requires_grad_();
    const Tensor y = torch::conv2d(a, w, {}, of.stride, of.padding);
    const auto expected = of.gradients();
    const AutocastGuard bf16(true);
    const auto found = torch::autograd::grad({y}, {a, w}, {of.dy});
    EXPECT_TRUE(torch::equal(found[0], expected[0]));
    EXPECT_TRUE(torch::equal(found[1], expected[1]));
  }
}

/// The largest distance of a parameter's gradient from that of float64, in a network with weights from
/// `seed`.
double networksDistance(std::uint64_t seed) {
  torch::manual_seed(seed);
  const ResNetSettings settings{.network = spec::Network::ResNet10, .width = 16, .stemStride = 2};
  ResNet network(settings), exact(settings);
  {
    const torch::NoGradGuard noGraph;
    const auto from = network->parameters(), to = exact->parameters();
    for (std::size_t i = 0; i < from.size(); ++i) to[i].copy_(from[i]);
  }
  toChannelsLast(*network);
  exact->to(torch::kFloat64);
  const Tensor images = made({32, 3, 32, 32}), along = torch::randn({32, 128});
  network->forward(images).mul(along).sum().backward();
  exact->forward(images.to(torch::kFloat64)).mul(along).sum().backward();
  const auto gradients = exact->named_parameters();
  double most = 0;
  for (const auto& parameter : network->named_parameters())
    most = std::max(most, distance(parameter->grad(), gradients[parameter.key()].grad()));
  return most;
}

TEST_F(ConvolutionTest, GradientsOfAWholeNetworkAreThoseOfFloat64) {
  int exact = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6, 7, 8}) {
    const double found = networksDistance(seed);
    EXPECT_LT(found, 0.02) << "with seed " << seed;
    if (found < 1e-5) ++exact;
  }
  // It was 2e-6 (with LibTorch's convolutions too), or 3e-3 where rounding moved a value over the edge of a
  // ReLU.
  EXPECT_GE(exact, 4);
}

TEST(ConvolutionDeathTest, TheEnvironmentLeavesEverythingToLibTorch) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a process that has not called useOwnConvolutions()
  EXPECT_EXIT(
      {
        ::setenv("SKEWSCOPE_CONVOLUTIONS", "libtorch", 1);
        useOwnConvolutions();
        const Convolution of({8, 32, 8, 8}, {32, 32, 3, 3});
        std::_Exit(torch::equal(of.forward(), of.plain()) &&
                           torch::equal(of.gradients()[1], std::get<1>(of.plainGradients()))
                       ? 0
                       : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace skewscope::nn
