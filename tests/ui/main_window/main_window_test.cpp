#include "ui/main_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <QComboBox>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <set>

#include "core/data/datasets.h"
#include "core/report/figure_spec.h"
#include "core/store/reader.h"
#include "core/store/store.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/image_folders.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/mapped_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/actions.h"
#include "ui/engine/run_controller.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/export/run_csv.h"
#include "ui/models/store_service.h"
#include "ui/panels/classes_panel.h"
#include "ui/panels/dataset_dialog.h"
#include "ui/panels/gap_panel.h"
#include "ui/panels/log_drawer.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/new_run_panel.h"
#include "ui/panels/option_field.h"
#include "ui/panels/parallel_panel.h"
#include "ui/panels/ratio_slider.h"
#include "ui/panels/run_list_panel.h"
#include "ui/panels/status_bar.h"
#include "ui/panels/top_bar.h"
#include "ui/panels/toy_lab_panel.h"
#include "ui/plots/bar_chart.h"
#include "ui/plots/parallel_view.h"
#include "ui/plots/point_chart.h"

namespace skewscope::ui {
namespace {

using State = RunController::State;
using store::RunStatus;

class WindowTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"SKEWSCOPE_FAKE", "SKEWSCOPE_FAKE_STEP_MS", "SKEWSCOPE_FAKE_NOTE"})
      qunsetenv(name);
    open();
  }
  void TearDown() override { window_.reset(); }

  void open() {
    WindowOptions options;
    options.store = path();
    options.engine = QStringLiteral(SKEWSCOPE_FAKE_ENGINE);
    options.settingsFile = folder_.filePath(QStringLiteral("settings.ini"));
    options.scheme = ColourScheme::Light;
    window_ = std::make_unique<MainWindow>(options);
    window_->setCloseQuestion([](QWidget*, const std::function<void(CloseAnswer)>&) { FAIL() << "asked"; });
    window_->show();
    ASSERT_TRUE(waitFor([&] { return button("start")->isEnabled(); }));
  }
  std::filesystem::path path() const {
    return folder_.filePath(QStringLiteral("test.skewscope")).toStdString();
  }
  QPushButton* button(const char* name) const {
    return window_->topBar().findChild<QPushButton*>(QString::fromLatin1(name));
  }
  State state() const { return window_->controller().state(); }
  bool reaches(State state) const {
    return waitFor([&] { return window_->controller().state() == state; });
  }
  std::vector<store::RunRecord> runs() const { return store::Reader(path()).runs(); }
  void setEpochs(std::int64_t epochs) {
    spec::ExperimentSpec spec = window_->newRun().spec();
    spec.epochs = epochs;
    window_->newRun().setSpec(spec);
  }
  void click(const char* name) { QTest::mouseClick(button(name), Qt::LeftButton); }
  QPushButton* messageButton(const QString& text) const {
    for (QPushButton* candidate : window_->messages().findChildren<QPushButton*>()) {
      if (candidate->text() == text) return candidate;
    }
    return nullptr;
  }

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

TEST_F(WindowTest, OpensOnAnEmptyStoreReadyToStart) {
  EXPECT_EQ(state(), State::Idle);
  EXPECT_FALSE(button("stop")->isEnabled());
  EXPECT_TRUE(window_->status().text().startsWith(QStringLiteral("ready")));
  EXPECT_TRUE(window_->messages().texts().isEmpty());
  EXPECT_TRUE(window_->windowTitle().contains(QStringLiteral("test.skewscope")));
}

TEST_F(WindowTest, StartTrainsAndSelectsTheRun) {
  setEpochs(4);
  click("start");
  ASSERT_TRUE(waitFor([&] { return runs().size() == 1 && runs()[0].status == RunStatus::Done; }));
  const QString run = QString::fromStdString(runs()[0].id);
  EXPECT_TRUE(waitFor([&] { return window_->runList().selectedRuns() == QStringList{run}; }));
  EXPECT_TRUE(reaches(State::Idle));
}

TEST_F(WindowTest, TheSliderSetsTheRatioOfTheNextRun) {
  RatioSlider* slider = window_->topBar().slider();
  slider->setFocus();
  QTest::keyClick(slider, Qt::Key_PageDown);
  EXPECT_DOUBLE_EQ(window_->newRun().spec().ratio, 0.005);
  setEpochs(1);
  click("start");
  ASSERT_TRUE(waitFor([&] { return runs().size() == 1; }));
  EXPECT_DOUBLE_EQ(runs()[0].spec.ratio, 0.005);
  ASSERT_TRUE(waitFor([&] { return runs()[0].status == RunStatus::Done; }));
}

