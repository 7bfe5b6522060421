#include "core/data/image_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

// The pictures are made by tests/reference/made_up_images.py: 40 rows, 60 columns, red 40 + 2 x, green 60 + 3
// y, blue 128.

namespace skewscope::data {
namespace {

using namespace test;
using namespace std::string_literals;

DecodedImage decode(const std::string& content, std::int64_t most = kMostImagePixels) {
  return decodeImage(std::as_bytes(std::span(content)), "the image", most);
}
DecodedImage decodeFile(const std::string& name) {
  return decode(contentOf(dataFile(name)));
}

// Largest difference from expected(y, x, c).
template <typename Expected>
int largestError(const DecodedImage& image, const Expected& expected) {
  EXPECT_EQ(image.height, 40);
  EXPECT_EQ(image.width, 60);
  EXPECT_EQ(image.pixels.size(), 40u * 60 * 3);
  int largest = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int value = image.pixels[static_cast<std::size_t>((y * image.width + x) * 3 + c)];
        largest = std::max(largest, std::abs(value - expected(y, x, c)));
      }
    }
  }
  return largest;
}

int colour(int y, int x, int c) {
  return c == 0 ? 40 + 2 * x : c == 1 ? 60 + 3 * y : 128;
}
// ITU-R 601 luma as Pillow rounds it.
int grey(int y, int x, int) {
  return (colour(y, x, 0) * 19595 + colour(y, x, 1) * 38470 + colour(y, x, 2) * 7471 + 0x8000) >> 16;
}

TEST(ImageCodec, LosslessFormatsAreExact) {
  EXPECT_EQ(largestError(decodeFile("smooth.png"), colour), 0);
  EXPECT_EQ(largestError(decodeFile("lossless.webp"), colour), 0);
  EXPECT_EQ(largestError(decodeFile("grey.png"), grey), 0);
  EXPECT_EQ(largestError(decodeFile("alpha.png"), colour), 0) << "transparency is left out";
  EXPECT_EQ(largestError(decodeFile("grey16.png"), [](int y, int x, int) { return colour(y, x, 0); }), 0);
}

TEST(ImageCodec, LossyFormatsAreClose) {
  EXPECT_LE(largestError(decodeFile("smooth.jpg"), colour), 4);
  EXPECT_LE(largestError(decodeFile("progressive.jpg"), colour), 4);
  EXPECT_LE(largestError(decodeFile("grey.jpg"), grey), 4);
  EXPECT_LE(largestError(decodeFile("cmyk.jpg"), colour), 8);
  EXPECT_LE(largestError(decodeFile("lossy.webp"), colour), 12);
  EXPECT_LE(largestError(decodeFile("palette.png"), colour), 40);
}

TEST(ImageCodec, EveryTruncationIsRefused) {
  for (const char* name : {"smooth.jpg", "progressive.jpg", "cmyk.jpg", "smooth.png", "palette.png",
                           "lossless.webp", "lossy.webp"}) {
    const std::string whole = contentOf(dataFile(name));
    // What ends a JPEG or PNG file after its last pixel may be missing.
    const std::size_t last = std::string(name).ends_with("jpg")   ? whole.size() - 2
                             : std::string(name).ends_with("png") ? whole.size() - 30
                                                                  : whole.size();
    for (std::size_t length = 0; length < last; ++length) {
      try {
        decode(whole.substr(0, length));
        ADD_FAILURE() << name << " cut to " << length << " of " << whole.size();
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Data);
        EXPECT_NE(error.message().find("the image"), std::string::npos);
      }
    }
  }
}

TEST(ImageCodec, WhatIsNoImageIsRefused) {
  expectError(ErrorKind::Data, "the image is empty", [] { decode(""); });
  expectError(ErrorKind::Data, "none of JPEG, PNG and WebP", [] { decode("GIF89a and so on"); });
  expectError(ErrorKind::Data, "none of JPEG, PNG and WebP", [] { decode("RIFF\x04\0\0\0WAVE"s); });
  expectError(ErrorKind::Data, "the image", [] { decode("\xFF\xD8\xFF"s.append(100, '\0')); });
  expectError(ErrorKind::Data, "is an animation", [] { decodeFile("animated.webp"); });
}

TEST(ImageCodec, SizesAreCheckedBeforeMemoryIsTaken) {
  for (const char* name : {"smooth.jpg", "smooth.png", "lossless.webp"}) {
    const std::string content = contentOf(dataFile(name));
    EXPECT_EQ(decode(content, 40 * 60).width, 60);
    expectError(ErrorKind::Data, "40x60 pixels; at most 2399", [&] { decode(content, 40 * 60 - 1); });
  }
  // A PNG of 131,072 x 131,072 in 33 bytes (its checksum is right).
  expectError(ErrorKind::Data, "at most 67108864 pixels are read",
              [] { decode("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\2\0\0\0\2\0\0\x08\x02\0\0\0\x1a\xf7\x72\xa7"s); });
  // A JPEG whose frame says 65,500 x 65,500.
  std::string jpeg = contentOf(dataFile("smooth.jpg"));
  const std::size_t frame = jpeg.find("\xFF\xC0"s);
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xFF\xDC\xFF\xDC");
  expectError(ErrorKind::Data, "65500x65500", [&] { decode(jpeg); });
  jpeg.replace(frame + 5, 4, std::string(4, '\0'));
  expectError(ErrorKind::Data, "the image", [&] { decode(jpeg); });
}

}  // namespace
}  // namespace skewscope::data
