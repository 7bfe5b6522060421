#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/report/figure_word.h"

namespace skewscope::report {

// What a figure can hold at most, for figure_spec.cpp and figure_json.cpp alone.
inline constexpr std::size_t kMostRuns = 500, kMostClasses = 10000, kMostTicks = 50, kMostMeasures = 16;

/// Names of a list for a message: "curves, weights or summary".
template <typename List, typename Name>
std::string oneOf(const List& list, Name name) {
  std::string all;
  std::size_t left = std::size(list);
  for (const auto& item : list) {
    all += name(item);
    --left;
    all += left > 1 ? ", " : left == 1 ? " or " : "";
  }
  return all;
}

}  // namespace skewscope::report