TEST_F(WindowTest, PauseStopAndResumeByTheButtons) {
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "50");
  setEpochs(60);
  click("start");
  ASSERT_TRUE(reaches(State::Running));
  click("pause");
  ASSERT_TRUE(reaches(State::Paused));
  EXPECT_TRUE(window_->status().text().startsWith(QStringLiteral("paused")));
  click("pause");
  ASSERT_TRUE(reaches(State::Running));
  click("stop");
  EXPECT_EQ(state(), State::Stopping);
  EXPECT_TRUE(window_->status().text().startsWith(QStringLiteral("Stopping…")));
  ASSERT_TRUE(reaches(State::Idle));
  QPushButton* resume = messageButton(QStringLiteral("Resume"));
  ASSERT_NE(resume, nullptr);
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "1");
  QTest::mouseClick(resume, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return runs()[0].status == RunStatus::Done; }));
  EXPECT_EQ(runs()[0].epochsDone, 60);
}

TEST_F(WindowTest, AKilledEngineIsToldInPlaceWithResume) {
  setEpochs(100000);
  click("start");
  ASSERT_TRUE(reaches(State::Running));
  ::kill(static_cast<pid_t>(
             window_->controller().engineProcessId(window_->controller().runsInProgress().value(0))),
         SIGKILL);
  ASSERT_TRUE(reaches(State::Idle));
  // Told once the store says what has become of the run.
  ASSERT_TRUE(waitFor([&] { return window_->messages().texts().size() == 1; }));
  EXPECT_TRUE(window_->messages().texts()[0].contains(QStringLiteral("killed from outside")));
  QPushButton* resume = messageButton(QStringLiteral("Resume"));
  ASSERT_NE(resume, nullptr);
  EXPECT_TRUE(waitFor([&] { return runs()[0].status == RunStatus::Interrupted; }));
  QTest::mouseClick(resume, Qt::LeftButton);
  ASSERT_TRUE(reaches(State::Running));
  window_->controller().stop();
  ASSERT_TRUE(reaches(State::Idle));
}

TEST_F(WindowTest, AFailedRunCanBeClonedToTheForm) {
  qputenv("SKEWSCOPE_FAKE", "fail");
  setEpochs(17);
  click("start");
  ASSERT_TRUE(waitFor([&] { return messageButton(QStringLiteral("Clone to the form")) != nullptr; }));
  setEpochs(3);
  QTest::mouseClick(messageButton(QStringLiteral("Clone to the form")), Qt::LeftButton);
  EXPECT_EQ(window_->newRun().spec().epochs, 17);
  EXPECT_EQ(messageButton(QStringLiteral("Resume on the processor")), nullptr) << "it would fail there, too";
}

TEST_F(WindowTest, ARunThatFailedOnAGpuGoesOnOnTheProcessor) {
  qputenv("SKEWSCOPE_FAKE", "full_gpu");
  setEpochs(3);
  click("start");
  QPushButton* resume = nullptr;
  ASSERT_TRUE(waitFor([&] {
    resume = messageButton(QStringLiteral("Resume on the processor"));
    return resume != nullptr && state() == State::Idle;
  }));
  QTest::mouseClick(resume, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return !runs().empty() && runs()[0].status == RunStatus::Done; }));
  EXPECT_EQ(runs()[0].spec.device, "cpu");
}

TEST_F(WindowTest, ClosingWhileTrainingAsksAndCancelKeepsTheWindow) {
  setEpochs(100000);
  click("start");
  ASSERT_TRUE(reaches(State::Running));
  int asked = 0;
  window_->setCloseQuestion([&](QWidget*, const std::function<void(CloseAnswer)>& answer) {
    ++asked;
    answer(CloseAnswer::Cancel);
  });
  EXPECT_FALSE(window_->close());
  EXPECT_EQ(asked, 1);
  EXPECT_TRUE(window_->isVisible());
  EXPECT_EQ(state(), State::Running);
  window_->controller().stop();
  ASSERT_TRUE(reaches(State::Idle));
}

