#include "core/spec/milestones.h"

#include <gtest/gtest.h>

namespace skewscope::spec {
namespace {

TEST(Milestones, ReadsSharesOrEpochs) {
  EXPECT_EQ(parseMilestones("0.6,0.8"), (std::vector<double>{0.6, 0.8}));
  EXPECT_EQ(parseMilestones(" 160 , 180 "), (std::vector<double>{160, 180}));
  EXPECT_EQ(parseMilestones("5"), (std::vector<double>{5}));
  EXPECT_EQ(parseMilestones(".5"), (std::vector<double>{0.5}));
}

TEST(Milestones, RefusesEverythingElse) {
  for (const char* text : {"", ",", "0.6,", ",0.6", "0.6;0.8", "0.8,0.6", "0.6,0.6", "0,0.5", "-1", "1.5",
                           "0.5,100", "100,150.5", "nan", "inf", "1e400", "60 %", "1 2"}) {
    EXPECT_FALSE(parseMilestones(text)) << text;
  }
}

TEST(Milestones, AProblemSaysWhatIsAllowed) {
  ExperimentSpec spec;
  EXPECT_EQ(milestoneProblem(spec), "");
  spec.milestones = "later";
  EXPECT_NE(milestoneProblem(spec).find("'later'"), std::string::npos);
  spec.milestones = "30,40";
  EXPECT_NE(milestoneProblem(spec).find("40 epochs"), std::string::npos);
  spec.epochs = 41;
  EXPECT_EQ(milestoneProblem(spec), "");
}

}  // namespace
}  // namespace skewscope::spec
