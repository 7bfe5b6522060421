#include <limits>
#include <new>

#include "core/augment/pixel_view.h"
#include "core/augment/view_draw.h"
#include "core/cuda/augment.h"
#include "core/cuda/block_sum.cuh"
#include "core/cuda/value.cuh"

namespace skewscope::cuda {
namespace {

constexpr int kMostSide = 1024;  // 32 KiB of shared memory hold the taps of both axes

template <typename Value>
__device__ void write(Value* out, augment::Rgb pixel) {
  out[0] = rounded<Value>(pixel.red);
  out[1] = rounded<Value>(pixel.green);
  out[2] = rounded<Value>(pixel.blue);
}

/// One block makes one view: block v * batch + i makes view v of draw i. Pixels are computed from the source
/// each time they are needed (twice where contrast needs the mean first), so that images of any size need no
/// room for planes.
template <typename Value>
__global__ void __launch_bounds__(kReductionThreads) augmentViews(const AugmentTask task) {
  auto* taps = launchedMemory<augment::TwoTaps>();  // of the rows, then of the columns
  // Shared variables have no constructor, so the parameters are made in plain memory.
  alignas(augment::ViewParameters) __shared__ unsigned char memory[sizeof(augment::ViewParameters)];
  auto& view = *reinterpret_cast<augment::ViewParameters*>(memory);

  const std::int64_t draw = task.scalars->step * task.stepSize + static_cast<int>(blockIdx.x) % task.batch;
  const std::int64_t image = draw >= 0 && draw < task.orderSize ? task.order[draw] : -1;
  const int pixels = task.height * task.width;
  Value* out = static_cast<Value*>(task.out) + static_cast<std::int64_t>(blockIdx.x) * pixels * 3;
  if (image < 0 || image >= task.imageCount) {
    const float nan = nanf("");
    for (int i = static_cast<int>(threadIdx.x); i < pixels; i += kReductionThreads)
      write(out + 3 * i, {nan, nan, nan});
    return;
  }
  if (threadIdx.x == 0) {
    const int number = task.repeats ? task.repeats[draw] : static_cast<int>(blockIdx.x) / task.batch;
    new (&view) augment::ViewParameters(
        augment::drawView(task.settings, task.height, task.width,
                          augment::viewKey(task.scalars->seed, task.scalars->epoch, image, number)));
  }
  __syncthreads();

  const augment::PixelView each{task.settings,     view,       task.images + image * pixels * 3,
                                task.height,       task.width, taps,
                                taps + task.height};
  if (task.settings.pipeline == augment::Pipeline::SelfSupervised) {
    for (int i = static_cast<int>(threadIdx.x); i < task.height + task.width; i += kReductionThreads) {
      taps[i] = i < task.height ? each.rowTaps(i) : each.columnTaps(i - task.height);
    }
    __syncthreads();
  }
  float mean = 0;
  if (each.needsMean()) {
    mean = static_cast<float>(blockSum(laneSum(threadIdx.x, kReductionThreads, pixels,
                                               [&](std::int64_t i) {
                                                 const int y = static_cast<int>(i) / task.width;
                                                 return static_cast<double>(each.greyBeforeContrast(
                                                     y, static_cast<int>(i) - y * task.width));
                                               })) /
                              pixels);
  }
  for (int i = static_cast<int>(threadIdx.x); i < pixels; i += kReductionThreads) {
    const int y = i / task.width;
    write(out + 3 * i, each.normalised(y, i - y * task.width, mean));
  }
}

}  // namespace

cudaError_t launchAugment(const AugmentTask& task, cudaStream_t stream) {
  if (task.batch < 1 || task.batch > task.stepSize || task.views < 1 || (task.repeats && task.views != 1) ||
      task.height < 1 || task.width < 1 || task.height > kMostSide || task.width > kMostSide ||
      task.batch > std::numeric_limits<int>::max() / task.views) {
    return cudaErrorInvalidValue;
  }
  const auto memory = static_cast<std::size_t>(task.height + task.width) * sizeof(augment::TwoTaps);
  const auto blocks = static_cast<unsigned>(task.batch) * static_cast<unsigned>(task.views);
  return launchFor(task.type, [&]<typename Value>() {
    return launchKernel(augmentViews<Value>, blocks, kReductionThreads, memory, stream, task);
  });
}

}  // namespace skewscope::cuda