TEST_F(WindowTest, ClosingWithACheckpointWaitsForTheEngine) {
  setEpochs(100000);
  click("start");
  ASSERT_TRUE(reaches(State::Running));
  window_->setCloseQuestion([](QWidget*, const std::function<void(CloseAnswer)>& answer) {
    answer(CloseAnswer::StopWithCheckpoint);
  });
  EXPECT_FALSE(window_->close());
  EXPECT_EQ(state(), State::Stopping);
  ASSERT_TRUE(waitFor([&] { return !window_->isVisible(); }));
  EXPECT_EQ(runs()[0].status, RunStatus::Interrupted);
}

TEST_F(WindowTest, ClosingInTheBackgroundLetsTheRunFinish) {
  qputenv("SKEWSCOPE_FAKE_STEP_MS", "30");
  setEpochs(25);
  click("start");
  ASSERT_TRUE(reaches(State::Running));
  window_->setCloseQuestion([](QWidget*, const std::function<void(CloseAnswer)>& answer) {
    answer(CloseAnswer::FinishInBackground);
  });
  window_->close();
  ASSERT_TRUE(waitFor([&] { return !window_->isVisible(); }));
  window_.reset();
  EXPECT_EQ(runs()[0].status, RunStatus::Running);
  EXPECT_TRUE(waitFor([&] { return runs()[0].status == RunStatus::Done; }));
}

TEST_F(WindowTest, EndOfSessionClosesWithACheckpointUnasked) {
  setEpochs(100000);
  click("start");
  ASSERT_TRUE(reaches(State::Running));
  window_->closeWithCheckpoint();
  ASSERT_TRUE(waitFor([&] { return !window_->isVisible(); }));
  EXPECT_EQ(runs()[0].status, RunStatus::Interrupted);
}

TEST_F(WindowTest, LayoutFormAndSelectionComeBack) {
  setEpochs(12);
  click("start");
  ASSERT_TRUE(waitFor([&] { return runs().size() == 1 && runs()[0].status == RunStatus::Done; }));
  ASSERT_TRUE(waitFor([&] { return !window_->runList().selectedRuns().isEmpty(); }));
  ASSERT_TRUE(reaches(State::Idle));
  const QStringList selected = window_->runList().selectedRuns();
  window_->newRun().setMode(spec::Mode::RwSam);
  window_->newRun().setRatio(0.05);
  window_->findChild<QDockWidget*>(QStringLiteral("log"))->show();
  window_->findChild<QDockWidget*>(QStringLiteral("runs"))->hide();
  window_->close();
  window_.reset();
  open();
  EXPECT_EQ(window_->newRun().spec().mode, spec::Mode::RwSam);
  EXPECT_DOUBLE_EQ(window_->topBar().slider()->ratio(), 0.05);
  EXPECT_EQ(window_->newRun().spec().epochs, 12);
  EXPECT_FALSE(window_->findChild<QDockWidget*>(QStringLiteral("log"))->isHidden());
  EXPECT_TRUE(window_->findChild<QDockWidget*>(QStringLiteral("runs"))->isHidden());
  EXPECT_TRUE(waitFor([&] { return window_->runList().selectedRuns() == selected; }));
}

TEST_F(WindowTest, ADataSetIsAddedFromTheFormAndChosenThere) {
  const test::TemporaryFolder folder;
  writePets(folder / "pets");
  auto* button = window_->newRun().findChild<QToolButton*>(QStringLiteral("addDataset"));
  ASSERT_NE(button, nullptr);
  QTest::mouseClick(button, Qt::LeftButton);
  QPointer<DatasetDialog> dialog = window_->findChild<DatasetDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->setPath(QString::fromStdString((folder / "pets").string()));
  auto* add = dialog->findChild<QPushButton*>(QStringLiteral("add"));
  ASSERT_TRUE(waitFor([&] { return add->isEnabled(); }));
  QTest::mouseClick(add, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return dialog.isNull(); }));
  EXPECT_EQ(window_->newRun().spec().dataset, "pets");
  const auto* box = qobject_cast<QComboBox*>(window_->newRun().field("dataset")->editor());
  EXPECT_EQ(box->currentText(), QStringLiteral("pets"));
  ASSERT_EQ(window_->messages().texts().size(), 1);
  EXPECT_TRUE(window_->messages().texts()[0].contains(QStringLiteral("pets")));
  data::removeDataset("pets");
}

