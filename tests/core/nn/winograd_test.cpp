#include "core/nn/winograd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace skewscope::nn {
namespace {

using Numbers = std::vector<float>;
using Exact = std::vector<double>;

std::size_t sizeOfInputs(const WinogradShape& s) {
  return static_cast<std::size_t>(s.images * s.height * s.width * s.inputs);
}
std::size_t sizeOfOutputs(const WinogradShape& s) {
  return static_cast<std::size_t>(s.images * s.outputHeight() * s.outputWidth() * s.outputs);
}
std::size_t sizeOfWeight(const WinogradShape& s) {
  return static_cast<std::size_t>(s.outputs * 9 * s.inputs);
}

/// Calls body(output, weight, input), indices into y, weight and x, for every product of the convolution.
template <typename Body>
void forEachProduct(const WinogradShape& s, const Body& body) {
  const std::int64_t rows = s.outputHeight(), columns = s.outputWidth();
  for (std::int64_t place = 0; place < s.images * rows * columns; ++place) {
    const std::int64_t image = place / (rows * columns);
    for (std::int64_t i = 0; i < 3; ++i) {
      for (std::int64_t j = 0; j < 3; ++j) {
        const std::int64_t row = place / columns % rows * s.stride + i - 1,
                           column = place % columns * s.stride + j - 1;
        if (row < 0 || row >= s.height || column < 0 || column >= s.width) continue;
        const std::int64_t from = ((image * s.height + row) * s.width + column) * s.inputs;
        for (std::int64_t k = 0; k < s.outputs; ++k) {
          const std::int64_t weight = (k * 9 + i * 3 + j) * s.inputs;
          for (std::int64_t c = 0; c < s.inputs; ++c)
            body(static_cast<std::size_t>(place * s.outputs + k), static_cast<std::size_t>(weight + c),
                 static_cast<std::size_t>(from + c));
        }
      }
    }
  }
}

/// Operands of a convolution, the gradient that it gets, and its results as sums of products in Number.
template <typename Number>
struct Sums {
  std::vector<Number> y, dx, dw;
};

struct Operands {
  explicit Operands(const WinogradShape& s) : shape(s) {
    std::mt19937 random(5);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same numbers every time
    std::normal_distribution<float> normal;
    const auto made = [&](std::size_t count) {
      Numbers numbers(count);
      for (float& number : numbers) number = normal(random);
      return numbers;
    };
    x = made(sizeOfInputs(s));
    weight = made(sizeOfWeight(s));
    dy = made(sizeOfOutputs(s));
  }
  template <typename Number>
  Sums<Number> sums() const {
    Sums<Number> found{std::vector<Number>(dy.size()), std::vector<Number>(x.size()),
                       std::vector<Number>(weight.size())};
    forEachProduct(shape, [&](std::size_t to, std::size_t w, std::size_t from) {
      found.y[to] += Number{weight[w]} * Number{x[from]};
      found.dx[from] += Number{weight[w]} * Number{dy[to]};
      found.dw[w] += Number{x[from]} * Number{dy[to]};
    });
    return found;
  }
  /// Results have the canary behind them, which nobody may overwrite.
  Sums<float> winograd(const WinogradKernels& kernels, const ParallelFor& parallel, int threads) const {
    const WinogradRun run{kernels, parallel, threads};
    const auto room = [](std::size_t count) { return Numbers(count + kCanaries, kCanary); };
    Sums<float> found{room(dy.size()), room(x.size()), room(weight.size())};
    winogradConvolution(run, shape, x.data(), weight.data(), found.y.data());
    winogradInputGradient(run, shape, dy.data(), weight.data(), found.dx.data());
    winogradWeightGradient(run, shape, x.data(), dy.data(), found.dw.data());
    for (Numbers* const numbers : {&found.y, &found.dx, &found.dw}) {
      for (std::size_t i = numbers->size() - kCanaries; i < numbers->size(); ++i)
        EXPECT_EQ((*numbers)[i], kCanary) << "written behind the end";
      numbers->resize(numbers->size() - kCanaries);
    }
    return found;
  }

  static constexpr std::size_t kCanaries = 64;
  static constexpr float kCanary = 12345.0f;
  WinogradShape shape;
  Numbers x, weight, dy;
};

double distance(const Numbers& found, const Exact& exact) {
  double squares = 0, all = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    squares += (found[i] - exact[i]) * (found[i] - exact[i]);
    all += exact[i] * exact[i];
  }
  return std::sqrt(squares / all);
}

