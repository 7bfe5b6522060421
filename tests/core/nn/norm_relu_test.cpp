#include "core/nn/norm_relu.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/nn/norm_kernels.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;

constexpr auto kChannelsLast = torch::MemoryFormat::ChannelsLast;

/// Values without a pattern over the channels, of a mean and a size of their own in each of them.
Tensor values(std::vector<std::int64_t> sizes, double step) {
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  const Tensor waves = torch::sin(torch::arange(count, torch::kFloat64) * step) +
                       torch::cos(torch::arange(count, torch::kFloat64).square() * step);
  const Tensor channel = torch::arange(sizes[1], torch::kFloat64).view({1, -1, 1, 1});
  return waves.view(sizes) * (1 + torch::sin(channel * 0.7).square()) + torch::cos(channel) * 3;
}

torch::nn::BatchNorm2d makeNorm(std::int64_t channels, torch::Dtype type) {
  torch::nn::BatchNorm2d norm(channels);
  const torch::NoGradGuard noGrad;
  const Tensor index = torch::arange(channels, torch::kFloat64);
  norm->weight.copy_(1 + torch::sin(index * 1.3) * 0.5);
  norm->bias.copy_(torch::cos(index * 2.1) * 0.3);
  norm->running_mean.copy_(torch::sin(index) * 2);
  norm->running_var.copy_(1 + torch::cos(index).square());
  norm->to(type);
  return norm;
}

struct Case {
  std::vector<std::int64_t> sizes;
  bool residual, training;
  Activation activation = Activation::Relu;
  torch::Dtype type = torch::kFloat32;
  torch::MemoryFormat format = kChannelsLast;

  std::string name() const {
    std::ostringstream text;
    text << torch::IntArrayRef(sizes) << (residual ? ", residual" : "") << (training ? ", training" : "")
         << (activation == Activation::Relu ? ", ReLU, " : ", ") << type;
    return text.str();
  }
};

/// Everything that a case computes, by name.
using Results = std::map<std::string, Tensor>;

template <typename Forward>
Results results(const Case& of, torch::Dtype type, torch::Dtype normType, const Forward& forward) {
  const auto made = [&](double step) {
    return values(of.sizes, step).to(of.type).to(type).contiguous(of.format);
  };
  torch::nn::BatchNorm2d norm = makeNorm(of.sizes[1], normType);
  norm->train(of.training);
  const Tensor x = made(0.37).requires_grad_();
  const Tensor residual = of.residual ? made(0.53).requires_grad_() : Tensor();
  const Tensor y = forward(norm, x, residual);
  y.backward(made(0.71));
  Results found{{"y", y.detach()},
                {"x", x.grad()},
                {"weight", norm->weight.grad()},
                {"bias", norm->bias.grad()},
                {"running mean", norm->running_mean},
                {"running variance", norm->running_var},
                {"batches", norm->num_batches_tracked}};
  if (of.residual) found["residual"] = residual.grad();
  return found;
}

Results fused(const Case& of) {
  return results(of, of.type, torch::kFloat32, [&](auto& norm, const Tensor& x, const Tensor& residual) {
    const Tensor y = batchNorm(*norm, x, residual, of.activation);
    EXPECT_EQ(y.scalar_type(), of.type);
    EXPECT_TRUE(y.is_contiguous(of.format));
    EXPECT_NE(y.grad_fn()->name().find("BatchNormFunction"), std::string::npos) << of.name();
    return y;
  });
}

/// The definition by operations of LibTorch in float64.
Results exact(const Case& of) {
  return results(of, torch::kFloat64, torch::kFloat64,
                 [&](auto& norm, const Tensor& x, const Tensor& residual) {
                   Tensor y = norm->forward(x);
                   if (residual.defined()) y = y + residual;
                   return of.activation == Activation::Relu ? y.relu() : y;
                 });
}

void expectClose(const Case& of, const Results& found, double tolerance) {
  for (const auto& [name, expected] : exact(of)) {
    const Tensor difference = (found.at(name).to(torch::kFloat64) - expected.to(torch::kFloat64)).abs();
    const double size = expected.to(torch::kFloat64).abs().max().template item<double>();
    EXPECT_LE(difference.max().item<double>(), tolerance * (1 + size)) << name << " of " << of.name();
  }
}

void expectSameBits(const Results& a, const Results& b, const std::string& what) {
  for (const auto& [name, tensor] : a) EXPECT_TRUE(tensor.equal(b.at(name))) << name << ", " << what;
}

