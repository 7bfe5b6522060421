#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace skewscope::data {

/// A decoded image: RGB, 8 bits a channel, [height][width][3].
struct DecodedImage {
  int height = 0;
  int width = 0;
  std::vector<std::uint8_t> pixels;
};

/// Most pixels of an image that is decoded (a picture of 8,192 x 8,192): checked before memory is asked for.
constexpr std::int64_t kMostImagePixels = std::int64_t{1} << 26;
/// Longest image file that is read.
constexpr std::size_t kMostImageFile = std::size_t{64} << 20;

/// Decodes a JPEG, PNG or WebP image; the format is told by the first bytes, not by the file's name. Grey
/// becomes three equal channels, transparency is left out, 16 bits are cut to 8, CMYK is multiplied out;
/// colour profiles and the orientation tag are not applied (as in torchvision's ImageFolder). Truncated or
/// damaged data, animations, and more than `mostPixels` pixels are refused: throws Error (Data) that names
/// `name` and what is wrong.
DecodedImage decodeImage(std::span<const std::byte> content, const std::string& name,
                         std::int64_t mostPixels = kMostImagePixels);

}  // namespace skewscope::data
