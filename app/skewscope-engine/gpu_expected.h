#pragma once

#include <filesystem>
#include <string>

#include "core/cuda/driver.h"

namespace skewscope::engine {

/// Whether what asks for `device` (spec::deviceChoice) may compute on a GPU of a machine with `driver` and
/// the CUDA plug-in `plugin` (empty: none), as far as can be known before LibTorch is loaded. Its threads are
/// then not to be bound to cores: the few that ask the GPU for work would share one.
bool gpuIsExpected(const std::string& device, const cuda::Driver& driver,
                   const std::filesystem::path& plugin);

/// The same on this machine. Asks the driver, which starts it, only where its answer matters.
bool gpuIsExpectedHere(const std::string& device);

}  // namespace skewscope::engine
