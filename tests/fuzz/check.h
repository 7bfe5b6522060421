#pragma once

#include <cstdlib>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"

namespace skewscope::fuzz {

/// What a property that does not hold does: libFuzzer keeps the input.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::cerr << "does not hold: " << property << '\n';
  std::abort();
}

/// Runs `call`; an Error of `kind` is a proper answer to a bad input if its text can be shown (UTF-8),
/// anything else is a defect and ends the process.
template <typename Call>
void expectValueOrError(ErrorKind kind, const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    require(error.kind() == kind, "the kind of the error");
    try {
      static_cast<void>(nlohmann::json(error.message()).dump());
    } catch (const std::exception&) {
      require(false, "messages are UTF-8");
    }
  }
}

}  // namespace skewscope::fuzz
