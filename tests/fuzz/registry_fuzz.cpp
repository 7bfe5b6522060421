#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/data/registry.h"
#include "tests/fuzz/check.h"

/// parseRegistry: what is read can be written and read again, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto entries = data::parseRegistry(text, "input");
    fuzz::require(data::parseRegistry(data::registryText(entries), "again") == entries,
                  "it is written as it was read");
  });
  return 0;
}
