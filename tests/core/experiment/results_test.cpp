#include "core/experiment/results.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "core/experiment/plan.h"

namespace skewscope::experiment {
namespace {

/// A value after the last epoch.
void measured(store::RunRecord& run, const std::string& metric, double value) {
  run.summaries[metric].last = value;
  run.summaries[metric].lastEpoch = run.spec.epochs;
}

/// A record of a planned run that is done with this probe accuracy.
store::RunRecord record(const PlannedRun& run, const std::string& id, double accuracy) {
  store::RunRecord made;
  made.id = id;
  made.spec = run.spec;
  made.status = store::RunStatus::Done;
  made.dataDigest = "digest";
  made.n = 1237;
  measured(made, store::metric::kProbeAccuracy, accuracy);
  return made;
}

/// The value of a row for a measure.
report::Band of(const Settings& settings, const Row& row, const std::string& key) {
  const auto all = measures(settings);
  const auto found = std::ranges::find(all, key, &Measure::key);
  EXPECT_NE(found, all.end()) << key;
  return found == all.end() ? report::Band() : row.values.at(static_cast<std::size_t>(found - all.begin()));
}

const PerClass kNothing = [](const std::string&, const std::string&) { return std::vector<double>(); };

TEST(ExperimentResults, GapsAreMeansOverSeedsOfCompletePairs) {
  Settings settings;
  settings.seeds = {1, 2, 3};
  const auto runs = plan(settings);  // a seed: supervised, twin, SSL, twin
  std::vector<store::RunRecord> members;
  members.push_back(record(runs[0], "a", 0.54));
  members.push_back(record(runs[1], "b", 0.60));  // gap .1
  members.push_back(record(runs[4], "c", 0.48));
  members.push_back(record(runs[5], "d", 0.60));  // gap .2
  members.push_back(record(runs[8], "e", 0.50));  // seed 3: the twin is not done
  members.push_back(record(runs[9], "f", 0.70));
  members.back().status = store::RunStatus::Running;
  const auto rows = results(settings, members, kNothing);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].line, "Supervised");
  EXPECT_EQ(rows[0].runs, 6);
  EXPECT_EQ(rows[0].done, 5);
  EXPECT_EQ(rows[0].n, 1237);
  EXPECT_EQ(of(settings, rows[0], "probe_accuracy").n, 3);
  EXPECT_NEAR(of(settings, rows[0], "probe_accuracy").mean, (0.54 + 0.48 + 0.50) / 3, 1e-12);
  EXPECT_EQ(of(settings, rows[0], "relative_gap").n, 2);
  EXPECT_NEAR(of(settings, rows[0], "relative_gap").mean, 0.15, 1e-12);
  EXPECT_NEAR(of(settings, rows[0], "relative_gap").standardDeviation, 0.05 * std::sqrt(2.0), 1e-12);
  EXPECT_EQ(rows[1].line, "SimCLR");
  EXPECT_EQ(rows[1].done, 0);
  EXPECT_EQ(of(settings, rows[1], "relative_gap").n, 0);
  const std::string text = resultTable(settings, rows).write(report::TableFormat::Csv);
  EXPECT_NE(text.find("relative_gap_sd"), std::string::npos) << text;
}

TEST(ExperimentResults, ATwinOfOtherDataMakesNoGap) {
  Settings settings;
  settings.seeds = {1};
  const auto runs = plan(settings);
  std::vector<store::RunRecord> members{record(runs[0], "a", 0.5), record(runs[1], "b", 0.6)};
  members[1].n = 1000;
  EXPECT_EQ(of(settings, results(settings, members, kNothing)[0], "relative_gap").n, 0);
  members[1].n = members[0].n;
  members[1].dataDigest = "other";
  EXPECT_EQ(of(settings, results(settings, members, kNothing)[0], "relative_gap").n, 0);
}

TEST(ExperimentResults, RwSamRunsAreFoundWhateverTheirWeightsComeFrom) {
  Settings settings;
  settings.kind = Kind::RwSamTable;
  settings.seeds = {1};
  const auto runs = plan(settings);
  auto weighted = record(runs[3], "a", 0.7);
  weighted.spec.weightsFrom = "6f2a7c1e-0000-0000-0000-000000000000";
  const auto rows = results(settings, {weighted}, kNothing);
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[2].line, "SimCLR + rwSAM");
  EXPECT_DOUBLE_EQ(of(settings, rows[2], "probe_accuracy").mean, 0.7);
  EXPECT_EQ(rows[1].done, 0);
}

