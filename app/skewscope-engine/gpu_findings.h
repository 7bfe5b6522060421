#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/cuda/driver.h"
#include "core/cuda/gpu_slot.h"
#include "core/train/gpu_check.h"

namespace skewscope::engine {

/// One line of `doctor` about the GPU.
struct GpuFinding {
  bool good = false;  ///< something works; otherwise a note on what is missing
  std::string text;
};

/// Lets LibTorch train on a GPU of that number (train::checkGpu).
using TrainingCheck = std::function<train::GpuCheck(int number)>;

/// What the runs of this user have taken of a GPU (cuda::gpuUse).
using UseOfGpu = std::function<cuda::GpuUse(const cuda::Device& gpu)>;

/// What `doctor` says of driver, devices, CUDA plug-in and training on GPUs, and what to do about what is
/// missing; of each GPU that can be used too how many runs are on it and what they claim of its memory.
/// `plugin`: its file; empty where there is none. Runs the kernels on a few numbers on each usable device,
/// and asks `training` of those that they run on.
std::vector<GpuFinding> gpuFindings(const cuda::Driver& driver, const std::filesystem::path& plugin,
                                    const TrainingCheck& training, const UseOfGpu& use);

}  // namespace skewscope::engine
