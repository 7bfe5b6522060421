#include "core/bench/work.h"

#include <algorithm>

namespace skewscope::bench {
namespace {

constexpr double kFloat = 4;  // bytes

double real(std::int64_t value) {
  return static_cast<double>(value);
}

/// Values of a convolution's operands, and its multiplications.
struct Counts {
  double input, weight, output, products;
};

Counts countsOf(const ConvolutionShape& s) {
  const double weight = real(s.outputChannels) * real(s.inputChannels) * real(s.kernelHeight * s.kernelWidth);
  const double positions = real(s.batch) * real(s.outputHeight * s.outputWidth);
  return {real(s.batch) * real(s.inputChannels) * real(s.height * s.width), weight,
          positions * real(s.outputChannels), positions * weight};
}

}  // namespace

double floorMs(const Work& work, const Ceilings& ceilings) {
  return 1000 * std::max(work.flop / ceilings.flopPerSecond, work.bytes / ceilings.bytesPerSecond);
}

Work forwardWork(const ConvolutionShape& shape) {
  const Counts counts = countsOf(shape);
  return {2 * counts.products, real(shape.valueSize) * (counts.input + counts.weight + counts.output)};
}

Work backwardWork(const ConvolutionShape& shape) {
  const Counts counts = countsOf(shape);
  Work work{2 * counts.products, real(shape.valueSize) * (counts.output + counts.input + counts.weight)};
  if (shape.inputGradient)
    work += {2 * counts.products, real(shape.valueSize) * (counts.weight + counts.input)};
  return work;
}

Work forwardWork(const ProductShape& s) {
  return {2 * real(s.rows) * real(s.inner) * real(s.columns),
          real(s.valueSize) * (real(s.rows) * real(s.inner) + real(s.inner) * real(s.columns) +
                               real(s.rows) * real(s.columns))};
}

Work backwardWork(const ProductShape& shape) {
  const Work forward = forwardWork(shape);
  return {shape.gradients * forward.flop, shape.gradients * forward.bytes};
}

Work forwardWork(const NormShape& shape) {
  // x (and the residual) in, y out; statistics and parameters are small.
  const double maps = shape.residual ? 3 : 2;
  // Per value: mean 1, variance 3, scale and shift 2, residual 1, ReLU 1.
  return {(shape.residual ? 8 : 7) * real(shape.values), maps * real(shape.valueSize * shape.values)};
}

Work backwardWork(const NormShape& shape) {
  // x and dy in, dx out; with a residual y in for the ReLU's sign, and the residual's gradient out.
  const double maps = shape.residual ? 5 : 3;
  // Per value: mask 1, two sums 4, gradient 5.
  return {10 * real(shape.values), maps * real(shape.valueSize * shape.values)};
}

Work sgdWork(std::int64_t parameters, bool momentum) {
  // Weight decay 2, momentum 2, update 2; parameter, gradient (and momentum) in, parameter (and momentum)
  // out.
  return {(momentum ? 6 : 4) * real(parameters), (momentum ? 5 : 3) * kFloat * real(parameters)};
}

Work samNormWork(std::int64_t parameters) {
  return {2 * real(parameters), kFloat * real(parameters)};
}

Work samPerturbWork(std::int64_t parameters) {
  return {2 * real(parameters), 4 * kFloat * real(parameters)};
}

Work samRestoreWork(std::int64_t parameters) {
  return {0, 2 * kFloat * real(parameters)};
}

Work movingAverageWork(std::int64_t parameters) {
  return {3 * real(parameters), 3 * kFloat * real(parameters)};
}

Work augmentationWork(std::int64_t images, std::int64_t pixels, int views, std::int64_t valueSize) {
  constexpr double kChannels = 3, kBytesOfPixel = 1;
  return {0, kChannels * (kBytesOfPixel + real(valueSize)) * real(images) * real(pixels) * views};
}

}  // namespace skewscope::bench
