#pragma once

#include <array>
#include <filesystem>
#include <string>

namespace skewscope {

/// Where a shared object of the engine may be, "libskewscope-train.so": in lib beside the running program's
/// folder (a build, a bundle), or where an installation has it.
std::array<std::filesystem::path, 2> moduleCandidates(const std::string& name);

/// The first of them that exists; empty where there is none.
std::filesystem::path moduleFile(const std::string& name);

}  // namespace skewscope
