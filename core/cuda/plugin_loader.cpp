#include "core/cuda/plugin_loader.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/cuda/sentence.h"

namespace skewscope::cuda {

namespace {

/// The table of functions that a library of the engine gives: `name` it has in messages.
template <typename Table>
const Table& tableOf(const std::filesystem::path& file, const char* name, const char* symbol,
                     std::int32_t version) {
  constexpr const char* kAdvice = "Build everything anew, the engine too.";
  if (file.empty())  // which dlopen() takes for the program
    throw Error(ErrorKind::Resource, fmt::format("The {} is not there.", name), kAdvice);
  void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    throw Error(ErrorKind::Resource, fmt::format("The {} cannot be loaded: {}.", name, ::dlerror()), kAdvice);
  using Entry = const Table* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, symbol));
  if (!entry)
    throw Error(ErrorKind::Resource, fmt::format("{} is not the {} of Skewscope.", file.string(), name),
                kAdvice);
  const Table& table = *entry();
  if (table.version != version) {
    throw Error(ErrorKind::Resource,
                fmt::format("{} has version {} of the {}'s interface; this engine has version {}.",
                            file.string(), table.version, name, version),
                kAdvice);
  }
  return table;
}

}  // namespace

const SkewscopeCudaPlugin& loadPlugin(const std::filesystem::path& file) {
  return tableOf<SkewscopeCudaPlugin>(file, "CUDA plug-in", kPluginSymbol, kPluginVersion);
}

const SkewscopeTorchGraphs& loadGraphs(const std::filesystem::path& file) {
  return tableOf<SkewscopeTorchGraphs>(file, "library of CUDA graphs", kGraphsSymbol, kGraphsVersion);
}

std::string deviceProblem(const SkewscopeCudaPlugin& plugin, int device) {
  return sentenceOf([&](char* text, std::size_t size) { return plugin.checkDevice(device, text, size); });
}

void throwIfSaid(const char* what, const std::string& sentence) {
  if (sentence.empty()) return;
  throw Error(ErrorKind::Resource, fmt::format("{} on the GPU: {}", what, sentence),
              "With the option device=cpu the run is trained on the processor.");
}

}  // namespace skewscope::cuda
