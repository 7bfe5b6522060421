#pragma once

#include <c10/util/Exception.h>

#include <string>

namespace skewscope::nn {

/// What an error of LibTorch says in one line: without a stack and advice on debugging.
inline std::string firstLine(const c10::Error& error) {
  const std::string text = error.what_without_backtrace();
  return text.substr(0, text.find('\n'));
}

}  // namespace skewscope::nn
