#include "core/cuda/plugin.h"

#include <cuda_runtime_api.h>

#include <cstddef>
#include <exception>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/cuda/augment.h"
#include "core/cuda/check.h"
#include "core/cuda/current_device.h"
#include "core/cuda/losses.h"
#include "core/cuda/norm.h"
#include "core/cuda/sentence.h"
#include "core/cuda/update.h"
#include "core/cuda/view_settings.h"

namespace {

namespace cuda = skewscope::cuda;

/// What a function of the table returns for `work`.
template <typename Work>
std::int32_t guarded(char* sentence, std::size_t size, const Work& work) {
  return cuda::sayingWhy(sentence, size, work, [](const std::exception& error) {
    const auto* ours = dynamic_cast<const skewscope::Error*>(&error);
    return ours ? ours->message() : std::string(error.what());
  });
}

std::int32_t check(std::int32_t device, char* sentence, std::size_t size) {
  return guarded(sentence, size, [&] { cuda::checkDevice(device); });
}

void start(std::int32_t device, cudaStream_t stream, const SkewscopeViews& views) {
  const auto refuseUnless = [](bool good) {
    if (!good) cuda::require(cudaErrorInvalidValue, "looking at the sizes of views");
  };
  const auto settings = cuda::unpacked(views.settings);
  refuseUnless(settings.has_value() && views.type >= 0 && views.type <= 2 && views.batch > 0 &&
               views.views > 0 && views.orderSize >= views.batch && views.step != nullptr &&
               views.height > 0 && views.width > 0);
  cuda::AugmentTask task;
  task.settings = *settings;
  task.images = views.images;
  task.imageCount = views.imageCount;
  task.height = views.height;
  task.width = views.width;
  task.order = views.order;
  task.repeats = views.repeats;
  task.orderSize = views.orderSize;
  task.stepSize = task.batch = views.batch;
  task.views = views.views;
  task.type = static_cast<cuda::ValueType>(views.type);
  task.out = views.out;
  // Sides are checked first, so that nothing here overflows.
  refuseUnless(views.height <= cuda::kMostViewSide && views.width <= cuda::kMostViewSide);
  const std::uint64_t image = 3ULL * static_cast<std::uint64_t>(views.height) *
                              static_cast<std::uint64_t>(views.width) *
                              static_cast<std::uint64_t>(cuda::bytesOf(task.type));
  const auto count = static_cast<std::uint64_t>(views.batch) * static_cast<std::uint64_t>(views.views);
  refuseUnless(count < (1ULL << 31) && views.outBytes == count * image);

  // The kernel reads no more of them.
  static_assert(offsetof(SkewscopeStep, seed) == offsetof(cuda::StepScalars, seed) &&
                offsetof(SkewscopeStep, epoch) == offsetof(cuda::StepScalars, epoch) &&
                offsetof(SkewscopeStep, step) == offsetof(cuda::StepScalars, step));
  task.scalars = reinterpret_cast<const cuda::StepScalars*>(views.step);
  cuda::useDevice(device);
  cuda::require(cuda::launchAugment(task, stream), "starting the kernel of augmentation");
}

/// A function of the table that starts kernels: kLaunch.
template <auto kLaunch, typename Task>
std::int32_t startKernels(std::int32_t device, void* stream, const Task* task, char* sentence,
                          std::size_t size) {
  return guarded(sentence, size, [&] {
    cuda::useDevice(device);
    cuda::require(kLaunch(*task, static_cast<cudaStream_t>(stream)), "starting a kernel");
  });
}

std::span<const cuda::FlatParameters> groupsOf(const cuda::UpdateTask& task) {
  const bool sound = task.count > 0 && task.count <= cuda::kMostParameterGroups;
  return {task.groups.data(), sound ? static_cast<std::size_t>(task.count) : 0};
}

/// launch(group) for each group; InvalidValue where there is none.
template <typename Launch>
cudaError_t launchAll(const cuda::UpdateTask& task, const Launch& launch) {
  cudaError_t status = cudaErrorInvalidValue;
  for (const cuda::FlatParameters& group : groupsOf(task)) {
    status = launch(group);
    if (status != cudaSuccess) return status;
  }
  return status;
}

cudaError_t updateAll(const cuda::UpdateTask& task, cudaStream_t stream) {
  return launchAll(task, [&](const cuda::FlatParameters& group) {
    return cuda::launchSgd(group, task.nesterov, task.scalars, task.norm, stream);
  });
}
cudaError_t findNorm(const cuda::UpdateTask& task, cudaStream_t stream) {
  return cuda::launchSamNorm(groupsOf(task), task.adaptive, task.scalars, task.partial, task.norm, stream);
}
cudaError_t perturbAll(const cuda::UpdateTask& task, cudaStream_t stream) {
  return launchAll(task, [&](const cuda::FlatParameters& group) {
    return cuda::launchSamPerturb(group, task.adaptive, task.norm, stream);
  });
}
cudaError_t restoreAll(const cuda::UpdateTask& task, cudaStream_t stream) {
  return launchAll(task,
                   [&](const cuda::FlatParameters& group) { return cuda::launchRestore(group, stream); });
}

std::int32_t makeViews(std::int32_t device, void* stream, const SkewscopeViews* views, char* sentence,
                       std::size_t size) {
  return guarded(sentence, size, [&] { start(device, static_cast<cudaStream_t>(stream), *views); });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const SkewscopeCudaPlugin* skewscopeCudaPlugin() {
  static constexpr SkewscopeCudaPlugin kPlugin{
      .version = cuda::kPluginVersion,
      .toolkit = CUDART_VERSION,
      .checkDevice = check,
      .makeViews = makeViews,
      .normScratch = [](const cuda::NormShape* shape) { return cuda::normScratch(*shape); },
      .normForward = startKernels<cuda::launchNormForward, cuda::NormForward>,
      .normInference = startKernels<cuda::launchNormInference, cuda::NormForward>,
      .normBackward = startKernels<cuda::launchNormBackward, cuda::NormBackward>,
      .ntXentScratch = [](const cuda::ViewVectors* shape) { return cuda::ntXentScratch(*shape); },
      .ntXent = startKernels<cuda::launchNtXent, cuda::NtXentTask>,
      .simSiam = startKernels<cuda::launchSimSiam, cuda::SimSiamTask>,
      .sgd = startKernels<updateAll, cuda::UpdateTask>,
      .samNorm = startKernels<findNorm, cuda::UpdateTask>,
      .samPerturb = startKernels<perturbAll, cuda::UpdateTask>,
      .restore = startKernels<restoreAll, cuda::UpdateTask>};
  return &kPlugin;
}
