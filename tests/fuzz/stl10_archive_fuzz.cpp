#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/stl10.h"
#include "tests/fuzz/check.h"

/// parseStl10Archive: a whole data set of one image a class, scaled, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto dataset =
        data::parseStl10Archive(std::as_bytes(std::span(data, size)), "input", 8, serialFor(), {1, 1});
    fuzz::require(dataset.train.size() == 10 && dataset.test.size() == 10, "both parts are whole");
    fuzz::require(dataset.train.pixels.size() == 10 * 8 * 8 * 3, "images are scaled");
  });
  return 0;
}
