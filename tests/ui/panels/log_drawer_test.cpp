#include "ui/panels/log_drawer.h"

#include <gtest/gtest.h>

#include <QPlainTextEdit>

#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

TEST(LogDrawer, ShowsLinesAndMarksWhatIsNotInformation) {
  LogDrawer log;
  log.append(QStringLiteral("info"), QStringLiteral("loading"));
  log.append(QStringLiteral("error"), QStringLiteral("disk full"));
  const QStringList lines = log.text().split(u'\n');
  ASSERT_EQ(lines.size(), 2);
  EXPECT_TRUE(lines[0].endsWith(QStringLiteral("  loading")));
  EXPECT_TRUE(lines[1].endsWith(QStringLiteral("ERROR disk full")));
}

TEST(LogDrawer, KeepsTheNewestLinesOfAFlood) {
  LogDrawer log;
  for (int i = 0; i < 20000; ++i) log.append(QStringLiteral("info"), QStringLiteral("line %1").arg(i));
  auto* view = log.findChild<QPlainTextEdit*>();
  ASSERT_TRUE(waitFor([&] { return view->blockCount() > 1; }));
  EXPECT_LE(view->blockCount(), LogDrawer::kMostLines);
  EXPECT_TRUE(log.text().endsWith(QStringLiteral("line 19999")));
}

TEST(LogDrawer, HistoryStandsAboveAndIsTakenOnce) {
  LogDrawer log;
  log.append(QStringLiteral("info"), QStringLiteral("now"));
  auto* view = log.findChild<QPlainTextEdit*>();
  ASSERT_TRUE(waitFor([&] { return view->toPlainText().contains(QStringLiteral("now")); }));
  log.setHistory({{1000, "", "info", "before"}});
  log.setHistory({{1000, "", "info", "again"}});
  const QString text = log.text();
  EXPECT_LT(text.indexOf(QStringLiteral("before")), text.indexOf(QStringLiteral("now")));
  EXPECT_FALSE(text.contains(QStringLiteral("again")));
}

}  // namespace
}  // namespace skewscope::ui
