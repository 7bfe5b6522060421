#include "core/nn/matrix_convolution.h"

#include <array>
#include <cstdint>
#include <optional>

namespace skewscope::nn {
namespace {

using at::Tensor;

constexpr std::int64_t kSide = 2, kPixels = kSide * kSide, kTaps = 9;

/// The tap, row by row, by which pixel `from` reaches pixel `to`.
std::int64_t tapOf(std::int64_t from, std::int64_t to) {
  const std::int64_t row = from / kSide - to / kSide + 1, column = from % kSide - to % kSide + 1;
  return row * 3 + column;
}

/// tapOf() of all pairs, [from, to].
Tensor taps() {
  std::array<std::int64_t, kPixels * kPixels> found{};
  for (std::int64_t i = 0; i < kPixels * kPixels; ++i)
    found[static_cast<std::size_t>(i)] = tapOf(i / kPixels, i % kPixels);
  return at::tensor(at::IntArrayRef(found), at::kLong);
}

/// Images as rows of [pixels, channels].
Tensor rows(const Tensor& maps) {
  return maps.permute({0, 2, 3, 1}).reshape({maps.size(0), -1});
}

Tensor fromRows(const Tensor& rows, std::int64_t channels) {
  return rows.view({rows.size(0), kSide, kSide, channels}).permute({0, 3, 1, 2});
}

/// [4 inputs, 4 outputs].
Tensor matrixOf(const Tensor& weight) {
  const std::int64_t outputs = weight.size(0), inputs = weight.size(1);
  const Tensor byTap = weight.permute({2, 3, 1, 0}).reshape({kTaps, inputs, outputs});
  return byTap.index_select(0, taps())
      .view({kPixels, kPixels, inputs, outputs})
      .transpose(1, 2)
      .reshape({kPixels * inputs, kPixels * outputs});
}

/// The pixels that a stride takes, [images, rows, columns, channels].
Tensor picked(const Tensor& maps, std::int64_t stride) {
  return maps.permute({0, 2, 3, 1})
      .slice(1, std::nullopt, std::nullopt, stride)
      .slice(2, std::nullopt, std::nullopt, stride);
}

/// Maps as rows of channels, one for each pixel.
Tensor pixels(const Tensor& maps) {
  return maps.permute({0, 2, 3, 1}).reshape({-1, maps.size(1)});
}

Tensor matrixOfPoint(const Tensor& weight) {
  return weight.view({weight.size(0), weight.size(1)});
}

}  // namespace

Tensor tinyConvolution(const Tensor& x, const Tensor& weight) {
  return fromRows(rows(x).mm(matrixOf(weight)), weight.size(0));
}

Tensor tinyInputGradient(const Tensor& dy, const Tensor& weight) {
  return fromRows(rows(dy).mm(matrixOf(weight).t()), weight.size(1));
}

Tensor tinyWeightGradient(const Tensor& x, const Tensor& dy) {
  const std::int64_t inputs = x.size(1), outputs = dy.size(1);
  // Turned round, so that inputs, which are innermost in the weight, stay so.
  const Tensor byPixels = rows(dy)
                              .t()
                              .mm(rows(x))
                              .view({kPixels, outputs, kPixels, inputs})
                              .permute({2, 0, 1, 3})
                              .reshape({kPixels * kPixels, outputs, inputs});
  const Tensor byTap = at::zeros({kTaps, outputs, inputs}, x.options()).index_add_(0, taps(), byPixels);
  return byTap.view({3, 3, outputs, inputs}).permute({2, 3, 0, 1}).contiguous(at::MemoryFormat::ChannelsLast);
}

Tensor pointConvolution(const Tensor& x, const Tensor& weight, std::int64_t stride) {
  const Tensor from = picked(x, stride);
  return from.reshape({-1, weight.size(1)})
      .mm(matrixOfPoint(weight).t())
      .view({from.size(0), from.size(1), from.size(2), weight.size(0)})
      .permute({0, 3, 1, 2});
}

Tensor pointInputGradient(const Tensor& dy, const Tensor& x, const Tensor& weight, std::int64_t stride) {
  Tensor dx = at::zeros_like(x);
  Tensor to = picked(dx, stride);
  to.copy_(pixels(dy).mm(matrixOfPoint(weight)).view(to.sizes()));
  return dx;
}

Tensor pointWeightGradient(const Tensor& x, const Tensor& dy, const Tensor& weight, std::int64_t stride) {
  Tensor dw = at::empty_like(weight), matrix = matrixOfPoint(dw);
  at::mm_out(matrix, pixels(dy).t(), picked(x, stride).reshape({-1, weight.size(1)}));
  return dw;
}

}  // namespace skewscope::nn
