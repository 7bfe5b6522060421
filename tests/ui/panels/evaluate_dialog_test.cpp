#include "ui/panels/evaluate_dialog.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "tests/ui/support/screenshot.h"

namespace skewscope::ui {
namespace {

using spec::Protocol;

store::RunRecord record(spec::Mode mode, spec::Method method = spec::Method::SimClr) {
  store::RunRecord run;
  run.id = "6f2a7c1e-0000-0000-0000-000000000000";
  run.name = "SimCLR r .01 s1";
  run.spec.mode = mode;
  run.spec.method = method;
  return run;
}

QCheckBox* box(const EvaluateDialog& dialog, const char* name) {
  return dialog.findChild<QCheckBox*>(QLatin1String(name));
}

TEST(EvaluateDialog, AsksForWhatIsChosen) {
  EvaluateDialog dialog({record(spec::Mode::SelfSupervised)});
  dialog.show();
  auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  EXPECT_FALSE(ok->isEnabled());
  EXPECT_FALSE(box(dialog, "calibration")->isEnabled());
  box(dialog, "loss-gap")->click();
  EXPECT_TRUE(ok->isEnabled());
  box(dialog, "ood-probe")->click();
  auto* target = dialog.findChild<QComboBox*>(QStringLiteral("target"));
  ASSERT_NE(target, nullptr);
  target->setCurrentIndex(target->findData(QStringLiteral("cifar10")));
  emit target->activated(target->currentIndex());
  EXPECT_FALSE(ok->isEnabled());  // needs its folder
  auto* folder = dialog.findChild<QLineEdit*>(QStringLiteral("targetFolder"));
  folder->setText(QStringLiteral(" ~/data.tar.gz"));
  emit folder->textEdited(folder->text());
  EXPECT_TRUE(ok->isEnabled());
  screenshot(dialog, QStringLiteral("evaluate_dialog"));
  const auto request = dialog.request();
  EXPECT_EQ(request.protocols, (std::vector{Protocol::OutOfDomainProbe, Protocol::LossGap}));
  EXPECT_EQ(request.dataset, "cifar10");
  EXPECT_EQ(request.dataDir, (QDir::homePath() + QStringLiteral("/data.tar.gz")).toStdString());
  EXPECT_NO_THROW(spec::requireValid(request));
}

TEST(EvaluateDialog, AFeatureMapHasANumberOfImages) {
  EvaluateDialog dialog({record(spec::Mode::Supervised)});
  auto* images = dialog.findChild<QSpinBox*>(QStringLiteral("images"));
  EXPECT_FALSE(images->isEnabled());
  box(dialog, "feature-map")->click();
  EXPECT_TRUE(images->isEnabled());
  images->setValue(700);
  EXPECT_EQ(dialog.request().images, 700);
  images->setValue(1);
  EXPECT_NO_THROW(spec::requireValid(dialog.request()));
}

TEST(EvaluateDialog, OwnDataSetsAreNoTargets) {
  auto second = record(spec::Mode::Supervised);
  second.spec.dataset = "cifar10";
  const EvaluateDialog dialog({record(spec::Mode::Supervised), second});
  const auto* target = dialog.findChild<QComboBox*>(QStringLiteral("target"));
  EXPECT_EQ(target->findData(QStringLiteral("shapes")), -1);
  EXPECT_EQ(target->findData(QStringLiteral("cifar10")), -1);
  EXPECT_GE(target->findData(QStringLiteral("stl10")), 0);
}

TEST(EvaluateDialog, SaysWhenNumbersOfRunsThatAreNotTrainedCome) {
  auto run = record(spec::Mode::Supervised);
  run.status = store::RunStatus::Queued;
  EXPECT_NE(EvaluateDialog({run}).findChild<QLabel*>(QStringLiteral("later")), nullptr);
  run.status = store::RunStatus::Done;
  EXPECT_EQ(EvaluateDialog({run}).findChild<QLabel*>(QStringLiteral("later")), nullptr);
}

}  // namespace
}  // namespace skewscope::ui
