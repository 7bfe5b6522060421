// Batch normalisation by the kernels of a device, against LibTorch's operations on the processor.
#include "core/nn/norm_on_device.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "core/cuda/plugin.h"
#include "core/nn/device_kernels.h"
#include "core/nn/kernel_gain.h"
#include "core/nn/norm_relu.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/nn/device_under_test.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;

class NormOnDevice : public test::OnDevice {
 protected:
  static DeviceKernels kernels(std::int64_t views = 1) { return {device().plugin, views}; }
};

void expectClose(const Tensor& found, const Tensor& expected, double tolerance = 2e-5) {
  ASSERT_EQ(found.sizes(), expected.sizes());
  const Tensor difference = (found.to(torch::kCPU, torch::kFloat64) - expected.to(torch::kFloat64)).abs();
  EXPECT_LT(difference.max().item<double>(), tolerance);
}

struct NormCase {
  const char* name;
  std::vector<std::int64_t> shape;
  std::int64_t views = 1;
  bool residual = false, relu = false, affine = true, kept = true;
};
void PrintTo(const NormCase& value, std::ostream* out) {
  *out << value.name;
}

/// A layer with parameters and statistics that are not those of the beginning.
template <typename Norm>
void change(Norm& norm) {
  const torch::NoGradGuard noGrad;
  const auto channels = norm->options.num_features();
  if (norm->weight.defined()) {
    norm->weight.copy_(torch::linspace(0.5, 1.5, channels));
    norm->bias.copy_(torch::linspace(-0.3, 0.4, channels));
  }
  norm->running_mean.copy_(torch::linspace(-1, 1, channels));
  norm->running_var.copy_(torch::linspace(0.5, 2, channels));
}

/// What a layer makes, and its gradients.
struct Made {
  Tensor y, dx, dResidual, dWeight, dBias, mean, variance, batches;
};

class NormCases : public NormOnDevice, public testing::WithParamInterface<NormCase> {
 protected:
  template <typename Norm, typename Apply>
  Made made(Norm norm, const torch::Device& where, const Apply& apply) {
    const NormCase& each = GetParam();
    change(norm);
    norm->to(where);
    if (!each.kept) norm->running_mean = norm->running_var = norm->num_batches_tracked = Tensor();
    torch::manual_seed(7);
    const auto values = [&] {
      Tensor here = torch::randn(each.shape) * 2 + 0.5;
      if (here.dim() == 4) here = here.contiguous(torch::MemoryFormat::ChannelsLast);
      return here.to(where).requires_grad_();
    };
    const Tensor x = values(), other = values(), dy = values().detach();
    const Tensor residual = each.residual ? other : Tensor();
    Made found;
    found.y = apply(norm, x, residual);
    found.y.backward(dy);
    found.dx = x.grad();
    if (each.residual) found.dResidual = residual.grad();
    if (each.affine) {
      found.dWeight = norm->weight.grad();
      found.dBias = norm->bias.grad();
    }
    found.mean = norm->running_mean;
    found.variance = norm->running_var;
    found.batches = norm->num_batches_tracked;
    return found;
  }

  template <typename Norm, typename Options>
  void compare() {
    const NormCase& each = GetParam();
    const auto layer = [&] { return Norm(Options(each.shape[1]).affine(each.affine)); };
    const auto calls = test::remoteKernels();
    const Made there =
        made(layer(), device().torch, [&](Norm& norm, const Tensor& x, const Tensor& residual) {
          const DeviceKernelsGuard guard(kernels(each.views));
          if constexpr (std::is_same_v<Norm, VectorNorm>) {
            return each.relu ? norm->forward(x).relu_() : norm->forward(x);
          } else {
            return batchNorm(*norm, x, residual, each.relu ? Activation::Relu : Activation::None);
          }
        });
    EXPECT_EQ(test::remoteKernels() - calls, 2);  // forwards and backwards
    // Each view is a batch of its own, on the processor, by LibTorch.
    const Made here = made(layer(), torch::kCPU, [&](Norm& norm, const Tensor& x, const Tensor& residual) {
      std::vector<Tensor> parts;
      for (const Tensor& view : x.chunk(each.views)) {
        Tensor y = torch::batch_norm(view, norm->weight, norm->bias, norm->running_mean, norm->running_var,
                                     true, *norm->options.momentum(), norm->options.eps(), false);
        parts.push_back(y);
        if (norm->num_batches_tracked.defined()) norm->num_batches_tracked += 1;
      }
      Tensor y = torch::cat(parts);
      if (residual.defined()) y = y + residual;
      return each.relu ? y.relu() : y;
    });
    expectClose(there.y, here.y);
    expectClose(there.dx, here.dx);
    if (each.residual) expectClose(there.dResidual, here.dResidual);
    if (each.affine) {
      expectClose(there.dWeight, here.dWeight, 2e-4);
      expectClose(there.dBias, here.dBias, 2e-4);
    }
    ASSERT_EQ(there.mean.defined(), each.kept);
    if (!each.kept) return;
    expectClose(there.mean, here.mean);
    expectClose(there.variance, here.variance);
    EXPECT_EQ(there.batches.item<std::int64_t>(), each.views);
  }
};

