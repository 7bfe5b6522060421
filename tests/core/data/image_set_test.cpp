#include "core/data/image_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "core/base/digest.h"

namespace skewscope::data {
namespace {

ImageSet tiny() {
  ImageSet set;
  set.height = 1;
  set.width = 2;
  set.classNames = {"ab", "c", "d"};
  set.labels = {2, 0, 2};
  for (std::uint8_t i = 0; i < 18; ++i) set.pixels.push_back(i);
  return set;
}

TEST(ImageSet, CountsAndViews) {
  const auto set = tiny();
  EXPECT_EQ(set.size(), 3);
  EXPECT_EQ(set.classes(), 3);
  EXPECT_THAT(set.classCounts(), testing::ElementsAre(1, 0, 2));
  EXPECT_THAT(set.image(1), testing::ElementsAre(6, 7, 8, 9, 10, 11));
}

TEST(DigestOf, IsSha256OfTheDocumentedBytes) {
  // Built by hand from the description: stored runs name their data set by this number.
  const auto number = [](std::uint64_t value) {
    std::string bytes;
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i) & 255);
    return bytes;
  };
  std::string part =
      number(1) + number(2) + number(3) + number(2) + "ab" + number(1) + "c" + number(1) + "d" + number(3);
  part += std::string("\2\0\0\0\2\0", 6) + number(18);
  for (int i = 0; i < 18; ++i) part += static_cast<char>(i);
  EXPECT_EQ(digestOf(tiny(), tiny()), sha256Hex("skewscope images 1\n" + part + part));
}

TEST(DigestOf, EveryPartMattersAndFactorsDoNot) {
  const auto base = tiny();
  std::set<std::string> digests{digestOf(base, base)};
  const std::vector<std::function<void(ImageSet&)>> changes = {
      [](ImageSet& set) { set.pixels[17] ^= 1; },
      [](ImageSet& set) { set.labels[0] = 1; },
      [](ImageSet& set) { set.classNames[0] = "aB"; },
      [](ImageSet& set) {
        set.classNames = {"a", "bc", "d"};
      },
      [](ImageSet& set) { std::swap(set.height, set.width); },
      [](ImageSet& set) {
        set.labels.pop_back();
        set.pixels.resize(12);
      },
  };
  for (const auto& change : changes) {
    auto changed = base;
    change(changed);
    digests.insert(digestOf(changed, base));
    digests.insert(digestOf(base, changed));
  }
  EXPECT_EQ(digests.size(), 1 + 2 * changes.size());
  auto withFactor = base;
  withFactor.factors = {{"texture", {"plain"}, {0, 0, 0}}};
  EXPECT_EQ(digestOf(withFactor, base), digestOf(base, base));
}

}  // namespace
}  // namespace skewscope::data
