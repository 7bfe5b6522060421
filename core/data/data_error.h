#pragma once

#include <string>
#include <string_view>

namespace skewscope::data {

/// Throws Error (Data): `what` names file, place and expectation; `advice` says what to do.
[[noreturn]] void damaged(const std::string& what, std::string advice = {});

/// A name from a file in a form that any terminal and log can show: printable ASCII, at most 80 characters,
/// "?" for anything else.
std::string shown(std::string_view name);

/// True if `text` is well-formed UTF-8 without control characters (RFC 3629: no surrogates, nothing
/// overlong).
bool isPlainUtf8(std::string_view text);

}  // namespace skewscope::data