using Case = std::tuple<std::size_t, WinogradShape>;

std::string nameOf(const testing::TestParamInfo<Case>& info) {
  const auto& [kernels, s] = info.param;
  return std::string(availableWinogradKernels()[kernels]->name) + "_" + std::to_string(s.images) + "x" +
         std::to_string(s.height) + "x" + std::to_string(s.width) + "x" + std::to_string(s.inputs) + "to" +
         std::to_string(s.outputs) + (s.stride == 1 ? "" : "stride2");
}

class WinogradTest : public testing::TestWithParam<Case> {
 protected:
  const WinogradKernels& kernels() const { return *availableWinogradKernels()[std::get<0>(GetParam())]; }
  Operands operands() const { return Operands(std::get<1>(GetParam())); }
};

TEST_P(WinogradTest, IsNearlyAsExactAsSumsOfProductsAre) {
  const Operands of = operands();
  const auto exact = of.sums<double>();
  const auto plain = of.sums<float>();
  const auto found = of.winograd(kernels(), serialFor(), 1);
  EXPECT_LT(distance(found.y, exact.y), 3e-6);
  EXPECT_LT(distance(found.dx, exact.dx), 3e-6);
  EXPECT_LT(distance(found.dw, exact.dw), 3e-6);
  // One sum after the other rounds more than sums in several registers do, and most where they are long.
  EXPECT_LT(distance(found.y, exact.y), 4 * distance(plain.y, exact.y));
  EXPECT_LT(distance(found.dx, exact.dx), 4 * distance(plain.dx, exact.dx));
  EXPECT_LT(distance(found.dw, exact.dw), 8 * distance(plain.dw, exact.dw));
}

TEST_P(WinogradTest, HasTheSameBitsOnAnyNumberOfThreads) {
  const Operands of = operands();
  const auto one = of.winograd(kernels(), serialFor(), 1);
  for (const int threads : {2, 3, 7, 40}) {
    const auto several = of.winograd(kernels(), threadedFor(threads), threads);
    EXPECT_EQ(several.y, one.y) << threads;
    EXPECT_EQ(several.dx, one.dx) << threads;
    EXPECT_EQ(several.dw, one.dw) << threads;
  }
}

TEST_P(WinogradTest, AnImageDoesNotDependOnItsBatch) {
  const Operands of = operands();
  const auto all = of.winograd(kernels(), serialFor(), 1);
  Operands last = of;
  last.shape.images = 1;
  const auto keepLast = [](Numbers& numbers, std::size_t count) {
    numbers.erase(numbers.begin(), numbers.end() - static_cast<std::ptrdiff_t>(count));
  };
  keepLast(last.x, sizeOfInputs(last.shape));
  keepLast(last.dy, sizeOfOutputs(last.shape));
  const auto alone = last.winograd(kernels(), serialFor(), 1);
  EXPECT_TRUE(std::equal(alone.y.rbegin(), alone.y.rend(), all.y.rbegin()));
  EXPECT_TRUE(std::equal(alone.dx.rbegin(), alone.dx.rend(), all.dx.rbegin()));
}

// Both strides, maps of whole tiles and others, groups and panels of each kind, and more tiles than a block
// holds.
INSTANTIATE_TEST_SUITE_P(
    Shapes, WinogradTest,
    testing::Combine(testing::Range(std::size_t{0}, availableWinogradKernels().size()),
                     testing::Values(WinogradShape{2, 4, 4, 16, 16}, WinogradShape{1, 1, 1, 16, 32},
                                     WinogradShape{3, 7, 5, 32, 16}, WinogradShape{7, 3, 13, 48, 16},
                                     WinogradShape{13, 8, 8, 16, 48}, WinogradShape{30, 36, 36, 16, 16},
                                     WinogradShape{24, 16, 16, 64, 32}, WinogradShape{5, 4, 4, 256, 128},
                                     WinogradShape{9, 8, 8, 80, 112}, WinogradShape{17, 12, 12, 80, 64},
                                     WinogradShape{130, 3, 3, 1040, 16}, WinogradShape{2, 8, 8, 16, 16, 2},
                                     WinogradShape{1, 1, 1, 16, 32, 2}, WinogradShape{3, 7, 5, 32, 16, 2},
                                     WinogradShape{7, 3, 14, 48, 16, 2}, WinogradShape{13, 16, 16, 16, 48, 2},
                                     WinogradShape{30, 50, 50, 16, 16, 2},
                                     WinogradShape{12, 32, 32, 64, 128, 2},
                                     WinogradShape{9, 8, 8, 144, 128, 2},
                                     WinogradShape{130, 6, 6, 16, 1040, 2})),
    nameOf);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(WinogradTest);

