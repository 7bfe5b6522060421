#include "core/data/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace skewscope::data {

Resizer::Taps Resizer::tapsOf(int begin, int length, int side) {
  Taps taps;
  const double scale = static_cast<double>(length) / side;
  const double reach = std::max(1.0, scale);
  for (int i = 0; i < side; ++i) {
    const double centre =
        (i + 0.5) * scale;  // of the output pixel, in source pixels from the start of the box
    const int low = std::max(0, static_cast<int>(std::floor(centre - reach)));
    const int high = std::min(length, static_cast<int>(std::ceil(centre + reach)));
    std::vector<double> weights;
    double sum = 0;
    for (int j = low; j < high; ++j) {
      const double weight = std::max(0.0, 1 - std::abs(j + 0.5 - centre) / reach);
      weights.push_back(weight);
      sum += weight;
    }
    std::vector<float> normalised;
    for (const double weight : weights) normalised.push_back(static_cast<float>(weight / sum));
    taps.first.push_back(begin + low);
    taps.weights.push_back(std::move(normalised));
  }
  return taps;
}

Resizer::Resizer(int height, int width, int side, Fit fit) : height_(height), width_(width), side_(side) {
  const int square = std::min(height, width);
  const bool crop = fit == Fit::Crop;
  rows_ = tapsOf(crop ? (height - square) / 2 : 0, crop ? square : height, side);
  columns_ = tapsOf(crop ? (width - square) / 2 : 0, crop ? square : width, side);
}

void Resizer::resize(std::span<const std::uint8_t> source, std::span<std::uint8_t> target) const {
  if (height_ == side_ && width_ == side_) {
    std::ranges::copy(source, target.begin());
    return;
  }
  const auto side = static_cast<std::size_t>(side_), width = static_cast<std::size_t>(width_);
  // Row by row of the target: a weighted sum of source rows, then of its columns.
  std::vector<float> row(width * 3);
  for (std::size_t y = 0; y < side; ++y) {
    std::ranges::fill(row, 0.0f);
    const auto& weights = rows_.weights[y];
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const std::uint8_t* in = source.data() + (static_cast<std::size_t>(rows_.first[y]) + k) * width * 3;
      for (std::size_t i = 0; i < row.size(); ++i) row[i] += weights[k] * static_cast<float>(in[i]);
    }
    for (std::size_t x = 0; x < side; ++x) {
      const float* in = row.data() + static_cast<std::size_t>(columns_.first[x]) * 3;
      float sums[3] = {};
      for (const float weight : columns_.weights[x]) {
        for (std::size_t c = 0; c < 3; ++c) sums[c] += weight * *in++;
      }
      for (std::size_t c = 0; c < 3; ++c) {
        target[(y * side + x) * 3 + c] = static_cast<std::uint8_t>(std::clamp(sums[c] + 0.5f, 0.0f, 255.0f));
      }
    }
  }
}

void resizeSet(ImageSet& set, int side, Fit fit, const ParallelFor& parallel) {
  if (set.height == side && set.width == side) return;
  const Resizer resizer(set.height, set.width, side, fit);
  const std::size_t bytes = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(set.size()) * bytes);
  parallel(set.size(), 16, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      resizer.resize(set.image(i), std::span(pixels).subspan(static_cast<std::size_t>(i) * bytes, bytes));
    }
  });
  set.pixels = std::move(pixels);
  set.height = set.width = side;
}

}  // namespace skewscope::data
