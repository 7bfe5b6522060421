#pragma once

#include <array>
#include <cstdint>

namespace skewscope::augment {

/// Which transformation a view goes through.
enum class Pipeline {
  None,            ///< normalisation only (evaluation)
  Supervised,      ///< random crop with zero padding, then flip
  SelfSupervised,  ///< RandomResizedCrop (bilinear), flip, ColorJitter in random order, grayscale
};

/// A pipeline with its settings; see science: SSL augmentation on CIFAR of the released code.
struct Settings {
  Pipeline pipeline = Pipeline::None;
  int cropPadding = 4;
  float flip = 0.5f;
  float cropScale = 0.2f;  ///< area uniform in [cropScale, 1]; aspect log-uniform in [3/4, 4/3]
  float jitterProbability = 0.8f;
  float brightness = 0.4f, contrast = 0.4f, saturation = 0.4f, hue = 0.1f;
  float grayscale = 0.2f;
  std::array<float, 3> mean{}, stddev{1, 1, 1};  ///< of the normalisation, per channel on [0,1]
};

/// The colour operations by their numbers in ViewParameters::order.
inline constexpr std::uint8_t kBrightness = 0, kContrast = 1, kSaturation = 2, kHue = 3;

/// The random parameters of one view, drawn in a fixed order from one stream: the whole randomness of the
/// pipeline.
struct ViewParameters {
  float top = 0, left = 0, height = 0,
        width = 0;  ///< crop box in pixels of the source (may lie in the zero border)
  bool flip = false;
  bool jitter = false;
  std::array<std::uint8_t, 4> order{kBrightness, kContrast, kSaturation, kHue};  ///< of the operations
  float brightness = 1, contrast = 1, saturation = 1;                            ///< factors
  float hue = 0;                                                                 ///< turns, in [-0.5, 0.5]
  bool grayscale = false;
};

}  // namespace skewscope::augment
