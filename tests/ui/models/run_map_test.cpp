#include "ui/models/run_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/mapped_runs.h"
#include "ui/models/run_data.h"
#include "ui/plots/curve_set.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct RunMapTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);

  RunMap read(const Mapped& mapped, const std::string& metric = {}) {
    const std::string id = addMappedRun(*store, mapped);
    store::Reader reader(path);
    return readRunMap(reader, id, metric);
  }
  /// Points of a run by itself.
  static MapPoints pointsOf(const RunMap& run, MapProjection projection, MapColouring colouring) {
    const RunMapList alone{std::make_shared<const RunMap>(run)};
    return mapPoints(run, projection, colouring, mapScale(alone), false);
  }
};

TEST_F(RunMapTest, IsReadWithPredictionsAndLabels) {
  const RunMap run = read({});
  ASSERT_TRUE(run.map);
  EXPECT_EQ(run.metrics, (std::vector<std::string>{"head_accuracy", "probe_accuracy"}));
  EXPECT_EQ(run.metric, "head_accuracy");
  EXPECT_EQ(run.epoch, 3);
  const auto& labels = shapesForTests().test.labels;
  EXPECT_EQ(run.trueClass(5), labels[5]);
  EXPECT_EQ(run.predictedClass(3), (labels[3] + 1) % 10);
  EXPECT_EQ(run.predictedClass(5), labels[5]);
  EXPECT_EQ(run.trueClass(-1), -1);
  EXPECT_EQ(run.predictedClass(1'000'000), -1);
  EXPECT_EQ(run.className(99), QStringLiteral("99"));
  EXPECT_TRUE(run.weights.empty());
  EXPECT_EQ(read({}, "probe_accuracy").metric, "probe_accuracy");
  EXPECT_FALSE(read({.map = false}).map);
}

TEST_F(RunMapTest, ClassesHaveTheColoursThatTheyHaveElsewhere) {
  const RunMap run = read({});
  const MapPoints points = pointsOf(run, MapProjection::Tsne, MapColouring::Classes);
  RunData data;
  data.record = run.record;
  data.classes = run.classes;
  const auto order = classesByRank(data);
  ASSERT_EQ(points.groups.size(), 10U);
  for (int rank = 0; rank < 10; ++rank) {
    const auto& group = points.groups[static_cast<std::size_t>(rank)];
    EXPECT_EQ(group.name, run.className(order[static_cast<std::size_t>(rank)]));
    EXPECT_EQ(group.colour, classColour(rank, 10, false));
  }
  EXPECT_EQ(points.groups.front().sign, Marker::Circle);
  EXPECT_EQ(points.groups.back().sign, Marker::Triangle);
  for (std::size_t i = 0; i < points.images.size(); ++i)
    EXPECT_EQ(points.groups[static_cast<std::size_t>(points.groupOf[i])].name,
              run.className(run.trueClass(points.images[i])));
}

TEST_F(RunMapTest, WhatIsNotKnownIsAGroupOfItsOwn) {
  RunMap run = read({});
  run.labels.resize(40);
  run.map->map[0] = std::numeric_limits<float>::quiet_NaN();
  const MapPoints points = pointsOf(run, MapProjection::Tsne, MapColouring::Correct);
  ASSERT_EQ(points.groups.size(), 3U);
  EXPECT_EQ(points.places[0].x(), 0);
  for (std::size_t i = 0; i < points.images.size(); ++i) {
    const int expected = points.images[i] >= 40 ? 2 : isMistaken(points.images[i]) ? 1 : 0;
    EXPECT_EQ(points.groupOf[i], expected);
  }
}

TEST_F(RunMapTest, WeightsAreOrderedByTheirColour) {
  const RunMap run = read({.weights = true});
  const MapPoints points = pointsOf(run, MapProjection::Components, MapColouring::Weights);
  ASSERT_EQ(run.weights.size(), 10U);
  for (const auto& group : points.groups) EXPECT_TRUE(group.detail.startsWith(QStringLiteral("w = ")));
  EXPECT_NE(points.groups.front().colour, points.groups.back().colour);
}

TEST_F(RunMapTest, MapsBesideEachOtherShareColoursAndSigns) {
  const auto first = std::make_shared<const RunMap>(read({.name = "first"}));
  RunMap changed = read({.name = "second", .weights = true});
  for (auto& each : changed.classes) each.group = 0;
  changed.record.source = "made up";  // its classes are then ranked by their counts
  for (auto& each : changed.classes) each.trainCount = 100 + each.index;
  const auto second = std::make_shared<const RunMap>(changed);
  const RunMapList both{first, nullptr, second};
  const MapScale scale = mapScale(both);
  EXPECT_EQ(scale.low, 0.5);
  EXPECT_EQ(scale.high, 2.75);
  EXPECT_EQ(scale.placeOf(0.5), 0);
  EXPECT_NEAR(scale.placeOf(std::sqrt(0.5 * 2.75)), 0.5, 1e-9) << "weights are ratios";
  const auto groups = [&](const RunMap& run, const MapScale& by) {
    return mapPoints(run, MapProjection::Tsne, MapColouring::Classes, by, false).groups;
  };
  const auto a = groups(*first, scale), b = groups(*second, scale);
  const auto alone = groups(*second, mapScale(RunMapList{second}));
  ASSERT_EQ(b.size(), a.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    EXPECT_EQ(b[k].name, a[k].name);
    EXPECT_EQ(b[k].colour, a[k].colour);
    EXPECT_EQ(b[k].sign, a[k].sign);
    EXPECT_EQ(b[k].detail, QStringLiteral("n = %1").arg(100 + b[k].index)) << "but its own images";
  }
  EXPECT_EQ(alone.front().index, 9);
  EXPECT_EQ(alone.back().sign, Marker::Circle);
  // Other classes are ranked by themselves.
  changed.classes[3].name = "another";
  EXPECT_EQ(groups(changed, scale).front().index, 9);
}

TEST_F(RunMapTest, WhyThereIsNoMapIsSaid) {
  RunMap run = read({.map = false});
  EXPECT_TRUE(noMap(run).canBeMade);
  EXPECT_TRUE(noMap(run).why.contains(QStringLiteral("No map yet")));
  run.waits = true;
  EXPECT_FALSE(noMap(run).canBeMade);
  EXPECT_TRUE(noMap(run).why.contains(QStringLiteral("asked for")));
  run.record.source = "a file";
  EXPECT_TRUE(noMap(run).why.contains(QStringLiteral("imported")));
  EXPECT_TRUE(noMap(read({.map = false, .checkpoint = false})).why.contains(QStringLiteral("no checkpoint")));
}

TEST_F(RunMapTest, TheTableHasThePointsThatAreAskedFor) {
  const RunMap run = read({});
  EXPECT_EQ(mapTable(run, MapProjection::Tsne, {}).rows().size(), run.map->images.size());
  const auto table = mapTable(run, MapProjection::Tsne, {run.map->images[1], run.map->images[7], 1'000'000});
  ASSERT_EQ(table.rows().size(), 2U);
  EXPECT_EQ(std::get<std::int64_t>(table.rows()[1][0]), run.map->images[7]);
}

}  // namespace
}  // namespace skewscope::ui
