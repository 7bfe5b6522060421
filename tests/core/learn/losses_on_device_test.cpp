// Losses by the kernels of a device, against LibTorch's operations on the processor.
#include "core/learn/losses_on_device.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/learn/losses.h"
#include "core/nn/device_kernels.h"
#include "tests/core/nn/device_under_test.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

double distance(const Tensor& there, const Tensor& here) {
  return (there.to(torch::kCPU) - here).abs().max().item<double>();
}

class LossesOnDevice : public test::OnDevice {
 protected:
  /// Losses of two vectors for each of 5 images, and the gradients of their sum weighted by the image.
  template <typename Loss>
  static std::vector<Tensor> made(const torch::Device& where, int inputs, const Loss& loss) {
    torch::manual_seed(3);
    std::vector<Tensor> vectors;
    for (int i = 0; i < inputs; ++i) vectors.push_back(torch::randn({5, 12}).to(where).requires_grad_());
    std::vector<Tensor> found{loss(vectors)};
    found[0].backward(torch::linspace(0.5, 1.5, 5).to(where));
    for (const Tensor& each : vectors) found.push_back(each.grad());
    return found;
  }
  template <typename Loss>
  void compare(int inputs, int kernels, const Loss& loss) {
    const auto calls = test::remoteKernels();
    std::vector<Tensor> there;
    {
      const nn::DeviceKernelsGuard guard({device().plugin, 2});
      there = made(device().torch, inputs, loss);
    }
    EXPECT_EQ(test::remoteKernels() - calls, kernels);
    const auto here = made(torch::kCPU, inputs, loss);
    for (std::size_t i = 0; i < here.size(); ++i) {
      SCOPED_TRACE(i);
      ASSERT_EQ(there[i].defined(), here[i].defined());
      if (!here[i].defined()) continue;
      EXPECT_EQ(there[i].sizes(), here[i].sizes());
      EXPECT_LT(distance(there[i], here[i]), 1e-5);
    }
  }
};

TEST_F(LossesOnDevice, SimSiamIsTheProcessors) {
  compare(4, 2, [](const std::vector<Tensor>& v) { return simSiam(v[0], v[1], v[2], v[3]); });
}

TEST_F(LossesOnDevice, NtXentIsTheProcessors) {
  compare(2, 2, [](const std::vector<Tensor>& v) { return ntXent(v[0], v[1], 0.2); });
}

/// Parts of one matrix, as both views in one pass give them.
TEST_F(LossesOnDevice, HalvesOfAMatrixAreTaken) {
  compare(1, 2, [](const std::vector<Tensor>& v) {
    const Tensor all = torch::cat({v[0], v[0] * 2 + 1});
    return ntXent(all.narrow(0, 0, 5), all.narrow(0, 5, 5), 0.5);
  });
}

TEST_F(LossesOnDevice, WhatTheKernelsDoNotTakeIsLibTorchs) {
  const auto calls = test::remoteKernels();
  const nn::DeviceKernelsGuard guard({device().plugin, 1});
  const Tensor wide = torch::randn({5, 12}, torch::kFloat64).to(device().torch);
  EXPECT_EQ(ntXent(wide, wide + 1, 0.2).scalar_type(), torch::kFloat64);
  EXPECT_FALSE(
      simSiamByKernels(torch::ones({2, 3}), torch::ones({2, 3}), torch::ones({2, 3}), torch::ones({2, 3}))
          .defined());
  EXPECT_EQ(test::remoteKernels(), calls);
}

}  // namespace
}  // namespace skewscope::learn
