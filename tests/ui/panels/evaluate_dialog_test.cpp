#include "ui/panels/evaluate_dialog.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>

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
  folder->setText(QStringLiteral("/data"));
  emit folder->textEdited(folder->text());
  EXPECT_TRUE(ok->isEnabled());
  screenshot(dialog, QStringLiteral("evaluate_dialog"));
  const auto request = dialog.request();
  EXPECT_EQ(request.protocols, (std::vector{Protocol::OutOfDomainProbe, Protocol::LossGap}));
  EXPECT_EQ(request.dataset, "cifar10");
  EXPECT_EQ(request.dataDir, "/data");
  EXPECT_NO_THROW(spec::requireValid(request));
}

TEST(EvaluateDialog, KnowsWhatARunCanHave) {
  EXPECT_TRUE(canHave(record(spec::Mode::Supervised), Protocol::Calibration));
  EXPECT_FALSE(canHave(record(spec::Mode::Supervised), Protocol::LossGap));
  EXPECT_TRUE(canHave(record(spec::Mode::RwSam), Protocol::LossGap));
  EXPECT_FALSE(canHave(record(spec::Mode::SelfSupervised, spec::Method::MoCo), Protocol::LossGap));
  EXPECT_FALSE(canHave(record(spec::Mode::SelfSupervised, spec::Method::MoCo), Protocol::Sharpness));
  EXPECT_TRUE(canHave(record(spec::Mode::SelfSupervised, spec::Method::MoCo), Protocol::FullProbe));
}

TEST(EvaluateDialog, NamesWhatAnEvaluationHasLeft) {
  EXPECT_EQ(evaluationName("ood_probe_natural"), QStringLiteral("Probe out of domain, natural"));
  EXPECT_EQ(evaluationName("loss_gap_rare"), QStringLiteral("Loss gap, rare"));
  EXPECT_TRUE(evaluationName("loss").isEmpty());
  EXPECT_TRUE(evaluationName("probe_accuracy").isEmpty());
}

}  // namespace
}  // namespace skewscope::ui
