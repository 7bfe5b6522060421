#include <gtest/gtest.h>

#include <vector>

#include "core/evaluate/knn.h"
#include "tests/core/evaluate/blobs.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::evaluate {
namespace {

class KnnOnDevice : public test::OnDevice {};

TEST_F(KnnOnDevice, ElectsWhatTheProcessorDoes) {
  const Blobs bank = makeBlobs(700, 5, 24, 2, 1), queries = makeBlobs(300, 5, 24, 2, 2);
  for (const std::int64_t k : {std::int64_t{1}, std::int64_t{20}, std::int64_t{1000}}) {
    const auto elected = [&](const torch::Device& where) {
      return knnPredict(bank.features, bank.labels, queries.features, 5, k, 0.1, where);
    };
    const torch::Tensor there = elected(device().torch), here = elected(torch::kCPU);
    EXPECT_TRUE(there.is_cpu());
    ASSERT_EQ(there.sizes(), here.sizes());
    // Near ties may fall either way.
    EXPECT_LE((there != here).sum().item<std::int64_t>(), 2) << "k " << k;
  }
  EXPECT_EQ(knnPredict(bank.features, bank.labels, bank.features.narrow(0, 0, 0), 5, 3, 0.1, device().torch)
                .numel(),
            0);
}

TEST_F(KnnOnDevice, EqualVotesGoToTheLowerClass) {
  const torch::Tensor bank = torch::tensor({{1.0F, 0.0F}, {1.0F, 0.0F}, {0.0F, 1.0F}});
  const torch::Tensor labels = torch::tensor(std::vector<std::int64_t>{2, 1, 0});
  EXPECT_EQ(knnPredict(bank, labels, bank.narrow(0, 0, 1), 3, 2, 0.1, device().torch).item<std::int64_t>(),
            1);
}

TEST_F(KnnOnDevice, ATileIsAsGoodAsAnother) {
  // More queries than one tile has room for beside this bank.
  const Blobs bank = makeBlobs(1 << 18, 4, 8, 3, 3), queries = makeBlobs(300, 4, 8, 3, 4);
  const auto of = [&](const torch::Tensor& rows) {
    return knnPredict(bank.features, bank.labels, rows, 4, 10, 0.1, device().torch);
  };
  EXPECT_TRUE(torch::equal(of(queries.features).narrow(0, 290, 10), of(queries.features.narrow(0, 290, 10))));
}

}  // namespace
}  // namespace skewscope::evaluate
