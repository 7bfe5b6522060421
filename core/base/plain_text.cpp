#include "core/base/plain_text.h"

#include <cstdint>

namespace skewscope {
namespace {

/// Bytes of the character that `text`, which is not empty, begins with; 0 if it is not well-formed or is a
/// control character.
std::size_t plainCharacter(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text[0]);
  if (lead < 0x80) return lead < 0x20 || lead == 0x7F ? 0 : 1;
  const std::size_t more = lead >= 0xC2 && lead <= 0xDF   ? 1
                           : (lead & 0xF0) == 0xE0        ? 2
                           : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                          : 0;
  if (more == 0 || text.size() <= more) return 0;
  std::uint32_t code = lead & (0x3Fu >> more);
  for (std::size_t k = 1; k <= more; ++k) {
    const auto byte = static_cast<std::uint8_t>(text[k]);
    if ((byte & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte & 0x3Fu);
  }
  const std::uint32_t least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
  return code < 0xA0 ? 0 : more + 1;  // the second block of control characters
}

}  // namespace

std::string plainText(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bytes = plainCharacter(text);
    if (bytes == 0) {
      plain += text[0] == '\n' ? '\n' : '?';
    } else {
      plain += text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return plain;
}

std::string shown(std::string_view text, std::size_t most) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t bytes = plainCharacter(text);
    if (plain.size() + (bytes == 0 ? 1 : bytes) > most) return plain + "...";
    if (bytes == 0) {
      plain += '?';
    } else {
      plain += text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return plain;
}

bool isPlainUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = plainCharacter(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace skewscope
