#include "core/augment/augment.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "core/augment/kernels.h"
#include "core/augment/taps.h"
#include "core/base/error.h"

namespace skewscope::augment {
namespace {

constexpr std::int64_t kGrain = 8;  // images a thread takes at least

/// Memory of one thread, kept between calls.
struct Scratch {
  Taps rows, columns;
  std::vector<float> rowBlock;       // resampled rows of the box, interleaved
  std::vector<float> planes;         // [3][height * width]
  std::vector<std::uint8_t> line;    // one shifted row, interleaved
  std::vector<float> mean, inverse;  // of one interleaved row

  /// Repeats the normalisation for every pixel of a row.
  void prepare(const Settings& settings, int height, int width) {
    const auto values = static_cast<std::size_t>(width) * 3;
    rowBlock.resize(kResampleRows * (values + 1));
    line.resize(values);
    planes.resize(values * static_cast<std::size_t>(height));
    mean.resize(values);
    inverse.resize(values);
    for (std::size_t i = 0; i < values; ++i) {
      mean[i] = settings.mean[i % 3];
      inverse[i] = 1.0f / settings.stddev[i % 3];
    }
  }
};

Scratch& threadScratch() {
  thread_local Scratch scratch;
  return scratch;
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorKind::Internal, "Augmentation: " + what);
}

void normaliseWhole(const data::ImageSet& images, std::span<const std::uint8_t> pixels, Scratch& scratch,
                    float* out) {
  const int values = images.width * 3;
  for (int y = 0; y < images.height; ++y) {
    kernels().normalise(pixels.data() + y * values, values, scratch.mean.data(), scratch.inverse.data(),
                        out + y * values);
  }
}

/// The image moved by (-top, -left) over a black ground, flipped if asked.
void shift(const ViewParameters& view, const data::ImageSet& images, std::span<const std::uint8_t> pixels,
           Scratch& scratch, float* out) {
  const int height = images.height, width = images.width, values = width * 3;
  const int top = static_cast<int>(std::lround(view.top)), left = static_cast<int>(std::lround(view.left));
  const int begin = std::clamp(-left, 0, width), end = std::clamp(width - left, begin, width);
  std::uint8_t* line = scratch.line.data();
  for (int y = 0; y < height; ++y) {
    const int from = y + top;
    std::memset(line, 0, static_cast<std::size_t>(values));
    if (from >= 0 && from < height && begin < end) {
      const std::uint8_t* source = pixels.data() + from * values + (begin + left) * 3;
      if (view.flip) {
        for (int x = begin; x < end; ++x, source += 3) std::memcpy(line + (width - 1 - x) * 3, source, 3);
      } else {
        std::memcpy(line + begin * 3, source, static_cast<std::size_t>(end - begin) * 3);
      }
    }
    kernels().normalise(line, values, scratch.mean.data(), scratch.inverse.data(), out + y * values);
  }
}

void resampleBox(const ViewParameters& view, const data::ImageSet& images,
                 std::span<const std::uint8_t> pixels, Scratch& scratch) {
  const int top = static_cast<int>(std::lround(view.top)), left = static_cast<int>(std::lround(view.left));
  const int boxHeight = static_cast<int>(std::lround(view.height));
  const int boxWidth = static_cast<int>(std::lround(view.width));
  if (boxHeight < 1 || boxWidth < 1 || top < 0 || left < 0 || top + boxHeight > images.height ||
      left + boxWidth > images.width) {
    refuse("the crop box does not lie in the image.");
  }
  makeTaps(boxHeight, images.height, false, scratch.rows);
  makeTaps(boxWidth, images.width, view.flip, scratch.columns);
  for (float& weight : scratch.rows.weight) weight *= 1.0f / 255.0f;
  kernels().resample({.source = pixels.data() + (top * images.width + left) * 3,
                      .stride = images.width * 3,
                      .boxWidth = boxWidth,
                      .height = images.height,
                      .width = images.width,
                      .rowTaps = scratch.rows.count,
                      .columnTaps = scratch.columns.count,
                      .rowFirst = scratch.rows.first.data(),
                      .rowWeight = scratch.rows.weight.data(),
                      .columnFirst = scratch.columns.first.data(),
                      .columnWeight = scratch.columns.weight.data(),
                      .rows = scratch.rowBlock.data(),
                      .planes = scratch.planes.data()});
}

void jitter(const Settings& settings, const ViewParameters& view, float* planes, int pixels) {
  for (const std::uint8_t operation : view.order) {
    switch (operation) {
      case kBrightness:
        if (settings.brightness > 0) kernels().brightness(planes, pixels, view.brightness);
        break;
      case kContrast:
        if (settings.contrast > 0) kernels().contrast(planes, pixels, view.contrast);
        break;
      case kSaturation:
        if (settings.saturation > 0) kernels().saturation(planes, pixels, view.saturation);
        break;
      case kHue:
        if (settings.hue > 0) kernels().hue(planes, pixels, view.hue);
        break;
      default:
        refuse("the order of colour operations is not a permutation of 0 .. 3.");
    }
  }
}

/// One image, with a scratch that was prepared for these settings and sizes.
void transformPrepared(const Settings& settings, const ViewParameters& view, const data::ImageSet& images,
                       std::int64_t image, Scratch& scratch, float* out) {
  if (image < 0 || image >= images.size()) refuse("there is no image " + std::to_string(image) + ".");
  const auto pixels = images.image(image);
  switch (settings.pipeline) {
    case Pipeline::None:
      normaliseWhole(images, pixels, scratch, out);
      return;
    case Pipeline::Supervised:
      shift(view, images, pixels, scratch, out);
      return;
    case Pipeline::SelfSupervised:
      break;
  }
  const int count = images.height * images.width;
  float* planes = scratch.planes.data();
  resampleBox(view, images, pixels, scratch);
  if (view.jitter) jitter(settings, view, planes, count);
  if (view.grayscale) kernels().grayscale(planes, count);
  kernels().pack(planes, count, scratch.mean.data(), scratch.inverse.data(), out);
}

}  // namespace

