#include "ui/engine/engine_answer.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QSignalSpy>

#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

struct EngineAnswerTest : testing::Test {
  EngineAnswer answer;
  QSignalSpy answered{&answer, &EngineAnswer::answered};
  QSignalSpy failed{&answer, &EngineAnswer::failed};

  void shell(const char* script) {
    answer.ask(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QString::fromUtf8(script)});
  }
  QString failure() {
    EXPECT_TRUE(waitFor([&] { return failed.count() == 1; }));
    return failed.value(0).value(0).toString();
  }
};

TEST_F(EngineAnswerTest, IsTheObjectThatTheProgramPrints) {
  shell("echo '{\"map\": [0.5], \"n\": 3}'");
  EXPECT_TRUE(answer.isBusy());
  ASSERT_TRUE(waitFor([&] { return answered.count() == 1; }));
  EXPECT_EQ(answered[0][0].toJsonObject()[QStringLiteral("n")].toInt(), 3);
  EXPECT_FALSE(answer.isBusy());
  EXPECT_EQ(failed.count(), 0);
}

TEST_F(EngineAnswerTest, AnErrorIsWhatTheEngineSays) {
  shell("echo 'some library warns' >&2; echo 'skewscope-engine: Run x has no checkpoint.' >&2; exit 2");
  EXPECT_EQ(failure(), QStringLiteral("Run x has no checkpoint."));
}

TEST_F(EngineAnswerTest, NoAnswerIsAnErrorToo) {
  shell("echo 'not json'; exit 0");
  EXPECT_TRUE(failure().contains(QStringLiteral("no answer")));
}

TEST_F(EngineAnswerTest, AProgramThatIsNotThereIsSaid) {
  answer.ask(QStringLiteral("/nowhere/engine"), {});
  EXPECT_TRUE(failure().contains(QStringLiteral("could not be started")));
  EXPECT_FALSE(answer.isBusy());
  answer.ask({}, {});
  EXPECT_EQ(failed.count(), 2);
}

TEST_F(EngineAnswerTest, TheNewestQuestionWinsAndNothingWaitsForTheOthers) {
  QElapsedTimer timer;
  timer.start();
  shell("sleep 30; echo '{\"n\": 1}'");
  shell("echo '{\"n\": 2}'");
  ASSERT_TRUE(waitFor([&] { return answered.count() == 1; }));
  EXPECT_EQ(answered[0][0].toJsonObject()[QStringLiteral("n")].toInt(), 2);
  shell("sleep 30; echo '{\"n\": 3}'");
  answer.cancel();
  EXPECT_FALSE(answer.isBusy());
  {
    EngineAnswer gone;
    gone.ask(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QStringLiteral("sleep 30")});
  }
  EXPECT_LT(timer.elapsed(), 20'000);
  settle();
  EXPECT_EQ(answered.count(), 1);
  EXPECT_EQ(failed.count(), 0);
}

}  // namespace
}  // namespace skewscope::ui
