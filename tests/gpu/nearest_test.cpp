// Lists of nearest rows on a device, against sorting.
#include "core/cuda/nearest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/random.h"
#include "tests/gpu/device_test.h"

namespace skewscope::cuda {
namespace {

class NearestOnDevice : public DeviceTest {};

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Neighbour, IsOrderedBySimilarityAndThenByRow) {
  const std::vector<float> rising{-kInfinity, -2, -1e-40f, 0, 1e-40f, 0.5f, 0.75f, kInfinity};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (const std::int32_t row : {0, 7, std::numeric_limits<std::int32_t>::max()}) {
      EXPECT_EQ(similarityOf(neighbourOf(rising[i], row)), rising[i]);
      EXPECT_EQ(rowOf(neighbourOf(rising[i], row)), row);
      EXPECT_GT(neighbourOf(rising[i], row), 0u);
      if (i > 0) {
        EXPECT_GT(neighbourOf(rising[i], row), neighbourOf(rising[i - 1], 3));
      }
    }
    EXPECT_GT(neighbourOf(rising[i], 3), neighbourOf(rising[i], 4));
  }
  EXPECT_EQ(neighbourOf(-0.0f, 3), neighbourOf(0.0f, 3));
  EXPECT_EQ(neighbourOf(NAN, 3), 0u);
}

/// Similarities of many rows, of which many are equal.
std::vector<float> similaritiesOf(int queries, int rows) {
  Random random({6, Purpose::Generator});
  std::vector<float> values(static_cast<std::size_t>(queries) * static_cast<std::size_t>(rows));
  for (float& value : values) value = static_cast<float>(static_cast<int>(random.below(601)) - 300) / 300;
  return values;
}

/// What the lists are when the tiles, each of so many rows, were merged.
std::vector<std::uint64_t> mergedLists(const std::vector<float>& similarities, int queries, int rows,
                                       int neighbours, int tileRows) {
  DeviceArray<std::uint64_t> lists(static_cast<std::size_t>(queries) * static_cast<std::size_t>(neighbours));
  for (int first = 0; first < rows; first += tileRows) {
    const int columns = std::min(tileRows, rows - first);
    std::vector<float> tile;
    for (int query = 0; query < queries; ++query) {
      const auto begin = similarities.begin() + std::ptrdiff_t{query} * rows + first;
      tile.insert(tile.end(), begin, begin + columns);
    }
    const DeviceArray<float> deviceTile(tile);
    require(launchMergeNearest({.similarities = deviceTile.data(),
                                .queries = queries,
                                .columns = columns,
                                .firstRow = first,
                                .neighbours = neighbours,
                                .lists = lists.data()},
                               nullptr),
            "merging");
  }
  return lists.toHost();
}

/// Compares lists with all rows of each query in order.
void checkLists(const std::vector<std::uint64_t>& found, const std::vector<float>& similarities, int queries,
                int rows, int neighbours) {
  for (int query = 0; query < queries; ++query) {
    std::vector<std::pair<float, int>> expected;
    for (int row = 0; row < rows; ++row)
      expected.emplace_back(-similarities[static_cast<std::size_t>(query * rows + row)], row);
    std::sort(expected.begin(), expected.end());
    for (int i = 0; i < neighbours; ++i) {
      const std::uint64_t neighbour = found[static_cast<std::size_t>(query * neighbours + i)];
      if (i >= rows) {
        ASSERT_EQ(neighbour, 0u);
        continue;
      }
      ASSERT_EQ(similarityOf(neighbour), -expected[static_cast<std::size_t>(i)].first) << query << ", " << i;
      ASSERT_EQ(rowOf(neighbour), expected[static_cast<std::size_t>(i)].second) << query << ", " << i;
    }
  }
}

TEST_F(NearestOnDevice, ListsAreThoseOfSorting) {
  constexpr int kQueries = 7;
  for (const auto& [rows, neighbours, tileRows] :
       {std::tuple{3000, 200, 3000}, {3000, 200, 700}, {2500, 512, 2500}, {1030, 1, 100}, {40, 50, 16}}) {
    SCOPED_TRACE(std::to_string(rows) + ", " + std::to_string(neighbours));
    const auto similarities = similaritiesOf(kQueries, rows);
    checkLists(mergedLists(similarities, kQueries, rows, neighbours, tileRows), similarities, kQueries, rows,
               neighbours);
  }
}

// What enters the list is collected before it is sorted in: every row of a bank that rises, few of one that
// falls, and none that is as far as the last.
TEST_F(NearestOnDevice, ListsAreThoseOfSortingHoweverManyRowsEnter) {
  constexpr int kQueries = 3, kRows = 2300;
  std::vector<float> similarities;
  for (int row = 0; row < kRows; ++row) similarities.push_back(static_cast<float>(row));
  for (int row = 0; row < kRows; ++row) similarities.push_back(-static_cast<float>(row));
  similarities.resize(kQueries * kRows, 0.5f);
  for (const int neighbours : {1, 200, 512}) {
    for (const int tileRows : {256, 1000, kRows}) {
      SCOPED_TRACE(std::to_string(neighbours) + ", " + std::to_string(tileRows));
      checkLists(mergedLists(similarities, kQueries, kRows, neighbours, tileRows), similarities, kQueries,
                 kRows, neighbours);
    }
  }
}

TEST_F(NearestOnDevice, WhatIsNotANumberIsNoNeighbour) {
  std::vector<float> similarities{0.5f, NAN, -kInfinity, 0.25f};
  const auto found = mergedLists(similarities, 1, 4, 4, 4);
  EXPECT_EQ(found, (std::vector<std::uint64_t>{neighbourOf(0.5f, 0), neighbourOf(0.25f, 3),
                                               neighbourOf(-kInfinity, 2), 0}));
}

// Before anything is asked of a device.
TEST(Nearest, ThatMakesNoSenseIsRefused) {
  float similarity = 0;
  std::uint64_t list = 0;
  for (const auto& change : std::initializer_list<void (*)(NearestTask&)>{
           [](NearestTask& task) { task.queries = 0; }, [](NearestTask& task) { task.columns = 0; },
           [](NearestTask& task) { task.neighbours = 0; }, [](NearestTask& task) { task.neighbours = 513; },
           [](NearestTask& task) { task.firstRow = -1; },
           [](NearestTask& task) { task.firstRow = std::numeric_limits<std::int32_t>::max(); },
           [](NearestTask& task) { task.similarities = nullptr; },
           [](NearestTask& task) { task.lists = nullptr; }}) {
    NearestTask task{&similarity, 1, 1, 0, 1, &list};
    change(task);
    EXPECT_EQ(launchMergeNearest(task, nullptr), cudaErrorInvalidValue);
  }
}

}  // namespace
}  // namespace skewscope::cuda
