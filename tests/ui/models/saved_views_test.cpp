#include "ui/models/saved_views.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QUndoStack>

#include "core/store/reader.h"
#include "core/store/store.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/wait.h"
#include "ui/models/store_service.h"

namespace skewscope::ui {
namespace {

struct SavedViewsTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<StoreService> service = std::make_unique<StoreService>(path);
  QUndoStack history;
  std::unique_ptr<SavedViews> views = std::make_unique<SavedViews>(*service, history);

  void TearDown() override {
    views.reset();
    service.reset();
  }
  QStringList titles() const {
    QStringList all;
    for (const auto& view : views->all()) all.append(QString::fromStdString(view.title));
    return all;
  }
  bool become(const QStringList& wanted) {
    return waitFor([&] { return titles() == wanted; });
  }
};

TEST_F(SavedViewsTest, ViewsAreSavedRenamedAndDeletedWithUndo) {
  const QJsonObject snapshot{
      {QStringLiteral("window"), QJsonObject{{QStringLiteral("tab"), QStringLiteral("x")}}}};
  views->save(QStringLiteral("Gap"), snapshot);
  ASSERT_TRUE(become({QStringLiteral("Gap")}));
  views->save(QStringLiteral("Rare"), {});
  ASSERT_TRUE(become({QStringLiteral("Gap"), QStringLiteral("Rare")}));
  const QString gap = QString::fromStdString(views->all()[0].id);
  EXPECT_EQ(store::Reader(path).views()[0].state, R"({"window":{"tab":"x"}})");
  EXPECT_EQ(views->find(gap)->title, "Gap");
  EXPECT_EQ(views->find(QStringLiteral("no such")), nullptr);

  views->rename(gap, QStringLiteral("Gap of SimCLR"));
  ASSERT_TRUE(become({QStringLiteral("Gap of SimCLR"), QStringLiteral("Rare")}));
  EXPECT_EQ(history.undoText(), QStringLiteral("rename view “Gap”"));
  views->remove(gap);
  ASSERT_TRUE(become({QStringLiteral("Rare")}));
  history.undo();
  ASSERT_TRUE(become({QStringLiteral("Gap of SimCLR"), QStringLiteral("Rare")}));
  EXPECT_EQ(QString::fromStdString(views->all()[0].id), gap);
  history.undo();
  ASSERT_TRUE(become({QStringLiteral("Gap"), QStringLiteral("Rare")}));
  history.undo();
  ASSERT_TRUE(become({QStringLiteral("Gap")}));
  history.redo();
  ASSERT_TRUE(become({QStringLiteral("Gap"), QStringLiteral("Rare")}));
}

TEST_F(SavedViewsTest, OneNameIsOneViewAndSavingItAgainCanBeUndone) {
  views->save(QStringLiteral("Gap"), {});
  ASSERT_TRUE(become({QStringLiteral("Gap")}));
  views->save(QStringLiteral("Gap"), {{QStringLiteral("curves"), QJsonObject()}});
  ASSERT_TRUE(waitFor([&] { return views->all()[0].state == R"({"curves":{}})"; }));
  EXPECT_EQ(views->all().size(), 1U);
  history.undo();
  ASSERT_TRUE(waitFor([&] { return views->all()[0].state == "{}"; }));
}

TEST_F(SavedViewsTest, WhatTheStoreRefusesIsSaid) {
  QSignalSpy failed(views.get(), &SavedViews::failed);
  views->save(QString(300, u'x'), {});
  ASSERT_TRUE(waitFor([&] { return failed.count() == 1; }));
  EXPECT_TRUE(failed[0][0].toString().contains(QStringLiteral("at most 200")));
  history.undo();
  EXPECT_EQ(history.count(), 0) << "there is nothing to take back";
}

}  // namespace
}  // namespace skewscope::ui
