#include "ui/panels/toy_lab_panel.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>
#include <set>

#include "core/lab/toy_model.h"
#include "tests/ui/support/lines_drawn.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/export/figure.h"
#include "ui/models/toy_service.h"
#include "ui/plots/curve_plot.h"
#include "ui/plots/toy_curves.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using lab::ToyAxis;

lab::ToySweep smallSweep(std::vector<double> values) {
  lab::ToySweep sweep;
  sweep.base.dimension = 25;
  sweep.base.frequent1 = sweep.base.frequent2 = 50;
  sweep.axis = ToyAxis::Rare;
  sweep.values = std::move(values);
  sweep.seeds = {1, 2};
  return sweep;
}

TEST(ToyService, AnswersWithTheSolversNumbers) {
  ToyService service;
  std::shared_ptr<const ToyAnswer> last;
  QObject::connect(&service, &ToyService::answered, &service, [&](const auto& answer) { last = answer; });
  const auto sweep = smallSweep({1, 5, 20});
  service.request(sweep);
  EXPECT_FALSE(last) << "answers come from the event loop";
  ASSERT_TRUE(waitFor([&] { return last && last->complete; }));
  const auto expected = lab::runToySweep(sweep, serialFor());
  ASSERT_EQ(last->points.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(last->points[i].value, expected[i].value);
    EXPECT_EQ(last->points[i].supervisedE2.mean, expected[i].supervisedE2.mean);
  }
}

