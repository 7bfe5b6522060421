// The loops of kernels.h, included by one file per instruction set, which defines SKEWSCOPE_KERNELS_NAME and
// SKEWSCOPE_KERNELS_FUNCTION. No inline function of another header may be used here, but for those of
// colour.h: the linker would keep one copy of it, perhaps the one that needs AVX-512. For the same reason
// everything is in an unnamed namespace.

#include "core/augment/colour.h"
#include "core/augment/kernels.h"

namespace skewscope::augment {
namespace {

/// One row of the box: weighted sum over source rows, 8 bits to float.
void resampleRow(const ResampleTask& task, int y, float* __restrict row) {
  const std::uint8_t* source = task.source + task.rowFirst[y] * task.stride;
  const int values = 3 * task.boxWidth;
  if (task.rowTaps == 2) {
    const std::uint8_t* below = source + task.stride;
    const float w0 = task.rowWeight[y], w1 = task.rowWeight[task.height + y];
    for (int i = 0; i < values; ++i)
      row[i] = w0 * static_cast<float>(source[i]) + w1 * static_cast<float>(below[i]);
    return;
  }
  const float w0 = task.rowWeight[y];
  for (int i = 0; i < values; ++i) row[i] = w0 * static_cast<float>(source[i]);
  for (int k = 1; k < task.rowTaps; ++k) {
    const float w = task.rowWeight[k * task.height + y];
    const std::uint8_t* line = source + k * task.stride;
    for (int i = 0; i < values; ++i) row[i] += w * static_cast<float>(line[i]);
  }
}

/// Red, green, blue of one pixel and a value that is ignored: one load, product and sum for a whole pixel.
typedef float Pixel __attribute__((vector_size(16)));

inline Pixel loadPixel(const float* from) {
  Pixel pixel;
  __builtin_memcpy(&pixel, from, sizeof pixel);
  return pixel;
}

template <int Taps>
inline Pixel columnPixel(const ResampleTask& task, const float* row, int x) {
  const float* from = row + 3 * task.columnFirst[x];
  Pixel sum = task.columnWeight[x] * loadPixel(from);
  for (int k = 1; k < (Taps ? Taps : task.columnTaps); ++k) {
    sum += task.columnWeight[k * task.width + x] * loadPixel(from + 3 * k);
  }
  return sum;
}

/// One output row of all three planes; four pixels at a time are turned into three planes. Taps: 0 if not
/// known.
template <int Taps>
void resampleColumns(const ResampleTask& task, const float* row, int y) {
  const int pixels = task.height * task.width, width = task.width;
  float* red = task.planes + y * width;
  float* green = red + pixels;
  float* blue = green + pixels;
  int x = 0;
  for (; x + 4 <= width; x += 4) {
    const Pixel a = columnPixel<Taps>(task, row, x), b = columnPixel<Taps>(task, row, x + 1);
    const Pixel c = columnPixel<Taps>(task, row, x + 2), d = columnPixel<Taps>(task, row, x + 3);
    const Pixel redGreen0 = __builtin_shufflevector(a, b, 0, 4, 1, 5);  // a.r b.r a.g b.g
    const Pixel redGreen1 = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const Pixel blue0 = __builtin_shufflevector(a, b, 2, 6, 2, 6);
    const Pixel blue1 = __builtin_shufflevector(c, d, 2, 6, 2, 6);
    const Pixel r = __builtin_shufflevector(redGreen0, redGreen1, 0, 1, 4, 5);
    const Pixel g = __builtin_shufflevector(redGreen0, redGreen1, 2, 3, 6, 7);
    const Pixel l = __builtin_shufflevector(blue0, blue1, 0, 1, 4, 5);
    __builtin_memcpy(red + x, &r, sizeof r);
    __builtin_memcpy(green + x, &g, sizeof g);
    __builtin_memcpy(blue + x, &l, sizeof l);
  }
  for (; x < width; ++x) {
    const Pixel pixel = columnPixel<Taps>(task, row, x);
    red[x] = pixel[0];
    green[x] = pixel[1];
    blue[x] = pixel[2];
  }
}

void resample(const ResampleTask& task) {
  // Several rows at once: a load that spans two stores which are still in flight would wait for both.
  const int stride = 3 * task.boxWidth + 1;
  for (int begin = 0; begin < task.height; begin += kResampleRows) {
    const int end = begin + kResampleRows < task.height ? begin + kResampleRows : task.height;
    for (int y = begin; y < end; ++y) resampleRow(task, y, task.rows + (y - begin) * stride);
    for (int y = begin; y < end; ++y) {
      const float* row = task.rows + (y - begin) * stride;
      if (task.columnTaps == 2) {
        resampleColumns<2>(task, row, y);
      } else {
        resampleColumns<0>(task, row, y);
      }
    }
  }
}

void brightness(float* planes, int pixels, float factor) {
  for (int i = 0; i < 3 * pixels; ++i) planes[i] = brightened(planes[i], factor);
}

/// Mean of the grey values. 16 running sums, added up in a fixed order every kBlock pixels, in double from
/// there on: vectorises, is the same for every vector width, and stays exact enough for large images.
float meanGrey(const float* planes, int pixels) {
  constexpr int kLanes = 16, kBlock = 1024;
  const float *red = planes, *green = planes + pixels, *blue = green + pixels;
  double total = 0;
  for (int begin = 0; begin < pixels; begin += kBlock) {
    const int end = pixels - begin < kBlock ? pixels : begin + kBlock;
    float lane[kLanes] = {};
    int i = begin;
    for (; i + kLanes <= end; i += kLanes) {
      for (int l = 0; l < kLanes; ++l) lane[l] += grey({red[i + l], green[i + l], blue[i + l]});
    }
    for (int l = 0; i < end; ++i, ++l) lane[l] += grey({red[i], green[i], blue[i]});
    for (int l = 0; l < kLanes; ++l) total += static_cast<double>(lane[l]);
  }
  return static_cast<float>(total / pixels);
}

void contrast(float* planes, int pixels, float factor) {
  const float rest = (1.0f - factor) * meanGrey(planes, pixels);
  for (int i = 0; i < 3 * pixels; ++i) planes[i] = blended(planes[i], factor, rest);
}

void saturation(float* planes, int pixels, float factor) {
  float* __restrict red = planes;
  float* __restrict green = planes + pixels;
  float* __restrict blue = planes + 2 * pixels;
  for (int i = 0; i < pixels; ++i) {
    const Rgb pixel = saturated({red[i], green[i], blue[i]}, factor);
    red[i] = pixel.red;
    green[i] = pixel.green;
    blue[i] = pixel.blue;
  }
}

void hue(float* planes, int pixels, float turns) {
  float* __restrict red = planes;
  float* __restrict green = planes + pixels;
  float* __restrict blue = planes + 2 * pixels;
  for (int i = 0; i < pixels; ++i) {
    const Rgb pixel = hueTurned({red[i], green[i], blue[i]}, turns);
    red[i] = pixel.red;
    green[i] = pixel.green;
    blue[i] = pixel.blue;
  }
}

void grayscale(float* planes, int pixels) {
  float* __restrict red = planes;
  float* __restrict green = planes + pixels;
  float* __restrict blue = planes + 2 * pixels;
  for (int i = 0; i < pixels; ++i) {
    const float g = grey({red[i], green[i], blue[i]});
    red[i] = g;
    green[i] = g;
    blue[i] = g;
  }
}

void pack(const float* planes, int pixels, const float* mean, const float* inverse, float* out) {
  const float* __restrict red = planes;
  const float* __restrict green = planes + pixels;
  const float* __restrict blue = planes + 2 * pixels;
  float* __restrict to = out;
  const float m0 = mean[0], m1 = mean[1], m2 = mean[2], s0 = inverse[0], s1 = inverse[1], s2 = inverse[2];
  for (int i = 0; i < pixels; ++i) {
    to[3 * i] = (red[i] - m0) * s0;
    to[3 * i + 1] = (green[i] - m1) * s1;
    to[3 * i + 2] = (blue[i] - m2) * s2;
  }
}

void normalise(const std::uint8_t* bytes, int count, const float* mean, const float* inverse, float* out) {
  const std::uint8_t* __restrict from = bytes;
  float* __restrict to = out;
  for (int i = 0; i < count; ++i)
    to[i] = (static_cast<float>(from[i]) * (1.0f / 255.0f) - mean[i]) * inverse[i];
}

}  // namespace

const Kernels& SKEWSCOPE_KERNELS_FUNCTION();
const Kernels& SKEWSCOPE_KERNELS_FUNCTION() {
  static constexpr Kernels kTable{
      SKEWSCOPE_KERNELS_NAME, resample, brightness, contrast, saturation, hue, grayscale, pack, normalise};
  return kTable;
}

}  // namespace skewscope::augment
