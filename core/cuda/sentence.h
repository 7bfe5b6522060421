#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string>

// How functions of C types say what went wrong: they return 0 for success, and otherwise not 0 and a
// sentence.
namespace skewscope::cuda {

/// What such a function returns for `work`, and writes: what `said` makes of an exception, cut to size - 1
/// bytes, with a 0 at its end.
template <typename Work, typename Said>
std::int32_t sayingWhy(char* sentence, std::size_t size, const Work& work, const Said& said) {
  try {
    work();
    return 0;
  } catch (const std::exception& error) {
    const std::string text = said(error);
    if (size == 0) return 1;
    const std::size_t length = std::min(text.size(), size - 1);
    std::memcpy(sentence, text.data(), length);
    sentence[length] = 0;
    return 1;
  }
}

/// What such a function said, `call(sentence, size)`; empty for success.
template <typename Call>
std::string sentenceOf(const Call& call) {
  std::array<char, 512> sentence{};
  if (call(sentence.data(), sentence.size()) == 0) return {};
  sentence.back() = 0;
  return sentence[0] ? sentence.data() : "It failed without a word.";
}

}  // namespace skewscope::cuda
