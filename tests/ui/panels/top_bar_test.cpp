#include "ui/panels/top_bar.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "ui/panels/ratio_slider.h"

namespace skewscope::ui {
namespace {

using State = RunController::State;

class TopBarTest : public testing::Test {
 protected:
  QPushButton* button(const char* name) { return bar_.findChild<QPushButton*>(QString::fromLatin1(name)); }
  QLineEdit* ratio() { return bar_.findChild<QLineEdit*>(QStringLiteral("ratio")); }
  void type(const char* text) {
    ratio()->selectAll();
    QTest::keyClicks(ratio(), QString::fromLatin1(text));
    QTest::keyClick(ratio(), Qt::Key_Return);
  }
  TopBar bar_;
};

TEST_F(TopBarTest, ShowsASpecWithoutSignals) {
  QSignalSpy modes(&bar_, &TopBar::modeChosen);
  QSignalSpy ratios(&bar_, &TopBar::ratioChosen);
  spec::ExperimentSpec spec;
  spec.ratio = 0.02;
  spec.mode = spec::Mode::RwSam;
  bar_.setSpec(spec);
  EXPECT_EQ(ratio()->text(), QStringLiteral("0.02"));
  EXPECT_DOUBLE_EQ(bar_.slider()->ratio(), 0.02);
  EXPECT_EQ(modes.count() + ratios.count(), 0);
}

TEST_F(TopBarTest, ARatioOrAnImbalanceFactorCanBeTyped) {
  bar_.setSpec({});
  QSignalSpy ratios(&bar_, &TopBar::ratioChosen);
  type("0.05");
  type("IF 200");
  ASSERT_EQ(ratios.count(), 2);
  EXPECT_DOUBLE_EQ(ratios[0][0].toDouble(), 0.05);
  EXPECT_DOUBLE_EQ(ratios[1][0].toDouble(), 0.005);
  EXPECT_DOUBLE_EQ(bar_.slider()->ratio(), 0.005);
}

TEST_F(TopBarTest, AWrongRatioIsMarked) {
  bar_.setSpec({});
  QSignalSpy ratios(&bar_, &TopBar::ratioChosen);
  for (const char* text : {"2", "0", "-1", "abc", "IF 0.5", ""}) {
    type(text);
    EXPECT_TRUE(ratio()->property("invalid").toBool()) << text;
  }
  EXPECT_EQ(ratios.count(), 0);
  type("0.01");
  EXPECT_FALSE(ratio()->property("invalid").toBool());
}

TEST_F(TopBarTest, ButtonsFollowTheState) {
  EXPECT_TRUE(button("start")->isEnabled());
  EXPECT_FALSE(button("pause")->isEnabled());
  EXPECT_FALSE(button("stop")->isEnabled());
  bar_.setState(State::Running);
  EXPECT_TRUE(button("pause")->isEnabled());
  EXPECT_TRUE(button("stop")->isEnabled());
  EXPECT_EQ(button("start")->text(), QStringLiteral("Queue"));
  bar_.setState(State::Paused);
  EXPECT_EQ(button("pause")->text(), QStringLiteral("Resume"));
  bar_.setState(State::Stopping);
  EXPECT_FALSE(button("stop")->isEnabled());
  EXPECT_EQ(button("stop")->text(), QStringLiteral("Stopping…"));
}

TEST_F(TopBarTest, StartSaysHowManyRunsAndWhyNot) {
  bar_.setStartable(true, 6, {});
  EXPECT_EQ(button("start")->text(), QStringLiteral("Start 6"));
  bar_.setStartable(false, 1, QStringLiteral("Epochs must be more than 0."));
  EXPECT_FALSE(button("start")->isEnabled());
  EXPECT_EQ(button("start")->toolTip(), QStringLiteral("Epochs must be more than 0."));
}

TEST_F(TopBarTest, ModesSwitchByMouseAndByArrowKeys) {
  bar_.show();
  bar_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&bar_, 60'000));
  bar_.setSpec({});
  QSignalSpy modes(&bar_, &TopBar::modeChosen);
  QPushButton* middle = nullptr;
  QPushButton* first = nullptr;
  for (QPushButton* candidate : bar_.findChildren<QPushButton*>()) {
    if (candidate->property("place") == QStringLiteral("middle")) middle = candidate;
    if (candidate->property("place") == QStringLiteral("first")) first = candidate;
  }
  ASSERT_TRUE(middle != nullptr && first != nullptr);
  middle->click();
  EXPECT_TRUE(middle->isChecked());
  EXPECT_FALSE(first->isChecked());
  middle->setFocus();
  QTest::keyClick(middle, Qt::Key_Right);
  ASSERT_EQ(modes.count(), 2);
  EXPECT_EQ(modes[0][0].value<spec::Mode>(), spec::Mode::SelfSupervised);
  EXPECT_EQ(modes[1][0].value<spec::Mode>(), spec::Mode::RwSam);
}

}  // namespace
}  // namespace skewscope::ui
