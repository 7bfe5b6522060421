#include "core/base/module_file.h"

#include "core/base/system.h"

namespace skewscope {

std::array<std::filesystem::path, 2> moduleCandidates(const std::string& name) {
  const auto folder = executableFolder();
  return {folder / "../lib" / name, folder / ".." / SKEWSCOPE_MODULE_FOLDER / name};
}

std::filesystem::path moduleFile(const std::string& name) {
  for (const auto& candidate : moduleCandidates(name)) {
    if (std::filesystem::exists(candidate)) return candidate;
  }
  return {};
}

}  // namespace skewscope
