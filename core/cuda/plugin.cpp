#include "core/cuda/plugin.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>

#include "core/base/error.h"
#include "core/cuda/check.h"

namespace {

void write(const std::string& text, char* sentence, std::size_t size) {
  if (size == 0) return;
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(sentence, text.data(), length);
  sentence[length] = 0;
}

std::int32_t check(std::int32_t device, char* sentence, std::size_t size) {
  try {
    skewscope::cuda::checkDevice(device);
    return 0;
  } catch (const skewscope::Error& error) {
    write(error.message(), sentence, size);
  } catch (const std::exception& error) {
    write(error.what(), sentence, size);
  }
  return 1;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const SkewscopeCudaPlugin* skewscopeCudaPlugin() {
  static constexpr SkewscopeCudaPlugin kPlugin{skewscope::cuda::kPluginVersion, CUDART_VERSION, check};
  return &kPlugin;
}
