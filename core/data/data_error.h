#pragma once

#include <string>

#include "core/base/plain_text.h"

namespace skewscope::data {

/// Throws Error (Data): `what` names file, place and expectation, with text from the file as shown() gives
/// it; `advice` says what to do.
[[noreturn]] void damaged(const std::string& what, std::string advice = {});

}  // namespace skewscope::data
