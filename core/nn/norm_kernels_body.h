// The loops of norm_kernels.h, included by one file per instruction set, which defines
// SKEWSCOPE_NORM_KERNELS_NAME and SKEWSCOPE_NORM_KERNELS_FUNCTION. As in core/augment/kernels_body.h no
// inline function of another header may be used here, and everything is in an unnamed namespace.

#include "core/nn/norm_kernels.h"

namespace skewscope::nn {
namespace {

/// Rows that are summed in float, each column for itself, before double takes over.
constexpr std::int64_t kBlock = 64;

inline float load(float value) {
  return value;
}
inline float load(std::uint16_t bits) {
  return __builtin_bit_cast(float, static_cast<std::uint32_t>(bits) << 16);
}

inline void store(float value, float* to) {
  *to = value;
}
/// Rounds to the nearest, ties to even. NaN stays NaN: the sum could only overflow for one whose last 16 bits
/// are set, and arithmetic on bfloat16 values makes none.
inline void store(float value, std::uint16_t* to) {
  const auto bits = __builtin_bit_cast(std::uint32_t, value);
  *to = static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

/// Stores a value that was loaded from the same type, or 0.
inline void storeExact(float value, float* to) {
  *to = value;
}
inline void storeExact(float value, std::uint16_t* to) {
  *to = static_cast<std::uint16_t>(__builtin_bit_cast(std::uint32_t, value) >> 16);
}

inline float affine(float x, float scale, float shift) {
  return x * scale + shift;
}

/// The gradient behind the ReLU. NaN is not "at most 0", as in PyTorch.
template <NormMask Mask>
inline float passedGradient(float dy, float x, float y, float scale, float shift) {
  if (Mask == NormMask::Input) return affine(x, scale, shift) <= 0.0f ? 0.0f : dy;
  if (Mask == NormMask::Output) return y <= 0.0f ? 0.0f : dy;
  return dy;
}

inline std::int64_t smaller(std::int64_t a, std::int64_t b) {
  return a < b ? a : b;
}

// Four rows at a time, so that the running sums of the columns are read and written once for all four.

template <typename T>
void columnMeans(const T* x, std::int64_t rows, std::int64_t columns, float* __restrict mean) {
  for (std::int64_t c = 0; c < columns; ++c) mean[c] = 0;
  std::int64_t row = 0;
  for (; row + 4 <= rows; row += 4, x += 4 * columns) {
    const T *x1 = x + columns, *x2 = x1 + columns, *x3 = x2 + columns;
    for (std::int64_t c = 0; c < columns; ++c)
      mean[c] += (load(x[c]) + load(x1[c])) + (load(x2[c]) + load(x3[c]));
  }
  for (; row < rows; ++row, x += columns) {
    for (std::int64_t c = 0; c < columns; ++c) mean[c] += load(x[c]);
  }
  const float count = static_cast<float>(rows);
  for (std::int64_t c = 0; c < columns; ++c) mean[c] /= count;
}

inline float square(float x) {
  return x * x;
}

template <typename T>
void columnSquares(const T* x, std::int64_t rows, std::int64_t columns, const float* mean,
                   float* __restrict squares) {
  for (std::int64_t c = 0; c < columns; ++c) squares[c] = 0;
  std::int64_t row = 0;
  for (; row + 4 <= rows; row += 4, x += 4 * columns) {
    const T *x1 = x + columns, *x2 = x1 + columns, *x3 = x2 + columns;
    for (std::int64_t c = 0; c < columns; ++c) {
      const float m = mean[c];
      squares[c] += (square(load(x[c]) - m) + square(load(x1[c]) - m)) +
                    (square(load(x2[c]) - m) + square(load(x3[c]) - m));
    }
  }
  for (; row < rows; ++row, x += columns) {
    for (std::int64_t c = 0; c < columns; ++c) squares[c] += square(load(x[c]) - mean[c]);
  }
}

template <typename T>
void moments(const T* x, std::int64_t rows, std::int64_t columns, float* scratch, double* mean,
             double* squares) {
  float* blockMean = scratch;
  float* blockSquares = scratch + columns;
  for (std::int64_t c = 0; c < columns; ++c) mean[c] = squares[c] = 0;
  for (std::int64_t begin = 0; begin < rows; begin += kBlock, x += kBlock * columns) {
    const std::int64_t count = smaller(kBlock, rows - begin);
    columnMeans(x, count, columns, blockMean);
    columnSquares(x, count, columns, blockMean, blockSquares);
    const double share = static_cast<double>(count) / static_cast<double>(begin + count);
    const double between = static_cast<double>(begin) * share;
    for (std::int64_t c = 0; c < columns; ++c) {
      const double distance = static_cast<double>(blockMean[c]) - mean[c];
      mean[c] += distance * share;
      squares[c] += static_cast<double>(blockSquares[c]) + distance * distance * between;
    }
  }
}

template <typename T, bool Residual, bool Relu>
void normaliseRows(const T* x, const T* residual, std::int64_t rows, std::int64_t columns,
                   const NormColumns& of, T* y) {
  const float *scale = of.scale, *shift = of.shift;
  for (std::int64_t row = 0; row < rows; ++row) {
    const T* from = x + row * columns;
    const T* other = Residual ? residual + row * columns : x;
    T* __restrict to = y + row * columns;
    for (std::int64_t c = 0; c < columns; ++c) {
      float value = affine(load(from[c]), scale[c], shift[c]);
      if (Residual) value += load(other[c]);
      if (Relu) value = 0.0f > value ? 0.0f : value;  // keeps NaN
      store(value, to + c);
    }
  }
}

template <typename T>
void normalise(const T* x, const T* residual, std::int64_t rows, std::int64_t columns, const NormColumns& of,
               bool relu, T* y) {
  if (residual != nullptr) {
    if (relu) {
      normaliseRows<T, true, true>(x, residual, rows, columns, of, y);
    } else {
      normaliseRows<T, true, false>(x, residual, rows, columns, of, y);
    }
  } else if (relu) {
    normaliseRows<T, false, true>(x, residual, rows, columns, of, y);
  } else {
    normaliseRows<T, false, false>(x, residual, rows, columns, of, y);
  }
}

inline float sumOf(const float (&of)[1]) {
  return of[0];
}
inline float sumOf(const float (&of)[2]) {
  return of[0] + of[1];
}
inline float sumOf(const float (&of)[4]) {
  return (of[0] + of[1]) + (of[2] + of[3]);
}

/// Adds `Rows` rows to the sums of a block.
template <typename T, NormMask Mask, bool Pass, int Rows>
void addGradientRows(const T* dy, const T* x, const T* y, std::int64_t columns, const NormColumns& of,
                     float* __restrict sums, float* __restrict products, T* __restrict passed) {
  const float *scale = of.scale, *shift = of.shift, *mean = of.mean;
  for (std::int64_t c = 0; c < columns; ++c) {
    float g[Rows], p[Rows];
    for (int r = 0; r < Rows; ++r) {
      const std::int64_t at = r * columns + c;
      const float value = load(x[at]);
      g[r] = passedGradient<Mask>(load(dy[at]), value, Mask == NormMask::Output ? load(y[at]) : 0.0f,
                                  scale[c], shift[c]);
      p[r] = g[r] * (value - mean[c]);
      if (Pass) storeExact(g[r], passed + at);
    }
    sums[c] += sumOf(g);
    products[c] += sumOf(p);
  }
}

template <typename T, NormMask Mask, bool Pass>
void gradientBlocks(const T* dy, const T* x, const T* y, std::int64_t rows, std::int64_t columns,
                    const NormColumns& of, float* scratch, double* sums, double* products, T* passed) {
  // Rows of four matrices side by side would be more streams than the cache has ways for.
  constexpr int kRows = Mask == NormMask::Output ? 2 : 4;
  float* blockSums = scratch;
  float* blockProducts = scratch + columns;
  for (std::int64_t c = 0; c < columns; ++c) sums[c] = products[c] = 0;
  for (std::int64_t begin = 0; begin < rows; begin += kBlock) {
    const std::int64_t end = smaller(begin + kBlock, rows);
    for (std::int64_t c = 0; c < columns; ++c) blockSums[c] = blockProducts[c] = 0;
    std::int64_t row = begin;
    for (; row + kRows <= end; row += kRows) {
      const std::int64_t at = row * columns;
      addGradientRows<T, Mask, Pass, kRows>(dy + at, x + at, Mask == NormMask::Output ? y + at : y, columns,
                                            of, blockSums, blockProducts, Pass ? passed + at : passed);
    }
    for (; row < end; ++row) {
      const std::int64_t at = row * columns;
      addGradientRows<T, Mask, Pass, 1>(dy + at, x + at, Mask == NormMask::Output ? y + at : y, columns, of,
                                        blockSums, blockProducts, Pass ? passed + at : passed);
    }
    for (std::int64_t c = 0; c < columns; ++c) {
      sums[c] += static_cast<double>(blockSums[c]);
      products[c] += static_cast<double>(blockProducts[c]);
    }
  }
}

template <typename T, NormMask Mask>
void gradientSumsOf(const T* dy, const T* x, const T* y, std::int64_t rows, std::int64_t columns,
                    const NormColumns& of, float* scratch, double* sums, double* products, T* passed) {
  if (passed != nullptr) {
    gradientBlocks<T, Mask, true>(dy, x, y, rows, columns, of, scratch, sums, products, passed);
  } else {
    gradientBlocks<T, Mask, false>(dy, x, y, rows, columns, of, scratch, sums, products, passed);
  }
}

template <typename T>
void gradientSums(const T* dy, const T* x, const T* y, NormMask mask, std::int64_t rows, std::int64_t columns,
                  const NormColumns& of, float* scratch, double* sums, double* products, T* passed) {
  if (mask == NormMask::Input) {
    gradientSumsOf<T, NormMask::Input>(dy, x, y, rows, columns, of, scratch, sums, products, passed);
  } else if (mask == NormMask::Output) {
    gradientSumsOf<T, NormMask::Output>(dy, x, y, rows, columns, of, scratch, sums, products, passed);
  } else {
    gradientSumsOf<T, NormMask::All>(dy, x, y, rows, columns, of, scratch, sums, products, passed);
  }
}

template <typename T, NormMask Mask>
void gradientRows(const T* dy, const T* x, std::int64_t rows, std::int64_t columns, const NormColumns& of,
                  const float* slope, const float* offset, T* dx) {
  const float *scale = of.scale, *shift = of.shift, *mean = of.mean;
  for (std::int64_t row = 0; row < rows; ++row) {
    const T* gradients = dy + row * columns;
    const T* values = x + row * columns;
    T* __restrict to = dx + row * columns;
    for (std::int64_t c = 0; c < columns; ++c) {
      const float value = load(values[c]);
      const float g = passedGradient<Mask>(load(gradients[c]), value, 0.0f, scale[c], shift[c]);
      store((scale[c] * g - slope[c] * (value - mean[c])) - offset[c], to + c);
    }
  }
}

template <typename T>
void gradient(const T* dy, const T* x, NormMask mask, std::int64_t rows, std::int64_t columns,
              const NormColumns& of, const float* slope, const float* offset, T* dx) {
  if (mask == NormMask::Input) {
    gradientRows<T, NormMask::Input>(dy, x, rows, columns, of, slope, offset, dx);
  } else {
    gradientRows<T, NormMask::All>(dy, x, rows, columns, of, slope, offset, dx);
  }
}

}  // namespace

const NormKernels& SKEWSCOPE_NORM_KERNELS_FUNCTION();
const NormKernels& SKEWSCOPE_NORM_KERNELS_FUNCTION() {
  static constexpr NormKernels kTable{
      SKEWSCOPE_NORM_KERNELS_NAME,
      {moments<float>, normalise<float>, gradientSums<float>, gradient<float>},
      {moments<std::uint16_t>, normalise<std::uint16_t>, gradientSums<std::uint16_t>,
       gradient<std::uint16_t>}};
  return kTable;
}

}  // namespace skewscope::nn
