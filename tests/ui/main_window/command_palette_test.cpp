#include "ui/command_palette.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

TEST(MatchScore, LettersInOrderFitAndWordBeginningsFitBetter) {
  const QString text = QStringLiteral("View: Tab: confusion");
  EXPECT_TRUE(matchScore(QStringLiteral("conf"), text));
  EXPECT_TRUE(matchScore(QStringLiteral("VTC"), text));
  EXPECT_TRUE(matchScore(QStringLiteral("tab con"), text));
  EXPECT_FALSE(matchScore(QStringLiteral("noc"), QStringLiteral("conx")));
  EXPECT_EQ(matchScore({}, text), 0);
  EXPECT_GT(*matchScore(QStringLiteral("tc"), text),
            *matchScore(QStringLiteral("tc"), QStringLiteral("matrices")));
  EXPECT_GT(*matchScore(QStringLiteral("onf"), text),
            *matchScore(QStringLiteral("onf"), QStringLiteral("xoxnxf")));
  // Letters that stand together at a word's beginning, wherever an earlier word begins with the first of them.
  EXPECT_GT(*matchScore(QStringLiteral("rw"), QStringLiteral("Run: SimCLR rwSAM")),
            *matchScore(QStringLiteral("rw"), QStringLiteral("Views: Rename or delete views")));
  // A word's beginning is not taken where the rest would not fit behind it.
  EXPECT_TRUE(matchScore(QStringLiteral("ab"), QStringLiteral("xab a")));
}

struct PaletteTest : testing::Test {
  QMenu menu{QStringLiteral("&File")};
  Actions actions;
  int opened = 0, closed = 0;
  std::vector<store::RunRecord> runs;

  void SetUp() override {
    actions.add(&menu, QStringLiteral("&Open store…"), QKeySequence(QStringLiteral("Ctrl+O")),
                [this] { ++opened; });
    actions.add(&menu, QStringLiteral("Close"), {}, [this] { ++closed; })->setEnabled(false);
    for (const char* name : {"SimCLR r .01 s1", "Supervised r .01"}) {
      runs.emplace_back().name = name;
      runs.back().id = std::string("id of ") + name;
    }
  }
};

TEST_F(PaletteTest, EnterTriggersTheBestCommand) {
  CommandPalette palette(actions, runs);
  palette.show();
  auto* list = palette.findChild<QListWidget*>();
  EXPECT_EQ(list->count(), 3);  // what is off is left out
  auto* line = palette.findChild<QLineEdit*>();
  QTest::keyClicks(line, QStringLiteral("ops"));
  ASSERT_GE(list->count(), 1);
  EXPECT_TRUE(list->item(0)->text().startsWith(QStringLiteral("File: Open store")));
  EXPECT_TRUE(list->item(0)->text().contains(QStringLiteral("Ctrl+O")));
  QTest::keyClick(line, Qt::Key_Return);
  EXPECT_TRUE(waitFor([&] { return opened == 1; }));
  EXPECT_FALSE(palette.isVisible());
}

TEST_F(PaletteTest, ARunIsFoundByItsNameWithTheArrowKeys) {
  CommandPalette palette(actions, runs);
  palette.show();
  QSignalSpy chosen(&palette, &CommandPalette::runChosen);
  auto* line = palette.findChild<QLineEdit*>();
  QTest::keyClicks(line, QStringLiteral("run s"));
  QTest::keyClick(line, Qt::Key_Down);
  QTest::keyClick(line, Qt::Key_Down);
  QTest::keyClick(line, Qt::Key_Up);
  const QString name = palette.findChild<QListWidget*>()->currentItem()->text();
  QTest::keyClick(line, Qt::Key_Return);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_TRUE(name.contains(chosen[0][0].toString().mid(6)));
}

TEST_F(PaletteTest, NothingThatFitsDoesNothing) {
  CommandPalette palette(actions, runs);
  palette.show();
  auto* line = palette.findChild<QLineEdit*>();
  QTest::keyClicks(line, QStringLiteral("qqqq"));
  EXPECT_EQ(palette.findChild<QListWidget*>()->count(), 0);
  QTest::keyClick(line, Qt::Key_Return);
  EXPECT_TRUE(palette.isVisible());
  QTest::keyClick(line, Qt::Key_Escape);
  EXPECT_FALSE(palette.isVisible());
}

}  // namespace
}  // namespace skewscope::ui
