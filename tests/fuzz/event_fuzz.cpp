#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/protocol/messages.h"
#include "tests/fuzz/check.h"

/// parseEvent never throws, and an event that was read can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  if (const auto event = protocol::parseEvent({reinterpret_cast<const char*>(data), size})) {
    const auto line = protocol::toLine(*event);
    const auto again = protocol::parseEvent(line);
    fuzz::require(again.has_value(), "a written event can be read");
    fuzz::require(protocol::toLine(*again) == line, "it is the same event");
  }
  return 0;
}