TEST_F(WindowTest, TheWindowGoesWhileTheDialogOfADataSetIsOpen) {
  for (const Actions::Entry& entry : window_->actions().entries()) {
    if (entry.action->objectName() == QLatin1String("addDataset")) entry.action->trigger();
  }
  auto* dialog = window_->findChild<DatasetDialog*>();
  ASSERT_NE(dialog, nullptr);
  auto* side = dialog->findChild<QSpinBox*>(QStringLiteral("side"));
  side->setFocus();
  QTest::keyClicks(side, QStringLiteral("64"));
  window_.reset();
}

TEST_F(WindowTest, RunsLeftInTheQueueAreOfferedAtTheNextStart) {
  window_->close();
  window_.reset();
  spec::ExperimentSpec spec;
  spec.epochs = 1;
  {
    const auto file = store::Store::open(path());
    file->enqueue({file->addRun(spec)});
  }
  open();
  ASSERT_TRUE(waitFor([&] { return messageButton(QStringLiteral("Start them")) != nullptr; }));
  QTest::mouseClick(messageButton(QStringLiteral("Start them")), Qt::LeftButton);
  EXPECT_TRUE(waitFor([&] { return runs()[0].status == RunStatus::Done; }));
}

TEST_F(WindowTest, AStoreThatIsNoneIsToldInPlaceAndNothingCanStart) {
  window_->close();
  window_.reset();
  QFile file(QString::fromStdString(path().string()));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(QByteArray(4096, 'x'));
  file.close();
  WindowOptions options;
  options.store = path();
  options.settingsFile = folder_.filePath(QStringLiteral("settings.ini"));
  window_ = std::make_unique<MainWindow>(options);
  window_->show();
  ASSERT_TRUE(waitFor([&] { return !window_->messages().texts().isEmpty(); }));
  EXPECT_FALSE(button("start")->isEnabled());
  EXPECT_NE(messageButton(QStringLiteral("Open another store…")), nullptr);
}

TEST_F(WindowTest, EveryCommandHasAShortcutAndNoneTwice) {
  std::set<QString> seen;
  for (const Actions::Entry& entry : window_->actions().entries()) {
    const QString name = plainText(*entry.action);
    EXPECT_FALSE(entry.action->shortcut().isEmpty()) << name.toStdString();
    for (const QKeySequence& key : entry.action->shortcuts()) {
      EXPECT_TRUE(seen.insert(key.toString()).second)
          << key.toString().toStdString() << " of " << name.toStdString();
    }
  }
  EXPECT_GT(seen.size(), 20u);
}

TEST_F(WindowTest, TheWindowFitsASmallScreenWithoutCuttingItsBars) {
  window_->resize(1280, 720);
  settle();
  EXPECT_EQ(window_->size(), QSize(1280, 720));
  for (const char* name : {"start", "pause", "stop"}) {
    const QRect place(button(name)->mapTo(window_.get(), QPoint(0, 0)), button(name)->size());
    EXPECT_TRUE(window_->rect().contains(place)) << name;
    EXPECT_GE(button(name)->width(), button(name)->minimumSizeHint().width()) << name;
  }
}

TEST_F(WindowTest, EveryControlHasAnAccessibleName) {
  for (const QWidget* widget : window_->findChildren<QWidget*>()) {
    if ((widget->focusPolicy() & Qt::TabFocus) == 0 || widget->isHidden()) continue;
    const auto* asButton = qobject_cast<const QAbstractButton*>(widget);
    const auto* asLabel = qobject_cast<const QLabel*>(widget);
    const bool named = !widget->accessibleName().isEmpty() ||
                       (asButton != nullptr && !asButton->text().isEmpty()) ||
                       (asLabel != nullptr && !asLabel->text().isEmpty()) || widget->focusProxy() != nullptr;
    const QString type = QString::fromLatin1(widget->metaObject()->className());
    if (!named && !type.startsWith(QLatin1String("QTab")) && type != QLatin1String("QCustomPlot")) {
      ADD_FAILURE() << type.toStdString() << " " << widget->objectName().toStdString() << " in "
                    << widget->parentWidget()->metaObject()->className();
    }
  }
}

