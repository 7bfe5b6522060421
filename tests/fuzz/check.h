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

/// Runs `call`; an Error is a proper answer to a bad input if it blames the input, by a kind that is not
/// Internal, and if its text can be shown (UTF-8). Anything else is a defect and ends the process. Returns
/// the kind of the error, Internal if there was none.
template <typename Call>
ErrorKind expectValueOrReason(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Internal) std::cerr << error.message() << '\n';
    require(error.kind() != ErrorKind::Internal, "an error that blames the input");
    try {
      static_cast<void>(nlohmann::json(error.message()).dump());
    } catch (const std::exception&) {
      require(false, "messages are UTF-8");
    }
    return error.kind();
  }
  return ErrorKind::Internal;
}

/// The same where `kind` is the only proper one.
template <typename Call>
void expectValueOrError(ErrorKind kind, const Call& call) {
  const ErrorKind found = expectValueOrReason(call);
  require(found == kind || found == ErrorKind::Internal, "the kind of the error");
}

}  // namespace skewscope::fuzz
