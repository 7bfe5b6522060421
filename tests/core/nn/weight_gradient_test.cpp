#include "core/nn/weight_gradient.h"

#include <ATen/ops/convolution_backward_compositeexplicitautograd_dispatch.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "core/base/system.h"
#include "core/nn/convolution.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;

struct Shape {
  std::int64_t images, in, out, side, kernel, stride;
};

/// How a test of it is called.
std::string nameOf(const testing::TestParamInfo<Shape>& info) {
  const Shape& s = info.param;
  return std::to_string(s.images) + "x" + std::to_string(s.in) + "to" + std::to_string(s.out) + "side" +
         std::to_string(s.side) + "kernel" + std::to_string(s.kernel) + "stride" + std::to_string(s.stride);
}

/// Operands of a convolution and the gradient that it gets, with values that bfloat16 has.
struct Operands {
  explicit Operands(const Shape& s) : shape(s) {
    torch::manual_seed(3);
    const auto made = [](std::vector<std::int64_t> sizes) {
      return torch::randn(sizes).to(torch::kBFloat16).contiguous(torch::MemoryFormat::ChannelsLast);
    };
    const std::int64_t out = (s.side - 1) / s.stride + 1;
    x = made({s.images, s.in, s.side, s.side});
    weight = made({s.out, s.in, s.kernel, s.kernel});
    dy = made({s.images, s.out, out, out});
  }
  /// Gradients of the input and of the weight, computed in `type`.
  std::tuple<Tensor, Tensor> gradients(torch::Dtype type) const {
    Tensor a = x.detach().to(type).requires_grad_(), w = weight.detach().to(type).requires_grad_();
    torch::conv2d(a, w, {}, shape.stride, shape.kernel / 2).backward(dy.to(type));
    return {a.grad(), w.grad()};
  }
  /// LibTorch's own in bfloat16.
  std::tuple<Tensor, Tensor> plain() const {
    const std::vector<std::int64_t> stride(2, shape.stride), padding(2, shape.kernel / 2), one{1, 1},
        none{0, 0};
    const auto found = at::compositeexplicitautograd::convolution_backward(
        dy, x, weight, at::OptionalIntArrayRef(), stride, padding, one, false, none, 1, {true, true, false});
    return {std::get<0>(found), std::get<1>(found)};
  }

  Shape shape;
  Tensor x, weight, dy;
};

class SplitWeightGradientTest : public testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    if (!cpuInfo().computesBf16()) GTEST_SKIP() << "this processor computes no bfloat16";
    threads_ = torch::get_num_threads();
    useOwnConvolutions();
  }
  void TearDown() override { torch::set_num_threads(threads_); }
  int threads_ = 1;
};

double distance(const Tensor& found, const Tensor& exact) {
  return ((found.to(torch::kFloat64) - exact).norm() / exact.norm()).item<double>();
}

TEST_P(SplitWeightGradientTest, IsThatOfFloat64AsNearlyAsLibTorchs) {
  torch::set_num_threads(2);
  const Operands operands(GetParam());
  const auto [exactInput, exactWeight] = operands.gradients(torch::kFloat64);
  const auto [plainInput, plainWeight] = operands.plain();
  const auto [input, weight] = operands.gradients(torch::kBFloat16);
  EXPECT_EQ(weight.scalar_type(), torch::kBFloat16);
  EXPECT_EQ(weight.sizes(), operands.weight.sizes());
  // Two roundings to eight bits instead of one.
  EXPECT_LT(distance(weight, exactWeight), 0.003);
  EXPECT_LT(distance(weight, exactWeight), 2 * distance(plainWeight, exactWeight));
  EXPECT_TRUE(torch::equal(input, plainInput)) << "the input's gradient is LibTorch's";
}

TEST_P(SplitWeightGradientTest, IsTheSameEveryTime) {
  torch::set_num_threads(3);
  const Operands operands(GetParam());
  const Tensor first = std::get<1>(operands.gradients(torch::kBFloat16));
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(torch::equal(std::get<1>(operands.gradients(torch::kBFloat16)), first));
}

