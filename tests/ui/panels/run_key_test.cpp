#include "ui/panels/run_key.h"

#include <gtest/gtest.h>

#include <QFontMetricsF>
#include <QVBoxLayout>

#include "tests/ui/support/screenshot.h"

namespace skewscope::ui {
namespace {

std::vector<PlottedRun> runs(int count) {
  std::vector<PlottedRun> made;
  for (int i = 0; i < count; ++i) {
    PlottedRun run;
    run.id = QString::number(i);
    run.name = QStringLiteral("SimCLR cifar10 r .01 twin s%1").arg(i + 1);
    run.metric = QStringLiteral("kNN");
    run.colour = Qt::darkCyan;
    run.marker = i == 0 ? Marker::None : Marker::Square;
    made.push_back(run);
  }
  return made;
}

TEST(RunKey, NamesAreWholeInAsManyRowsAsTheyNeed) {
  RunKey key;
  key.setRuns(runs(5));
  const int wide = 10'000, one = key.heightForWidth(wide);
  EXPECT_EQ(key.shownIn(wide), 5U);
  const double name = QFontMetricsF(key.font()).horizontalAdvance(keyText(runs(1).front()));
  const int narrow = static_cast<int>(2.6 * (name + 40));  // two names beside each other
  EXPECT_EQ(key.shownIn(narrow), 5U);
  EXPECT_GT(key.heightForWidth(narrow), 2 * one);
  QWidget around;
  auto* column = new QVBoxLayout(&around);
  column->setContentsMargins(0, 0, 0, 0);
  auto* inside = new RunKey(&around);
  column->addWidget(inside);
  column->addWidget(new QWidget(&around), 1);
  inside->setRuns(runs(5));
  around.resize(narrow, 300);
  around.show();
  EXPECT_EQ(inside->height(), key.heightForWidth(narrow)) << "a layout gives it what it needs, and no more";
  screenshot(around, QStringLiteral("run_key"));
}

TEST(RunKey, WhatHasNoRoomIsCounted) {
  RunKey key;
  key.setRuns(runs(50));
  EXPECT_LT(key.shownIn(700), 50U);
  EXPECT_GE(key.shownIn(700), 3U);
  const int three = key.heightForWidth(700);
  key.setRuns(runs(20));
  EXPECT_EQ(key.heightForWidth(700), three) << "no more rows than kMostRows";
  EXPECT_GE(key.shownIn(30), 1U) << "a name that is wider than the key is shortened";
  key.resize(700, three);
  screenshot(key, QStringLiteral("run_key_many"));
  key.setRuns({});
  EXPECT_TRUE(key.isHidden());
}

}  // namespace
}  // namespace skewscope::ui
