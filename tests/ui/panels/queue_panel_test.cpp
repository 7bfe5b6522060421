#include "ui/panels/queue_panel.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include "core/base/system.h"
#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/engine/run_controller.h"
#include "ui/models/store_service.h"

namespace skewscope::ui {
namespace {

struct QueuePanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service;
  std::unique_ptr<RunController> controller;
  std::unique_ptr<QueuePanel> panel;
  std::vector<std::string> runs;

  /// A store with one finished run and three that wait, the last of them for a fourth.
  void start() {
    qputenv("SKEWSCOPE_ENGINE", "/nonexistent/skewscope-engine");
    addMadeUpRun(*store, {.seed = 9, .name = "done before"});
    for (int i = 0; i < 2; ++i)
      runs.push_back(addMadeUpRun(*store, {.seed = i + 1, .done = 0, .name = "run " + std::to_string(i)}));
    const std::string source = addMadeUpRun(*store, {.seed = 7, .done = 0, .name = "source"});
    spec::ExperimentSpec weighted;
    weighted.mode = spec::Mode::RwSam;
    weighted.weightsFrom = source;
    weighted.name = "weighted";
    runs.push_back(store->addRun(weighted));
    store->enqueue(runs);
    service = std::make_unique<StoreService>(path);
    controller = std::make_unique<RunController>(*service);
    panel = std::make_unique<QueuePanel>(*service, *controller);
    panel->resize(320, 260);
    panel->show();
    ASSERT_TRUE(waitFor([&] { return list()->count() == 3; }));
  }
  void TearDown() override {
    panel.reset();
    controller.reset();
    service.reset();
  }
  void execute(const char* sql) const { SQLite::Database(path.string(), SQLite::OPEN_READWRITE).exec(sql); }
  QListWidget* list() const { return panel->findChild<QListWidget*>(QStringLiteral("queueList")); }
  QString total() const { return panel->findChild<QLabel*>(QStringLiteral("queueTotal"))->text(); }
  QStringList shown() const {
    QStringList names;
    for (int row = 0; row < list()->count(); ++row) names.append(list()->item(row)->text());
    return names;
  }
  void choose(const char* action) {
    for (QAction* each : list()->actions()) {
      if (each->text() == QLatin1String(action)) each->trigger();
    }
  }
};

TEST_F(QueuePanelTest, ShowsWhatWaitsAndForWhat) {
  start();
  EXPECT_EQ(shown(), (QStringList{QStringLiteral("run 0"), QStringLiteral("run 1"),
                                  QString::fromUtf8("weighted — waits for source")}));
  EXPECT_TRUE(waitFor([&] { return total().contains(QLatin1String("about")); })) << total().toStdString();
  EXPECT_TRUE(total().contains(QLatin1String("of unknown length"))) << total().toStdString();
  EXPECT_TRUE(panel->findChild<QPushButton*>(QStringLiteral("queueStart"))->isEnabled());
  screenshot(*panel, QStringLiteral("queue_panel"));
}

TEST_F(QueuePanelTest, MovesAndTakesOut) {
  start();
  list()->setCurrentRow(1);
  choose("Move to the front");
  EXPECT_TRUE(waitFor([&] { return store::Reader(path).queue().entries[0].run == runs[1]; }));
  EXPECT_EQ(shown().mid(0, 2), (QStringList{QStringLiteral("run 1"), QStringLiteral("run 0")}));
  list()->setCurrentRow(0);
  choose("Take out of the queue");
  EXPECT_TRUE(waitFor([&] { return store::Reader(path).queue().entries.size() == 2; }));
  EXPECT_EQ(store::Reader(path).run(runs[1]).status, store::RunStatus::Interrupted);
  EXPECT_TRUE(waitFor([&] { return list()->count() == 2; }));
}

TEST_F(QueuePanelTest, PausesTheQueueOfTheStore) {
  start();
  auto* pause = panel->findChild<QPushButton*>(QStringLiteral("queuePause"));
  pause->click();
  EXPECT_TRUE(waitFor([&] { return store::Reader(path).queue().paused; }));
  EXPECT_TRUE(waitFor([&] { return total().contains(QLatin1String("paused")); }));
  EXPECT_FALSE(panel->findChild<QPushButton*>(QStringLiteral("queueStart"))->isEnabled());
  // Another program lets it go on.
  store->setQueuePaused(false);
  EXPECT_TRUE(waitFor([&] { return !pause->isChecked(); }));
}

TEST_F(QueuePanelTest, RunsAtOnceAreSetAndOneOfThemIsStopped) {
  start();
  controller->setEngine(QStringLiteral(SKEWSCOPE_FAKE_ENGINE));
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "20");
  auto* atOnce = panel->findChild<QSpinBox*>(QStringLiteral("queueJobs"));
  ASSERT_NE(atOnce, nullptr);
  EXPECT_EQ(panel->runsAtOnce(), 1);
  atOnce->setFocus();
  atOnce->selectAll();
  QTest::keyClicks(atOnce, QStringLiteral("2"));
  EXPECT_EQ(controller->jobs(), 2);
  panel->findChild<QPushButton*>(QStringLiteral("queueStart"))->click();
  ASSERT_TRUE(waitFor([&] { return shown().mid(0, 2).join(u' ').count(QChar(0x25B8)) == 2; }))
      << shown().join(u'|').toStdString();
  list()->setCurrentRow(0);
  const std::string first = controller->runsInProgress().value(0).toStdString();
  choose("Stop this run, with a checkpoint");
  EXPECT_TRUE(
      waitFor([&] { return store::Reader(path).run(first).status == store::RunStatus::Interrupted; }));
  EXPECT_TRUE(controller->runsInProgress().contains(QString::fromStdString(runs[1])));
  controller->stop();
  EXPECT_TRUE(waitFor([&] { return controller->state() == RunController::State::Idle; }));
  qunsetenv("SKEWSCOPE_FAKE_STEP_MS");
}

