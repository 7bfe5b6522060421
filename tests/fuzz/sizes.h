#pragma once

#include <cstdint>

namespace skewscope::fuzz {

/// Images in a batch of the archives that are fuzzed: one of each class.
constexpr std::int64_t kCifar10BatchImages = 10;

}  // namespace skewscope::fuzz
