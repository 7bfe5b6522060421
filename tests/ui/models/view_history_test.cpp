#include "ui/models/view_history.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QKeyEvent>
#include <QTest>
#include <QUndoStack>
#include <QWidget>

namespace skewscope::ui {
namespace {

/// A part whose state is set directly.
class Panel : public QObject {
  Q_OBJECT
 public:
  QJsonObject viewState() const { return now; }
  void setViewState(const QJsonObject& state) { now = state; }
  void choose(const QString& key, const QJsonValue& value) {
    now[key] = value;
    emit viewChanged();
  }
  QJsonObject now;

 signals:
  void viewChanged();
};

struct ViewHistoryTest : testing::Test {
  QUndoStack stack;
  Panel runs, curves;
  ViewHistory history{stack};

  void SetUp() override {
    runs.now = {{QStringLiteral("filter"), QString()},
                {QStringLiteral("selection"), QStringLiteral("a")},
                {QStringLiteral("something new"), 0}};
    curves.now = {{QStringLiteral("options"), QJsonObject{{QStringLiteral("x"), QStringLiteral("epoch")},
                                                          {QStringLiteral("smoothing"), 0.0}}},
                  {QStringLiteral("zoom"), QJsonValue()}};
    history.add(QStringLiteral("runs"), QStringLiteral("Runs"), &runs);
    history.add(QStringLiteral("curves"), QStringLiteral("Curves"), &curves);
    history.settle();
  }
  void setOption(const char* key, const QJsonValue& value) {
    QJsonObject options = curves.now[QStringLiteral("options")].toObject();
    options[QLatin1String(key)] = value;
    curves.choose(QStringLiteral("options"), options);
  }
};

TEST_F(ViewHistoryTest, EachChangeIsUndoneByNameAndMadeAgain) {
  const QJsonObject start = history.state();
  runs.choose(QStringLiteral("filter"), QStringLiteral("mode:ssl"));
  EXPECT_EQ(stack.undoText(), QStringLiteral("filter"));
  setOption("x", QStringLiteral("images"));
  EXPECT_EQ(stack.undoText(), QStringLiteral("x axis"));
  setOption("smoothing", 0.9);
  EXPECT_EQ(stack.undoText(), QStringLiteral("smoothing"));
  curves.choose(QStringLiteral("zoom"), QJsonObject{{QStringLiteral("from"), 3}});
  EXPECT_EQ(stack.undoText(), QStringLiteral("zoom"));
  runs.choose(QStringLiteral("something new"), 1);
  EXPECT_EQ(stack.undoText(), QStringLiteral("Runs")) << "without a word of its own";
  const QJsonObject end = history.state();
  ASSERT_EQ(stack.count(), 5);
  stack.setIndex(0);
  EXPECT_EQ(history.state(), start);
  stack.setIndex(5);
  EXPECT_EQ(history.state(), end);
  stack.undo();
  stack.undo();
  EXPECT_TRUE(curves.now[QStringLiteral("zoom")].isNull());
  EXPECT_EQ(curves.now[QStringLiteral("options")].toObject()[QStringLiteral("smoothing")].toDouble(), 0.9);
}

TEST_F(ViewHistoryTest, TypingIsOneChangeAndThereAndBackIsNone) {
  for (const char* text : {"m", "mo", "mode:ssl"})
    runs.choose(QStringLiteral("filter"), QString::fromLatin1(text));
  EXPECT_EQ(stack.count(), 1);
  stack.undo();
  EXPECT_EQ(runs.now[QStringLiteral("filter")].toString(), QString());
  stack.redo();
  EXPECT_EQ(runs.now[QStringLiteral("filter")].toString(), QStringLiteral("mode:ssl"));
  // After an undo or redo a change is one of its own, however soon it comes.
  runs.choose(QStringLiteral("filter"), QStringLiteral("x"));
  EXPECT_EQ(stack.count(), 2);
  runs.choose(QStringLiteral("filter"), QStringLiteral("mode:ssl"));
  EXPECT_EQ(stack.count(), 1);
  // So is one that comes later, or of another thing.
  setOption("x", QStringLiteral("images"));
  setOption("smoothing", 0.6);
  EXPECT_EQ(stack.count(), 3);
  QTest::qWait(ViewHistory::kMergeMs + 100);
  setOption("smoothing", 0.9);
  EXPECT_EQ(stack.count(), 4);
}

TEST_F(ViewHistoryTest, WhatTheProgramChangesIsNeverUndone) {
  runs.now[QStringLiteral("selection")] = QStringLiteral("b");  // a run that starts
  history.settle();
  EXPECT_EQ(stack.count(), 0);
  runs.choose(QStringLiteral("filter"), QStringLiteral("x"));
  // An input comes before each change of the user's: what changed until then was the program.
  runs.now[QStringLiteral("selection")] = QStringLiteral("c");
  QWidget widget;
  QTest::keyClick(&widget, Qt::Key_Down);
  setOption("x", QStringLiteral("step"));
  ASSERT_EQ(stack.count(), 2);
  stack.undo();
  stack.undo();
  EXPECT_EQ(runs.now[QStringLiteral("selection")].toString(), QStringLiteral("c"));
  EXPECT_EQ(runs.now[QStringLiteral("filter")].toString(), QString());
  // A panel that says so without a reason changes nothing.
  emit curves.viewChanged();
  EXPECT_EQ(stack.count(), 2);
  EXPECT_TRUE(stack.canRedo());
}

TEST_F(ViewHistoryTest, WhatFollowsFromAChangeIsUndoneWithIt) {
  // The filter takes the selected run away, and the curves go back to all epochs.
  runs.now[QStringLiteral("selection")] = QString();
  curves.now[QStringLiteral("zoom")] = 4;
  runs.choose(QStringLiteral("filter"), QStringLiteral("x"));
  EXPECT_EQ(stack.count(), 1);
  EXPECT_EQ(stack.undoText(), QStringLiteral("filter"));
  stack.undo();
  EXPECT_EQ(runs.now[QStringLiteral("selection")].toString(), QStringLiteral("a"));
  EXPECT_TRUE(curves.now[QStringLiteral("zoom")].isNull());
}

TEST_F(ViewHistoryTest, ASnapshotIsAppliedAsOneChange) {
  const QJsonObject before = history.state();
  const QJsonObject saved{
      {QStringLiteral("runs"), QJsonObject{{QStringLiteral("filter"), QStringLiteral("r<0.1")},
                                           {QStringLiteral("selection"), QStringLiteral("b")}}},
      {QStringLiteral("a panel of a newer version"), QJsonObject{{QStringLiteral("x"), 1}}}};
  EXPECT_FALSE(history.isShown(saved));
  history.apply(saved, QStringLiteral("view “paper”"));
  EXPECT_TRUE(history.isShown(saved));
  EXPECT_EQ(stack.count(), 1);
  EXPECT_EQ(stack.undoText(), QStringLiteral("view “paper”"));
  EXPECT_EQ(history.state()[QStringLiteral("curves")], before[QStringLiteral("curves")]);
  history.apply(saved, QStringLiteral("again"));
  EXPECT_EQ(stack.count(), 1) << "nothing changes";
  stack.undo();
  EXPECT_EQ(history.state(), before);
  stack.redo();
  EXPECT_TRUE(history.isShown(saved));
  history.apply({{QStringLiteral("runs"), 7}}, QStringLiteral("nonsense"));
  EXPECT_TRUE(history.isShown(saved));
}

}  // namespace
}  // namespace skewscope::ui

#include "view_history_test.moc"
