#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.h"

namespace skewscope::test {

/// Expects that `call` throws an Error of `kind` whose message with its advice contains `part`.
template <typename Call>
void expectError(ErrorKind kind, const std::string& part, const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(kind)) << error.message();
    EXPECT_NE(error.message().find(part), std::string::npos)
        << "message: " << error.message() << "\nwithout: " << part;
    return;
  }
  ADD_FAILURE() << "no error; expected one with: " << part;
}

}  // namespace skewscope::test
