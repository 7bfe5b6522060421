// A plug-in whose check fails with the sentence $FAKE_CHECK, and is right where that is not set, or on device
// $FAKE_CHECK_PASSES.
#include <cstdio>
#include <cstdlib>

#include "core/cuda/plugin.h"

#ifndef FAKE_PLUGIN_VERSION
#define FAKE_PLUGIN_VERSION skewscope::cuda::kPluginVersion
#endif

namespace {
std::int32_t check(std::int32_t device, char* sentence, std::size_t size) {
  const char *text = std::getenv("FAKE_CHECK"), *passes = std::getenv("FAKE_CHECK_PASSES");
  if (!text || (passes && device == std::atoi(passes))) return 0;
  std::snprintf(sentence, size, "%s", text);
  return 1;
}
}  // namespace

extern "C" const SkewscopeCudaPlugin* skewscopeCudaPlugin();
const SkewscopeCudaPlugin* skewscopeCudaPlugin() {
  static constexpr SkewscopeCudaPlugin kPlugin{FAKE_PLUGIN_VERSION, 13000, check};
  return &kPlugin;
}
