#include "core/augment/picture.h"

#include <algorithm>
#include <cmath>

namespace skewscope::augment {

std::vector<std::uint8_t> viewPicture(const spec::ExperimentSpec& spec, const data::ImageSet& images,
                                      std::int64_t image, std::int64_t epoch, int view) {
  data::Dataset plain;  // mean 0 and deviation 1 leave values as they are, in [0, 1]
  plain.stddev = {1, 1, 1};
  const Settings settings = trainingSettings(spec, plain);
  const ViewParameters parameters = drawParameters(settings, images.height, images.width,
                                                   static_cast<std::uint64_t>(spec.seed), epoch, image, view);
  std::vector<float> values(images.imageBytes());
  transform(settings, parameters, images, image, values);
  std::vector<std::uint8_t> picture(values.size());
  std::ranges::transform(values, picture.begin(), [](float value) {
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0F, 1.0F)));
  });
  return picture;
}

}  // namespace skewscope::augment