TEST_P(SplitWeightGradientTest, OneThreadIsLeftToLibTorch) {
  const Operands operands(GetParam());
  torch::set_num_threads(1);
  EXPECT_TRUE(torch::equal(std::get<1>(operands.gradients(torch::kBFloat16)), std::get<1>(operands.plain())));
}

INSTANTIATE_TEST_SUITE_P(Shapes, SplitWeightGradientTest,
                         testing::Values(Shape{16, 16, 32, 8, 3, 2}, Shape{16, 16, 16, 8, 3, 1},
                                         Shape{16, 16, 32, 8, 1, 2}, Shape{17, 32, 16, 2, 3, 1},
                                         Shape{13, 16, 24, 7, 3, 2}),
                         nameOf);

TEST(SplitWeightGradients, IsUsedWhereItCanBe) {
  if (!cpuInfo().computesBf16()) GTEST_SKIP() << "this processor computes no bfloat16";
  useOwnConvolutions();
  const int before = torch::get_num_threads();
  torch::set_num_threads(2);
  const Operands operands({16, 16, 32, 8, 3, 2});
  // Each half by itself on one thread, rounded, then the sum: what LibTorch alone does not compute.
  std::vector<Tensor> halves;
  torch::set_num_threads(1);
  for (const std::int64_t first : {0, 8}) {
    Operands half = operands;
    half.x = operands.x.narrow(0, first, 8);
    half.dy = operands.dy.narrow(0, first, 8);
    halves.push_back(std::get<1>(half.plain()).to(torch::kFloat32));
  }
  torch::set_num_threads(2);
  EXPECT_TRUE(torch::equal(std::get<1>(operands.gradients(torch::kBFloat16)),
                           (halves[0] + halves[1]).to(torch::kBFloat16)));
  torch::set_num_threads(before);
}

TEST(SplitWeightGradients, SmallBatchesAreLeftWhole) {
  if (!cpuInfo().computesBf16()) GTEST_SKIP() << "this processor computes no bfloat16";
  useOwnConvolutions();
  const int before = torch::get_num_threads();
  torch::set_num_threads(2);
  const Operands operands({5, 16, 32, 8, 3, 2});
  EXPECT_TRUE(torch::equal(std::get<1>(operands.gradients(torch::kBFloat16)), std::get<1>(operands.plain())));
  torch::set_num_threads(before);
}

TEST(SplitWeightGradients, LargeWeightsAreLeftToLibTorch) {
  if (!cpuInfo().computesBf16()) GTEST_SKIP() << "this processor computes no bfloat16";
  useOwnConvolutions();
  const int before = torch::get_num_threads();
  torch::set_num_threads(2);
  const Operands operands({8, 256, 256, 2, 3, 1});
  EXPECT_TRUE(torch::equal(std::get<1>(operands.gradients(torch::kBFloat16)), std::get<1>(operands.plain())));
  torch::set_num_threads(before);
}

TEST(SplitWeightGradients, GradientsOfGradientsGoOn) {
  if (!cpuInfo().computesBf16()) GTEST_SKIP() << "this processor computes no bfloat16";
  useOwnConvolutions();
  const int before = torch::get_num_threads();
  torch::set_num_threads(2);
  const Operands operands({16, 16, 16, 4, 3, 1});
  const auto second = [&](torch::Dtype type) {
    Tensor x = operands.x.detach().to(type).requires_grad_(),
           w = operands.weight.detach().to(type).requires_grad_();
    const Tensor y = torch::conv2d(x, w, {}, 1, 1).square().sum();
    const Tensor dw = torch::autograd::grad({y}, {w}, {}, true, true)[0];
    return torch::autograd::grad({dw.square().sum()}, {x})[0].to(torch::kFloat64);
  };
  EXPECT_LT(distance(second(torch::kBFloat16), second(torch::kFloat64)), 0.02);
  torch::set_num_threads(before);
}

}  // namespace
}  // namespace skewscope::nn
