#pragma once

#include <algorithm>
#include <optional>

#include "core/augment/settings.h"
#include "core/cuda/plugin.h"

// Settings of views as they cross the plug-in's interface of C types, and back.
namespace skewscope::cuda {

inline SkewscopeViewSettings packed(const augment::Settings& settings) {
  SkewscopeViewSettings to{};
  to.pipeline = static_cast<std::int32_t>(settings.pipeline);
  to.cropPadding = settings.cropPadding;
  to.flip = settings.flip;
  to.cropScale = settings.cropScale;
  to.jitterProbability = settings.jitterProbability;
  to.brightness = settings.brightness;
  to.contrast = settings.contrast;
  to.saturation = settings.saturation;
  to.hue = settings.hue;
  to.grayscale = settings.grayscale;
  std::ranges::copy(settings.mean, to.mean);
  std::ranges::copy(settings.stddev, to.stddev);
  return to;
}

/// Nothing where there is no such pipeline.
inline std::optional<augment::Settings> unpacked(const SkewscopeViewSettings& from) {
  if (from.pipeline < 0 || from.pipeline > static_cast<std::int32_t>(augment::Pipeline::SelfSupervised))
    return std::nullopt;
  augment::Settings settings;
  settings.pipeline = static_cast<augment::Pipeline>(from.pipeline);
  settings.cropPadding = from.cropPadding;
  settings.flip = from.flip;
  settings.cropScale = from.cropScale;
  settings.jitterProbability = from.jitterProbability;
  settings.brightness = from.brightness;
  settings.contrast = from.contrast;
  settings.saturation = from.saturation;
  settings.hue = from.hue;
  settings.grayscale = from.grayscale;
  std::ranges::copy(from.mean, settings.mean.begin());
  std::ranges::copy(from.stddev, settings.stddev.begin());
  return settings;
}

}  // namespace skewscope::cuda
