#include "core/data/datasets.h"

#include <gtest/gtest.h>

#include <tuple>

#include "tests/core/base/expect_error.h"

namespace skewscope::data {
namespace {

using test::expectError;

TEST(Datasets, EmbeddedSetIsAsItsInfoSays) {
  int embedded = 0;
  for (const auto& info : datasetInfos()) {
    EXPECT_EQ(&datasetInfo(info.name), &info);
    EXPECT_EQ(info.classNames.size(), info.trainPerClass.size());
    EXPECT_EQ(info.needsFolder, !info.whatToGive.empty());
    if (!info.kind.empty()) continue;  // published, or added by whoever runs this
    ++embedded;
    const auto dataset = loadDataset(info.name, {}, threadedFor(2));
    EXPECT_EQ(dataset.name, info.name);
    EXPECT_EQ(dataset.title, info.title);
    EXPECT_EQ(dataset.train.classNames, info.classNames);
    EXPECT_EQ(dataset.test.classNames, info.classNames);
    EXPECT_EQ(dataset.train.classCounts(), info.trainPerClass);
    EXPECT_EQ(dataset.test.size(), info.test);
    EXPECT_EQ(dataset.train.height, info.height);
    EXPECT_EQ(dataset.train.width, info.width);
    EXPECT_EQ(dataset.digest, digestOf(dataset.train, dataset.test));
  }
  EXPECT_EQ(embedded, 3);  // shapes, and its half images in two geometries
  EXPECT_FALSE(datasetInfos().front().needsFolder) << "embedded ones come first";
}

TEST(Datasets, PublishedSetsAreKnownWithoutTheirFiles) {
  for (const auto& [name, classes, train, test] :
       {std::tuple{"cifar10", 10u, 5000, 10000}, {"cifar100", 100u, 500, 10000}, {"stl10", 10u, 500, 8000}}) {
    const auto& info = datasetInfo(name);
    EXPECT_TRUE(info.needsFolder);
    EXPECT_EQ(info.kind, name);
    ASSERT_EQ(info.trainPerClass.size(), classes);
    EXPECT_EQ(info.trainPerClass[0], train);
    EXPECT_EQ(info.test, test);
    EXPECT_EQ(info.height, 32);
    expectError(ErrorKind::Data, "/nowhere", [&] { loadDataset(info.name, "/nowhere", serialFor()); });
  }
}

TEST(Datasets, UnknownName) {
  expectError(ErrorKind::Usage, "shapes, cifar10", [] { datasetInfo("cifar"); });
  expectError(ErrorKind::Usage, "\"cifar\"", [] { loadDataset("cifar", {}, serialFor()); });
}

TEST(Datasets, MissingFolder) {
  expectError(ErrorKind::Usage, "data_dir", [] { loadDataset("cifar10", {}, serialFor()); });
  expectError(ErrorKind::Data, "/nowhere", [] { loadDataset("cifar10", "/nowhere", serialFor()); });
}

}  // namespace
}  // namespace skewscope::data
