#pragma once

#include <compare>
#include <cstdint>

namespace skewscope::bench {

/// What an operation has to do at least: floating-point operations (a multiplication and an addition are
/// two), and bytes that are moved if each operand is read and each result written once.
struct Work {
  double flop = 0;
  double bytes = 0;

  Work& operator+=(const Work& other) {
    flop += other.flop;
    bytes += other.bytes;
    return *this;
  }
  Work operator-(const Work& other) const { return {flop - other.flop, bytes - other.bytes}; }
};

/// Speeds that no operation exceeds, measured on the machine and with the threads of the step.
struct Ceilings {
  double flopPerSecond = 0;   ///< of the precision in question
  double bytesPerSecond = 0;  ///< between memory and what computes
};

/// Milliseconds that the work takes at least: the longer of its arithmetic and its traffic. Operands that lie
/// in the cache are read faster than the memory's speed allows; small ones may go below this floor.
double floorMs(const Work& work, const Ceilings& ceilings);

/// A convolution: maps [batch, inputChannels, height, width] -> [batch, outputChannels, outputHeight,
/// outputWidth]. Products with the border's zeros are counted as any others.
struct ConvolutionShape {
  std::int64_t batch, inputChannels, height, width;
  std::int64_t outputChannels, kernelHeight, kernelWidth;
  std::int64_t outputHeight, outputWidth;
  bool inputGradient;      ///< whether its input needs a gradient: images do not
  std::int64_t valueSize;  ///< bytes of a value

  auto operator<=>(const ConvolutionShape&) const = default;
};
Work forwardWork(const ConvolutionShape& shape);
/// Gradients of the weights and, where asked for, of the input.
Work backwardWork(const ConvolutionShape& shape);

/// A matrix product [rows, inner] x [inner, columns], as in a linear layer.
struct ProductShape {
  std::int64_t rows, inner, columns;
  int gradients;  ///< factors that need a gradient: 0, 1 or 2
  std::int64_t valueSize;
};
Work forwardWork(const ProductShape& shape);
Work backwardWork(const ProductShape& shape);

/// Batch normalisation of a map of `values` values, with a residual of the same size or without, and ReLU.
struct NormShape {
  std::int64_t values;
  bool residual;
  std::int64_t valueSize;
};
Work forwardWork(const NormShape& shape);
Work backwardWork(const NormShape& shape);

/// SGD with momentum or without, weight decay, of float32 parameters.
Work sgdWork(std::int64_t parameters, bool momentum);
/// SAM on float32 parameters: norm of the gradients; parameters kept and moved; parameters copied back.
Work samNormWork(std::int64_t parameters);
Work samPerturbWork(std::int64_t parameters);
Work samRestoreWork(std::int64_t parameters);
/// The moving average of a MoCo key encoder over float32 parameters.
Work movingAverageWork(std::int64_t parameters);
/// Views of 8-bit RGB images, as values of `valueSize` bytes. Their arithmetic depends on what is drawn and
/// is not counted.
Work augmentationWork(std::int64_t images, std::int64_t pixels, int views, std::int64_t valueSize);

}  // namespace skewscope::bench