void transform(const Settings& settings, const ViewParameters& parameters, const data::ImageSet& images,
               std::int64_t image, std::span<float> out) {
  if (out.size() != images.imageBytes()) refuse("the output has another size than the image.");
  Scratch& scratch = threadScratch();
  scratch.prepare(settings, images.height, images.width);
  transformPrepared(settings, parameters, images, image, scratch, out.data());
}

namespace {

/// `viewOf(i)`: view of the i-th image of the batch.
template <typename ViewOf>
void augmentEach(const Settings& settings, const data::ImageSet& images,
                 std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch,
                 const ViewOf& viewOf, const ParallelFor& parallel, std::span<float> out) {
  const std::size_t values = images.imageBytes();
  if (out.size() != indices.size() * values) refuse("the output has another size than the batch.");
  parallel(static_cast<std::int64_t>(indices.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    Scratch& scratch = threadScratch();
    scratch.prepare(settings, images.height, images.width);
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const auto parameters =
          drawParameters(settings, images.height, images.width, seed, epoch, indices[i], viewOf(i));
      transformPrepared(settings, parameters, images, indices[i], scratch, out.data() + i * values);
    }
  });
}

}  // namespace

void augmentBatch(const Settings& settings, const data::ImageSet& images,
                  std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch, int view,
                  const ParallelFor& parallel, std::span<float> out) {
  augmentEach(
      settings, images, indices, seed, epoch, [view](std::size_t) { return view; }, parallel, out);
}

void augmentBatch(const Settings& settings, const data::ImageSet& images,
                  std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch,
                  std::span<const int> views, const ParallelFor& parallel, std::span<float> out) {
  if (views.size() != indices.size()) refuse("there is not one view for each image.");
  augmentEach(
      settings, images, indices, seed, epoch, [views](std::size_t i) { return views[i]; }, parallel, out);
}

}  // namespace skewscope::augment