TEST(BatchNorm, IsTheDefinitionForEveryNumberOfChannels) {
  for (std::int64_t channels = 1; channels <= 65; ++channels) {
    for (const bool residual : {false, true}) {
      for (const bool training : {false, true}) {
        const Case one{{3, channels, 5, 7}, residual, training};
        expectClose(one, fused(one), 2e-5);
      }
    }
  }
}

TEST(BatchNorm, IsTheDefinitionForOddSizes) {
  const std::vector<std::vector<std::int64_t>> shapes{
      {1, 16, 1, 2},  {1, 3, 9, 1},    {1, 64, 32, 32}, {2, 128, 1, 1}, {7, 24, 13, 3},
      {5, 300, 3, 2}, {3, 2048, 2, 3}, {64, 8, 33, 31}, {2, 1, 1, 1},   {33, 17, 11, 29}};
  for (const auto& sizes : shapes) {
    for (const bool residual : {false, true}) {
      for (const bool training : {false, true}) {
        for (const Activation activation : {Activation::None, Activation::Relu}) {
          const Case one{sizes, residual, training, activation};
          // Two values that are normalised have hardly a gradient: it is the difference of equal numbers.
          expectClose(one, fused(one), sizes[0] * sizes[2] * sizes[3] > 2 ? 3e-5 : 1e-3);
        }
      }
    }
  }
}

// Inputs are rounded to bfloat16 on both sides; outputs and gradients are rounded once more here. A value at
// the ReLU's edge may fall on either side, where the gradient jumps: compared without that.
TEST(BatchNorm, Bfloat16RoundsOnlyWhatItStores) {
  for (const std::int64_t channels : {1, 8, 16, 24, 64, 65}) {
    for (const bool training : {false, true}) {
      const Case one{{4, channels, 9, 8}, true, training, Activation::None, torch::kBFloat16};
      expectClose(one, fused(one), 6e-3);
    }
  }
}

TEST(BatchNorm, Bfloat16IsFloat32Rounded) {
  for (const std::int64_t channels : {1, 16, 65, 256}) {
    for (const bool residual : {false, true}) {
      const Case half{{3, channels, 7, 5}, residual, true, Activation::Relu, torch::kBFloat16};
      // The same values as float32, where only the result of a loop is not rounded.
      const Results found = fused(half);
      const Results wide =
          results(half, torch::kFloat32, torch::kFloat32,
                  [](auto& norm, const Tensor& x, const Tensor& r) { return normRelu(norm, x, r); });
      for (const auto& [name, tensor] : wide)
        EXPECT_TRUE(found.at(name).equal(tensor.to(found.at(name).scalar_type())))
            << name << " of " << half.name();
    }
  }
}

TEST(BatchNorm, StatisticsOfAMillionValuesFarFromZeroAreExact) {
  const Tensor noise = torch::sin(torch::arange(1048576, torch::kFloat64).square() * 0.37);
  const Tensor x = (noise + 1000).to(torch::kFloat32).view({256, 1, 64, 64});
  torch::nn::BatchNorm2d norm(1);
  normRelu(norm, x);
  const Tensor exact = x.to(torch::kFloat64);
  EXPECT_NEAR(norm->running_mean.item<double>(), 0.1 * exact.mean().item<double>(), 1e-5);
  EXPECT_NEAR(norm->running_var.item<double>(), 0.9 + 0.1 * exact.var().item<double>(), 1e-6);
}

TEST(BatchNorm, SameBitsOnAnyNumberOfThreadsAndEveryCall) {
  const int before = torch::get_num_threads();
  for (const torch::Dtype type : {torch::kFloat32, torch::kBFloat16}) {
    for (const std::int64_t channels : {5, 16, 192}) {
      for (const bool residual : {false, true}) {
        const Case one{{16, channels, 31, 33}, residual, true, Activation::Relu, type};
        torch::set_num_threads(1);
        const Results expected = fused(one);
        for (const int threads : {1, 2, 3}) {
          torch::set_num_threads(threads);
          expectSameBits(expected, fused(one), one.name() + ", threads: " + std::to_string(threads));
        }
      }
    }
  }
  torch::set_num_threads(before);
}

TEST(BatchNorm, PassesAGradientToTheResidualAlone) {
  auto norm = makeNorm(16, torch::kFloat32);
  norm->weight.requires_grad_(false);
  norm->bias.requires_grad_(false);
  const Tensor x = values({2, 16, 3, 3}, 0.37).to(torch::kFloat32).contiguous(kChannelsLast);
  EXPECT_FALSE(normRelu(norm, x).requires_grad());
  const Tensor residual = x.clone().requires_grad_();
  const Tensor y = normRelu(norm, x, residual);
  y.sum().backward();
  EXPECT_TRUE(residual.grad().equal((y > 0).to(torch::kFloat32)));
  const torch::NoGradGuard noGrad;
  EXPECT_TRUE(normRelu(norm, x, residual).equal(y));
}

