#include "ui/panels/message_bar.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include "tests/ui/support/wait.h"

namespace skewscope::ui {
namespace {

using Kind = MessageBar::Kind;

TEST(MessageBar, IsHiddenUntilThereIsSomethingToSay) {
  MessageBar bar;
  EXPECT_TRUE(bar.isHidden());
  bar.show(Kind::Error, QStringLiteral("lost"), {}, QStringLiteral("a"));
  EXPECT_FALSE(bar.isHidden());
  bar.dismiss(QStringLiteral("a"));
  EXPECT_TRUE(bar.isHidden());
}

TEST(MessageBar, AButtonActsAndCloses) {
  MessageBar bar;
  int resumed = 0;
  bar.show(Kind::Error, QStringLiteral("lost"), {{QStringLiteral("Resume"), [&] { ++resumed; }}});
  bar.findChild<QPushButton*>()->click();
  EXPECT_EQ(resumed, 1);
  EXPECT_TRUE(bar.texts().isEmpty());
}

TEST(MessageBar, AnActionMayShowTheNextMessage) {
  MessageBar bar;
  bar.show(Kind::Info, QStringLiteral("first"),
           {{QStringLiteral("Go"), [&] { bar.show(Kind::Info, QStringLiteral("second")); }}});
  bar.findChild<QPushButton*>()->click();
  EXPECT_EQ(bar.texts(), QStringList{QStringLiteral("second")});
}

TEST(MessageBar, AKeyReplacesAndTheOldestGoes) {
  MessageBar bar;
  bar.show(Kind::Info, QStringLiteral("one"), {}, QStringLiteral("k"));
  bar.show(Kind::Info, QStringLiteral("two"), {}, QStringLiteral("k"));
  EXPECT_EQ(bar.texts(), QStringList{QStringLiteral("two")});
  for (int i = 0; i < 6; ++i) bar.show(Kind::Info, QString::number(i));
  EXPECT_EQ(bar.texts(), (QStringList{QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("4"),
                                      QStringLiteral("5")}));
}

TEST(MessageBar, EscapeClosesTheNewest) {
  MessageBar bar;
  bar.show(Kind::Info, QStringLiteral("one"));
  bar.show(Kind::Info, QStringLiteral("two"));
  QTest::keyClick(&bar, Qt::Key_Escape);
  EXPECT_EQ(bar.texts(), QStringList{QStringLiteral("one")});
}

TEST(MessageBar, AMessageWithATimeGoesByItself) {
  MessageBar bar;
  bar.show(Kind::Good, QStringLiteral("done"), {}, {}, 1);
  EXPECT_TRUE(waitFor([&] { return bar.texts().isEmpty(); }));
}

TEST(MessageBar, MarkupInATextIsShownAsItIs) {
  MessageBar bar;
  bar.show(Kind::Error, QStringLiteral("<b>run</b>"));
  bool plain = false;
  for (const QLabel* label : bar.findChildren<QLabel*>()) {
    plain = plain || (label->text() == QStringLiteral("<b>run</b>") && label->textFormat() == Qt::PlainText);
  }
  EXPECT_TRUE(plain);
}

}  // namespace
}  // namespace skewscope::ui
