#include "core/compare/run_metric.h"

#include <gtest/gtest.h>

namespace skewscope::compare {
namespace {

TEST(RunMetric, IsTheLiveOneOfTheMode) {
  store::RunRecord run;
  run.spec.mode = spec::Mode::SelfSupervised;
  const std::vector<std::string> measured{"head_accuracy", "knn_accuracy"};
  EXPECT_EQ(accuracyCurve(run, measured), "knn_accuracy");
  run.spec.mode = spec::Mode::Supervised;
  EXPECT_EQ(accuracyCurve(run, {}), "head_accuracy");
  EXPECT_EQ(lossCurve(run, {}), "loss");
}

TEST(RunMetric, OfAnotherProgramIsWhatItHas) {
  store::RunRecord run;
  run.source = "TensorBoard: logs";
  const std::vector<std::string> known{"a_accuracy", "knn_accuracy", "loss", "train_loss"};
  EXPECT_EQ(accuracyCurve(run, known), "knn_accuracy");
  EXPECT_EQ(lossCurve(run, known), "loss");
  const std::vector<std::string> foreign{"test/accuracy", "train/loss"};
  EXPECT_EQ(accuracyCurve(run, foreign), "test/accuracy");
  EXPECT_EQ(lossCurve(run, foreign), "train/loss");
  EXPECT_EQ(accuracyCurve(run, {}), "");
  EXPECT_EQ(lossCurve(run, {}), "");
}

}  // namespace
}  // namespace skewscope::compare