TEST(BatchNorm, KeepsNaN) {
  auto norm = makeNorm(3, torch::kFloat32);
  for (const torch::Dtype type : {torch::kFloat32, torch::kBFloat16}) {
    Tensor x = values({2, 3, 4, 4}, 0.37).contiguous(kChannelsLast);
    x[1][2][3][0] = std::numeric_limits<double>::quiet_NaN();
    const Tensor found = normRelu(norm, x.to(type)).isnan().all(0).all(-1).all(-1);
    EXPECT_TRUE(found.equal(torch::tensor({false, false, true})));
  }
}

// A gradient that hides a value that is none would make a run that has failed look like one that learns. It
// is the same value whether it is differentiated again or not.
TEST(BatchNorm, TheGradientOfNaNIsNoZero) {
  for (const bool residual : {false, true}) {
    auto norm = makeNorm(3, torch::kFloat32);
    norm->eval();
    Tensor x = values({2, 3, 4, 4}, 0.37).to(torch::kFloat32).contiguous(kChannelsLast);
    x[1][2][3][0] = std::numeric_limits<float>::quiet_NaN();
    const Tensor y = normRelu(norm, x, residual ? torch::ones_like(x) : Tensor());
    // Nothing but the value that is none has a gradient: it is all that the bias gets.
    Tensor dy = torch::zeros_like(x);
    dy[1][2][3][0] = 1;
    for (const bool differentiable : {false, true}) {
      const auto found = torch::autograd::grad({y}, {norm->bias}, {dy}, /*retain_graph=*/true,
                                               /*create_graph=*/differentiable);
      EXPECT_TRUE(found[0].equal(torch::tensor({0.0f, 0.0f, 1.0f})))
          << "residual " << residual << ", differentiable " << differentiable;
    }
  }
}

/// Whatever is not fused is what LibTorch computes, bit for bit.
TEST(BatchNorm, FallsBackToTheSameOperations) {
  const auto expectPlain = [](const std::string& what, const Tensor& x, auto make) {
    const auto run = [&](auto forward) {
      torch::nn::BatchNorm2d norm = make();
      const Tensor input = x.detach().clone().requires_grad_();
      const Tensor y = forward(norm, input);
      y.square().sum().backward();
      return std::vector<Tensor>{y.detach(), input.grad(), norm->running_mean, norm->running_var};
    };
    const auto found = run([&](auto& norm, const Tensor& input) { return normRelu(norm, input, x); });
    const auto plain =
        run([&](auto& norm, const Tensor& input) { return (norm->forward(input) + x).relu(); });
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].defined(), plain[i].defined());
      EXPECT_TRUE(!plain[i].defined() || found[i].equal(plain[i])) << what << ", " << i;
    }
  };
  const Tensor x = values({4, 6, 5, 3}, 0.37);
  const auto standard = [] { return makeNorm(6, torch::kFloat32); };
  expectPlain("not channels_last", x.to(torch::kFloat32), standard);
  expectPlain("float64", x.contiguous(kChannelsLast), [] { return makeNorm(6, torch::kFloat64); });
  const Tensor fitting = x.to(torch::kFloat32).contiguous(kChannelsLast);
  expectPlain("no running statistics", fitting, [] {
    return torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(6).track_running_stats(false));
  });
  expectPlain("cumulative average", fitting,
              [] { return torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(6).momentum(std::nullopt)); });
  torch::nn::BatchNorm2d plain(torch::nn::BatchNorm2dOptions(6).affine(false));
  EXPECT_TRUE(normRelu(plain, fitting).equal(plain->forward(fitting).relu()));
  torch::nn::BatchNorm2d norm(6);
  EXPECT_THROW(normRelu(norm, torch::zeros({1, 6, 1, 1})), c10::Error);  // one value per channel
  EXPECT_THROW(normRelu(norm, torch::zeros({2, 5, 3, 3}).contiguous(kChannelsLast)), c10::Error);
}

