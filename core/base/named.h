#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace skewscope {

/// The entry of a list whose member `name` is that. Throws Error (Usage) that lists the names there are;
/// `what`: what one is, "protocol".
template <typename Info>
const Info& findNamed(std::span<const Info> all, std::string_view name, std::string_view what) {
  const auto found = std::ranges::find(all, name, &Info::name);
  if (found != all.end()) return *found;
  std::string names;
  for (const Info& info : all) names.append(names.empty() ? "" : ", ").append(info.name);
  throw Error(ErrorKind::Usage, fmt::format("There is no {} \"{}\".", what, name.substr(0, 80)),
              fmt::format("Choose one of: {}.", names));
}

}  // namespace skewscope
