#include <cstddef>
#include <cstdint>
#include <fstream>

#include "tests/fuzz/check.h"
#include "tests/fuzz/store_files.h"

/// A file of any bytes, opened as a store and read to its end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  static const fuzz::OwnFolder folder;
  const auto path = folder / "store.skewscope";
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  fuzz::expectValueOrReason([&] { fuzz::readEverything(path); });
  return 0;
}
