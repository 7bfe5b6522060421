#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/image_codec.h"
#include "tests/fuzz/check.h"

/// decodeImage: a whole image of no more pixels than allowed, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  constexpr std::int64_t kMost = 1 << 18;
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto image = data::decodeImage(std::as_bytes(std::span(data, size)), "input", kMost);
    const auto pixels = static_cast<std::int64_t>(image.height) * image.width;
    fuzz::require(image.height > 0 && image.width > 0 && pixels <= kMost, "the size is within the limit");
    fuzz::require(image.pixels.size() == static_cast<std::size_t>(pixels) * 3, "the image is whole");
  });
  return 0;
}
