#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/cuda/driver.h"

namespace skewscope::engine {

/// One line of `doctor` about the GPU.
struct GpuFinding {
  bool good = false;  ///< something works; otherwise a note on what is missing
  std::string text;
};

/// What `doctor` says of driver, devices and CUDA plug-in, and what to do about what is missing. `plugin`:
/// its file; empty where there is none. Runs the kernels on a few numbers on each usable device.
std::vector<GpuFinding> gpuFindings(const cuda::Driver& driver, const std::filesystem::path& plugin);

}  // namespace skewscope::engine
