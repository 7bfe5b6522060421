// remoteDevice() as a device to train on: its plug-in, and its recordings.
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/cuda/plugin_loader.h"
#include "tests/core/nn/remote_device.h"
#include "tests/core/nn/remote_tape.h"

namespace skewscope::test {
namespace {

std::atomic<std::int64_t> replays{0}, kernelCalls{0};

/// The plug-in behind the device's, which takes addresses of the host.
const SkewscopeCudaPlugin* behind = nullptr;

template <typename T>
void reach(T*& pointer) {
  if (pointer) pointer = reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(pointer) - remote::kRoom);
}

/// All pointers of a task become addresses of the host.
void reach(SkewscopeViews& views) {
  reach(views.images);
  reach(views.order);
  reach(views.repeats);
  reach(views.step);
  reach(views.out);
}
void reach(cuda::NormForward& pass) {
  for (const float** each : {&pass.layer.weight, &pass.layer.bias}) reach(*each);
  for (float** each : {&pass.layer.runningMean, &pass.layer.runningVariance}) reach(*each);
  reach(pass.layer.batches);
  reach(pass.x);
  reach(pass.residual);
  reach(pass.scratch);
  reach(pass.norm);
  reach(pass.y);
}
void reach(cuda::NormBackward& pass) {
  for (const void** each : {&pass.x, &pass.dy, &pass.y}) reach(*each);
  for (void** each : {&pass.passed, &pass.dx}) reach(*each);
  reach(pass.norm);
  reach(pass.scratch);
  reach(pass.weightGradient);
  reach(pass.biasGradient);
}
void reach(cuda::SimSiamTask& task) {
  for (const void** each : {&task.p1, &task.p2, &task.z1, &task.z2}) reach(*each);
  for (void** each : {&task.dp1, &task.dp2}) reach(*each);
  reach(task.factor);
  reach(task.loss);
}
void reach(cuda::NtXentTask& task) {
  for (const void** each : {&task.z1, &task.z2}) reach(*each);
  for (void** each : {&task.dz1, &task.dz2}) reach(*each);
  reach(task.scratch);
  reach(task.factor);
  reach(task.loss);
}

void reach(cuda::UpdateTask& task) {
  for (cuda::FlatParameters& group : task.groups) {
    reach(group.master);
    reach(group.velocity);
    reach(group.gradient);
    reach(group.shadow);
  }
  reach(task.scalars);
  reach(task.partial);
  reach(task.norm);
}

/// A function of the device's table: kFunction of the plug-in behind.
template <auto kFunction, typename Task>
std::int32_t reached(std::int32_t device, void* stream, const Task* task, char* sentence, std::size_t size) {
  ++kernelCalls;
  Task here = *task;
  reach(here);
  const std::int32_t failed = (behind->*kFunction)(device, stream, &here, sentence, size);
  remote::keep([here] {
    std::array<char, 512> said{};
    TORCH_CHECK((behind->*kFunction)(0, nullptr, &here, said.data(), said.size()) == 0, said.data());
  });
  return failed;
}

/// Recording does the work and then puts the memory back to what it was.
class RemoteRecording final : public nn::Recording {
 public:
  explicit RemoteRecording(const std::function<void()>& work) {
    const std::vector<char> before = remote::contents();
    remote::tape = &tape_;
    const auto end = [&] {
      remote::tape = nullptr;
      remote::restore(before);
    };
    try {
      work();
    } catch (...) {
      end();
      remote::giveBack(tape_.freed);
      throw;
    }
    end();
  }
  ~RemoteRecording() override { remote::giveBack(tape_.freed); }
  void replay() override {
    ++replays;
    const torch::NoGradGuard noGrad;
    const int before = at::get_num_threads();
    for (const remote::Operation& operation : tape_.operations) {
      at::set_num_threads(operation.threads);
      operation.again();
    }
    at::set_num_threads(before);
  }

 private:
  remote::Tape tape_;
};

}  // namespace

nn::Device remoteTrainer(const char* file, bool fused) {
  behind = &cuda::loadPlugin(file);
  static SkewscopeCudaPlugin plugin;
  plugin = *behind;
  plugin.makeViews = &reached<&SkewscopeCudaPlugin::makeViews, SkewscopeViews>;
  plugin.normForward = &reached<&SkewscopeCudaPlugin::normForward, cuda::NormForward>;
  plugin.normInference = &reached<&SkewscopeCudaPlugin::normInference, cuda::NormForward>;
  plugin.normBackward = &reached<&SkewscopeCudaPlugin::normBackward, cuda::NormBackward>;
  plugin.ntXent = &reached<&SkewscopeCudaPlugin::ntXent, cuda::NtXentTask>;
  plugin.simSiam = &reached<&SkewscopeCudaPlugin::simSiam, cuda::SimSiamTask>;
  plugin.sgd = &reached<&SkewscopeCudaPlugin::sgd, cuda::UpdateTask>;
  plugin.samNorm = &reached<&SkewscopeCudaPlugin::samNorm, cuda::UpdateTask>;
  plugin.samPerturb = &reached<&SkewscopeCudaPlugin::samPerturb, cuda::UpdateTask>;
  plugin.restore = &reached<&SkewscopeCudaPlugin::restore, cuda::UpdateTask>;
  return {remoteDevice(),
          "remote:0",
          std::uint64_t{1} << 34,
          &plugin,
          fused,
          nullptr,
          [](const std::function<void()>& work, const nn::Recording*) {
            return std::make_unique<RemoteRecording>(work);
          }};
}

std::int64_t remoteReplays() {
  return replays;
}

std::int64_t remoteKernels() {
  return kernelCalls;
}

}  // namespace skewscope::test
