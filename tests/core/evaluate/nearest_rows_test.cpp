#include "core/evaluate/nearest_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "tests/core/evaluate/blobs.h"

namespace skewscope::evaluate {
namespace {

using Rows = std::vector<std::vector<Neighbour>>;

Rows found(const torch::Tensor& bank, const torch::Tensor& queries, std::int64_t k,
           torch::ScalarType product) {
  Rows rows(static_cast<std::size_t>(queries.size(0)));
  nearestRows(bank, queries, k, product, [&](std::int64_t query, std::span<const Neighbour> neighbours) {
    auto& of = rows.at(static_cast<std::size_t>(query));
    EXPECT_TRUE(of.empty()) << "query " << query << " was answered twice";
    of.assign(neighbours.begin(), neighbours.end());
  });
  return rows;
}

/// Holds both precisions of the product against similarities in double that are sorted in full. Neighbours
/// may only differ from these where float32 cannot tell them apart.
void expectNearest(const torch::Tensor& bank, const torch::Tensor& queries, std::int64_t k) {
  const torch::Tensor exact = torch::mm(queries.to(torch::kFloat64), bank.to(torch::kFloat64).t());
  const Rows rows = found(bank, queries, k, torch::kFloat32);
  const Rows coarse = found(bank, queries, k, torch::kBFloat16);
  const auto most = static_cast<std::size_t>(std::min(k, bank.size(0)));
  for (std::int64_t q = 0; q < queries.size(0); ++q) {
    const auto& of = rows[static_cast<std::size_t>(q)];
    ASSERT_EQ(of.size(), most);
    const auto sorted = std::get<0>(exact[q].sort(0, true));
    std::vector<std::int64_t> seen;
    for (std::size_t i = 0; i < most; ++i) {
      // In the place where the definition puts a row of this similarity, with that similarity.
      ASSERT_NEAR(of[i].similarity, sorted[static_cast<std::int64_t>(i)].item<double>(), 2e-6)
          << q << ' ' << i;
      ASSERT_NEAR(of[i].similarity, exact[q][of[i].row].item<double>(), 2e-6);
      if (i > 0) {
        const Neighbour& before = of[i - 1];
        ASSERT_TRUE(before.similarity > of[i].similarity ||
                    (before.similarity == of[i].similarity && before.row < of[i].row));
      }
      seen.push_back(of[i].row);
      const Neighbour& other = coarse[static_cast<std::size_t>(q)].at(i);
      ASSERT_EQ(of[i].row, other.row) << q << ' ' << i;
      ASSERT_EQ(of[i].similarity, other.similarity);
    }
    std::sort(seen.begin(), seen.end());
    ASSERT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
  }
}

TEST(NearestRows, AreThoseOfTheDefinitionWhateverThePrecisionOfTheProduct) {
  // Whole and broken tiles of 1,024, dimensions that are no multiple of the lanes.
  for (const auto& [rows, dimensions] : {std::pair{3000, 37}, {1024, 64}, {7, 5}, {2049, 16}}) {
    const torch::Tensor bank = unitRows(makeBlobs(rows, 5, dimensions, 1.5, 1).features);
    const torch::Tensor queries = unitRows(makeBlobs(40, 5, dimensions, 1.5, 2).features);
    for (const std::int64_t k : {1, 20, 200}) expectNearest(bank, queries, k);
  }
  const torch::Tensor bank = unitRows(makeBlobs(60, 5, 8, 1.5, 3).features);
  expectNearest(bank, unitRows(makeBlobs(1030, 5, 8, 1.5, 4).features), 3);
}

TEST(NearestRows, AreFoundAmongFeaturesThatHaveMuchInCommon) {
  // Cosines of 0.999 and more, which bfloat16 has two or three values for.
  for (const double common : {10.0, 1000.0}) {
    const torch::Tensor bank = unitRows(makeBlobs(1500, 3, 24, 1.0, 5).features + common);
    const torch::Tensor queries = unitRows(makeBlobs(30, 3, 24, 1.0, 6).features + common);
    expectNearest(bank, queries, 20);
  }
}

TEST(NearestRows, OfEqualRowsTheFirstComeFirst) {
  const torch::Tensor few = unitRows(makeBlobs(30, 3, 20, 1.0, 7).features);
  const torch::Tensor bank = few.repeat({100, 1});  // row i is row i + 30 again
  for (const auto product : {torch::kFloat32, torch::kBFloat16}) {
    const Rows rows = found(bank, few, 50, product);
    for (std::int64_t q = 0; q < 30; ++q) {
      for (std::int64_t i = 0; i < 50; ++i) {
        EXPECT_EQ(rows[static_cast<std::size_t>(q)][static_cast<std::size_t>(i)].row, q + 30 * i);
      }
    }
  }
}

TEST(NearestRows, OfRowsWithoutDirectionTheFirstAreTaken) {
  const torch::Tensor bank = torch::zeros({2000, 8}), queries = torch::zeros({2, 8});
  for (const auto product : {torch::kFloat32, torch::kBFloat16}) {
    for (const auto& of : found(bank, queries, 5, product)) {
      for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(of[i].row, static_cast<std::int64_t>(i));
        EXPECT_EQ(of[i].similarity, 0.0F);
      }
    }
  }
}

TEST(NearestRows, DoNotDependOnTheThreads) {
  const int before = torch::get_num_threads();
  const torch::Tensor bank = unitRows(makeBlobs(2500, 5, 33, 1.0, 8).features);
  const torch::Tensor queries = unitRows(makeBlobs(50, 5, 33, 1.0, 9).features);
  torch::set_num_threads(1);
  const Rows one = found(bank, queries, 20, torch::kBFloat16);
  torch::set_num_threads(3);
  const Rows three = found(bank, queries, 20, torch::kBFloat16);
  torch::set_num_threads(before);
  for (std::size_t q = 0; q < one.size(); ++q) {
    for (std::size_t i = 0; i < one[q].size(); ++i) {
      EXPECT_EQ(one[q][i].row, three[q][i].row);
      EXPECT_EQ(one[q][i].similarity, three[q][i].similarity);
    }
  }
}

}  // namespace
}  // namespace skewscope::evaluate
