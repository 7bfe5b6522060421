#include "ui/export/figure_dialog.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/mapped_runs.h"
#include "tests/ui/support/read_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/export/figure.h"
#include "ui/export/figure_editor.h"
#include "ui/export/figure_preview.h"
#include "ui/export/file_dialog.h"
#include "ui/models/store_service.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using report::FigureKind;
using report::FigureSpec;

struct FigureDialogTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<StoreService> store;
  std::unique_ptr<FigureDialog> dialog;

  QString in(const char* name) const { return QString::fromStdString((folder.path() / name).string()); }
  FigureSpec makeRun() {
    auto file = store::Store::open(path);
    FigureSpec spec;
    fillMadeUpStore(*file);
    store::Reader reader(path);
    for (const auto& run : reader.runs()) {
      if (run.spec.mode == spec::Mode::RwSam && !run.spec.balancedTwin &&
          run.status == store::RunStatus::Done)
        spec.runs = {run.id};
    }
    return spec;
  }
  void open(FigureSource source) {
    store = std::make_unique<StoreService>(path);
    dialog = std::make_unique<FigureDialog>(std::move(source), store.get());
    dialog->show();
    ASSERT_TRUE(waitFor([&] { return button("write")->isEnabled() && preview().isCurrent(); }));
  }
  void TearDown() override {
    dialog.reset();
    store.reset();
    applyScheme(*qApp, ColourScheme::Light);
  }
  template <typename T>
  T* field(const char* name) const {
    T* found = dialog->findChild<T*>(QLatin1String(name));
    EXPECT_NE(found, nullptr) << name;
    return found;
  }
  QPushButton* button(const char* name) const { return field<QPushButton>(name); }
  FigurePreview& preview() const { return *dialog->findChild<FigurePreview*>(); }
  FigureSpec spec() const { return dialog->findChild<FigureEditor*>()->spec(); }
  QLabel* said() const { return field<QLabel>("problem"); }
  void choose(const char* name, int index) {
    auto* box = field<QComboBox>(name);
    box->setCurrentIndex(index);
    emit box->activated(index);
  }
  void type(const char* name, const QString& words) {
    auto* edit = field<QLineEdit>(name);
    edit->setText(words);
    emit edit->textEdited(words);
  }
};

TEST_F(FigureDialogTest, WritesWhatItShowsAndSaysAnErrorInPlace) {
  open({makeRun(), {}, {}, nullptr});
  screenshot(*dialog, QStringLiteral("figure_dialog_light"));
  QSignalSpy written(dialog.get(), &FigureDialog::written);
  setNextFileName(QStringLiteral("/nowhere/at/all.pdf"));
  button("write")->click();
  ASSERT_TRUE(waitFor([&] { return said()->isVisible(); }));
  EXPECT_TRUE(said()->text().contains(QStringLiteral("/nowhere")));
  choose("preset", 2);
  EXPECT_EQ(spec().widthMm, 174);
  setNextFileName(in("two.png"));
  button("write")->click();
  ASSERT_TRUE(waitFor([&] { return written.count() == 1; }));
  EXPECT_EQ(QImage(in("two.png")).width(), qRound(174 / 25.4 * 300));
  EXPECT_EQ(readFigureFile(in("two.png")), spec());
  EXPECT_TRUE(dialog->isVisible());
  applyScheme(*qApp, ColourScheme::Dark);
  ASSERT_TRUE(waitFor([&] { return preview().isCurrent(); }));
  screenshot(*dialog, QStringLiteral("figure_dialog_dark"));
}