TEST_F(WindowTest, TheLabsAreATabBesideTheCurves) {
  auto* tabs = window_->findChild<QTabWidget*>();
  ASSERT_NE(tabs, nullptr);
  auto* labs = window_->findChild<ToyLabPanel*>();
  ASSERT_NE(labs, nullptr);
  EXPECT_FALSE(labs->isVisible());
  const auto trigger = [&](const QKeySequence& shortcut) {
    for (const Actions::Entry& entry : window_->actions().entries()) {
      if (entry.action->shortcut() == shortcut) return entry.action->trigger();
    }
    ADD_FAILURE() << shortcut.toString().toStdString();
  };
  trigger(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_6));
  EXPECT_EQ(tabs->currentWidget(), labs);
  EXPECT_TRUE(labs->isVisible());
  labs->findChild<QSlider*>(QStringLiteral("d"))->setValue(0);
  labs->setAxis(lab::ToyAxis::Rho);
  ASSERT_TRUE(waitFor([&] { return labs->isComplete(); }));
  settle();
  screenshot(*window_, QStringLiteral("labs"));
  trigger(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_1));
  EXPECT_FALSE(labs->isVisible());
  // What was set is there again in the next window.
  const lab::ToySweep sweep = labs->sweep();
  window_->close();
  window_.reset();
  open();
  EXPECT_EQ(window_->findChild<ToyLabPanel*>()->sweep(), sweep);
}

TEST_F(WindowTest, DocksShareInAWideWindowUntilTheUserSetsThem) {
  auto* list = window_->findChild<QDockWidget*>(QStringLiteral("runs"));
  auto* form = window_->findChild<QDockWidget*>(QStringLiteral("new_run"));
  for (const int width : {1440, 2560, 1920}) {
    window_->resize(width, 1000);
    settle();
    for (const QDockWidget* dock : {list, form}) {
      EXPECT_GE(dock->width(), std::max(296, width * 18 / 100 - 1)) << width;
      EXPECT_LE(dock->width(), std::max(324, width * 20 / 100)) << width;
    }
  }
  window_->resizeDocks({list}, {420}, Qt::Horizontal);
  settle();
  window_->resize(2560, 1000);
  settle();
  EXPECT_EQ(list->width(), 420);
  // Nor do they follow at the next start.
  window_->close();
  window_.reset();
  open();
  window_->resize(2400, 1000);
  settle();
  EXPECT_EQ(window_->findChild<QDockWidget*>(QStringLiteral("runs"))->width(), 420);
}

TEST_F(WindowTest, CtrlSExportsTheFigureOfTheTabInFront) {
  auto* tabs = window_->findChild<QTabWidget*>();
  QAction* command = nullptr;
  for (const Actions::Entry& entry : window_->actions().entries()) {
    if (entry.action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_S)) command = entry.action;
  }
  ASSERT_NE(command, nullptr);
  EXPECT_FALSE(command->isEnabled()) << "no curves yet";
  auto* labs = window_->findChild<ToyLabPanel*>();
  tabs->setCurrentWidget(labs);
  labs->findChild<QSlider*>(QStringLiteral("d"))->setValue(0);
  ASSERT_TRUE(waitFor([&] { return command->isEnabled(); }));
  EXPECT_TRUE(labs->exportAction()->isEnabled());
  QSignalSpy asked(labs->exportAction(), &QAction::triggered);
  command->trigger();
  EXPECT_EQ(asked.count(), 1);
  auto* dialog = window_->findChild<FigureDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->reject();
  tabs->setCurrentIndex(0);
  EXPECT_FALSE(command->isEnabled());
  // A tab whose figure comes later.
  const QString mapped = QString::fromStdString(addMappedRun(*store::Store::open(path()), {}));
  tabs->setCurrentWidget(window_->findChild<MapPanel*>());
  EXPECT_FALSE(command->isEnabled()) << "no map yet";
  window_->store().poke();
  window_->runList().selectRuns({mapped});
  ASSERT_TRUE(waitFor([&] { return command->isEnabled(); }));
  command->trigger();
  const auto isMap = [](const FigureDialog* each) {
    return each->findChild<FigureEditor*>()->spec().kind == report::FigureKind::Map;
  };
  EXPECT_TRUE(std::ranges::any_of(window_->findChildren<FigureDialog*>(), isMap));
}

