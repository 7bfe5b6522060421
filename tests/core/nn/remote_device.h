#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/nn/device.h"
#include "core/nn/torch.h"

namespace skewscope::test {

/// A device for LibTorch without hardware: memory of the host that is only reachable
/// through LibTorch. The addresses of its tensors cannot be read: a function that reads a tensor of a device
/// as if it were the processor's crashes here. Its numbers are those of LibTorch on the processor, its
/// convolution and batch normalisation those of a network that does not lie in channels_last memory.
torch::Device remoteDevice();

/// The memory of a tensor of remoteDevice() as a tensor of the processor, without a copy.
torch::Tensor memoryOf(const torch::Tensor& tensor);

/// Copies from remoteDevice() to the processor so far, single numbers included: what a GPU would be waited
/// for.
std::int64_t remoteReads();

/// Multiplies the results of its convolutions by `factor` from now on: a device that computes wrong numbers.
void setRemoteFault(double factor);

/// From now on its memory is full where more than so many bytes are in use; none: it is large.
void setRemoteRoom(std::optional<std::size_t> bytes);

/// The most bytes of its memory that were in use at once while `work` ran, beside those that were before.
std::size_t remotePeak(const std::function<void()>& work);

/// How often a recording of it has been replayed so far.
std::int64_t remoteReplays();

/// From now on its recordings fail, for this reason, after so many operations; empty: they refuse what a
/// GPU's do, reading and being sent something.
void setRemoteRefusal(const std::string& why, std::int64_t operations = 0);

/// From now on its events tell the time, as a GPU's do, or tell none.
void setRemoteTiming(bool tells);

/// It as a device to train on, which records steps. `plugin`: the file of one that takes addresses of the
/// host: tests/core/cuda/fake_plugin.cpp, which makes views, or EMULATED_PLUGIN, all of whose kernels are
/// those of core/cuda and take the place of LibTorch's operations where `fused` is. One plug-in at a time.
nn::Device remoteTrainer(const char* plugin, bool fused = false);

/// Calls of the plug-in's functions that start kernels so far.
std::int64_t remoteKernels();

}  // namespace skewscope::test