TEST(Winograd, TheOneInTheMiddleOfAKernelCopies) {
  for (const WinogradKernels* kernels : availableWinogradKernels()) {
    Operands of({2, 9, 6, 16, 16});
    std::ranges::fill(of.weight, 0.0f);
    for (std::size_t k = 0; k < 16; ++k) of.weight[(k * 9 + 4) * 16 + k] = 1;
    const auto found = of.winograd(*kernels, serialFor(), 1);
    for (std::size_t i = 0; i < of.x.size(); ++i) {
      EXPECT_NEAR(found.y[i], of.x[i], 2e-6f * 16);
      EXPECT_NEAR(found.dx[i], of.dy[i], 2e-6f * 16);
    }
  }
}

TEST(Winograd, TheOneInTheMiddleOfAStridedKernelPicks) {
  for (const WinogradKernels* kernels : availableWinogradKernels()) {
    Operands of({2, 9, 6, 16, 16, 2});
    std::ranges::fill(of.weight, 0.0f);
    for (std::size_t k = 0; k < 16; ++k) of.weight[(k * 9 + 4) * 16 + k] = 1;
    const auto found = of.winograd(*kernels, serialFor(), 1);
    for (std::size_t i = 0; i < of.x.size(); ++i) {
      const std::size_t c = i % 16, column = i / 16 % 6, row = i / 96 % 9, image = i / 864;
      if (row % 2 == 0 && column % 2 == 0) {
        const std::size_t to = ((image * 5 + row / 2) * 3 + column / 2) * 16 + c;
        EXPECT_NEAR(found.y[to], of.x[i], 2e-6f * 16);
        EXPECT_NEAR(found.dx[i], of.dy[to], 2e-6f * 16);
      } else {
        EXPECT_NEAR(found.dx[i], 0.0f, 2e-6f * 16);
      }
    }
  }
}

TEST(Winograd, WhatIsNotANumberComesOut) {
  for (const WinogradKernels* kernels : availableWinogradKernels()) {
    Operands of({1, 8, 8, 16, 16});
    of.x[(3 * 8 + 5) * 16 + 2] = std::numeric_limits<float>::quiet_NaN();
    const auto found = of.winograd(*kernels, serialFor(), 1);
    for (const std::size_t row : {2u, 3u, 4u}) {
      for (const std::size_t column : {4u, 5u, 6u})
        EXPECT_TRUE(std::isnan(found.y[(row * 8 + column) * 16])) << row << ", " << column;
    }
    EXPECT_TRUE(std::isnan(found.dw[2]));
    EXPECT_FALSE(std::isnan(found.dw[3])) << "of another channel";
  }
}

TEST(Winograd, IsWorthItForWholePanelsAndEnoughTilesWithLittleHangingOver) {
  EXPECT_TRUE(worthWinograd({64, 32, 32, 64, 64}));
  EXPECT_TRUE(worthWinograd({128, 4, 4, 128, 128}));
  EXPECT_TRUE(worthWinograd({64, 7, 7, 512, 512}));
  EXPECT_FALSE(worthWinograd({64, 32, 32, 3, 64})) << "images";
  EXPECT_FALSE(worthWinograd({64, 32, 32, 64, 24}));
  EXPECT_FALSE(worthWinograd({64, 32, 32, 0, 16}));
  EXPECT_FALSE(worthWinograd({512, 2, 2, 128, 128})) << "three quarters of each tile are not there";
  EXPECT_FALSE(worthWinograd({512, 5, 5, 64, 64}));
  EXPECT_FALSE(worthWinograd({4, 8, 8, 512, 512})) << "16 tiles do not pay for 36 x 512 x 512 weights";
  EXPECT_FALSE(worthWinograd({0, 8, 8, 64, 64}));
  EXPECT_TRUE(worthWinograd({64, 32, 32, 64, 128, 2}));
  EXPECT_TRUE(worthWinograd({64, 7, 7, 64, 128, 2}));
  EXPECT_FALSE(worthWinograd({512, 4, 4, 64, 128, 2})) << "to 2x2";
  EXPECT_FALSE(worthWinograd({32, 8, 8, 256, 512, 2})) << "of 81 x 256 x 512 weights";
}

}  // namespace
}  // namespace skewscope::nn