TEST_F(WindowTest, APointOfTheGapsSelectsItsRunsWhoseClassesAreThenShown) {
  window_->resize(1280, 720);
  {
    auto store = store::Store::open(path());
    for (const auto mode : {spec::Mode::Supervised, spec::Mode::SelfSupervised}) {
      for (const double ratio : {0.01, 0.1}) {
        for (int seed = 1; seed <= 2; ++seed) {
          for (const bool twin : {false, true}) {
            if (ratio == 0.1 && seed == 2 && twin) continue;
            addMadeUpRun(*store,
                         {.mode = mode, .ratio = ratio, .twin = twin, .seed = seed, .epochs = 6, .done = 6});
          }
        }
      }
    }
  }
  auto* tabs = window_->findChild<QTabWidget*>();
  auto* gap = window_->findChild<GapPanel*>();
  tabs->setCurrentWidget(gap);
  auto* view = gap->findChild<PointChartView*>();
  window_->store().poke();
  ASSERT_TRUE(waitFor([&] { return !view->chart().isEmpty(); }));
  settle();
  screenshot(*window_, QStringLiteral("window_gap"));
  QTest::mouseClick(view, Qt::LeftButton, {}, view->positionOf({0, 0, 0}).toPoint());
  ASSERT_TRUE(waitFor([&] { return window_->runList().selectedRuns().size() == 4; }));
  auto* classes = window_->findChild<ClassesPanel*>();
  tabs->setCurrentWidget(classes);
  // Two seeds are joined: a run, and its twin.
  auto* bars = classes->findChild<BarChartView*>();
  ASSERT_TRUE(waitFor([&] { return bars->chart().series.size() == 2; }));
  settle();
  screenshot(*window_, QStringLiteral("window_classes"));
  EXPECT_LE(window_->width(), 1280);
  EXPECT_TRUE(classes->exportAction()->isEnabled());
}

TEST_F(WindowTest, ParallelCoordinatesSelectRunsInTheList) {
  int added = 0;
  for (const double ratio : {0.01, 0.1}) {
    for (const std::int64_t batch : {64, 128}) {
      spec::ExperimentSpec spec = window_->newRun().spec();
      spec.ratio = ratio;
      spec.batch = batch;
      window_->store().addRun(spec, [&](const QString& id, const QString&) { added += !id.isEmpty(); });
    }
  }
  auto* panel = window_->findChild<ParallelPanel*>();
  window_->findChild<QTabWidget*>()->setCurrentWidget(panel);
  const auto& view = *panel->findChild<ParallelView*>();
  ASSERT_TRUE(waitFor([&] { return added == 4 && view.chart().ids.size() == 4; }));
  panel->findChild<QPushButton*>(QStringLiteral("choose"))->click();
  EXPECT_EQ(window_->runList().selectedRuns().size(), 4);
  const QPointF line = (view.places().lines()[0][0] + view.places().lines()[0][1]) / 2 + QPointF(12, 0);
  QTest::mouseClick(panel->findChild<ParallelView*>(), Qt::LeftButton, {}, line.toPoint());
  EXPECT_EQ(window_->runList().selectedRuns().size(), 1);
  EXPECT_EQ(std::ranges::count(view.chart().marked, true), 1) << "and the list's selection is seen";
  // The view comes back.
  panel->setViewState({{QStringLiteral("flipped"), QJsonArray{QStringLiteral("option:ratio")}}});
  window_->close();
  window_.reset();
  open();
  const QJsonObject state = window_->findChild<ParallelPanel*>()->viewState();
  EXPECT_EQ(state[QStringLiteral("flipped")].toArray().size(), 1);
}

TEST_F(WindowTest, AnExportedFigureThatIsDroppedOpensAgain) {
  report::FigureSpec spec;
  spec.runs = {"11111111-2222-3333-4444-555555555555"};
  spec.widthMm = 123;
  const QString file = folder_.filePath(QStringLiteral("figure.json"));
  ASSERT_EQ(writeFile(file, QByteArray::fromStdString(report::toJson(spec))), QString());
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(file)});
  QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(window_.get(), &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(window_.get(), &drop);
  ASSERT_TRUE(waitFor([&] { return window_->findChild<FigureDialog*>() != nullptr; }));
  auto* dialog = window_->findChild<FigureDialog*>();
  EXPECT_EQ(dialog->findChild<FigureEditor*>()->spec(), spec);
  dialog->reject();
}

TEST_F(WindowTest, ColourSchemeIsKept) {
  window_->setScheme(ColourScheme::Dark);
  EXPECT_TRUE(tokens().dark);
  window_->close();
  window_.reset();
  WindowOptions options;
  options.store = path();
  options.settingsFile = folder_.filePath(QStringLiteral("settings.ini"));
  window_ = std::make_unique<MainWindow>(options);
  EXPECT_TRUE(tokens().dark);
  window_->setScheme(ColourScheme::Light);
}

}  // namespace
}  // namespace skewscope::ui
