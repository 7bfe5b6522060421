#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/augment/augment.h"
#include "core/base/error.h"

namespace skewscope::augment {
namespace {

constexpr double kMinAspect = 3.0 / 4, kMaxAspect = 4.0 / 3;
constexpr int kCropTries = 10;

int roundHalfEven(double x) {
  return static_cast<int>(std::nearbyint(x));
}

/// The box of RandomResizedCrop: area uniform in [smallest, 1] of the image, aspect (width / height)
/// log-uniform in [3/4, 4/3]; the first of ten tries that fits, else the largest centred box of an allowed
/// aspect.
void drawCrop(Random& random, double smallest, int height, int width, ViewParameters& view) {
  const double area = static_cast<double>(height) * width;
  const double logMin = std::log(kMinAspect), logMax = std::log(kMaxAspect);
  for (int attempt = 0; attempt < kCropTries; ++attempt) {
    const double target = area * (smallest + (1 - smallest) * static_cast<double>(random.uniform()));
    const double aspect = std::exp(logMin + (logMax - logMin) * static_cast<double>(random.uniform()));
    const int w = roundHalfEven(std::sqrt(target * aspect));
    const int h = roundHalfEven(std::sqrt(target / aspect));
    if (w < 1 || h < 1 || w > width || h > height) continue;
    view.top = static_cast<float>(random.below(static_cast<std::uint32_t>(height - h + 1)));
    view.left = static_cast<float>(random.below(static_cast<std::uint32_t>(width - w + 1)));
    view.height = static_cast<float>(h);
    view.width = static_cast<float>(w);
    return;
  }
  int w = width, h = height;
  const double aspect = static_cast<double>(width) / height;
  if (aspect < kMinAspect) h = roundHalfEven(w / kMinAspect);
  if (aspect > kMaxAspect) w = roundHalfEven(h * kMaxAspect);
  view.top = static_cast<float>((height - h) / 2);
  view.left = static_cast<float>((width - w) / 2);
  view.height = static_cast<float>(h);
  view.width = static_cast<float>(w);
}

/// Colour draws. All are made whatever the settings are, so that a changed probability or strength changes
/// nothing else.
void drawColour(Random& random, const Settings& settings, ViewParameters& view) {
  view.jitter = random.uniform() < settings.jitterProbability;
  view.grayscale = random.uniform() < settings.grayscale;
  for (std::uint32_t i = 4; i > 1; --i) std::swap(view.order[i - 1], view.order[random.below(i)]);
  const auto factor = [&](float strength) {
    return random.uniform(std::max(0.0f, 1 - strength), 1 + strength);
  };
  view.brightness = factor(settings.brightness);
  view.contrast = factor(settings.contrast);
  view.saturation = factor(settings.saturation);
  view.hue = random.uniform(-settings.hue, settings.hue);
}

Settings normalisedBy(const data::Dataset& dataset) {
  Settings settings;
  settings.mean = dataset.mean;
  settings.stddev = dataset.stddev;
  for (const float deviation : dataset.stddev) {
    if (!(deviation > 0) || !std::isfinite(deviation)) {
      throw Error(ErrorKind::Data,
                  "A channel of the data set " + dataset.name + " has no spread to normalise by.",
                  "Check that the images are not all of one colour.");
    }
  }
  return settings;
}

}  // namespace

Settings trainingSettings(const spec::ExperimentSpec& spec, const data::Dataset& dataset) {
  Settings settings = normalisedBy(dataset);
  settings.pipeline = spec.mode == spec::Mode::Supervised ? Pipeline::Supervised : Pipeline::SelfSupervised;
  settings.cropPadding = static_cast<int>(spec.cropPadding);
  settings.flip = static_cast<float>(spec.flip);
  settings.cropScale = static_cast<float>(spec.cropScale);
  settings.jitterProbability = static_cast<float>(spec.jitterProbability);
  settings.brightness = static_cast<float>(spec.brightness);
  settings.contrast = static_cast<float>(spec.contrast);
  settings.saturation = static_cast<float>(spec.saturation);
  settings.hue = static_cast<float>(spec.hue);
  settings.grayscale = static_cast<float>(spec.grayscale);
  return settings;
}

Settings evaluationSettings(const data::Dataset& dataset) {
  return normalisedBy(dataset);
}

ViewParameters drawParameters(const Settings& settings, int height, int width, std::uint64_t seed,
                              std::int64_t epoch, std::int64_t image, int view) {
  ViewParameters result;
  result.height = static_cast<float>(height);
  result.width = static_cast<float>(width);
  if (settings.pipeline == Pipeline::None) return result;
  Random random({seed, Purpose::Augmentation, static_cast<std::uint32_t>(epoch),
                 static_cast<std::uint32_t>(image), static_cast<std::uint32_t>(view)});
  result.flip = random.uniform() < settings.flip;
  if (settings.pipeline == Pipeline::Supervised) {
    const auto offsets = static_cast<std::uint32_t>(2 * settings.cropPadding + 1);
    result.top = static_cast<float>(static_cast<int>(random.below(offsets)) - settings.cropPadding);
    result.left = static_cast<float>(static_cast<int>(random.below(offsets)) - settings.cropPadding);
    return result;
  }
  drawColour(random, settings, result);
  // Last, because the number of its draws varies.
  drawCrop(random, static_cast<double>(settings.cropScale), height, width, result);
  return result;
}

}  // namespace skewscope::augment
