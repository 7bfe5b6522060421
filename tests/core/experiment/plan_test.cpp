#include "core/experiment/plan.h"

#include <gmock/gmock.h>

#include <set>

#include "core/base/error.h"
#include "core/spec/options.h"

namespace skewscope::experiment {
namespace {

TEST(ExperimentPlan, RelativeGapHasEveryCellWithItsTwin) {
  Settings settings;
  settings.ratios = {0.1, 0.01};
  settings.sizes = {1, 0.5};
  settings.seeds = {1, 2, 3};
  const auto runs = plan(settings);
  ASSERT_EQ(runs.size(), 2U * 2 * 3 * 2 * 2);
  std::set<std::string> hashes;
  for (std::size_t i = 0; i < runs.size(); i += 2) {
    const auto &run = runs[i].spec, &twin = runs[i + 1].spec;
    EXPECT_FALSE(run.balancedTwin);
    EXPECT_TRUE(twin.balancedTwin);
    EXPECT_EQ(spec::pairHash(run), spec::pairHash(twin));
    EXPECT_TRUE(run.probe);
    hashes.insert(spec::specHash(run));
    hashes.insert(spec::specHash(twin));
  }
  EXPECT_EQ(hashes.size(), runs.size());
  EXPECT_EQ(runs[0].line, "Supervised");
  EXPECT_EQ(runs[2].line, "SimCLR");
  EXPECT_EQ(runs[2].spec.mode, spec::Mode::SelfSupervised);
  // Seed by seed: the first third is a whole table.
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(runs[i].spec.seed, 1) << i;
  EXPECT_EQ(runs[0].spec.nMax, 500);
  EXPECT_EQ(runs[8].spec.nMax, 250);
  EXPECT_DOUBLE_EQ(runs[8].size, 0.5);
}

TEST(ExperimentPlan, SizesThatWouldDecideNothingAreRefused) {
  Settings settings;
  settings.sizes = {1, 0.5};
  settings.options["n"] = 1000;
  EXPECT_EQ(plan(settings).size(), 24U) << "one that is there can be shown";
  try {
    requireUsefulSizes(settings);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("n_max"));
  }
  settings.sizes = {1};
  requireUsefulSizes(settings);
  EXPECT_EQ(plan(settings).front().spec.n, 1000);
}

TEST(ExperimentPlan, HalfImagesCanHaveAnotherRatio) {
  const auto settings = fromJson(R"({"kind":"half-images","options":{"ratio":0.1},"seeds":[1]})");
  for (const auto& run : plan(settings)) EXPECT_EQ(run.spec.ratio, 0.1);
}

TEST(ExperimentPlan, RwSamTakesItsWeightsFromTheSslRunOfItsCell) {
  Settings settings;
  settings.kind = Kind::RwSamTable;
  settings.seeds = {5};
  const auto runs = plan(settings);
  ASSERT_EQ(runs.size(), 8U);  // per profile: SSL, its twin, SAM, rwSAM
  for (std::size_t i = 0; i < 8; i += 4) {
    EXPECT_EQ(runs[i].spec.mode, spec::Mode::SelfSupervised);
    EXPECT_TRUE(runs[i + 1].spec.balancedTwin);
    EXPECT_EQ(runs[i + 2].spec.samWeights, spec::SamWeights::Equal);
    EXPECT_EQ(runs[i + 3].spec.samWeights, spec::SamWeights::Kde);
    EXPECT_EQ(runs[i + 3].weightsOf, i);
    EXPECT_FALSE(runs[i + 2].weightsOf);
  }
  EXPECT_EQ(runs[0].spec.profile, spec::Profile::Exponential);
  EXPECT_EQ(runs[4].spec.profile, spec::Profile::Step);
  EXPECT_EQ(runs[3].line, "SimCLR + rwSAM");
}

TEST(ExperimentPlan, TheLossGapIsOfTheRunsOfTheRwSamTable) {
  Settings settings;
  settings.seeds = {1};
  settings.kind = Kind::RwSamTable;
  std::set<std::string> table;
  for (const auto& run : plan(settings)) {
    table.insert(spec::specHash(run.spec));
    EXPECT_FALSE(run.evaluation);
  }
  settings.kind = Kind::LossGap;
  const auto runs = plan(settings);
  ASSERT_EQ(runs.size(), 6U);  // per profile: SSL, SAM, rwSAM
  for (const auto& run : runs) {
    EXPECT_TRUE(table.contains(spec::specHash(run.spec))) << spec::describe(run.spec);
    ASSERT_TRUE(run.evaluation);
    EXPECT_EQ(run.evaluation->protocols, std::vector{spec::Protocol::LossGap});
  }
  EXPECT_EQ(runs[2].weightsOf, 0U);
  settings.method = spec::Method::MoCo;
  EXPECT_EQ(plan(settings).size(), 6U);
}

TEST(ExperimentPlan, ATargetIsProbedOnRunsAndTwins) {
  Settings settings;
  settings.seeds = {1};
  settings.target = "stl10";
  settings.targetDir = "/data";
  for (const auto& run : plan(settings)) {
    ASSERT_TRUE(run.evaluation);
    EXPECT_EQ(run.evaluation->protocols, std::vector{spec::Protocol::OutOfDomainProbe});
    EXPECT_EQ(run.evaluation->dataset, "stl10");
    EXPECT_EQ(run.evaluation->dataDir, "/data");
  }
}

TEST(ExperimentPlan, HalfImagesHaveBothGeometriesAndTheirOwnDefaults) {
  Settings settings;
  settings.kind = Kind::HalfImages;
  settings.seeds = {1};
  const auto runs = plan(settings);
  ASSERT_EQ(runs.size(), 4U);
  EXPECT_EQ(runs[0].spec.dataset, "shapes-halves");
  EXPECT_EQ(runs[2].spec.dataset, "shapes-halves-crop");
  for (const auto& run : runs) {
    EXPECT_EQ(run.spec.profile, spec::Profile::Step);
    EXPECT_DOUBLE_EQ(run.spec.flip, 0);
  }
}

TEST(ExperimentPlan, OptionsReachEveryRunAndBadOnesAreNamed) {
  Settings settings;
  settings.options["epochs"] = 3;
  for (const auto& run : plan(settings)) EXPECT_EQ(run.spec.epochs, 3);
  settings.options["epochs"] = 0;
  try {
    plan(settings);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
  }
}

}  // namespace
}  // namespace skewscope::experiment
