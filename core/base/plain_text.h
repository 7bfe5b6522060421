#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skewscope {

/// `text` as any terminal, log and JSON line can show it: well-formed UTF-8 (RFC 3629: no surrogates, nothing
/// overlong) without control characters but line feeds; "?" for any other byte.
std::string plainText(std::string_view text);

/// A name or value from a stranger's file for a message: plain text on one line, "..." in place of what is
/// beyond `most` bytes.
std::string shown(std::string_view text, std::size_t most = 80);

/// True if `text` is plain text on one line.
bool isPlainUtf8(std::string_view text);

}  // namespace skewscope
