#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/host_device.h"
#include "core/cuda/reduction.h"
#include "core/cuda/step_scalars.h"

// The optimiser's arithmetic on one parameter, in float32, for the processor and for a CUDA device.
namespace skewscope::cuda {

/// One step of SGD as learn::Sgd does it: g' = s g + d p; v = m v + g'; p = p - rate v, or with Nesterov's
/// form p = p - rate (g' + m v). s = gradientScale, d = weightDecay, m = momentum. Two differences: without
/// momentum v becomes g', where the buffer of learn::Sgd stays 0 (neither is read then); and a gradient of 0
/// is one, whereas learn::Sgd leaves a parameter without any gradient as it is, without decay and momentum.
SKEWSCOPE_HOST_DEVICE inline void sgdUpdate(const StepScalars& scalars, bool nesterov, float gradient,
                                            float& parameter, float& velocity) {
  const float decayed = scalars.gradientScale * gradient + scalars.weightDecay * parameter;
  velocity = scalars.momentum * velocity + decayed;
  parameter -= scalars.learningRate * (nesterov ? decayed + scalars.momentum * velocity : velocity);
}

/// One term of the squared norm of SAM's direction: g^2, or with ASAM (Kwon, Kim, Park, Choi, ICML 2021) (|p|
/// g)^2.
SKEWSCOPE_HOST_DEVICE inline double samTerm(float gradient, float parameter, bool adaptive) {
  const double value = static_cast<double>(gradient) * (adaptive ? static_cast<double>(parameter) : 1.0);
  return value * value;
}

/// The sum of samTerm() over four neighbouring parameters. `parameters` are read with `adaptive` alone.
SKEWSCOPE_HOST_DEVICE inline double samTerms(const float* gradients, const float* parameters, bool adaptive) {
  double terms = 0;
  for (int i = 0; i < 4; ++i) terms += samTerm(gradients[i], adaptive ? parameters[i] : 0.0f, adaptive);
  return terms;
}

/// The sum of all samTerm() in the order of the kernels, which is that of totalSum() over groups of four.
/// Both spans have the same length, a multiple of 4.
inline double samSum(std::span<const float> gradients, std::span<const float> parameters, bool adaptive) {
  return totalSum(std::ssize(gradients) / 4, [&](std::int64_t group) {
    const auto at = 4 * static_cast<std::size_t>(group);
    return samTerms(&gradients[at], &parameters[at], adaptive);
  });
}

/// The norm of the gradient and what follows from it.
struct SamNorm {
  double norm = 0;  ///< ||s g||, with ASAM || |p| s g ||; s = gradientScale
  float factor =
      0;  ///< rho / ||g||; 0 where the norm is 0 or not finite, which leaves parameters as they are
  /// Whether every value of the gradient was a number.
  SKEWSCOPE_HOST_DEVICE bool finite() const { return std::isfinite(norm); }
};

/// SamNorm of the sum of all samTerm().
SKEWSCOPE_HOST_DEVICE inline SamNorm samNormOf(double sumOfSquares, const StepScalars& scalars) {
  const double raw = std::sqrt(sumOfSquares);
  const double norm = static_cast<double>(scalars.gradientScale) * raw;
  // Comparisons that are false for NaN; the largest float stands in for quotients beyond it.
  constexpr double kLargestDouble = 1.7976931348623157e308, kLargestFloat = 3.4028234663852886e38;
  const bool usable = raw > 0 && raw <= kLargestDouble;
  const double factor = usable ? static_cast<double>(scalars.rho) / raw : 0;
  return {norm, static_cast<float>(factor < kLargestFloat ? factor : kLargestFloat)};
}

/// The perturbed parameter p + rho g / ||g|| (Foret, Kleiner, Mobahi, Neyshabur, ICLR 2021), with ASAM
/// p + rho p^2 g / || |p| g ||.
SKEWSCOPE_HOST_DEVICE inline float samPerturbed(float gradient, float parameter, float factor,
                                                bool adaptive) {
  return parameter + factor * (adaptive ? gradient * parameter * parameter : gradient);
}

}  // namespace skewscope::cuda