TEST_P(NormCases, IsTheProcessorsWithItsGradients) {
  if (GetParam().shape.size() == 2) {
    compare<VectorNorm, torch::nn::BatchNorm1dOptions>();
  } else {
    compare<BatchNorm, torch::nn::BatchNorm2dOptions>();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, NormCases,
    testing::Values(
        NormCase{.name = "Plain", .shape = {6, 8, 5, 3}},
        NormCase{.name = "Relu", .shape = {6, 8, 5, 3}, .relu = true},
        NormCase{.name = "Residual", .shape = {6, 8, 5, 3}, .residual = true},
        NormCase{.name = "ResidualRelu", .shape = {6, 8, 5, 3}, .residual = true, .relu = true},
        NormCase{.name = "TwoViews", .shape = {6, 8, 5, 3}, .views = 2, .residual = true, .relu = true},
        NormCase{.name = "OddChannels", .shape = {4, 7, 3, 3}, .views = 2, .relu = true},
        NormCase{.name = "NoStatistics", .shape = {4, 8, 3, 3}, .relu = true, .kept = false},
        NormCase{.name = "Vectors", .shape = {10, 12}, .views = 2},
        NormCase{.name = "VectorsWithoutParameters",
                 .shape = {10, 12},
                 .views = 2,
                 .relu = true,
                 .affine = false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(NormOnDevice, EvaluationIsByTheRunningStatistics) {
  BatchNorm norm(8);
  change(norm);
  norm->eval();
  const torch::NoGradGuard noGrad;
  const Tensor x = torch::randn({4, 8, 5, 3}).contiguous(torch::MemoryFormat::ChannelsLast);
  const Tensor expected = batchNorm(*norm, x, x, Activation::Relu);
  norm->to(device().torch);
  const auto calls = test::remoteKernels();
  const DeviceKernelsGuard guard(kernels(2));
  expectClose(batchNorm(*norm, x.to(device().torch), x.to(device().torch), Activation::Relu), expected);
  EXPECT_EQ(test::remoteKernels() - calls, 1);
}

/// What the kernels do not take goes through LibTorch's operations, and views stay apart.
TEST_F(NormOnDevice, WhatTheKernelsDoNotTakeIsLibTorchs) {
  BatchNorm norm(8), twin(8);
  change(norm);
  change(twin);
  const Tensor x = torch::randn({4, 8, 5, 3});  // not in channels_last memory
  const Tensor expected = torch::cat({batchNorm(*norm, x.narrow(0, 0, 2), {}, Activation::Relu),
                                      batchNorm(*norm, x.narrow(0, 2, 2), {}, Activation::Relu)});
  twin->to(device().torch);
  const auto calls = test::remoteKernels();
  {
    const DeviceKernelsGuard guard(kernels(2));
    expectClose(batchNorm(*twin, x.to(device().torch), {}, Activation::Relu).detach(), expected);
  }
  expectClose(twin->running_mean, norm->running_mean);
  // A gradient in evaluation, as Grad-CAM asks for.
  twin->eval();
  const DeviceKernelsGuard guard(kernels());
  const Tensor there = x.to(device().torch).contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_();
  batchNorm(*twin, there, {}, Activation::Relu).sum().backward();
  EXPECT_TRUE(there.grad().defined());
  // Memory at an odd place: [.., 9] without its first channel.
  twin->train();
  const Tensor odd = torch::randn({161}).to(device().torch).narrow(0, 1, 160).view({20, 8});
  VectorNorm vectors(8);
  vectors->to(device().torch);
  expectClose(vectors->forward(odd).mean(0).detach(), torch::zeros({8}));
  EXPECT_EQ(test::remoteKernels(), calls);
}

TEST_F(NormOnDevice, KernelsThatFailSaySo) {
  SkewscopeCudaPlugin broken = *device().plugin;
  broken.normForward = [](std::int32_t, void*, const cuda::NormForward*, char* sentence, std::size_t size) {
    std::snprintf(sentence, size, "%s", "It is too warm.");
    return 1;
  };
  BatchNorm norm(8);
  norm->to(device().torch);
  const DeviceKernelsGuard guard({&broken, 1});
  const Tensor x = torch::ones({2, 8, 3, 3}).contiguous(torch::MemoryFormat::ChannelsLast);
  test::expectError(ErrorKind::Resource, "A batch cannot be normalised on the GPU: It is too warm.",
                    [&] { norm->forward(x.to(device().torch)); });
}

TEST_F(NormOnDevice, TheGainIsThatOfTheFaster) {
  // An emulated kernel is slow.
  EXPECT_LT(kernelGain(device(), false, 2), 1);
  Device idle = device();
  SkewscopeCudaPlugin nothing = *idle.plugin;
  nothing.normForward = [](auto...) { return 0; };
  nothing.normBackward = [](auto...) { return 0; };
  idle.plugin = &nothing;
  EXPECT_GT(kernelGain(idle, false, 2), 1);
}

}  // namespace
}  // namespace skewscope::nn
