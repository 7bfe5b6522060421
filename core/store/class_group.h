#pragma once

#include <array>

namespace skewscope::store {

/// RunClass::group in words, as the store, tables and the command line have it.
inline constexpr std::array<const char*, 3> kClassGroups{"many", "medium", "few"};

}  // namespace skewscope::store