TEST(ToyService, TheNewestRequestWinsAndOldOnesAreNotHeardOfAgain) {
  ToyService service;
  std::vector<std::shared_ptr<const ToyAnswer>> answers;
  QObject::connect(&service, &ToyService::answered, &service,
                   [&](const auto& answer) { answers.push_back(answer); });
  lab::ToySweep slow = smallSweep({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  slow.base = lab::theoremParameters(400);  // seconds
  lab::ToySweep wanted = smallSweep({2, 7});
  for (int i = 0; i < 20; ++i) service.request(slow);
  service.request(wanted);
  ASSERT_TRUE(waitFor([&] { return !answers.empty() && answers.back()->complete; }));
  for (const auto& answer : answers) EXPECT_EQ(answer->sweep, wanted);
  EXPECT_EQ(answers.back()->points.size(), 2u);
}

TEST(ToyService, SaysWhatCannotBeComputed) {
  ToyService service;
  std::shared_ptr<const ToyAnswer> last;
  QObject::connect(&service, &ToyService::answered, &service, [&](const auto& answer) { last = answer; });
  service.request(smallSweep({0}));
  ASSERT_TRUE(waitFor([&] { return last != nullptr; }));
  EXPECT_TRUE(last->complete);
  EXPECT_TRUE(last->error.contains(QStringLiteral("n3 cannot be 0"))) << last->error.toStdString();
}

TEST(ToyCurves, HoldMeansAndBandsOfTheAnswer) {
  ToyAnswer answer{smallSweep({1, 5, 20}), {}, true, {}};
  answer.points = lab::runToySweep(answer.sweep, serialFor());
  answer.points[1].supervisedE2 = {};  // not separable
  const CurveSet plain = toyCurves(answer, false, false), both = toyCurves(answer, true, false);
  ASSERT_EQ(plain.panes.size(), 1u);
  EXPECT_EQ(plain.panes[0].curves.size(), 2u);
  EXPECT_EQ(both.panes[0].curves.size(), 4u);
  const auto find = [](const CurveSet& set, const QString& key) {
    for (const Curve& curve : set.panes[0].curves) {
      if (curve.key == key) return curve;
    }
    ADD_FAILURE() << key.toStdString();
    return Curve();
  };
  const Curve mean = find(plain, QStringLiteral("sl_e2"));
  EXPECT_EQ(mean.x, (std::vector<double>{1, 5, 20}));
  EXPECT_EQ(mean.y[2], answer.points[2].supervisedE2.mean);
  EXPECT_TRUE(std::isnan(mean.y[1]));
  EXPECT_EQ(mean.high[2], std::min(1.0, answer.points[2].supervisedE2.mean +
                                            answer.points[2].supervisedE2.standardDeviation));
  EXPECT_TRUE(std::isnan(mean.low[1]));
  EXPECT_EQ(find(both, QStringLiteral("ssl_e1")).y[0], answer.points[0].selfSupervisedE1.mean);
  EXPECT_TRUE(plain.wholeX);
  EXPECT_EQ(plain.xText(5), QStringLiteral("n3 = 5"));
  EXPECT_TRUE(plain.subtitle.contains(QStringLiteral("d = 25")));
  EXPECT_FALSE(plain.subtitle.contains(QStringLiteral("n3")));
  answer.sweep.axis = ToyAxis::Rho;
  EXPECT_FALSE(toyCurves(answer, false, false).wholeX);
  QTemporaryDir folder;
  const QString csv = folder.filePath(QStringLiteral("toy.csv"));
  EXPECT_EQ(writeFigure(csv, figureContent(plain), {}), QString());
  QFile file(csv);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(file.readAll());
  EXPECT_TRUE(text.contains(QStringLiteral(",sl_e2,20,"))) << text.toStdString();
  EXPECT_TRUE(text.contains(QStringLiteral("toy-model.md")));
}

struct ToyLabPanelTest : testing::Test {
  void SetUp() override {
    panel.resize(900, 640);
    for (const char* key : {"d", "n3"}) slider(key)->setValue(0);  // small, so that the tests are quick
    panel.setAxis(ToyAxis::Tau);
  }
  void TearDown() override { applyScheme(*qApp, ColourScheme::Light); }
  QSlider* slider(const char* key) { return panel.findChild<QSlider*>(QLatin1String(key)); }
  CurvePlot& plot() { return *panel.findChild<CurvePlot*>(); }
  bool solved() {
    return waitFor([&] { return panel.isComplete(); });
  }

  ToyLabPanel panel;
};

TEST_F(ToyLabPanelTest, ComputesNothingBeforeItIsShown) {
  QTest::qWait(50);
  EXPECT_FALSE(panel.isComplete());
  EXPECT_TRUE(plot().curves()->isEmpty());
  panel.show();
  ASSERT_TRUE(solved());
  EXPECT_FALSE(plot().curves()->isEmpty());
}

TEST_F(ToyLabPanelTest, SlidersMoveTheCurves) {
  panel.show();
  ASSERT_TRUE(solved());
  const auto before = plot().curves()->panes[0].curves[0].y;
  EXPECT_EQ(panel.sweep().values.size(), before.size());
  slider("rho")->setValue(20);
  EXPECT_NEAR(panel.sweep().base.rho, 0.08, 0.003);
  ASSERT_TRUE(solved());
  const auto after = plot().curves()->panes[0].curves[0].y;
  EXPECT_EQ(plot().curves()->panes[0].curves[0].key, QStringLiteral("sl_e2"));
  ASSERT_EQ(after.size(), before.size());
  EXPECT_GT(after.back(), before.back());  // less noise: SL learns more of e2
  slider("d")->setValue(100);
  EXPECT_EQ(panel.sweep().base.dimension, 89);
  EXPECT_EQ(panel.sweep().base.frequent1, 178);
  slider("n3")->setValue(200);
  EXPECT_EQ(panel.sweep().base.rare, 64);
  slider("seeds")->setValue(0);
  EXPECT_EQ(panel.sweep().seeds.size(), 1u);
}

TEST_F(ToyLabPanelTest, WhatIsSweptHasNoSlider) {
  for (const auto& [axis, closed] :
       {std::pair<ToyAxis, std::set<std::string>>{ToyAxis::Theorem, {"d", "n3", "tau", "rho"}},
        {ToyAxis::Dimension, {"d"}},
        {ToyAxis::Rare, {"n3"}},
        {ToyAxis::Tau, {"tau"}},
        {ToyAxis::Rho, {"rho"}}}) {
    panel.setAxis(axis);
    for (const char* key : {"d", "n3", "tau", "rho", "seeds"}) {
      EXPECT_EQ(slider(key)->isEnabled(), !closed.contains(key)) << key << " " << static_cast<int>(axis);
      EXPECT_FALSE(slider(key)->toolTip().isEmpty());
    }
    // Sliders that are closed decide nothing.
    const lab::ToySweep sweep = panel.sweep();
    for (const std::string& key : closed)
      slider(key.c_str())->setValue(slider(key.c_str())->value() == 37 ? 38 : 37);
    EXPECT_EQ(panel.sweep(), sweep);
  }
}

TEST_F(ToyLabPanelTest, HiddenItGivesUpAndShownAgainItGoesOn) {
  panel.show();
  ASSERT_TRUE(solved());
  slider("d")->setValue(180);
  panel.hide();
  QTest::qWait(50);
  EXPECT_FALSE(panel.isComplete());
  slider("d")->setValue(10);
  panel.show();
  EXPECT_TRUE(solved());
}

TEST_F(ToyLabPanelTest, KeepsItsState) {
  slider("tau")->setValue(11);
  slider("rho")->setValue(44);
  panel.findChild<QPushButton*>(QStringLiteral("withE1"))->setChecked(true);
  panel.setAxis(ToyAxis::Rare);
  ToyLabPanel other;
  other.restoreState(panel.saveState());
  EXPECT_EQ(other.sweep(), panel.sweep());
  EXPECT_TRUE(other.findChild<QPushButton*>(QStringLiteral("withE1"))->isChecked());
  other.restoreState("nonsense");
  EXPECT_EQ(other.sweep(), panel.sweep());
}

TEST_F(ToyLabPanelTest, ItsViewIsOneState) {
  QSignalSpy changed(&panel, &ToyLabPanel::viewChanged);
  const QJsonObject plain = panel.viewState();
  QTest::keyClick(slider("seeds"), Qt::Key_Right);
  panel.findChild<QPushButton*>(QStringLiteral("withE1"))->click();
  EXPECT_EQ(changed.count(), 2);
  const QJsonObject state = panel.viewState();
  panel.setViewState(plain);
  EXPECT_EQ(panel.viewState(), plain);
  panel.setViewState(state);
  EXPECT_EQ(panel.viewState(), state);
  EXPECT_EQ(changed.count(), 2) << "none of it was the user's doing";
}

TEST_F(ToyLabPanelTest, Pictures) {
  for (const char* key : {"d", "n3"}) slider(key)->setValue(100);
  panel.setAxis(ToyAxis::Theorem);
  panel.show();
  for (const bool dark : {false, true}) {
    applyScheme(*qApp, dark ? ColourScheme::Dark : ColourScheme::Light);
    panel.findChild<QPushButton*>(QStringLiteral("withE1"))->setChecked(dark);
    ASSERT_TRUE(solved());
    QTest::qWait(250);  // the plot repaints at most ten times a second
    EXPECT_GT(linesDrawn(plot()), 5);
    EXPECT_TRUE(panel.findChild<QToolButton*>(QStringLiteral("export"))->isEnabled());
    const auto note = panel.findChild<QLabel*>(QStringLiteral("note"))->text();
    EXPECT_TRUE(note.contains(QStringLiteral("3 seeds"))) << note.toStdString();
    screenshot(panel, dark ? QStringLiteral("toy-lab-dark") : QStringLiteral("toy-lab-light"));
  }
  const auto& curves = plot().curves()->panes[0].curves;
  const auto last = [&](const char* key) {
    for (const Curve& curve : curves) {
      if (curve.key == QLatin1String(key)) return curve.lastValue();
    }
    return -1.0;
  };
  EXPECT_LT(last("sl_e2"), 0.4);
  EXPECT_GT(last("ssl_e2"), 0.99);
}

TEST(ToyLabPanel, ASliderThatDecidesNothingSaysWhatDoes) {
  ToyLabPanel panel;
  const auto reading = [&](const char* key) {
    return panel.findChild<QLabel*>(QStringLiteral("%1Reading").arg(QLatin1String(key)))->text();
  };
  panel.setAxis(ToyAxis::Theorem);
  EXPECT_EQ(reading("d"), QStringLiteral("x axis"));
  for (const char* key : {"n3", "tau", "rho"}) EXPECT_EQ(reading(key), QStringLiteral("tied to d")) << key;
  EXPECT_EQ(reading("seeds"), QStringLiteral("3"));
  panel.setAxis(ToyAxis::Tau);
  EXPECT_EQ(reading("tau"), QStringLiteral("x axis"));
  EXPECT_EQ(reading("n3"), QStringLiteral("3"));
  panel.resize(700, 600);
  screenshot(panel, QStringLiteral("toy_sliders"));
}

}  // namespace
}  // namespace skewscope::ui