TEST_F(FigureDialogTest, EveryChangeIsUndoneAndMadeAgain) {
  open({makeRun(), {}, {}, nullptr});
  auto* undo = field<QToolButton>("undo");
  auto* redo = field<QToolButton>("redo");
  EXPECT_FALSE(undo->isEnabled());
  std::vector<FigureSpec> states{spec()};
  const auto next = [&](const QString& word) {
    EXPECT_EQ(undo->toolTip(), QStringLiteral("Undo: ") + word);
    states.push_back(spec());
  };
  choose("preset", 2);
  next(QStringLiteral("size"));
  choose("palette", 1);
  next(QStringLiteral("colours"));
  type("letter", QStringLiteral("a"));
  next(QStringLiteral("letter"));
  choose("shown", 3);
  next(QStringLiteral("what is shown"));
  type("yHigh", QStringLiteral("5"));
  next(QStringLiteral("axes"));
  field<QCheckBox>("paper")->click();
  next(QStringLiteral("ground"));
  for (std::size_t i = states.size() - 1; i-- > 0;) {
    undo->click();
    EXPECT_EQ(spec(), states[i]) << i;
  }
  EXPECT_FALSE(undo->isEnabled());
  EXPECT_EQ(field<QLineEdit>("letter")->text(), QString());
  for (std::size_t i = 1; i < states.size(); ++i) {
    redo->click();
    EXPECT_EQ(spec(), states[i]) << i;
  }
  EXPECT_FALSE(redo->isEnabled());
  EXPECT_EQ(field<QLineEdit>("yHigh")->text(), QStringLiteral("5"));
}

