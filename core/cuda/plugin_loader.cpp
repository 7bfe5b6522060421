#include "core/cuda/plugin_loader.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <array>

#include "core/base/error.h"

namespace skewscope::cuda {

const SkewscopeCudaPlugin& loadPlugin(const std::filesystem::path& file) {
  constexpr const char* kAdvice = "Build the target skewscope-cuda anew, together with the engine.";
  void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    throw Error(ErrorKind::Resource, fmt::format("The CUDA plug-in cannot be loaded: {}.", ::dlerror()),
                kAdvice);
  }
  using Entry = const SkewscopeCudaPlugin* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, kPluginSymbol));
  if (!entry) {
    throw Error(ErrorKind::Resource, fmt::format("{} is not a CUDA plug-in of Skewscope.", file.string()),
                kAdvice);
  }
  const SkewscopeCudaPlugin& plugin = *entry();
  if (plugin.version != kPluginVersion) {
    throw Error(ErrorKind::Resource,
                fmt::format("{} has version {} of the plug-in's interface; this engine has version {}.",
                            file.string(), plugin.version, kPluginVersion),
                kAdvice);
  }
  return plugin;
}

namespace {

/// What a function of the table said; empty for success.
template <typename Call>
std::string sentenceOf(const Call& call) {
  std::array<char, 512> sentence{};
  if (call(sentence.data(), sentence.size()) == 0) return {};
  sentence.back() = 0;
  return sentence[0] ? sentence.data() : "It failed without a word.";
}

}  // namespace

std::string deviceProblem(const SkewscopeCudaPlugin& plugin, int device) {
  return sentenceOf([&](char* text, std::size_t size) { return plugin.checkDevice(device, text, size); });
}

void makeViews(const SkewscopeCudaPlugin& plugin, int device, void* stream, const SkewscopeViews& views) {
  const std::string problem = sentenceOf(
      [&](char* text, std::size_t size) { return plugin.makeViews(device, stream, &views, text, size); });
  if (!problem.empty()) {
    throw Error(ErrorKind::Resource, "Views cannot be made on the GPU: " + problem,
                "With the option device=cpu the run is trained on the processor.");
  }
}

}  // namespace skewscope::cuda
