#pragma once

#include <filesystem>
#include <string>

#include "app/skewscope-engine/train_module.h"

namespace skewscope::engine {

/// The shared object with LibTorch beside this program. Throws Error (Resource) where there is none.
std::filesystem::path trainModuleFile();

/// Loads the shared object with LibTorch (about half a second), once. `allCores`: the process will use every
/// core and no GPU, so that its threads are bound to them (OMP_PROC_BIND) and spin briefly (GOMP_SPINCOUNT), unless the
/// environment says otherwise. Throws Error (Resource) with what the loader said and what to do.
TrainModule& loadTrainModule(bool allCores);

}  // namespace skewscope::engine
