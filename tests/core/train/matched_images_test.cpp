#include "core/train/matched_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skewscope::train {
namespace {

using ::testing::ElementsAre;

TEST(MatchedImages, DealsEachImageOfAClassBeforeAnyAgain) {
  const std::vector<std::uint16_t> labels{0, 2, 0, 2, 2};
  MatchedImages images(labels, {4, 3, 2, 1, 0});
  std::vector<std::int64_t> dealt;
  for (const std::uint16_t label : std::vector<std::uint16_t>{2, 0, 2, 2, 2, 0, 0})
    dealt.push_back(images.next(label));
  EXPECT_THAT(dealt, ElementsAre(4, 2, 3, 1, 4, 0, 2));
}

TEST(MatchedImages, AClassWithoutImagesGetsOthers) {
  const std::vector<std::uint16_t> labels{0, 2};
  MatchedImages images(labels, {1, 0});
  EXPECT_EQ(images.next(1), 1);
  EXPECT_EQ(images.next(7), 0);
  EXPECT_EQ(images.next(1), 1);
  EXPECT_EQ(images.next(2), 1);
}

}  // namespace
}  // namespace skewscope::train
