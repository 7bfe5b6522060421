#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/nn/device.h"
#include "core/nn/torch.h"
#include "core/train/gpu_check.h"

namespace skewscope::train {

/// Where a run is trained.
struct RunDevice {
  nn::Device device;
  std::string note;  ///< a sentence for its log: why not on a GPU; empty where there is nothing to say
};

/// Opens the device of a run whose option `device` is `asked`, which claims `need` where that is a GPU. A
/// function, so that tests can train elsewhere.
using OpenDevice = std::function<RunDevice(const std::string& asked, const nn::MemoryNeed& need)>;

/// What there is on this machine for a GPU.
nn::GpuParts gpuPartsHere();

/// The device that `asked` (spec::deviceChoice) means where there are `parts`: a GPU is opened
/// (nn::openGpu()) and then has to pass learn::deviceProblem(), once for each in a process. "auto" is the
/// processor where that fails; a note says why, unless there simply is no driver. "cuda" then throws Error
/// (Resource) with what is missing and what to do; Error (Usage) for what no device is called. Waits where no
/// GPU has room for `need`, whatever was asked for; Error (Interrupted) of its whileWaiting() goes on.
RunDevice openDevice(const std::string& asked, const nn::GpuParts& parts, const nn::MemoryNeed& need = {});

/// The same on this machine.
RunDevice openDeviceHere(const std::string& asked, const nn::MemoryNeed& need = {});

/// The same of a run that is trained: features can be measured where there is no GPU, so the processor stands
/// in for one that cannot be had, with a note. `open`: openDeviceHere(), or what a test has in its place.
RunDevice openForEvaluation(const OpenDevice& open, const std::string& asked, const nn::MemoryNeed& need);

/// Lets GPU `number` train.
GpuCheck checkGpu(int number);

/// What a device is used for at a moment.
struct DeviceWork {
  enum class Kind : std::uint8_t {
    Loading,     ///< network and images are brought to it
    Training,    ///< steps
    Weights,     ///< features for density weights
    Evaluation,  ///< of a model
  };
  Kind kind = Kind::Loading;
  std::int64_t batch = 0;  ///< images of a step, where it trains
};

/// Gives memory of a device that LibTorch keeps for later back to it, for others: what was freed when it was
/// full is kept, too.
void giveBackMemory(const torch::Device& device);

/// What to say of an error of LibTorch on a device at this work: its memory ran out, or it stopped working,
/// with what to do.
Error deviceError(const c10::Error& error, const nn::Device& device, const DeviceWork& work);

}  // namespace skewscope::train
