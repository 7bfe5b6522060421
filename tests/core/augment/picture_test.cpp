#include "core/augment/picture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "core/spec/presets.h"
#include "tests/core/augment/reference.h"

namespace skewscope::augment {
namespace {

TEST(Picture, IsTheViewOfTrainingWithoutItsNormalisation) {
  const auto images = reference::randomImages(24, 32, 3, 1);
  data::Dataset data;
  data.mean = {0.4F, 0.5F, 0.6F};
  data.stddev = {0.2F, 0.25F, 0.3F};
  for (const auto mode : {spec::Mode::Supervised, spec::Mode::SelfSupervised}) {
    const auto spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr);
    const Settings settings = trainingSettings(spec, data);
    for (int view = 0; view < 4; ++view) {
      std::vector<float> expected(images.imageBytes());
      transform(settings, drawParameters(settings, 24, 32, static_cast<std::uint64_t>(spec.seed), 5, 2, view),
                images, 2, expected);
      const auto picture = viewPicture(spec, images, 2, 5, view);
      ASSERT_EQ(picture.size(), expected.size());
      for (std::size_t i = 0; i < picture.size(); ++i) {
        const double value = static_cast<double>(expected[i] * data.stddev[i % 3] + data.mean[i % 3]);
        EXPECT_NEAR(picture[i], 255 * value, 0.51) << i;
      }
    }
    EXPECT_NE(viewPicture(spec, images, 2, 5, 0), viewPicture(spec, images, 2, 6, 0));
    EXPECT_NE(viewPicture(spec, images, 2, 5, 0), viewPicture(spec, images, 2, 5, 1));
  }
}

TEST(Picture, WithoutAugmentationIsTheImage) {
  const auto images = reference::randomImages(8, 8, 2, 1);
  auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  spec.cropPadding = 0;
  spec.flip = 0;
  const auto picture = viewPicture(spec, images, 1, 0, 0);
  EXPECT_TRUE(std::equal(picture.begin(), picture.end(), images.image(1).begin()));
}

}  // namespace
}  // namespace skewscope::augment
