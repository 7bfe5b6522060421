#include "ui/panels/confusion_panel.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>
#include <QSlider>

#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/models/store_service.h"
#include "ui/plots/confusion_chart.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct ConfusionPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::string a = addMadeUpRun(*store, {.epochs = 12, .done = 12, .name = "first"});
  std::string b = addMadeUpRun(*store, {.twin = true, .epochs = 12, .done = 12, .name = "second"});
  std::unique_ptr<StoreService> service = std::make_unique<StoreService>(path);
  std::unique_ptr<ConfusionPanel> panel = std::make_unique<ConfusionPanel>(*service);

  void SetUp() override {
    panel->resize(760, 720);
    panel->show();
  }
  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    panel.reset();
    service.reset();
  }
  void select(const QStringList& ids) {
    panel->setRuns(ids);
    service->watch(ids);
  }
  ConfusionView& view() const { return *panel->findChild<ConfusionView*>(); }
  QString cell() const { return panel->findChild<QLabel*>(QStringLiteral("cell"))->text(); }
  bool drawn() const {
    return waitFor([&] { return !view().chart().isEmpty(); });
  }
  void choose(const char* chip) { panel->findChild<QAbstractButton*>(QLatin1String(chip))->click(); }
};

TEST_F(ConfusionPanelTest, ShowsTheLastMatrixOfTheFirstRunFromManyToFew) {
  EXPECT_TRUE(view().chart().message.contains(QStringLiteral("Choose a run")));
  select({QString::fromStdString(a)});
  ASSERT_TRUE(drawn());
  store::Reader reader(path);
  const auto classes = reader.classes(a);
  const auto counts = reader.confusion(a, "head_accuracy");
  const auto& chart = view().chart();
  ASSERT_EQ(chart.classes.size(), 10);
  for (int row = 1; row < 10; ++row) {
    EXPECT_GE(classes[static_cast<std::size_t>(chart.indices[static_cast<std::size_t>(row - 1)])].trainCount,
              classes[static_cast<std::size_t>(chart.indices[static_cast<std::size_t>(row)])].trainCount);
  }
  choose("counts");
  ASSERT_TRUE(waitFor([&] { return view().chart().kind == ConfusionChart::Kind::Counts; }));
  const int index = view().chart().indices[3];
  EXPECT_EQ(view().chart().at(3, 3), static_cast<double>(counts[static_cast<std::size_t>(index) * 11]));
  screenshot(*panel, QStringLiteral("confusion_panel"));
  applyScheme(*qApp, ColourScheme::Dark);
  screenshot(*panel, QStringLiteral("confusion_panel_dark"));
}

TEST_F(ConfusionPanelTest, TheSliderGoesThroughTheEpochsAndTheListThroughTheAccuracies) {
  select({QString::fromStdString(a)});
  ASSERT_TRUE(drawn());
  auto* epoch = panel->findChild<QSlider*>(QStringLiteral("epoch"));
  auto* metric = panel->findChild<QComboBox*>(QStringLiteral("metric"));
  ASSERT_TRUE(waitFor([&] { return metric->count() == 2 && epoch->maximum() == 11; }));
  choose("counts");
  ASSERT_TRUE(waitFor([&] { return view().chart().kind == ConfusionChart::Kind::Counts; }));
  const double last = view().chart().at(0, 0);
  epoch->setValue(0);
  ASSERT_TRUE(waitFor([&] { return view().chart().at(0, 0) != last; }));
  store::Reader reader(path);
  const auto index = static_cast<std::size_t>(view().chart().indices[0]);
  EXPECT_EQ(view().chart().at(0, 0),
            static_cast<double>(reader.confusion(a, "head_accuracy", 1)[index * 11]));
  metric->setCurrentIndex(metric->findData(QStringLiteral("probe_accuracy")));
  emit metric->activated(metric->currentIndex());
  EXPECT_TRUE(waitFor([&] {
    return view().chart().at(0, 0) == static_cast<double>(reader.confusion(a, "probe_accuracy")[index * 11]);
  }));
}

