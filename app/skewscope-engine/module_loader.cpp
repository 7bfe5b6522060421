#include "app/skewscope-engine/module_loader.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>

#include "core/base/error.h"
#include "core/base/heap.h"
#include "core/base/module_file.h"

namespace skewscope::engine {

std::filesystem::path trainModuleFile() {
  constexpr const char* kName = "libskewscope-train.so";
  if (auto file = moduleFile(kName); !file.empty()) return file;
  std::string tried;
  for (const auto& candidate : moduleCandidates(kName)) {
    tried += (tried.empty() ? "" : ", ") + candidate.lexically_normal().string();
  }
  throw Error(ErrorKind::Resource, fmt::format("The training library is not there (looked for {}).", tried),
              "Build the target skewscope-train, or install the engine whole.");
}

TrainModule& loadTrainModule(bool allCores) {
  static TrainModule* loaded = nullptr;
  if (loaded) return *loaded;
  // libgomp reads these when it is loaded. Endlessly spinning threads collapse beside one busy foreign core;
  // threads that sleep at once lose a third of the speed of a small network to waking up. A count of 20,000
  // spins has neither.
  if (allCores) ::setenv("OMP_PROC_BIND", "true", 0);
  ::setenv("GOMP_SPINCOUNT", "20000", 0);
  keepHeap();
  const auto file = trainModuleFile();
  void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    throw Error(ErrorKind::Resource, fmt::format("LibTorch cannot be loaded: {}.", ::dlerror()),
                "Run ./run.sh once, which fetches LibTorch and builds against it; of a bundle, set "
                "SKEWSCOPE_LIBTORCH to the "
                "folder of a torch 2.11.");
  }
  using Entry = TrainModule* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, kTrainModuleSymbol));
  if (!entry) throw Error(ErrorKind::Internal, fmt::format("{} is of another version.", file.string()));
  loaded = entry();
  return *loaded;
}

}  // namespace skewscope::engine
