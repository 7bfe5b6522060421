#pragma once

#include <cstdint>
#include <span>

namespace skewscope::nn {

/// Scratch that NormLoops::moments and NormLoops::gradientSums need, in floats for each column.
constexpr std::int64_t kNormScratch = 2;

/// Where a ReLU's gradient passes.
enum class NormMask {
  All,     ///< everywhere: there was no ReLU
  Input,   ///< where x scale + shift is above 0: computed again from the input
  Output,  ///< where the output y is above 0
};

/// Numbers of each column of a matrix, as arrays of its `columns`.
struct NormColumns {
  const float* scale;  ///< weight / sqrt(variance + eps)
  const float* shift;  ///< bias - mean * scale
  const float* mean;
};

/// The loops of batch normalisation over row-major matrices [rows, columns] of T: float, or the bits of
/// bfloat16 (std::uint16_t), computed in float. A column is one channel.
template <typename T>
struct NormLoops {
  /// Mean of each column and sum of its squared distances from the mean (rows >= 1): two passes over blocks
  /// that stay in the cache, the blocks joined in double (Chan, Golub, LeVeque 1983).
  void (*moments)(const T* x, std::int64_t rows, std::int64_t columns, float* scratch, double* mean,
                  double* squares);
  /// y = x scale + shift (+ residual), negative values replaced by 0 if `relu`. `residual` may be null.
  void (*normalise)(const T* x, const T* residual, std::int64_t rows, std::int64_t columns,
                    const NormColumns& of, bool relu, T* y);
  /// g = dy where the mask lets it pass, else 0. Of each column: sums = sum of g, products = sum of
  /// g (x - mean), both joined in double. g itself goes to `passed` unless that is null. `y` is read for
  /// NormMask::Output only.
  void (*gradientSums)(const T* dy, const T* x, const T* y, NormMask mask, std::int64_t rows,
                       std::int64_t columns, const NormColumns& of, float* scratch, double* sums,
                       double* products, T* passed);
  /// dx = scale g - slope (x - mean) - offset; g as above (NormMask::All or Input).
  void (*gradient)(const T* dy, const T* x, NormMask mask, std::int64_t rows, std::int64_t columns,
                   const NormColumns& of, const float* slope, const float* offset, T* dx);
};

/// NormLoops for one instruction set. As in core/augment, every variant gives the same bits: products and
/// sums are rounded separately and the order of a sum is fixed.
struct NormKernels {
  const char* name;  ///< "baseline", "avx2", "avx512"
  NormLoops<float> float32;
  NormLoops<std::uint16_t> bfloat16;
};

/// The variants that this processor can run, slowest first: at least the baseline.
std::span<const NormKernels* const> availableNormKernels();

/// The fastest of availableNormKernels(), chosen once.
const NormKernels& normKernels();

}  // namespace skewscope::nn