TEST(BatchNorm, CanBeDifferentiatedTwice) {
  for (const bool training : {false, true}) {
    for (const bool residual : {false, true}) {
      // The gradient of the squared gradients, by this function and by LibTorch in float64.
      const auto second = [&](torch::Dtype type, auto forward) {
        auto norm = makeNorm(5, type);
        norm->train(training);
        const Tensor x = values({3, 5, 4, 3}, 0.37).to(type).contiguous(kChannelsLast).requires_grad_();
        const Tensor r = residual ? values({3, 5, 4, 3}, 0.53).to(type).contiguous(kChannelsLast) : Tensor();
        if (residual) r.requires_grad_();
        const Tensor y = forward(norm, x, r);
        std::vector<Tensor> inputs{x, norm->weight, norm->bias};
        if (residual) inputs.push_back(r);
        const auto first = torch::autograd::grad({y.pow(3).sum()}, inputs, {}, true, /*create_graph=*/true);
        Tensor sum = torch::zeros({}, type);
        for (const Tensor& gradient : first) sum = sum + gradient.square().sum();
        return torch::autograd::grad({sum}, inputs);
      };
      const auto found = second(
          torch::kFloat32, [](auto& norm, const Tensor& x, const Tensor& r) { return normRelu(norm, x, r); });
      const auto exact = second(torch::kFloat64, [](auto& norm, const Tensor& x, const Tensor& r) {
        const Tensor y = norm->forward(x);
        return (r.defined() ? y + r : y).relu();
      });
      for (std::size_t i = 0; i < exact.size(); ++i) {
        const double size = exact[i].norm().item<double>();
        EXPECT_GT(size, 0);
        EXPECT_LT((found[i].to(torch::kFloat64) - exact[i]).norm().item<double>(), 1e-4 * size)
            << "input " << i << ", training " << training << ", residual " << residual;
      }
    }
  }
}

/// Everything that the loops make of x, taken for a matrix [rows, columns].
template <typename T>
std::vector<Tensor> computeAll(const NormLoops<T>& loops, const Tensor& x, std::int64_t columns) {
  const std::int64_t rows = x.numel() / columns;
  const auto in = [](const Tensor& tensor) { return static_cast<T*>(tensor.data_ptr()); };
  const Tensor scale = torch::linspace(0.5, 1.5, columns), shift = torch::linspace(-1, 1, columns);
  const Tensor mean = torch::linspace(-0.3, 0.4, columns), scratch = torch::empty({kNormScratch * columns});
  const NormColumns of{scale.const_data_ptr<float>(), shift.const_data_ptr<float>(),
                       mean.const_data_ptr<float>()};
  std::vector<Tensor> out;
  const auto sums = [&] { return out.emplace_back(torch::empty({columns}, torch::kFloat64)); };
  const Tensor means = sums(), squares = sums();
  loops.moments(in(x), rows, columns, scratch.data_ptr<float>(), means.data_ptr<double>(),
                squares.data_ptr<double>());
  for (const bool relu : {false, true}) {
    for (const bool residual : {false, true}) {
      const Tensor y = out.emplace_back(torch::empty_like(x));
      loops.normalise(in(x), residual ? in(x) : nullptr, rows, columns, of, relu, in(y));
    }
  }
  for (const NormMask mask : {NormMask::All, NormMask::Input, NormMask::Output}) {
    for (const bool pass : {false, true}) {
      const Tensor first = sums(), second = sums(), passed = out.emplace_back(torch::zeros_like(x));
      loops.gradientSums(in(x), in(x), in(x), mask, rows, columns, of, scratch.data_ptr<float>(),
                         first.data_ptr<double>(), second.data_ptr<double>(), pass ? in(passed) : nullptr);
    }
  }
  for (const NormMask mask : {NormMask::All, NormMask::Input}) {
    const Tensor dx = out.emplace_back(torch::empty_like(x));
    loops.gradient(in(x), in(x), mask, rows, columns, of, of.shift, of.mean, in(dx));
  }
  return out;
}

TEST(NormKernels, EveryInstructionSetGivesTheSameBits) {
  const auto available = availableNormKernels();
  ASSERT_GE(available.size(), 1u);
  EXPECT_EQ(&normKernels(), available.back());
  if (available.size() < 2) GTEST_SKIP() << "this processor has the baseline only";
  for (const std::int64_t columns : {1, 7, 16, 65, 128}) {
    for (const std::int64_t rows : {1, 3, 64, 131}) {
      const Tensor x = values({rows, columns, 1, 1}, 0.37).to(torch::kFloat32);
      const auto all = [&](const NormKernels& kernels) {
        auto found = computeAll(kernels.float32, x, columns);
        const auto half = computeAll(kernels.bfloat16, x.to(torch::kBFloat16), columns);
        found.insert(found.end(), half.begin(), half.end());
        return found;
      };
      const auto expected = all(*available.front());
      for (const NormKernels* other : available.subspan(1)) {
        const auto found = all(*other);
        for (std::size_t i = 0; i < expected.size(); ++i)
          EXPECT_TRUE(found[i].equal(expected[i]))
              << other->name << ", " << rows << " x " << columns << ", " << i;
      }
    }
  }
}

}  // namespace
}  // namespace skewscope::nn