TEST_F(FigureDialogTest, TypingIsOneChangeAndTheKeysUndoItFromWithinTheField) {
  open({makeRun(), {}, {}, nullptr});
  QApplication::setActiveWindow(dialog.get());
  auto* title = field<QLineEdit>("title");
  title->setFocus();
  QTest::keyClicks(title, QStringLiteral("Rare classes"));
  EXPECT_EQ(spec().title, "Rare classes");
  QTest::keyClick(title, Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(spec().title, "");
  EXPECT_EQ(title->text(), QString());
  QTest::keyClick(title, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_EQ(title->text(), QStringLiteral("Rare classes"));
  auto* width = field<QDoubleSpinBox>("width");
  const double before = width->value();
  width->setFocus();
  width->selectAll();
  QTest::keyClicks(width, QStringLiteral("120"));  // not committed by Enter
  QTest::keyClick(width, Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(width->value(), before);
  EXPECT_EQ(spec().widthMm, before);
  QTest::keyClick(width, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_EQ(spec().widthMm, 120);
}

TEST_F(FigureDialogTest, EveryFieldIsInTheFigure) {
  open({makeRun(), {}, {}, nullptr});
  type("title", QStringLiteral(" My  title "));
  field<QDoubleSpinBox>("width")->setValue(100.5);
  field<QDoubleSpinBox>("height")->setValue(70);
  field<QDoubleSpinBox>("fontPt")->setValue(9.5);
  field<QDoubleSpinBox>("linePt")->setValue(1.25);
  field<QDoubleSpinBox>("dpi")->setValue(600);
  choose("palette", 1);
  choose("legend", 3);
  type("letter", QStringLiteral("(c)"));
  type("xLow", QStringLiteral("5"));
  type("xTicks", QStringLiteral("10; 20,5;"));
  type("yHigh", QStringLiteral("80"));
  const FigureSpec made = spec();
  EXPECT_EQ(made.title, "My title");
  EXPECT_EQ(made.widthMm, 100.5);
  EXPECT_EQ(made.heightMm, 70);
  EXPECT_EQ(made.fontPt, 9.5);
  EXPECT_EQ(made.linePt, 1.25);
  EXPECT_EQ(made.dpi, 600);
  EXPECT_EQ(made.palette, report::FigurePalette::Viridis);
  EXPECT_EQ(made.legend, report::FigureLegend::Bottom);
  EXPECT_EQ(made.panelLetter, "(c)");
  EXPECT_EQ(made.x.low, 5);
  EXPECT_EQ(made.x.ticks, (std::vector<double>{10, 20.5}));
  EXPECT_EQ(made.y.high, 80);
  EXPECT_TRUE(preview().caption().contains(QStringLiteral("100.5 × 70 mm")));
  EXPECT_FALSE(field<QLineEdit>("y2Low")->isVisible());
  choose("shown", 3);
  EXPECT_EQ(spec().view, "loss");
  EXPECT_EQ(spec().x, report::FigureAxis()) << "ends of other values";
  EXPECT_TRUE(field<QLineEdit>("y2Low")->isVisible());
  ASSERT_TRUE(waitFor([&] { return button("write")->isEnabled() && preview().isCurrent(); }));
  screenshot(*dialog, QStringLiteral("figure_dialog_loss"));
  choose("shown", 5);
  EXPECT_EQ(spec().kind, FigureKind::Summary);
  field<QDoubleSpinBox>("width")->setValue(174);
  ASSERT_TRUE(waitFor([&] { return button("write")->isEnabled() && preview().isCurrent(); }));
  screenshot(*dialog, QStringLiteral("figure_dialog_summary"));
}

TEST_F(FigureDialogTest, ClassesThatAreLeftOutCanBeShown) {
  FigureSpec some = makeRun();
  some.hiddenClasses = {1, 4};
  open({some, {}, {}, nullptr});
  auto* leaveOut = field<QCheckBox>("leaveOut");
  EXPECT_TRUE(leaveOut->isVisible());
  EXPECT_EQ(spec(), some);
  leaveOut->setChecked(false);
  EXPECT_TRUE(spec().hiddenClasses.empty());
  leaveOut->setChecked(true);
  EXPECT_EQ(spec(), some);
}

TEST_F(FigureDialogTest, WhatIsNoNumberIsRedAndCannotBeWritten) {
  open({makeRun(), {}, {}, nullptr});
  type("yLow", QStringLiteral("many"));
  EXPECT_TRUE(field<QLineEdit>("yLow")->property("invalid").toBool());
  EXPECT_TRUE(said()->text().contains(QStringLiteral("many")));
  EXPECT_FALSE(button("write")->isEnabled());
  type("yLow", QStringLiteral("120"));
  type("yHigh", QStringLiteral("110"));
  EXPECT_FALSE(button("write")->isEnabled());
  EXPECT_TRUE(said()->isVisible());
  type("yHigh", QString());
  EXPECT_TRUE(button("write")->isEnabled());
  EXPECT_FALSE(said()->isVisible());
}

TEST_F(FigureDialogTest, IsKeptAndSavedAgain) {
  open({makeRun(), {}, {}, nullptr});
  QSignalSpy kept(dialog.get(), &FigureDialog::kept);
  type("name", QStringLiteral("Figure 3"));
  button("keep")->click();
  ASSERT_TRUE(waitFor([&] { return kept.count() == 1; }));
  const auto figures = [&] { return store::Reader(path).figures(); };
  ASSERT_EQ(figures().size(), 1u);
  EXPECT_EQ(figures()[0].title, "Figure 3");
  EXPECT_EQ(report::figureFromJson(figures()[0].spec), spec());
  EXPECT_FALSE(button("keep")->isEnabled()) << "nothing has changed";
  choose("legend", 2);
  EXPECT_TRUE(button("keep")->isEnabled());
  dialog->reject();
  EXPECT_TRUE(dialog->isVisible()) << "changes are not lost without a word";
  button("keep")->click();
  ASSERT_TRUE(waitFor([&] { return kept.count() == 2; }));
  ASSERT_EQ(figures().size(), 1u);
  EXPECT_EQ(report::figureFromJson(figures()[0].spec).legend, report::FigureLegend::Right);
  dialog->reject();
  EXPECT_FALSE(dialog->isVisible());
}

TEST_F(FigureDialogTest, ValuesThatAreInNoStoreAreExportedButNotKept) {
  CurveSet set;
  set.title = QStringLiteral("lab");
  set.runs.push_back({});
  Pane pane;
  Curve curve;
  curve.label = QStringLiteral("a");
  curve.x = {0, 1};
  curve.y = {0, 1};
  pane.curves.push_back(curve);
  set.panes.push_back(pane);
  dialog = std::make_unique<FigureDialog>(
      FigureSource{{}, {}, {}, std::make_shared<const FigureContent>(figureContent(set))}, nullptr);
  dialog->show();
  EXPECT_FALSE(button("keep")->isVisible());
  EXPECT_EQ(dialog->findChild<QComboBox*>(QStringLiteral("shown")), nullptr);
  QSignalSpy written(dialog.get(), &FigureDialog::written);
  setNextFileName(in("lab.pdf"));
  button("write")->click();
  ASSERT_TRUE(waitFor([&] { return written.count() == 1; }));
  EXPECT_TRUE(QFile::exists(in("lab.pdf")));
}

TEST_F(FigureDialogTest, RunsThatAreNotThereAreSaid) {
  FigureSpec spec = makeRun();
  spec.runs = {"11111111-2222-3333-4444-555555555555"};
  store = std::make_unique<StoreService>(path);
  dialog = std::make_unique<FigureDialog>(FigureSource{spec, {}, {}, nullptr}, store.get());
  dialog->show();
  ASSERT_TRUE(
      waitFor([&] { return preview().accessibleDescription().contains(QStringLiteral("11111111")); }));
  EXPECT_FALSE(button("write")->isEnabled());
  screenshot(*dialog, QStringLiteral("figure_dialog_missing"));
}

TEST_F(FigureDialogTest, CurvesHaveTheirOptions) {
  FigureSpec start = makeRun();
  start.curves = {.x = report::ProgressAxis::Images, .logX = true, .band = report::Spread::Range};
  start.x.low = 1000;
  open({start, {}, {}, nullptr, 0.95});
  EXPECT_EQ(field<QComboBox>("xAxis")->currentText(), QStringLiteral("Images seen"));
  EXPECT_TRUE(field<QCheckBox>("logX")->isChecked());
  EXPECT_FALSE(field<QCheckBox>("smoothed")->isChecked());
  EXPECT_EQ(field<QCheckBox>("smoothed")->text(), QStringLiteral("Smoothed as on screen"));
  EXPECT_EQ(spec(), start);
  field<QCheckBox>("smoothed")->setChecked(true);
  EXPECT_EQ(spec().curves.smoothing, 0.95);
  field<QDoubleSpinBox>("smoothing")->setValue(0.5);
  EXPECT_EQ(spec().curves.smoothing, 0.5);
  EXPECT_EQ(field<QCheckBox>("smoothed")->text(), QStringLiteral("Smoothed"));
  ASSERT_TRUE(waitFor([&] { return preview().isCurrent() && button("write")->isEnabled(); }));
  screenshot(*dialog, QStringLiteral("figure_dialog_curves"));
  field<QCheckBox>("smoothed")->setChecked(false);
  choose("band", 0);
  EXPECT_EQ(spec(), [&] {
    FigureSpec none = start;
    none.curves.band.reset();
    return none;
  }());
  choose("xAxis", 0);
  EXPECT_FALSE(spec().x.low) << "an end of other values";
  type("xLow", QStringLiteral("0"));
  EXPECT_FALSE(button("write")->isEnabled());
  EXPECT_TRUE(said()->text().contains(QStringLiteral("above 0")));
  field<QCheckBox>("logX")->setChecked(false);
  EXPECT_TRUE(waitFor([&] { return button("write")->isEnabled(); }));
  choose("shown", 4);  // density weights
  EXPECT_FALSE(field<QComboBox>("band")->isVisible());
  EXPECT_FALSE(field<QCheckBox>("logX")->isVisible());
}

TEST_F(FigureDialogTest, AConfusionMatrixHasItsFields) {
  FigureSpec start = makeRun();
  start.kind = FigureKind::Confusion;
  start.heightMm = 84;
  start.confusion.decimals = 1;
  open({start, {}, {}, nullptr});
  EXPECT_EQ(spec().confusion.decimals, 1);
  EXPECT_EQ(spec().confusion.epoch, -1);
  auto* metric = field<QComboBox>("matrixMetric");
  ASSERT_TRUE(waitFor([&] { return metric->count() == 2; })) << "what the run has";
  EXPECT_EQ(field<QComboBox>("matrixEpoch")->count(), 61);
  EXPECT_FALSE(field<QLineEdit>("yLow")->isVisible());
  EXPECT_FALSE(field<QDoubleSpinBox>("linePt")->isVisible());
  screenshot(*dialog, QStringLiteral("figure_dialog_matrix"));
  choose("matrixMetric", 1);
  choose("matrixEpoch", 60);
  choose("matrixOrder", 1);
  choose("matrixNumbers", 1);
  choose("matrixUnit", 1);
  choose("matrixDecimals", 3);
  const report::ConfusionOptions made = spec().confusion;
  EXPECT_EQ(made, (report::ConfusionOptions{report::ConfusionValues::Rows, "probe_accuracy", 60,
                                            report::ClassOrder::Index, report::CellNumbers::Shown,
                                            report::ShareUnit::Share, 2}));
  choose("matrixValues", 0);
  EXPECT_FALSE(field<QComboBox>("matrixUnit")->isEnabled()) << "of counts";
  ASSERT_TRUE(waitFor([&] { return button("write")->isEnabled() && preview().isCurrent(); }));
  choose("matrixValues", 2);
  EXPECT_FALSE(button("write")->isEnabled());
  EXPECT_TRUE(said()->text().contains(QStringLiteral("two runs"))) << said()->text().toStdString();
  choose("shown", 0);
  EXPECT_FALSE(metric->isVisible());
  EXPECT_TRUE(field<QLineEdit>("yLow")->isVisible());
  EXPECT_TRUE(waitFor([&] { return button("write")->isEnabled(); }));
}

TEST_F(FigureDialogTest, AMapHasItsFields) {
  FigureSpec start;
  start.kind = FigureKind::Map;
  start.heightMm = 84;
  {
    auto file = store::Store::open(path);
    start.runs = {addMappedRun(*file, {.weights = true})};
  }
  open({start, {}, {}, nullptr});
  EXPECT_EQ(spec(), start);
  auto* metric = field<QComboBox>("mapMetric");
  ASSERT_TRUE(waitFor([&] { return metric->count() == 3; })) << "what the run has, or the first of it";
  EXPECT_FALSE(metric->isEnabled()) << "of classes";
  EXPECT_FALSE(field<QLineEdit>("yLow")->isVisible());
  EXPECT_FALSE(field<QComboBox>("matrixValues")->isVisible());
  EXPECT_TRUE(field<QDoubleSpinBox>("linePt")->isVisible());
  EXPECT_EQ(field<QDoubleSpinBox>("linePt")->accessibleName(), QStringLiteral("Size of points"));
  choose("mapProjection", 1);
  choose("mapColouring", 1);
  EXPECT_TRUE(metric->isEnabled());
  choose("mapMetric", 2);
  EXPECT_EQ(report::viewOf(spec()), "components");
  EXPECT_EQ(spec().colouring, report::MapColouring::Correct);
  EXPECT_EQ(spec().measures, std::vector<std::string>{"probe_accuracy"});
  ASSERT_TRUE(waitFor([&] { return button("write")->isEnabled() && preview().isCurrent(); }));
  screenshot(*dialog, QStringLiteral("figure_dialog_map"));
  field<QToolButton>("undo")->click();
  EXPECT_TRUE(spec().measures.empty());
  // Another kind has neither its accuracy nor its view, and comes back without them.
  choose("mapMetric", 2);
  choose("shown", 4);  // density weights
  EXPECT_EQ(report::problemOf(spec()), "");
  EXPECT_FALSE(metric->isVisible());
  choose("shown", 7);
  EXPECT_EQ(spec().kind, FigureKind::Map);
  EXPECT_EQ(report::viewOf(spec()), "tsne");
  EXPECT_TRUE(spec().measures.empty());
  EXPECT_TRUE(metric->isVisible());
  EXPECT_TRUE(waitFor([&] { return button("write")->isEnabled(); }));
}

}  // namespace
}  // namespace skewscope::ui