TEST(ExperimentResults, HalfImagesTellAttentionOfFrequentFromRareClasses) {
  Settings settings;
  settings.kind = Kind::HalfImages;
  settings.seeds = {1};
  const auto runs = plan(settings);
  auto run = record(runs[0], "a", 0.5);
  measured(run, store::metric::kRareProbeAccuracy, 0.4);
  const auto rows = results(settings, {run}, [](const std::string&, const std::string& metric) {
    EXPECT_EQ(metric, store::metric::kAttentionLeft);
    return std::vector<double>{0.9, 0.8, NAN, 0.7, 0.8, 0.2, 0.2, 0.1, 0.3, 0.2};
  });
  EXPECT_DOUBLE_EQ(of(settings, rows[0], "probe_rare").mean, 0.4);
  EXPECT_NEAR(of(settings, rows[0], "attention_left_frequent").mean, 0.8, 1e-12);
  EXPECT_NEAR(of(settings, rows[0], "attention_left_rare").mean, 0.2, 1e-12);
  EXPECT_NE(resultTable(settings, rows).write(report::TableFormat::Text).find("Left, rare"),
            std::string::npos);
}

TEST(ExperimentResults, OutOfDomainHasItsOwnGapOverTheSameSeeds) {
  Settings settings;
  settings.target = "natural";
  settings.seeds = {1, 2};
  const auto runs = plan(settings);
  std::vector<store::RunRecord> members;
  for (const std::size_t i : {0U, 1U, 4U, 5U})
    members.push_back(record(runs[i], std::string(1, static_cast<char>('a' + i)), i % 4 == 0 ? 0.45 : 0.5));
  measured(members[0], "ood_probe_natural", 0.6);
  measured(members[1], "ood_probe_natural", 0.8);
  measured(members[3], "ood_probe_natural", 0.7);  // of a pair whose run has none yet
  const auto row = results(settings, members, kNothing)[0];
  EXPECT_EQ(of(settings, row, "relative_gap").n, 2);
  EXPECT_EQ(of(settings, row, "ood_accuracy").n, 1);
  EXPECT_EQ(of(settings, row, "ood_accuracy_balanced").n, 1);
  EXPECT_DOUBLE_EQ(of(settings, row, "ood_accuracy_balanced").mean, 0.8);
  EXPECT_NEAR(of(settings, row, "ood_relative_gap").mean, 0.25, 1e-12);
}

TEST(ExperimentResults, NumbersOfAHalfTrainedRunDoNotCount) {
  Settings settings;
  settings.kind = Kind::LossGap;
  settings.seeds = {1};
  const auto runs = plan(settings);
  auto run = record(runs[0], "a", 0.5);
  measured(run, store::metric::kLossGap, 0.05);
  measured(run, store::metric::kFrequentLossGap, 0.035);
  EXPECT_EQ(results(settings, {run}, kNothing)[0].done, 1);
  // Measured at a stop, then trained on.
  run.summaries[store::metric::kLossGap].lastEpoch -= 1;
  run.summaries[store::metric::kFrequentLossGap].lastEpoch -= 1;
  const auto stale = results(settings, {run}, kNothing)[0];
  EXPECT_EQ(stale.done, 0);
  EXPECT_EQ(of(settings, stale, "loss_gap_frequent").n, 0);
  EXPECT_EQ(of(settings, stale, "probe_accuracy").n, 1);
  // While it is evaluated a run keeps the numbers that it has.
  run.status = store::RunStatus::Running;
  run.epochsDone = run.spec.epochs;
  EXPECT_EQ(of(settings, results(settings, {run}, kNothing)[0], "probe_accuracy").n, 1);
  run.epochsDone -= 1;
  EXPECT_EQ(of(settings, results(settings, {run}, kNothing)[0], "probe_accuracy").n, 0);
}

TEST(ExperimentResults, LossGapsAreNumbersAndNotShares) {
  Settings settings;
  settings.kind = Kind::LossGap;
  settings.seeds = {1};
  const auto runs = plan(settings);
  auto run = record(runs[0], "a", 0.5);
  measured(run, store::metric::kFrequentLossGap, 0.035);
  measured(run, store::metric::kRareLossGap, 0.081);
  const auto rows = results(settings, {run}, kNothing);
  EXPECT_DOUBLE_EQ(of(settings, rows[0], "loss_gap_rare").mean, 0.081);
  const std::string text = resultTable(settings, rows).write(report::TableFormat::Text);
  EXPECT_NE(text.find("0.035"), std::string::npos) << text;
  EXPECT_NE(text.find("0.081"), std::string::npos) << text;
}

}  // namespace
}  // namespace skewscope::experiment