TEST_F(ConfusionPanelTest, ADifferenceIsTheSecondRunMinusTheFirst) {
  choose("difference");
  select({QString::fromStdString(a)});
  EXPECT_TRUE(waitFor([&] { return view().chart().message.contains(QStringLiteral("Choose two runs")); }));
  select({QString::fromStdString(a), QString::fromStdString(b)});
  ASSERT_TRUE(drawn());
  const auto& chart = view().chart();
  EXPECT_EQ(chart.title, QStringLiteral("second minus first"));
  // The rarest class, on the diagonal: the twin has seen more of it.
  EXPECT_GT(chart.at(9, 9), 0.1);
  screenshot(*panel, QStringLiteral("confusion_difference"));
}

TEST_F(ConfusionPanelTest, ACellSaysWhatItHoldsAndWhyItsImagesAreNotThere) {
  select({QString::fromStdString(a)});
  ASSERT_TRUE(drawn());
  view().choose({1, 9});
  EXPECT_TRUE(cell().contains(QStringLiteral("taken for"))) << cell().toStdString();
  // Made-up runs were trained on images that exist nowhere.
  view().choose({9, 9});
  EXPECT_TRUE(waitFor([&] { return cell().contains(QStringLiteral("digest")); })) << cell().toStdString();
}

TEST_F(ConfusionPanelTest, ItsViewIsOneState) {
  select({QString::fromStdString(a)});
  ASSERT_TRUE(drawn());
  auto* epoch = panel->findChild<QSlider*>(QStringLiteral("epoch"));
  ASSERT_TRUE(waitFor([&] { return epoch->maximum() == 11; }));
  QSignalSpy changed(panel.get(), &ConfusionPanel::viewChanged);
  const QJsonObject plain = panel->viewState();
  choose("counts");
  ASSERT_TRUE(waitFor([&] { return view().chart().kind == ConfusionChart::Kind::Counts; }));
  epoch->setFocus();
  QTest::keyClick(epoch, Qt::Key_Home);
  const double last = view().chart().at(0, 0);
  ASSERT_TRUE(waitFor([&] { return view().chart().at(0, 0) != last; }));
  view().setFocus();
  QTest::keyClick(&view(), Qt::Key_Right);
  EXPECT_EQ(changed.count(), 3);
  const QPoint cell = view().chosen();
  const QJsonObject state = panel->viewState();
  EXPECT_EQ(state[QStringLiteral("epoch")].toInt(), 1);
  panel->setViewState(plain);
  EXPECT_EQ(panel->viewState(), plain);
  ASSERT_TRUE(
      waitFor([&] { return view().chart().kind == ConfusionChart::Kind::Rows && view().chosen().x() < 0; }));
  panel->setViewState(state);
  EXPECT_EQ(panel->viewState(), state);
  ASSERT_TRUE(waitFor([&] { return view().chosen() == cell && epoch->value() == 0; }));
  EXPECT_EQ(panel->viewState(), state);
  panel->setViewState({{QStringLiteral("kind"), 3},
                       {QStringLiteral("epoch"), QStringLiteral("last")},
                       {QStringLiteral("cell"), QStringLiteral("none")}});
  EXPECT_EQ(panel->viewState()[QStringLiteral("epoch")].toInt(), -1);
  EXPECT_EQ(changed.count(), 3) << "none of it was the user's doing";
}

TEST_F(ConfusionPanelTest, ItsFigureIsTheMatrixOnScreen) {
  EXPECT_FALSE(panel->exportAction()->isEnabled());
  choose("difference");
  select({QString::fromStdString(a), QString::fromStdString(b)});
  ASSERT_TRUE(drawn());
  panel->findChild<QSlider*>(QStringLiteral("epoch"))->setValue(3);
  ASSERT_TRUE(waitFor([&] { return panel->findChild<QSlider*>(QStringLiteral("epoch"))->value() == 3; }));
  ASSERT_TRUE(panel->exportAction()->isEnabled());
  panel->exportAction()->trigger();
  auto* dialog = panel->findChild<FigureDialog*>();
  ASSERT_NE(dialog, nullptr);
  const report::FigureSpec spec = dialog->findChild<FigureEditor*>()->spec();
  EXPECT_EQ(spec.kind, report::FigureKind::Confusion);
  EXPECT_EQ(spec.runs, (std::vector<std::string>{a, b}));
  EXPECT_EQ(spec.confusion.values, report::ConfusionValues::Difference);
  EXPECT_EQ(spec.confusion.metric, "head_accuracy");
  EXPECT_EQ(spec.confusion.epoch, 4);
  dialog->close();
}

}  // namespace
}  // namespace skewscope::ui
