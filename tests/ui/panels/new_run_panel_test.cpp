#include "ui/panels/new_run_panel.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <cstdlib>

#include "core/data/registry.h"
#include "core/spec/options.h"
#include "core/spec/presets.h"
#include "ui/panels/option_field.h"
#include "ui/plots/histogram_view.h"

namespace skewscope::ui {
namespace {

class FormTest : public testing::Test {
 protected:
  void SetUp() override {
    panel_.resize(320, 900);
    panel_.show();
  }
  QLineEdit* line(std::string_view option) {
    return qobject_cast<QLineEdit*>(panel_.field(option)->editor());
  }
  void type(std::string_view option, const char* text) {
    line(option)->selectAll();
    QTest::keyClicks(line(option), QString::fromLatin1(text));
  }
  void choose(std::string_view option, const char* value) {
    auto* combo = qobject_cast<QComboBox*>(panel_.field(option)->editor());
    const int index = combo->findData(QString::fromLatin1(value));
    ASSERT_GE(index, 0);
    combo->setCurrentIndex(index);
    emit combo->activated(index);
  }

  NewRunPanel panel_;
};

TEST_F(FormTest, EveryOptionButModeAndRatioHasAnEditorWithLabelHelpAndAccessibleName) {
  for (const spec::Option& option : spec::options()) {
    const std::string name(option.name);
    const OptionField* field = panel_.field(option.name);
    if (name == "mode" || name == "ratio") {
      EXPECT_EQ(field, nullptr) << name;
      continue;
    }
    ASSERT_NE(field, nullptr) << name;
    EXPECT_FALSE(field->editor()->accessibleName().isEmpty()) << name;
    EXPECT_FALSE(field->editor()->toolTip().isEmpty()) << name;
    EXPECT_FALSE(field->editor()->whatsThis().isEmpty()) << name;
    EXPECT_EQ(field->value(), option.get(panel_.spec())) << name;
  }
}

TEST_F(FormTest, WhatHasNoEffectIsHidden) {
  EXPECT_TRUE(panel_.field("method")->isHidden());
  EXPECT_TRUE(panel_.field("rho")->isHidden());
  EXPECT_TRUE(panel_.field("data_dir")->isHidden());
  panel_.setMode(spec::Mode::RwSam);
  EXPECT_FALSE(panel_.field("method")->isHidden());
  EXPECT_FALSE(panel_.field("rho")->isHidden());
  choose("dataset", "cifar10");
  EXPECT_FALSE(panel_.field("data_dir")->isHidden());
}

TEST_F(FormTest, TypingChangesTheSpec) {
  QSignalSpy changed(&panel_, &NewRunPanel::specChanged);
  type("epochs", "12");
  EXPECT_EQ(panel_.spec().epochs, 12);
  EXPECT_GE(changed.count(), 1);
  EXPECT_EQ(line("epochs")->text(), QStringLiteral("12"));
}

TEST_F(FormTest, ArrowKeysStepWithinTheRange) {
  type("seed", "1");
  QTest::keyClick(line("seed"), Qt::Key_Up);
  EXPECT_EQ(panel_.spec().seed, 2);
  for (int i = 0; i < 4; ++i) QTest::keyClick(line("seed"), Qt::Key_Down);
  EXPECT_EQ(panel_.spec().seed, 0);
  const double before = panel_.spec().learningRate;
  QTest::keyClick(line("learning_rate"), Qt::Key_Up);
  EXPECT_GT(panel_.spec().learningRate, before);
  EXPECT_LT(panel_.spec().learningRate, 1.3 * before);
}

TEST_F(FormTest, AValueOutOfRangeIsMarkedInPlaceAndStartIsOff) {
  QSignalSpy validity(&panel_, &NewRunPanel::validityChanged);
  type("epochs", "0");
  EXPECT_FALSE(panel_.isValid());
  ASSERT_EQ(validity.count(), 1);
  EXPECT_FALSE(validity[0][0].toBool());
  EXPECT_FALSE(panel_.field("epochs")->problem().isEmpty());
  EXPECT_TRUE(panel_.field("epochs")->editor()->property("invalid").toBool());
  EXPECT_TRUE(panel_.field("batch")->problem().isEmpty());
  type("epochs", "5");
  EXPECT_TRUE(panel_.isValid());
  EXPECT_FALSE(panel_.field("epochs")->editor()->property("invalid").toBool());
}

TEST_F(FormTest, TextThatIsNoNumberIsMarkedAndKeepsTheLastValue) {
  const auto before = panel_.spec().batch;
  type("batch", "many");
  EXPECT_FALSE(panel_.isValid());
  EXPECT_FALSE(panel_.field("batch")->problem().isEmpty());
  EXPECT_EQ(panel_.spec().batch, before);
  panel_.setSpec(panel_.spec());
  EXPECT_TRUE(panel_.isValid());
  EXPECT_EQ(line("batch")->text(), QString::number(before));
}

TEST_F(FormTest, AnErrorAmongTheAdvancedOptionsOpensThem) {
  EXPECT_FALSE(panel_.isAdvancedOpen());
  spec::ExperimentSpec spec = panel_.spec();
  spec.momentum = 7;
  panel_.setSpec(spec);
  EXPECT_FALSE(panel_.isValid());
  EXPECT_TRUE(panel_.isAdvancedOpen());
}

TEST_F(FormTest, MoreImagesThanTheDataSetHasIsToldAtTheirField) {
  type("n_max", "5000");
  EXPECT_FALSE(panel_.isValid());
  EXPECT_FALSE(panel_.field("n_max")->problem().isEmpty());
}

TEST_F(FormTest, ChangingTheModeKeepsWhatTheUserSetAndRenewsTheRest) {
  type("epochs", "9");
  panel_.setMode(spec::Mode::SelfSupervised);
  EXPECT_EQ(panel_.spec().epochs, 9);
  const auto fresh = spec::defaults(spec::Preset::Quick, spec::Mode::SelfSupervised, spec::Method::SimClr);
  EXPECT_DOUBLE_EQ(panel_.spec().learningRate, fresh.learningRate);
  EXPECT_EQ(panel_.spec().evaluateEvery, fresh.evaluateEvery);
  EXPECT_EQ(line("evaluate_every")->text(), QString::number(fresh.evaluateEvery));
}

TEST_F(FormTest, APresetRenewsWhatTheUserDidNotSet) {
  type("seed", "3");
  choose("preset", "paper");
  const auto paper = spec::defaults(spec::Preset::Paper, spec::Mode::Supervised, spec::Method::SimClr);
  EXPECT_EQ(panel_.spec().epochs, paper.epochs);
  EXPECT_EQ(panel_.spec().network, paper.network);
  EXPECT_EQ(panel_.spec().seed, 3);
}

TEST_F(FormTest, TheHistogramFollowsTheRatio) {
  auto* histogram = panel_.findChild<HistogramView*>();
  ASSERT_NE(histogram, nullptr);
  const std::int64_t before = histogram->data().bars[9].count;
  panel_.setRatio(0.1);
  EXPECT_EQ(before, 5);
  EXPECT_EQ(histogram->data().bars[9].count, 50);
}

TEST_F(FormTest, ChipsMultiplyThePlannedRuns) {
  QSignalSpy planned(&panel_, &NewRunPanel::planChanged);
  EXPECT_EQ(panel_.plannedRuns().size(), 1u);
  panel_.setPlan({.twin = true, .seeds = true, .modes = true});
  EXPECT_EQ(panel_.plannedRuns().size(), 18u);
  EXPECT_EQ(planned.back()[0].toInt(), 18);
}

TEST_F(FormTest, BackToThePresetKeepsNameDataRatioAndSeed) {
  type("epochs", "9");
  type("seed", "4");
  type("name", "mine");
  panel_.setRatio(0.05);
  QPushButton* reset = nullptr;
  for (QPushButton* button : panel_.findChildren<QPushButton*>()) {
    if (button->text().contains(QStringLiteral("preset"))) reset = button;
  }
  ASSERT_NE(reset, nullptr);
  ASSERT_FALSE(reset->isHidden());
  reset->click();
  EXPECT_EQ(panel_.spec().epochs,
            spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr).epochs);
  EXPECT_EQ(panel_.spec().seed, 4);
  EXPECT_EQ(panel_.spec().name, "mine");
  EXPECT_DOUBLE_EQ(panel_.spec().ratio, 0.05);
}

TEST_F(FormTest, TheFolderOfADataSetCanBeBrowsedFor) {
  QTemporaryDir folder;
  choose("dataset", "cifar10");
  EXPECT_FALSE(panel_.isValid());
  OptionField* field = panel_.field("data_dir");
  field->browse = [&](QWidget*) { return folder.path(); };
  auto* button = field->findChild<QToolButton*>();
  ASSERT_NE(button, nullptr);
  button->menu()->actions().constFirst()->trigger();
  EXPECT_EQ(panel_.spec().dataDir, folder.path().toStdString());
  EXPECT_TRUE(panel_.isValid());
}

TEST_F(FormTest, TheWheelDoesNotChangeAFieldWithoutFocus) {
  const auto before = panel_.spec().epochs;
  panel_.field("seed")->editor()->setFocus();
  QLineEdit* epochs = line("epochs");
  QWheelEvent wheel({5, 5}, epochs->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                    Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(epochs, &wheel);
  EXPECT_EQ(panel_.spec().epochs, before);
}

TEST_F(FormTest, StateGoesToTheNextSession) {
  type("epochs", "17");
  panel_.setMode(spec::Mode::RwSam);
  panel_.setPlan({.twin = true});
  panel_.setAdvancedOpen(true);
  NewRunPanel other;
  other.restoreState(panel_.saveState());
  EXPECT_EQ(other.spec(), panel_.spec());
  EXPECT_TRUE(other.plan().twin);
  EXPECT_FALSE(other.plan().seeds);
  EXPECT_TRUE(other.isAdvancedOpen());
}

TEST_F(FormTest, AFormThatWasLeftWithAnErrorComesBackWithIt) {
  type("epochs", "0");
  ASSERT_FALSE(panel_.isValid());
  NewRunPanel other;
  other.restoreState(panel_.saveState());
  EXPECT_EQ(other.spec().epochs, 0);
  EXPECT_FALSE(other.isValid());
}

TEST_F(FormTest, StateOfAnotherVersionIsIgnored) {
  const spec::ExperimentSpec before = panel_.spec();
  panel_.restoreState("not json");
  panel_.restoreState("{\"spec\":{\"no_such_option\":1}}");
  panel_.restoreState("{\"spec\":{\"epochs\":\"soon\",\"mode\":7,\"batch\":[1]}}");
  panel_.restoreState("[1,2]");
  EXPECT_EQ(panel_.spec(), before);
}

/// A home folder with one data set that was added.
struct HomeWithPets {
  explicit HomeWithPets(std::vector<std::int64_t> perClass = {600, 600}) {
    ::setenv("SKEWSCOPE_HOME", folder.path().toStdString().c_str(), 1);
    add("pets", "folder", std::move(perClass));
  }
  static void add(const std::string& name, const std::string& kind, std::vector<std::int64_t> perClass) {
    data::editRegistry(data::registryFile(), [&](std::vector<data::RegisteredDataset>& entries) {
      data::RegisteredDataset set;
      set.name = name;
      set.kind = kind;
      set.path = "/data/" + name;
      set.digest = std::string(64, 'a');
      for (std::size_t c = 0; c < perClass.size(); ++c) set.classNames.push_back("class" + std::to_string(c));
      set.trainPerClass = perClass;
      set.test = 100;
      set.height = set.width = 32;
      entries.push_back(set);
    });
  }
  ~HomeWithPets() { ::unsetenv("SKEWSCOPE_HOME"); }
  HomeWithPets(const HomeWithPets&) = delete;
  HomeWithPets& operator=(const HomeWithPets&) = delete;
  QTemporaryDir folder;
};

QComboBox* boxOf(const NewRunPanel& panel, std::string_view option) {
  return qobject_cast<QComboBox*>(panel.field(option)->editor());
}

void pick(const NewRunPanel& panel, std::string_view option, const char* name) {
  QComboBox* combo = boxOf(panel, option);
  const int index = combo->findData(QString::fromLatin1(name));
  ASSERT_GE(index, 0) << name;
  combo->setCurrentIndex(index);
  emit combo->activated(index);
}

TEST(FormWithAddedSet, TheFolderOfAnotherSetIsForgotten) {
  const HomeWithPets home;
  NewRunPanel panel;
  spec::ExperimentSpec spec = panel.spec();
  spec.dataset = "cifar10";
  spec.dataDir = "/data/cifar";
  panel.setSpec(spec);
  pick(panel, "dataset", "pets");
  EXPECT_EQ(panel.spec().dataset, "pets");
  EXPECT_EQ(panel.spec().dataDir, "");
  EXPECT_TRUE(panel.field("data_dir")->isHidden());
  EXPECT_TRUE(panel.isValid());
  // So is the one of a published set that is added under the name that was chosen already.
  panel.setSpec(spec);
  HomeWithPets::add("cifar10", "cifar10", std::vector<std::int64_t>(10, 5000));
  QSignalSpy changed(&panel, &NewRunPanel::specChanged);
  panel.chooseDataset("cifar10");
  EXPECT_EQ(panel.spec().dataDir, "");
  EXPECT_EQ(changed.count(), 1);
  EXPECT_TRUE(panel.field("data_dir")->isHidden());
}

TEST(FormWithAddedSet, ADefaultOfMoreImagesThanThereAreFitsTheSet) {
  const HomeWithPets home({40, 30, 4});
  NewRunPanel panel;
  const std::int64_t usual = panel.spec().nMax;
  panel.chooseDataset("pets");
  EXPECT_EQ(panel.spec().nMax, 40);  // the smallest class is the tail's
  EXPECT_TRUE(panel.isValid()) << panel.problem().toStdString();
  panel.setRatio(1);
  EXPECT_EQ(panel.spec().nMax, 4);
  panel.setRatio(0.1);
  EXPECT_EQ(panel.spec().nMax, 40);
  pick(panel, "preset", "paper");
  EXPECT_EQ(panel.spec().nMax, 40);
  panel.setMode(spec::Mode::RwSam);
  EXPECT_EQ(panel.spec().nMax, 40);
  EXPECT_TRUE(panel.isValid()) << panel.problem().toStdString();
  // It does not count as changed, and what the user has chosen is left alone.
  const auto changed = [&] { return panel.field("n_max")->findChild<QLabel*>()->font().bold(); };
  EXPECT_FALSE(changed());
  auto* line = qobject_cast<QLineEdit*>(panel.field("n_max")->editor());
  line->selectAll();
  QTest::keyClicks(line, QStringLiteral("20"));
  panel.setRatio(0.2);
  EXPECT_EQ(panel.spec().nMax, 20);
  EXPECT_TRUE(changed());
  for (auto* button : panel.findChildren<QPushButton*>()) {
    if (button->text() == NewRunPanel::tr("Back to the preset's values")) button->click();
  }
  EXPECT_EQ(panel.spec().nMax, 24) << "a fifth of 25 would be one more than the tail has";
  EXPECT_TRUE(panel.isValid()) << panel.problem().toStdString();
  pick(panel, "preset", "quick");
  panel.setMode(spec::Mode::Supervised);
  pick(panel, "dataset", "shapes");
  EXPECT_EQ(panel.spec().nMax, usual) << "the next set starts from its own default";
}

TEST(FormWithAddedSet, TheBoxShowsTheSpecsSetWhateverIsAddedOrRemoved) {
  const HomeWithPets home;
  NewRunPanel panel;
  OptionField* field = panel.field("dataset");
  spec::ExperimentSpec spec = panel.spec();
  spec.dataset = "others";
  panel.setSpec(spec);  // of a store on a machine that has it
  EXPECT_EQ(boxOf(panel, "dataset")->currentIndex(), -1);
  field->refreshDatasets();
  EXPECT_EQ(boxOf(panel, "dataset")->currentIndex(), -1) << "not the first one, which the run would not use";
  HomeWithPets::add("others", "folder", {600, 600});
  panel.setSpec(spec);
  EXPECT_EQ(boxOf(panel, "dataset")->currentData().toString(), QStringLiteral("others"));
}

}  // namespace
}  // namespace skewscope::ui
