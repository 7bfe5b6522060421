#include "ui/panels/status_bar.h"

#include <gtest/gtest.h>

#include <QLocale>

#include "core/spec/protocols.h"

namespace skewscope::ui {
namespace {

using State = RunController::State;

TEST(DurationText, ReadsNaturally) {
  EXPECT_EQ(durationText(-1), QStringLiteral("–"));
  EXPECT_EQ(durationText(45.4), QStringLiteral("45 s"));
  EXPECT_EQ(durationText(130), QStringLiteral("2 min 10 s"));
  EXPECT_EQ(durationText(3 * 3600 + 5 * 60 + 20), QStringLiteral("3 h 05 min"));
}

class StatusTest : public testing::Test {
 protected:
  void SetUp() override { QLocale::setDefault(QLocale::c()); }
  StatusBar bar_;
};

TEST_F(StatusTest, IdleShowsReadyAndTheStore) {
  bar_.setStore(QStringLiteral("/tmp/x/experiments.skewscope"));
  EXPECT_EQ(bar_.text(), QStringLiteral("ready · experiments.skewscope"));
}

TEST_F(StatusTest, TrainingShowsEpochSpeedAndTimeToGo) {
  bar_.setState(State::Starting);
  bar_.take(protocol::Started{"r", "cpu", "float32", 2, 100, 60, 10, 33, 0});
  bar_.setState(State::Running);
  bar_.take(protocol::Step{"r", 34, 5, 10, 0.7, 11893, 130});
  bar_.setQueue(1, false);
  const QString text = bar_.text();
  EXPECT_TRUE(text.startsWith(QStringLiteral("training · epoch 34/60 · "))) << text.toStdString();
  EXPECT_TRUE(text.contains(QStringLiteral("11900 img/s"))) << text.toStdString();
  EXPECT_TRUE(text.contains(QStringLiteral("ETA 2 min 10 s")));
  EXPECT_TRUE(text.contains(QStringLiteral("queue: 1 waiting")));
  EXPECT_TRUE(text.contains(QStringLiteral("cpu · float32 · 2 thread")));
}

TEST_F(StatusTest, APhaseIsNamedUntilTheNextStep) {
  bar_.setState(State::Running);
  bar_.take(protocol::Phase{"r", "evaluate"});
  EXPECT_TRUE(bar_.text().startsWith(QStringLiteral("evaluating")));
  bar_.take(protocol::Step{"r", 1, 1, 10, 0.7, 100, -1});
  EXPECT_TRUE(bar_.text().startsWith(QStringLiteral("training")));
  EXPECT_FALSE(bar_.text().contains(QStringLiteral("ETA")));
}

TEST_F(StatusTest, AnEvaluationOfATrainedRunHasNoEpochAndItsProtocolsName) {
  bar_.setState(State::Starting);
  bar_.take(protocol::Started{"r", "cpu", "float32", 2, 100, 200, 10, 200, 0});
  bar_.setState(State::Running);
  EXPECT_FALSE(bar_.text().contains(QStringLiteral("epoch"))) << bar_.text().toStdString();
  for (const auto& info : spec::protocols()) {
    bar_.take(protocol::Phase{"r", std::string(info.name)});
    EXPECT_TRUE(bar_.text().at(0).isUpper() || info.name == "probe" || info.name == "knn")
        << bar_.text().toStdString();
  }
  bar_.take(protocol::Phase{"r", "re-train classifier"});
  EXPECT_TRUE(bar_.text().startsWith(QStringLiteral("re-training the classifier")));
}

TEST_F(StatusTest, SeveralRunsAreAddedUp) {
  bar_.setState(State::Running);
  bar_.take(protocol::Step{"a", 1, 1, 10, 0.7, 100, 5});
  bar_.take(protocol::Step{"b", 7, 1, 10, 0.7, 200, 60});
  EXPECT_TRUE(bar_.text().startsWith(QStringLiteral("training 2 run"))) << bar_.text().toStdString();
  EXPECT_TRUE(bar_.text().contains(QStringLiteral("300 img/s")));
  EXPECT_TRUE(bar_.text().contains(QStringLiteral("ETA 1 min 00 s")));
  EXPECT_FALSE(bar_.text().contains(QStringLiteral("epoch")));
  bar_.setRuns({QStringLiteral("b")});
  EXPECT_TRUE(bar_.text().startsWith(QStringLiteral("training · epoch 7"))) << bar_.text().toStdString();
  EXPECT_TRUE(bar_.text().contains(QStringLiteral("200 img/s")));
}

TEST_F(StatusTest, StoppingAndTheEndClearTheNumbers) {
  bar_.setState(State::Running);
  bar_.take(protocol::Step{"r", 1, 1, 10, 0.7, 100, 5});
  bar_.setState(State::Stopping);
  EXPECT_TRUE(bar_.text().startsWith(QStringLiteral("Stopping…")));
  bar_.setState(State::Idle);
  EXPECT_EQ(bar_.text(), QStringLiteral("ready"));
}

TEST_F(StatusTest, AnEngineInTheBackgroundIsTold) {
  bar_.setElsewhere(1);
  EXPECT_EQ(bar_.text(), QStringLiteral("training in the background"));
}

}  // namespace
}  // namespace skewscope::ui
