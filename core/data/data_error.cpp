#include "core/data/data_error.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/base/error.h"

namespace skewscope::data {

void damaged(const std::string& what, std::string advice) {
  throw Error(ErrorKind::Data, what, std::move(advice));
}

std::string shown(std::string_view name) {
  std::string text(name.substr(0, 80));
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

bool isPlainUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i++]);
    if (lead < 0x80) {
      if (lead < 0x20 || lead == 0x7F) return false;
      continue;
    }
    const std::size_t more = lead >= 0xC2 && lead <= 0xDF   ? 1
                             : (lead & 0xF0) == 0xE0        ? 2
                             : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                            : 0;
    if (more == 0 || text.size() - i < more) return false;
    std::uint32_t code = lead & (0x3Fu >> more);
    for (std::size_t k = 0; k < more; ++k) {
      const auto byte = static_cast<std::uint8_t>(text[i++]);
      if ((byte & 0xC0) != 0x80) return false;
      code = code << 6 | (byte & 0x3Fu);
    }
    const std::uint32_t least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    if (code < 0xA0) return false;  // the second block of control characters
  }
  return true;
}

}  // namespace skewscope::data
