#include "ui/models/test_images.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "core/base/parallel.h"
#include "core/data/datasets.h"
#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

TEST(TestImages, AreThoseOfTheRunsDataSet) {
  const auto dataset = data::loadDataset("shapes", {}, serialFor());
  store::RunRecord run;
  run.spec.dataset = "shapes";
  run.dataDigest = dataset.digest;
  TestImages images;
  QSignalSpy ready(&images, &TestImages::ready);
  images.request(run);
  images.request(run);  // once is enough
  ASSERT_TRUE(waitFor([&] { return ready.count() == 1; }));
  EXPECT_TRUE(images.has(dataset.digest));
  const QImage image = images.image(7);
  ASSERT_EQ(image.width(), dataset.test.width);
  const auto pixels = dataset.test.image(7);
  EXPECT_EQ(image.pixelColor(2, 0), QColor(pixels[6], pixels[7], pixels[8]));
  EXPECT_TRUE(images.image(dataset.test.size()).isNull());
  EXPECT_TRUE(images.image(-1).isNull());
  images.request(run);
  EXPECT_EQ(ready.count(), 2);
}

TEST(TestImages, OthersAreNotTakenForThem) {
  store::RunRecord run;
  run.spec.dataset = "shapes";
  run.dataDigest = "no such digest";
  TestImages images;
  QSignalSpy failed(&images, &TestImages::failed);
  images.request(run);
  ASSERT_TRUE(waitFor([&] { return failed.count() == 1; }));
  EXPECT_FALSE(images.has("no such digest"));
}

}  // namespace
}  // namespace skewscope::ui
