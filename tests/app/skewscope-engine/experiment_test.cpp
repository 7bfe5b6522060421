// `experiment` from end to end: a grid is queued, worked off, shown, reused and forgotten.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/store/reader.h"
#include "tests/app/skewscope-engine/engine_process.h"

namespace skewscope::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Seconds of training in all, by float32, which a tiny network computes faster.
std::vector<std::string> tinyGap(const std::string& store, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"experiment", "relative-gap", "--store", store};
  for (const char* option :
       {"n_max=20", "width=4", "epochs=2", "batch=16", "precision=float32", "evaluate_every=2"}) {
    words.emplace_back("--set");
    words.emplace_back(option);
  }
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(ExperimentCommand, WorksOffItsRunsOnceAndShowsThem) {
  const TemporaryFolder folder;
  const std::string path = (folder / "a.skewscope").string();
  const auto first = runEngine(tinyGap(path, {"--seeds", "1,2", "--format", "json"}));
  ASSERT_EQ(first.status, 0) << first.output << first.errors;
  EXPECT_THAT(first.errors, HasSubstr("8 new"));
  const auto rows = nlohmann::json::parse(first.output.substr(first.output.find("[\n")));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["seeds"], 2);
  EXPECT_EQ(rows[0]["done"], 4);
  EXPECT_EQ(rows[1]["relative_gap_n"], 2);
  EXPECT_EQ(store::Reader(path).runs().size(), 8U);
  // The same again trains nothing; another seed only what is new.
  const auto again = runEngine(tinyGap(path, {"--seeds", "1,2"}));
  ASSERT_EQ(again.status, 0) << again.errors;
  EXPECT_THAT(again.errors, HasSubstr("0 new"));
  EXPECT_EQ(store::Reader(path).runs().size(), 8U);
  const auto wider = runEngine(tinyGap(path, {"--seeds", "2,3", "--queue-only"}));
  ASSERT_EQ(wider.status, 0) << wider.errors;
  EXPECT_EQ(store::Reader(path).queue().entries.size(), 4U);

  const auto id = store::Reader(path).experiments().front().id;
  const auto shown = runEngine({"experiment", "show", id.substr(0, 6), "--store", path, "--format", "latex"});
  EXPECT_THAT(shown.output, StartsWith("\\begin{tabular}"));
  const auto removed = runEngine({"experiment", "remove", id, "--store", path});
  EXPECT_EQ(removed.status, 0);
  EXPECT_EQ(runEngine({"experiment", "show", id, "--store", path}).status, 2);
  EXPECT_EQ(store::Reader(path).runs().size(), 12U) << "its runs stay";

  // Each number says how it was measured, and runs can be laid side by side.
  const auto runs = store::Reader(path).runs();
  const auto measured = runEngine({"evaluate", runs[0].id, "--list", "--store", path});
  EXPECT_THAT(measured.output, HasSubstr("L-BFGS"));
  const auto compared = runEngine(
      {"compare", runs[0].id, runs[1].id, "--store", path, "--baseline", runs[0].id, "--format", "csv"});
  EXPECT_EQ(compared.status, 0) << compared.errors;
  EXPECT_THAT(compared.output, HasSubstr("Settings,balanced_twin,false,true"));
  EXPECT_EQ(runEngine({"compare", runs[0].id, "--store", path}).status, 2);
  const auto grouped = runEngine({"runs", "--group-by", "mode,balanced_twin", "--metrics",
                                  "probe_accuracy,loss:best", "--store", path, "--format", "json"});
  const auto groups = nlohmann::json::parse(grouped.output);
  ASSERT_EQ(groups.size(), 4U) << grouped.output << grouped.errors;
  EXPECT_EQ(groups[0]["probe_accuracy_n"], 2);
  EXPECT_GT(groups[0]["loss_best"], 0);
  const auto unknown = runEngine({"runs", "--group-by", "mode", "--metrics", "nothing", "--store", path});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.errors, HasSubstr("probe_accuracy"));
}

TEST(ExperimentCommand, ThePresetOfThePaperHasThePapersGrid) {
  const TemporaryFolder folder;
  const auto dry =
      runEngine({"experiment", "relative-gap", "--preset", "paper", "--seeds", "1", "--dry-run"});
  EXPECT_EQ(std::count(dry.output.begin(), dry.output.end(), '\n'), 2 * 5 * 2 * 2) << dry.output;
  const auto refused =
      runEngine({"experiment", "relative-gap", "--set", "n=1000", "--sizes", "1,0.5", "--dry-run"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors, HasSubstr("n_max"));
}

}  // namespace
}  // namespace skewscope::test
