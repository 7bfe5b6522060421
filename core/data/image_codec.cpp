#include "core/data/image_codec.h"

#include <fmt/format.h>
#include <spng.h>
#include <turbojpeg.h>
#include <webp/decode.h>

#include <memory>
#include <string_view>

#include "core/base/error.h"
#include "core/data/data_error.h"

namespace skewscope::data {
namespace {

constexpr const char* kAdvice = "Replace the file or remove it from the data set.";

// An image of this size with its pixels still to be filled.
DecodedImage sized(std::int64_t height, std::int64_t width, const std::string& name,
                   std::int64_t mostPixels) {
  if (height < 1 || width < 1)
    damaged(fmt::format("{} is an image of {}x{} pixels.", name, height, width), kAdvice);
  if (height > mostPixels / width) {
    damaged(fmt::format("{} is an image of {}x{} pixels; at most {} pixels are read.", name, height, width,
                        mostPixels),
            kAdvice);
  }
  DecodedImage image;
  image.height = static_cast<int>(height);
  image.width = static_cast<int>(width);
  image.pixels.resize(static_cast<std::size_t>(height * width) * 3);
  return image;
}

struct CloseJpeg {
  void operator()(void* handle) const { tjDestroy(handle); }
};

// Adobe writes CMYK inverted: 255 is no ink.
void multiplyOut(const std::vector<std::uint8_t>& cmyk, std::vector<std::uint8_t>& rgb) {
  for (std::size_t i = 0; i < rgb.size() / 3; ++i) {
    const unsigned key = cmyk[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c)
      rgb[3 * i + c] = static_cast<std::uint8_t>((cmyk[4 * i + c] * key + 127) / 255);
  }
}

DecodedImage decodeJpeg(std::span<const std::byte> content, const std::string& name,
                        std::int64_t mostPixels) {
  const std::unique_ptr<void, CloseJpeg> handle(tjInitDecompress());
  if (!handle) throw Error(ErrorKind::Resource, "There is no memory to decode a JPEG image.");
  const auto* data = reinterpret_cast<const unsigned char*>(content.data());
  const auto size = static_cast<unsigned long>(content.size());
  int width = 0, height = 0, sampling = 0, space = 0;
  if (tjDecompressHeader3(handle.get(), data, size, &width, &height, &sampling, &space) != 0) {
    damaged(fmt::format("{} is no readable JPEG image: {}.", name, shown(tjGetErrorStr2(handle.get()))),
            kAdvice);
  }
  DecodedImage image = sized(height, width, name, mostPixels);
  const bool inks = space == TJCS_CMYK || space == TJCS_YCCK;
  std::vector<std::uint8_t> cmyk(inks ? image.pixels.size() / 3 * 4 : 0);
  const int status = tjDecompress2(handle.get(), data, size, inks ? cmyk.data() : image.pixels.data(), width,
                                   0, height, inks ? TJPF_CMYK : TJPF_RGB, TJFLAG_LIMITSCANS);
  if (status != 0) {
    const std::string_view text = tjGetErrorStr2(handle.get());
    // Bytes between two segments are in many published images and change no pixel.
    const bool harmless =
        tjGetErrorCode(handle.get()) == TJERR_WARNING && text.find("extraneous bytes") != text.npos;
    if (!harmless) damaged(fmt::format("{} is a damaged JPEG image: {}.", name, shown(text)), kAdvice);
  }
  if (inks) multiplyOut(cmyk, image.pixels);
  return image;
}

struct ClosePng {
  void operator()(spng_ctx* handle) const { spng_ctx_free(handle); }
};

DecodedImage decodePng(std::span<const std::byte> content, const std::string& name, std::int64_t mostPixels) {
  const std::unique_ptr<spng_ctx, ClosePng> handle(spng_ctx_new(0));
  if (!handle) throw Error(ErrorKind::Resource, "There is no memory to decode a PNG image.");
  const auto check = [&](int status) {
    if (status != 0)
      damaged(fmt::format("{} is a damaged PNG image: {}.", name, spng_strerror(status)), kAdvice);
  };
  // Texts and profiles are of no use here, so little memory is enough for them.
  check(spng_set_chunk_limits(handle.get(), std::size_t{1} << 20, std::size_t{4} << 20));
  check(spng_set_png_buffer(handle.get(), content.data(), content.size()));
  spng_ihdr header{};
  check(spng_get_ihdr(handle.get(), &header));
  DecodedImage image = sized(header.height, header.width, name, mostPixels);
  std::size_t bytes = 0;
  check(spng_decoded_image_size(handle.get(), SPNG_FMT_RGB8, &bytes));
  if (bytes != image.pixels.size())
    damaged(fmt::format("{} is a PNG image of an unknown form.", name), kAdvice);
  check(spng_decode_image(handle.get(), image.pixels.data(), image.pixels.size(), SPNG_FMT_RGB8, 0));
  return image;
}

DecodedImage decodeWebp(std::span<const std::byte> content, const std::string& name,
                        std::int64_t mostPixels) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(content.data());
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(data, content.size(), &features) != VP8_STATUS_OK) {
    damaged(fmt::format("{} is no readable WebP image.", name), kAdvice);
  }
  if (features.has_animation)
    damaged(fmt::format("{} is an animation; one image was expected.", name), kAdvice);
  DecodedImage image = sized(features.height, features.width, name, mostPixels);
  if (!WebPDecodeRGBInto(data, content.size(), image.pixels.data(), image.pixels.size(),
                         features.width * 3)) {
    damaged(fmt::format("{} is a truncated or damaged WebP image.", name), kAdvice);
  }
  return image;
}

}  // namespace

DecodedImage decodeImage(std::span<const std::byte> content, const std::string& name,
                         std::int64_t mostPixels) {
  const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  if (content.empty()) damaged(fmt::format("{} is empty.", name), kAdvice);
  if (text.starts_with("\xFF\xD8\xFF")) return decodeJpeg(content, name, mostPixels);
  if (text.starts_with("\x89PNG\r\n\x1A\n")) return decodePng(content, name, mostPixels);
  if (text.starts_with("RIFF") && text.size() >= 12 && text.substr(8, 4) == "WEBP") {
    return decodeWebp(content, name, mostPixels);
  }
  damaged(fmt::format("{} is none of JPEG, PNG and WebP (byte 0).", name), kAdvice);
}

}  // namespace skewscope::data
