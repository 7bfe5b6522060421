#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/npy.h"
#include "tests/fuzz/check.h"

/// parseNpyImages and parseNpyLabels: whole arrays within their limits, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  const auto content = std::as_bytes(std::span(data, size));
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto set = data::parseNpyImages(content, "input");
    fuzz::require(set.imageBytes() > 0 && set.pixels.size() % set.imageBytes() == 0, "images are whole");
    fuzz::require(set.pixels.size() <= 3 * size, "pixels come from the file");
  });
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto labels = data::parseNpyLabels(content, "input");
    fuzz::require(labels.size() <= size, "labels come from the file");
    for (const auto label : labels) fuzz::require(label < 10000, "labels are in range");
  });
  return 0;
}
