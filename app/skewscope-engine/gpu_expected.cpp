#include "app/skewscope-engine/gpu_expected.h"

#include <algorithm>

#include "core/base/module_file.h"
#include "core/cuda/plugin.h"
#include "core/spec/device_choice.h"

namespace skewscope::engine {
namespace {

using Kind = spec::DeviceChoice::Kind;

bool asksForGpu(const std::string& device) {
  const auto choice = spec::deviceChoice(device);
  return choice && choice->kind != Kind::Cpu;
}

}  // namespace

bool gpuIsExpected(const std::string& device, const cuda::Driver& driver,
                   const std::filesystem::path& plugin) {
  if (!asksForGpu(device) || plugin.empty() || !driver.problem.empty() || !driver.newEnough()) return false;
  const auto number = spec::deviceChoice(device)->number;
  return std::ranges::any_of(driver.devices, [&](const cuda::Device& gpu) {
    return gpu.usable() && (!number || gpu.number == *number);
  });
}

bool gpuIsExpectedHere(const std::string& device) {
  if (!asksForGpu(device)) return false;
  const std::filesystem::path plugin = moduleFile(cuda::kPluginFile);
  return !plugin.empty() && gpuIsExpected(device, cuda::findDriver(), plugin);
}

}  // namespace skewscope::engine
