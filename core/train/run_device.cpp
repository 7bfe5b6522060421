#include "core/train/run_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "core/base/module_file.h"
#include "core/cuda/plugin.h"
#include "core/cuda/torch_graph.h"
#include "core/learn/device_check.h"
#include "core/learn/full_memory.h"
#include "core/nn/device_allocator.h"
#include "core/nn/kernel_gain.h"
#include "core/nn/torch_errors.h"
#include "core/spec/device_choice.h"

namespace skewscope::train {
namespace {

/// Whether the plug-in's kernels are right in training, and worth it.
void checkKernels(nn::Device device, GpuCheck& check) {
  device.fused = true;
  if (!check.recording.empty()) device.recorder = nullptr;
  try {
    check.kernels = learn::deviceProblem(device);
    if (check.kernels.empty()) check.kernels = learn::bf16Problem(device);
    if (check.kernels.empty() && device.recorder) check.kernels = learn::recordingProblem(device);
    if (!check.kernels.empty()) return;
    check.gain = nn::kernelGain(device, /*bf16=*/true);
    if (check.gain <= 1)
      check.kernels = fmt::format("They are {:.2f} times as fast as Skewscope's kernels.", 1 / check.gain);
  } catch (const c10::Error& error) {
    check.kernels = nn::firstLine(error);
  } catch (const Error& error) {  // of the plug-in
    check.kernels = error.message();
  }
}

/// Once for each device: the second run of a process need not wait for it again.
const GpuCheck& checked(const nn::Device& device) {
  static std::map<torch::DeviceIndex, GpuCheck> all;
  auto found = all.find(device.torch.index());
  if (found == all.end()) {
    GpuCheck now;
    now.problem = learn::deviceProblem(device);
    if (now.problem.empty()) now.problem = learn::bf16Problem(device);
    if (now.problem.empty()) {
      now.recording = learn::recordingProblem(device);
      checkKernels(device, now);
    }
    found = all.emplace(device.torch.index(), std::move(now)).first;
  }
  return found->second;
}

/// A GPU that works; without a `number` the next is tried where one does not. Throws Error (Resource).
nn::Device workingGpu(std::optional<int> number, nn::GpuParts parts, const nn::MemoryNeed& need) {
  try {
    for (;;) {
      nn::Device device = nn::openGpu(number, parts, need);
      const GpuCheck& found = checked(device);
      if (found.problem.empty()) {
        device.fused = found.kernels.empty();
        if (!found.recording.empty()) {
          device.recorder = [why = found.recording](const auto&, auto*) -> std::unique_ptr<nn::Recording> {
            TORCH_CHECK(false, why);
          };
        }
        return device;
      }
      auto& others = parts.driver.devices;
      std::erase_if(others, [&](const auto& each) { return each.number == device.torch.index(); });
      if (number || std::ranges::none_of(others, &cuda::Device::usable))
        throw Error(ErrorKind::Resource, found.problem, "Look into the kernel log (dmesg, lines with Xid).");
    }
  } catch (const Error&) {
    throw;
  } catch (const c10::Error& error) {
    throw Error(ErrorKind::Resource, "LibTorch: " + nn::firstLine(error));
  } catch (const std::exception& error) {  // of its libraries: whatever it is, the processor computes
    throw Error(ErrorKind::Resource, std::string("LibTorch: ") + error.what());
  }
}

/// When the memory ran out.
std::string workText(const DeviceWork& work) {
  switch (work.kind) {
    case DeviceWork::Kind::Loading:
      return "when the network and the images were brought there.";
    case DeviceWork::Kind::Training:
      return fmt::format("in batches of {} images. The last checkpoint is intact.", work.batch);
    case DeviceWork::Kind::Weights:
      return "when features for the density weights were computed. The last checkpoint is intact.";
    case DeviceWork::Kind::Evaluation:
      return "in an evaluation.";
  }
  return {};
}

/// What takes less of it. A smaller batch helps steps alone.
std::string memoryAdvice(const DeviceWork& work) {
  if (work.kind != DeviceWork::Kind::Training) return "Free some";
  if (work.batch < 4) return "Start a run with a narrower network";
  return fmt::format(
      "A batch of {} takes about half as much: start a run with that, or with a narrower network",
      work.batch / 2);
}

}  // namespace

nn::GpuParts gpuPartsHere() {
  return {cuda::findDriver(), moduleFile(cuda::kPluginFile), moduleFile(cuda::kGraphsFile),
          nn::torchFolder()};
}

RunDevice openDevice(const std::string& asked, const nn::GpuParts& parts, const nn::MemoryNeed& need) {
  using Kind = spec::DeviceChoice::Kind;
  const auto choice = spec::deviceChoice(asked);
  if (!choice) throw Error(ErrorKind::Usage, fmt::format("'{}' is no device.", asked));
  const bool noDriver = !parts.driver.found && parts.driver.release.empty();
  if (choice->kind == Kind::Cpu || (choice->kind == Kind::Auto && noDriver)) return {};
  try {
    return {workingGpu(choice->number, parts, need), {}};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Interrupted) throw;
    if (choice->kind == Kind::Auto)
      return {{}, "The processor computes, because the GPU cannot be used: " + error.message()};
    throw Error(ErrorKind::Resource,
                fmt::format("The option device={} asks for a GPU, and there is none to train on: {}", asked,
                            error.what()),
                fmt::format("{}{}device=cpu trains on the processor.", error.advice(),
                            error.advice().empty() ? "" : " "));
  }
}

RunDevice openDeviceHere(const std::string& asked, const nn::MemoryNeed& need) {
  // The driver is asked only where its answer matters: that starts it.
  if (spec::deviceChoice(asked) == spec::DeviceChoice{spec::DeviceChoice::Kind::Cpu, {}}) return {};
  return openDevice(asked, gpuPartsHere(), need);
}

RunDevice openForEvaluation(const OpenDevice& open, const std::string& asked, const nn::MemoryNeed& need) {
  try {
    return open(asked, need);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Resource) throw;
    return {{}, "The processor computes. " + error.message()};
  }
}

GpuCheck checkGpu(int number) {
  try {
    return checked(workingGpu(number, gpuPartsHere(), {}));
  } catch (const Error& error) {
    GpuCheck none;
    none.problem = error.message();
    return none;
  }
}

void giveBackMemory(const torch::Device& device) {
  if (auto* allocator = nn::deviceAllocator(device)) allocator->emptyCache();
}

Error deviceError(const c10::Error& error, const nn::Device& device, const DeviceWork& work) {
  if (learn::isFullMemory(error)) {
    const double gibibytes = static_cast<double>(device.memory) / (1 << 30);
    return {ErrorKind::Resource,
            fmt::format("The memory of {} ({:.1f} GiB) ran out {}", device.name, gibibytes, workText(work)),
            memoryAdvice(work) +
                "; --device cpu goes on on the processor. What else uses the GPU, nvidia-smi says."};
  }
  // Of a recorded step there is the text alone.
  if (dynamic_cast<const c10::AcceleratorError*>(&error) ||
      std::string_view(error.what_without_backtrace()).starts_with("CUDA error:")) {
    return {ErrorKind::Resource,
            fmt::format("{} stopped working: {} The last checkpoint is intact.", device.name,
                        nn::firstLine(error)),
            "Resume the run; if it comes again, the kernel log (dmesg, lines with Xid) says more, and "
            "--device cpu goes on on the processor."};
  }
  return {ErrorKind::Internal, fmt::format("LibTorch: {}", error.what_without_backtrace())};
}

}  // namespace skewscope::train
