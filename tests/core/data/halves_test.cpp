#include "core/data/halves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/data/shapes.h"
#include "core/data/subset.h"
#include "core/spec/presets.h"
#include "tests/core/base/expect_error.h"

namespace skewscope::data {
namespace {

/// Images of `classes` classes whose every pixel says which image, row and column it is.
ImageSet numbered(int classes, int images, int height, int width) {
  ImageSet set;
  set.height = height;
  set.width = width;
  for (int c = 0; c < classes; ++c) set.classNames.push_back("class " + std::to_string(c));
  Factor factor{"parity", {"even", "odd"}, {}};
  for (int i = 0; i < images; ++i) {
    set.labels.push_back(static_cast<std::uint16_t>(i % classes));
    factor.labels.push_back(static_cast<std::uint8_t>(i % 2));
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        for (const int value : {i, y, x}) set.pixels.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  set.factors.push_back(factor);
  return set;
}

Dataset base(int classes = 4) {
  Dataset dataset;
  dataset.name = "numbered";
  dataset.title = "Numbered";
  dataset.train = numbered(classes, 200, 6, 8);
  dataset.test = numbered(classes, 40, 6, 8);
  dataset.mean = {0.5f, 0.25f, 1.0f};
  dataset.stddev = {0.2f, 0.2f, 0.2f};
  return dataset;
}

/// Pixel (red: image, green: row, blue: column) of an image.
std::array<int, 3> pixel(const ImageSet& set, std::int64_t image, int y, int x) {
  const auto pixels = set.image(image);
  const auto at = static_cast<std::size_t>((y * set.width + x) * 3);
  return {pixels[at], pixels[at + 1], pixels[at + 2]};
}

void expectConstruction(const ImageSet& made, const ImageSet& from, int columns, int firstColumn,
                        const std::array<int, 3>& blank) {
  ASSERT_EQ(made.height, from.height);
  ASSERT_EQ(made.width, 2 * columns);
  ASSERT_EQ(made.size(), from.size());
  EXPECT_EQ(made.labels, from.labels);
  EXPECT_EQ(made.classNames, from.classNames);
  ASSERT_EQ(made.factors.size(), 1u);
  EXPECT_EQ(made.factors[0].labels, from.factors[0].labels);
  for (std::int64_t i = 0; i < made.size(); ++i) {
    const bool frequent = made.labels[static_cast<std::size_t>(i)] < 2;
    const int partner = pixel(made, i, 0, columns)[0];
    if (frequent) {
      EXPECT_NE(partner, i);
      EXPECT_LT(partner, from.size());
    }
    for (int y = 0; y < made.height; ++y) {
      for (int x = 0; x < columns; ++x) {
        const std::array<int, 3> own{static_cast<int>(i), y, x + firstColumn},
            other{partner, y, x + firstColumn};
        ASSERT_EQ(pixel(made, i, y, x), frequent ? own : blank);
        ASSERT_EQ(pixel(made, i, y, x + columns), frequent ? other : own);
      }
    }
  }
}

TEST(Halves, SideBySideIsPixelExact) {
  const Dataset halves = makeHalves(base(), {}, serialFor());
  const std::array<int, 3> mean{128, 64, 255};  // .5, .25 and 1 of 255, rounded
  expectConstruction(halves.train, base().train, 8, 0, mean);
  expectConstruction(halves.test, base().test, 8, 0, mean);
  EXPECT_EQ(halves.digest, digestOf(halves.train, halves.test));
  EXPECT_EQ(halves.mean, base().mean);
  EXPECT_EQ(halves.stddev, base().stddev);
}

TEST(Halves, CropKeepsTheMiddleColumnsOfBoth) {
  HalfSettings settings;
  settings.geometry = spec::HalfGeometry::Crop;
  settings.blank = {1, 2, 3};
  const Dataset halves = makeHalves(base(), settings, serialFor());
  expectConstruction(halves.train, base().train, 4, 2, {1, 2, 3});
  expectConstruction(halves.test, base().test, 4, 2, {1, 2, 3});
}

TEST(Halves, PartnersComeFromAllClassesAndDependOnTheSeed) {
  const Dataset halves = makeHalves(base(), {}, serialFor());
  std::map<int, int> partnerClasses;
  for (std::int64_t i = 0; i < halves.train.size(); ++i) {
    if (halves.train.labels[static_cast<std::size_t>(i)] < 2) {
      ++partnerClasses[pixel(halves.train, i, 0, 8)[0] % 4];
    }
  }
  ASSERT_EQ(partnerClasses.size(), 4u);
  // 100 draws over four classes: 25 each with a standard deviation of 4.3.
  for (const auto& [label, count] : partnerClasses) EXPECT_NEAR(count, 25, 18) << label;
  EXPECT_EQ(makeHalves(base(), {}, threadedFor(3)).digest, halves.digest);
  HalfSettings other;
  other.seed = 2;
  const Dataset reseeded = makeHalves(base(), other, serialFor());
  EXPECT_NE(reseeded.digest, halves.digest);
  // Rare images have no random part.
  EXPECT_TRUE(std::ranges::equal(reseeded.train.image(2), halves.train.image(2)));
}

TEST(Halves, OddNumbersOfClassesHaveOneMoreFrequent) {
  EXPECT_EQ(frequentClasses(10), 5);
  EXPECT_EQ(frequentClasses(5), 3);
  EXPECT_EQ(frequentClasses(2), 1);
}

TEST(Halves, TheRareProbeIsBalancedAndLeftBlank) {
  const Dataset halves = makeHalves(base(), {}, serialFor());
  const Dataset rare = rareProbe(halves);
  EXPECT_EQ(rare.train.classNames, (std::vector<std::string>{"class 2", "class 3"}));
  EXPECT_EQ(rare.train.classCounts(), (std::vector<std::int64_t>{50, 50}));
  EXPECT_EQ(rare.test.classCounts(), (std::vector<std::int64_t>{10, 10}));
  std::int64_t next = 0;
  for (std::int64_t i = 0; i < halves.train.size(); ++i) {
    const auto label = halves.train.labels[static_cast<std::size_t>(i)];
    if (label < 2) continue;
    EXPECT_EQ(rare.train.labels[static_cast<std::size_t>(next)], label - 2);
    EXPECT_EQ(rare.train.factors[0].labels[static_cast<std::size_t>(next)], i % 2);
    EXPECT_TRUE(std::ranges::equal(rare.train.image(next), halves.train.image(i)));
    EXPECT_EQ(pixel(rare.train, next, 0, 0), (std::array<int, 3>{128, 64, 255}));
    ++next;
  }
  EXPECT_EQ(next, rare.train.size());
}

TEST(Halves, NamesAndInfos) {
  ASSERT_TRUE(spec::halfName("cifar10-halves"));
  EXPECT_EQ(spec::halfName("cifar10-halves")->base, "cifar10");
  EXPECT_EQ(spec::halfName("cifar10-halves")->geometry, spec::HalfGeometry::SideBySide);
  EXPECT_EQ(spec::halfName("shapes-halves-crop")->base, "shapes");
  EXPECT_EQ(spec::halfName("shapes-halves-crop")->geometry, spec::HalfGeometry::Crop);
  for (const char* name : {"cifar10", "-halves", "halves", "cifar10-halvesx"})
    EXPECT_FALSE(spec::halfName(name)) << name;
  EXPECT_EQ(datasetInfo("cifar10-halves").width, 64);
  EXPECT_EQ(datasetInfo("cifar10-halves-crop").width, 32);
  EXPECT_TRUE(datasetInfo("cifar10-halves").needsFolder);
  EXPECT_EQ(datasetInfo("cifar10-halves").trainPerClass, datasetInfo("cifar10").trainPerClass);
  test::expectError(ErrorKind::Usage, "data_dir", [] { loadDataset("cifar10-halves", {}, serialFor()); });
}

TEST(Halves, PresetsAskForThePapersSubset) {
  using namespace spec;
  for (const Mode mode : {Mode::Supervised, Mode::SelfSupervised}) {
    const auto paper = defaults(Preset::Paper, mode, Method::SimClr, "cifar10-halves");
    EXPECT_EQ(paper.dataset, "cifar10-halves");
    EXPECT_EQ(paper.flip, 0);
    const auto plan = planSubset(paper, datasetInfo("cifar10-halves").trainPerClass);
    EXPECT_EQ(plan.counts, (std::vector<std::int64_t>{5000, 5000, 5000, 5000, 5000, 10, 10, 10, 10, 10}));
    const auto quick = defaults(Preset::Quick, mode, Method::SimClr, "shapes-halves-crop");
    EXPECT_EQ(quick.flip, 0);
    EXPECT_EQ(planSubset(quick, datasetInfo("shapes-halves-crop").trainPerClass).counts,
              (std::vector<std::int64_t>{500, 500, 500, 500, 500, 10, 10, 10, 10, 10}));
    EXPECT_EQ(defaults(Preset::Quick, mode, Method::SimClr, "shapes").flip, 0.5);
  }
}

TEST(Halves, RefusesWhatHasNoHalves) {
  using test::expectError;
  expectError(ErrorKind::Usage, "1 classes", [] { makeHalves(base(1), {}, serialFor()); });
  Dataset odd = base();
  odd.train = numbered(4, 10, 3, 5);
  expectError(ErrorKind::Usage, "5 wide", [&] { makeHalves(odd, {}, serialFor()); });
  expectError(ErrorKind::Usage, "no rare class", [] {
    Dataset one = base();
    one.train = numbered(1, 10, 6, 8);
    rareProbe(one);
  });
}

}  // namespace
}  // namespace skewscope::data
