#include "core/data/long_tail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "tests/core/base/expect_error.h"

namespace skewscope::data {
namespace {

using test::expectError;
using testing::Each;
using testing::ElementsAre;

std::int64_t sum(std::span<const std::int64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

// The tables of the released code and of Cui et al., "Class-Balanced Loss", CVPR 2019, for CIFAR-10.
TEST(Profiles, PublishedExponentialTables) {
  const auto tenth = exponentialCounts(5000, 0.1, 10);
  EXPECT_THAT(tenth, ElementsAre(5000, 3871, 2997, 2320, 1796, 1391, 1077, 834, 645, 500));
  EXPECT_EQ(sum(tenth), 20431);
  const auto hundredth = exponentialCounts(5000, 0.01, 10);
  EXPECT_THAT(hundredth, ElementsAre(5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50));
  EXPECT_EQ(sum(hundredth), 12406);
  EXPECT_EQ(sum(exponentialCounts(500, 0.01, 100)), 10847);  // CIFAR-100-LT, IF 100
  EXPECT_EQ(sum(exponentialCounts(1000, 0.01, 10)), 2478);
  EXPECT_THAT(exponentialCounts(7, 1, 3), Each(7));
  EXPECT_THAT(exponentialCounts(7, 0.1, 1), ElementsAre(7));
  EXPECT_EQ(exponentialCounts(5, 0.01, 10).back(), 1);  // at least one
}

TEST(Profiles, RoundingDoesNotCostAnImage) {
  // In double 100 * 0.29 is 28.999999999999996.
  EXPECT_EQ(stepCounts(100, 0.29, 2).back(), 29);
  EXPECT_EQ(exponentialCounts(100, 0.29, 2).back(), 29);
  EXPECT_EQ(paretoCounts(100, 0.29, 2, 6).back(), 29);
  // But a count that is truly below a whole number stays below.
  EXPECT_EQ(stepCounts(1000000, 0.2899999, 2).back(), 289999);
}

TEST(Profiles, Step) {
  const auto counts = stepCounts(5000, 0.01, 10);
  EXPECT_THAT(counts, ElementsAre(5000, 5000, 5000, 5000, 5000, 50, 50, 50, 50, 50));
  EXPECT_EQ(sum(counts), 25250);
  EXPECT_THAT(stepCounts(10, 0.5, 3), ElementsAre(10, 10, 5));
}

TEST(Profiles, ParetoComesCloseToImageNetLt) {
  // ImageNet-LT (Liu et al. 2019): power 6, 1280 down to 5 images, 115,846 in all. Ours has 112,235 (-3.1 %).
  const auto counts = paretoCounts(1280, 0.004, 1000, 6);
  EXPECT_EQ(counts.front(), 1280);
  EXPECT_EQ(counts.back(), 5);
  EXPECT_EQ(sum(counts), 112235);
  EXPECT_NEAR(static_cast<double>(sum(counts)), 115846, 0.04 * 115846);
  EXPECT_EQ(paretoCounts(1280, 0.0025, 1000, 6).back(), 3);
  EXPECT_TRUE(std::ranges::is_sorted(counts, std::greater<>()));
  // A lighter tail (larger power) puts more images into the middle classes.
  EXPECT_GT(sum(paretoCounts(1280, 0.004, 1000, 20)), sum(counts));
  EXPECT_LT(sum(paretoCounts(1280, 0.004, 1000, 2)), sum(counts));
}

TEST(Profiles, BadArguments) {
  for (const double ratio : {0.0, -0.1, 1.1, std::nan("")}) {
    expectError(ErrorKind::Usage, "ratio", [&] { exponentialCounts(100, ratio, 10); });
    expectError(ErrorKind::Usage, "ratio", [&] { stepCounts(100, ratio, 10); });
    expectError(ErrorKind::Usage, "ratio", [&] { paretoCounts(100, ratio, 10, 6); });
  }
  expectError(ErrorKind::Usage, "n_max", [] { exponentialCounts(0, 0.1, 10); });
  expectError(ErrorKind::Usage, "class", [] { exponentialCounts(10, 0.1, 0); });
  expectError(ErrorKind::Usage, "pareto_power", [] { paretoCounts(10, 0.1, 10, 0); });
  expectError(ErrorKind::Usage, "pareto_power", [] { paretoCounts(10, 0.1, 10, 1e-5); });
}

TEST(Profiles, Balanced) {
  EXPECT_THAT(balancedCounts(11, 4), ElementsAre(3, 3, 3, 2));
  EXPECT_THAT(balancedCounts(0, 2), ElementsAre(0, 0));
  expectError(ErrorKind::Usage, "shared", [] { balancedCounts(-1, 2); });
}

const std::vector<std::int64_t> kCifar(10, 5000);

spec::ExperimentSpec specOf(spec::Profile profile, double ratio, std::int64_t nMax, std::int64_t n = 0) {
  spec::ExperimentSpec spec;
  spec.profile = profile;
  spec.ratio = ratio;
  spec.nMax = nMax;
  spec.n = n;
  return spec;
}

TEST(PlanSubset, FromTheLargestClass) {
  const auto plan = planSubset(specOf(spec::Profile::Exponential, 0.01, 5000), kCifar);
  EXPECT_EQ(plan.counts, exponentialCounts(5000, 0.01, 10));
  EXPECT_EQ(plan.n, 12406);
  EXPECT_EQ(plan.twinCounts, balancedCounts(12406, 10));
  EXPECT_EQ(sum(plan.twinCounts), plan.n);
  EXPECT_DOUBLE_EQ(plan.ratio, 0.01);
  EXPECT_THAT(plan.order, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(PlanSubset, AnyTotalIsMetExactly) {
  for (const auto profile : {spec::Profile::Exponential, spec::Profile::Step, spec::Profile::Pareto}) {
    for (const double ratio : {1.0, 0.5, 0.1, 0.01, 0.001}) {
      std::vector<double> shape;  // the profile at a size where rounding is of no account
      for (const auto count :
           planSubset(specOf(profile, ratio, 1'000'000'000), std::vector<std::int64_t>(10, 1 << 30)).counts) {
        shape.push_back(static_cast<double>(count));
      }
      const double total = std::accumulate(shape.begin(), shape.end(), 0.0);
      for (const std::int64_t n : {10, 11, 37, 100, 1000, 3101, 5000}) {
        const auto plan = planSubset(specOf(profile, ratio, 1, n), kCifar);
        ASSERT_EQ(plan.n, n);
        ASSERT_EQ(sum(plan.counts), n);
        ASSERT_EQ(sum(plan.twinCounts), n);
        ASSERT_TRUE(std::ranges::is_sorted(plan.counts, std::greater<>()));
        ASSERT_GE(plan.counts.back(), 1);
        const bool allHaveAShare = static_cast<double>(n) * shape.back() / total >= 1;
        for (std::size_t c = 0; c < 10 && allHaveAShare; ++c) {
          // Largest remainders: never an image away from the exact share.
          ASSERT_NEAR(static_cast<double>(plan.counts[c]), static_cast<double>(n) * shape[c] / total,
                      1 + 1e-6);
        }
      }
    }
  }
}

TEST(PlanSubset, LargestRemaindersByHand) {
  auto spec = specOf(spec::Profile::Custom, 1, 1, 10);
  spec.classCounts = "47, 16, 16, 14, 7";  // shares of 10: 4.7 1.6 1.6 1.4 0.7
  EXPECT_THAT(planSubset(spec, std::vector<std::int64_t>(5, 100)).counts, ElementsAre(5, 2, 1, 1, 1));
  spec.classCounts = "1000,1000,1,1,0";  // the last class stays empty, the small ones get one each
  EXPECT_THAT(planSubset(spec, std::vector<std::int64_t>(5, 100)).counts, ElementsAre(4, 4, 1, 1, 0));
}

TEST(PlanSubset, TooFewForAllClasses) {
  expectError(ErrorKind::Usage, "n at least 10",
              [] { planSubset(specOf(spec::Profile::Step, 0.1, 1, 9), kCifar); });
}

TEST(PlanSubset, CustomCounts) {
  auto spec = specOf(spec::Profile::Custom, 0.5, 1);
  spec.classCounts = "3,0, 12 ,6";
  const std::vector<std::int64_t> available(4, 100);
  const auto plan = planSubset(spec, available);
  EXPECT_THAT(plan.counts, ElementsAre(3, 0, 12, 6));
  EXPECT_THAT(plan.order, ElementsAre(2, 3, 0, 1));
  EXPECT_DOUBLE_EQ(plan.ratio, 0.25);  // over the classes that have images
  spec.classCounts = "1,2,3";
  expectError(ErrorKind::Usage, "3 numbers", [&] { planSubset(spec, available); });
  spec.classCounts = "";
  expectError(ErrorKind::Usage, "needs class_counts", [&] { planSubset(spec, available); });
  spec.classCounts = "0,0,0,0";
  expectError(ErrorKind::Usage, "all zero", [&] { planSubset(spec, available); });
  for (const char* wrong : {"1,2,3,x", "1,2,3,", "1,2,3,-4", "1,2,3,4.5", "1,2,3,99999999999999999999"}) {
    spec.classCounts = wrong;
    expectError(ErrorKind::Usage, "whole numbers", [&] { planSubset(spec, available); });
  }
  spec.classCounts = "1,2,3,101";
  expectError(ErrorKind::Usage, "class 3 at most 100", [&] { planSubset(spec, available); });
}

TEST(PlanSubset, ClassOrder) {
  auto spec = specOf(spec::Profile::Exponential, 0.1, 100);
  spec.classOrder = "2,0,1";
  const std::vector<std::int64_t> available(3, 100);
  const auto plan = planSubset(spec, available);
  EXPECT_THAT(plan.counts, ElementsAre(31, 10, 100));
  EXPECT_THAT(plan.order, ElementsAre(2, 0, 1));
  for (const char* wrong : {"0,1", "0,1,1", "0,1,3", "0,1,2,3", "cat", "1;2;0"}) {
    spec.classOrder = wrong;
    expectError(ErrorKind::Usage, "class_order", [&] { planSubset(spec, available); });
  }
}

TEST(PlanSubset, RandomClassOrderIsAFunctionOfTheSeed) {
  auto spec = specOf(spec::Profile::Exponential, 0.01, 5000);
  spec.classOrder = "random";
  std::set<std::vector<int>> orders;
  for (spec.seed = 1; spec.seed <= 20; ++spec.seed) {
    const auto plan = planSubset(spec, kCifar);
    EXPECT_EQ(plan.order, planSubset(spec, kCifar).order);
    EXPECT_THAT(plan.counts, testing::UnorderedElementsAreArray(exponentialCounts(5000, 0.01, 10)));
    for (std::size_t i = 0; i < 10; ++i) {
      EXPECT_EQ(plan.counts[static_cast<std::size_t>(plan.order[i])], exponentialCounts(5000, 0.01, 10)[i]);
    }
    orders.insert(plan.order);
  }
  EXPECT_EQ(orders.size(), 20u);
}

TEST(PlanSubset, SaysWhatIsMissingAndWhatFits) {
  auto available = kCifar;
  available[3] = 100;
  auto spec = specOf(spec::Profile::Exponential, 0.01, 5000);
  spec.dataset = "of someone else";  // whose classes have no names that the program knows
  expectError(ErrorKind::Usage,
              "Class 3 has 100 training images, and the subset needs 1077: 977 are missing.",
              [&] { planSubset(spec, available); });
  spec.dataset = "cifar10";  // whose classes have names that are known without its images
  expectError(ErrorKind::Usage, "Class 3 (cat) has 100 training images",
              [&] { planSubset(spec, available); });
  // int(468 * 0.01^(3/9)) = 100, and 469 gives 101.
  expectError(ErrorKind::Usage, "Choose Images of largest class (n_max) at most 468.",
              [&] { planSubset(spec, available); });
  spec.nMax = 468;
  EXPECT_EQ(planSubset(spec, available).counts[3], 100);
  spec.nMax = 469;
  expectError(ErrorKind::Usage, "Choose Images of largest class (n_max) at most 468.",
              [&] { planSubset(spec, available); });

  spec = specOf(spec::Profile::Step, 1, 1, 60000);
  expectError(ErrorKind::Usage, "Choose Images in all (n) at most 50000.", [&] { planSubset(spec, kCifar); });
  spec.n = 50000;
  EXPECT_THAT(planSubset(spec, kCifar).counts, Each(5000));

  available[3] = 0;
  spec = specOf(spec::Profile::Step, 0.1, 1000);
  expectError(ErrorKind::Usage, "another class order", [&] { planSubset(spec, available); });
  spec = specOf(spec::Profile::Step, 0.1, 1000, 400);
  expectError(ErrorKind::Usage, "another class order", [&] { planSubset(spec, available); });
}

TEST(PlanSubset, TwinMattersOnlyIfAskedFor) {
  std::vector<std::int64_t> available(10, 5000);
  available[9] = 60;  // enough for the tail, too few for a balanced class
  auto spec = specOf(spec::Profile::Exponential, 0.01, 5000);
  EXPECT_EQ(planSubset(spec, available).n, 12406);
  spec.balancedTwin = true;
  expectError(ErrorKind::Usage, "the balanced twin needs 1240: 1180 are missing.",
              [&] { planSubset(spec, available); });
  expectError(ErrorKind::Usage, "Images in all (n) at most 609 (it has 12406).",
              [&] { planSubset(spec, available); });
  spec.n = 609;
  EXPECT_EQ(planSubset(spec, available).twinCounts[9], 60);
  spec.n = 611;  // the first class gets the odd image, the last one still 61
  EXPECT_THROW(planSubset(spec, available), Error);
}

TEST(LargestFitting, IsTheLargestThatThePlanTakes) {
  std::vector<std::int64_t> available(10, 5000);
  available[9] = 60;
  auto spec = specOf(spec::Profile::Exponential, 0.01, 5000);
  EXPECT_EQ(largestFitting(spec, available), 5000);  // no more than it asks for
  available[0] = 700;
  EXPECT_EQ(largestFitting(spec, available), 700);
  spec.balancedTwin = true;  // 10 classes of 60, and what the tenth does not get more of
  spec.nMax = largestFitting(spec, available);
  EXPECT_LE(planSubset(spec, available).twinCounts[9], 60);
  ++spec.nMax;
  EXPECT_THROW(planSubset(spec, available), Error);
  available[5] = 0;
  EXPECT_EQ(largestFitting(spec, available), 0);
  EXPECT_THROW(largestFitting(spec, {}), Error);
}

TEST(ClassGroups, ThirdsByCount) {
  // SDCLR on CIFAR-10: 4 / 3 / 3 here, as even as can be.
  EXPECT_THAT(classGroups(exponentialCounts(5000, 0.01, 10)), ElementsAre(0, 0, 0, 0, 1, 1, 1, 2, 2, 2));
  EXPECT_THAT(classGroups(std::vector<std::int64_t>{1, 9, 5, 7, 3}), ElementsAre(2, 0, 1, 0, 1));
  EXPECT_THAT(classGroups(std::vector<std::int64_t>{5, 5, 5}), ElementsAre(0, 1, 2));
  EXPECT_THAT(classGroups(std::vector<std::int64_t>{1, 2}), ElementsAre(1, 0));
  EXPECT_TRUE(classGroups(std::vector<std::int64_t>{}).empty());
}

}  // namespace
}  // namespace skewscope::data
