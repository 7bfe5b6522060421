#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/protocol/messages.h"
#include "tests/fuzz/check.h"

/// parseCommand never throws, and a command that was read can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  if (const auto command = protocol::parseCommand({reinterpret_cast<const char*>(data), size})) {
    fuzz::require(protocol::parseCommand(protocol::toLine(*command)) == command, "it is the same command");
  }
  return 0;
}
