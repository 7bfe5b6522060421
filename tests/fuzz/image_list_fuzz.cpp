#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "core/data/image_files.h"
#include "tests/fuzz/check.h"

/// parseImageList: paths that stay below the root, labels in range, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    for (const auto& entry : data::parseImageList(std::as_bytes(std::span(data, size)), "input")) {
      fuzz::require(entry.label < 10000, "labels are in range");
      const std::filesystem::path path(entry.path);
      fuzz::require(path.is_relative() && !path.empty(), "paths are relative");
      for (const auto& part : path) fuzz::require(part != "..", "no path leaves the root");
    }
  });
  return 0;
}
