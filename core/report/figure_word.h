#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace skewscope::report {

/// A name of an enumeration, as in the JSON of a figure and on the command line.
struct FigureWord {
  int value;  ///< of the enumeration
  std::string_view name;
};

/// The name of a value; empty if there is none.
inline std::string_view nameIn(std::span<const FigureWord> words, int value) {
  for (const FigureWord& word : words) {
    if (word.value == value) return word.name;
  }
  return {};
}

/// The value of a name, if there is one.
inline std::optional<int> valueIn(std::span<const FigureWord> words, std::string_view name) {
  for (const FigureWord& word : words) {
    if (word.name == name) return word.value;
  }
  return std::nullopt;
}

}  // namespace skewscope::report
