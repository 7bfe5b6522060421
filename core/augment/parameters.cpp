#include <cmath>

#include "core/augment/augment.h"
#include "core/augment/view_draw.h"
#include "core/base/error.h"

namespace skewscope::augment {
namespace {

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
  return drawView(settings, height, width, viewKey(seed, epoch, image, view));
}

}  // namespace skewscope::augment