TEST_F(QueuePanelTest, WorkersAreShownStoppedAndTakenOffTheList) {
  start();
  const auto rows = [this] { return panel->findChild<QWidget*>(QStringLiteral("workerRows")); };
  const auto button = [&]() -> QPushButton* {
    const auto all = rows()->findChildren<QPushButton*>();
    return all.isEmpty() ? nullptr : all.constLast();
  };
  EXPECT_FALSE(rows()->isVisible());
  store::WorkerRecord worker;
  worker.id = newUuid();
  worker.host = "node7";
  worker.process = 4711;
  worker.jobs = 2;
  ASSERT_TRUE(store->touchWorker(worker));
  ASSERT_TRUE(store->claimNext("node7:4711:abcdef"));
  service->poke();
  const auto said = [&] {
    QString all;
    for (const auto* label : rows()->findChildren<QLabel*>()) all += label->text();
    return all;
  };
  ASSERT_TRUE(waitFor([&] { return said().contains(QLatin1String("trains 1 of 2")); }))
      << said().toStdString();
  EXPECT_TRUE(said().contains(QLatin1String("node7"))) << said().toStdString();
  EXPECT_TRUE(rows()->isVisible());
  screenshot(*panel, QStringLiteral("queue_panel_worker"));

  QTest::mouseClick(button(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return said().contains(QLatin1String("stopping")); })) << said().toStdString();
  EXPECT_FALSE(store->touchWorker(worker)) << "the worker is not told";

  execute("UPDATE worker SET heartbeat_ms = heartbeat_ms - 20000");
  service->poke();
  ASSERT_TRUE(waitFor([&] { return said().contains(QLatin1String("silent")); })) << said().toStdString();
  ASSERT_TRUE(waitFor([&] { return button() != nullptr && button()->text() == QLatin1String("Remove"); }));
  QTest::mouseClick(button(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return !rows()->isVisible(); }));
  EXPECT_TRUE(store::Reader(path).queue().workers.empty());
}

}  // namespace
}  // namespace skewscope::ui
