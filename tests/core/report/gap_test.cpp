#include "core/report/gap.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace skewscope::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

GapRun run(std::string id, std::string pair, bool twin, double accuracy) {
  return {.id = std::move(id),
          .pairHash = std::move(pair),
          .groupHash = twin ? "twins" : "imbalanced",
          .balancedTwin = twin,
          .dataDigest = "data",
          .n = 100,
          .accuracy = accuracy};
}

TEST(PairGaps, EachImbalancedRunMeetsItsTwin) {
  const std::vector runs{run("a", "seed 1", false, 0.6), run("b", "seed 2", false, 0.4),
                         run("B", "seed 2", true, 0.5), run("A", "seed 1", true, 0.8)};
  const auto gaps = pairGaps(runs);
  ASSERT_EQ(gaps.size(), 2U);
  EXPECT_EQ(gaps[0].run, "a");
  EXPECT_EQ(gaps[0].twin, "A");
  EXPECT_EQ(gaps[0].state, GapState::Complete);
  EXPECT_DOUBLE_EQ(gaps[0].imbalanced, 0.6);
  EXPECT_DOUBLE_EQ(gaps[0].balanced, 0.8);
  EXPECT_DOUBLE_EQ(gaps[0].relative, 0.25);
  EXPECT_EQ(gaps[1].twin, "B");
  EXPECT_DOUBLE_EQ(gaps[1].relative, 0.2);
}

TEST(PairGaps, NamesWhatIsMissing) {
  const std::vector runs{run("alone", "1", false, 0.6),     run("early", "2", false, kNaN),
                         run("waits", "3", false, 0.6),     run("twin of 3", "3", true, kNaN),
                         run("own open", "4", false, kNaN), run("twin of 4", "4", true, 0.7),
                         run("twin alone", "5", true, 0.9)};
  const auto gaps = pairGaps(runs);
  ASSERT_EQ(gaps.size(), 4U);
  EXPECT_EQ(gaps[0].state, GapState::TwinMissing);
  EXPECT_EQ(gaps[0].twin, "");
  EXPECT_EQ(gaps[1].state, GapState::RunUnfinished);
  EXPECT_EQ(gaps[2].state, GapState::TwinUnfinished);
  EXPECT_EQ(gaps[2].twin, "twin of 3");
  EXPECT_EQ(gaps[3].state, GapState::RunUnfinished);
  EXPECT_EQ(gaps[3].twin, "twin of 4");
  EXPECT_DOUBLE_EQ(gaps[3].balanced, 0.7);
  for (const Gap& gap : gaps) EXPECT_TRUE(std::isnan(gap.relative)) << gap.run;
}

TEST(PairGaps, TheLatestFinishedTwinCounts) {
  const std::vector runs{run("a", "1", false, 0.4), run("old", "1", true, 0.5), run("new", "1", true, 0.8),
                         run("running", "1", true, kNaN)};
  const auto gaps = pairGaps(runs);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].twin, "new");
  EXPECT_DOUBLE_EQ(gaps[0].relative, 0.5);
}

TEST(PairGaps, OtherDataOrSizeIsNoTwin) {
  std::vector runs{run("a", "1", false, 0.4), run("A", "1", true, 0.8)};
  runs[1].n = 99;
  auto gaps = pairGaps(runs);
  EXPECT_EQ(gaps[0].state, GapState::DataDiffers);
  EXPECT_TRUE(std::isnan(gaps[0].balanced));
  EXPECT_TRUE(std::isnan(gaps[0].relative));
  runs[1].n = 100;
  runs[1].dataDigest = "other";
  EXPECT_EQ(pairGaps(runs)[0].state, GapState::DataDiffers);
  runs.push_back(run("A2", "1", true, 0.5));  // a comparable one wins, wherever it stands
  runs.push_back(runs[1]);
  gaps = pairGaps(runs);
  EXPECT_EQ(gaps[0].twin, "A2");
  EXPECT_DOUBLE_EQ(gaps[0].relative, 0.2);
}

TEST(PairGaps, ATwinThatHasNotStartedIsUnfinishedNotDifferent) {
  std::vector runs{run("a", "1", false, 0.4), run("A", "1", true, kNaN)};
  runs[1].n = 0;
  runs[1].dataDigest.clear();
  EXPECT_EQ(pairGaps(runs)[0].state, GapState::TwinUnfinished);
}

TEST(GapBands, OverCompletePairsOfOneSetting) {
  std::vector runs{run("a1", "1", false, 0.6), run("A1", "1", true, 0.8),  run("a2", "2", false, 0.3),
                   run("A2", "2", true, 0.6),  run("a3", "3", false, 0.9), run("other", "4", false, 0.5)};
  runs[5].groupHash = "other ratio";
  const auto bands = gapBands(pairGaps(runs));
  ASSERT_EQ(bands.size(), 2U);
  EXPECT_EQ(bands[0].groupHash, "imbalanced");
  EXPECT_THAT(bands[0].runs, ElementsAre("a1", "a2"));
  EXPECT_THAT(bands[0].open, ElementsAre("a3"));
  // a3 has an accuracy but no twin: none of the three bands may count it.
  EXPECT_EQ(bands[0].imbalanced.n, 2);
  EXPECT_DOUBLE_EQ(bands[0].imbalanced.mean, 0.45);
  EXPECT_DOUBLE_EQ(bands[0].balanced.mean, 0.7);
  EXPECT_DOUBLE_EQ(bands[0].relative.mean, 0.375);
  EXPECT_DOUBLE_EQ(bands[0].relative.standardDeviation, std::sqrt(2 * 0.125 * 0.125));
  EXPECT_THAT(bands[1].runs, IsEmpty());
  EXPECT_THAT(bands[1].open, ElementsAre("other"));
  EXPECT_EQ(bands[1].relative.n, 0);
  EXPECT_TRUE(std::isnan(bands[1].relative.mean));
}

TEST(GapStates, HaveWords) {
  EXPECT_EQ(toText(GapState::Complete), "complete");
  EXPECT_EQ(toText(GapState::TwinMissing), "twin missing");
  EXPECT_EQ(toText(GapState::DataDiffers), "data differs");
}

}  // namespace
}  // namespace skewscope::report
