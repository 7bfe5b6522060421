#include "core/spec/presets.h"

#include <gtest/gtest.h>

#include "core/spec/choices.h"
#include "core/spec/options.h"

namespace skewscope::spec {
namespace {

TEST(Presets, EveryCombinationIsValid) {
  for (const auto& preset : choices<Preset>()) {
    for (const auto& mode : choices<Mode>()) {
      for (const auto& method : choices<Method>()) {
        for (const char* dataset : {"shapes", "cifar10"}) {
          const auto spec = defaults(preset.value, mode.value, method.value, dataset);
          EXPECT_TRUE(validate(spec).empty()) << preset.name << mode.name << method.name << dataset;
          EXPECT_EQ(spec.mode, mode.value);
          EXPECT_EQ(spec.dataset, dataset);
        }
      }
    }
  }
}

TEST(Presets, PaperIsTheReleasedSimSiam) {
  const auto spec = defaults(Preset::Paper, Mode::SelfSupervised, Method::SimSiam, "cifar10");
  EXPECT_EQ(spec.network, Network::ResNet18);
  EXPECT_EQ(spec.width, 64);
  EXPECT_EQ(spec.stemStride, 1);
  EXPECT_EQ(spec.batch, 512);
  EXPECT_EQ(spec.epochs, 1600);
  EXPECT_DOUBLE_EQ(spec.learningRate, 0.06);
  EXPECT_DOUBLE_EQ(spec.weightDecay, 5e-4);
  EXPECT_EQ(spec.projectorHidden, 2048);
  EXPECT_EQ(spec.projectorOutput, 2048);
  EXPECT_EQ(spec.predictorHidden, 512);
  EXPECT_DOUBLE_EQ(spec.grayscale, 0.2);
  EXPECT_EQ(spec.warmupEpochs, 0);
  EXPECT_EQ(spec.nMax, 5000);
}

TEST(Presets, AsReleasedDepartsFromThePaperWhereItsNoteSays) {
  const auto paper = defaults(Preset::Paper, Mode::RwSam, Method::SimSiam, "cifar10");
  const auto released = defaults(Preset::Released, Mode::RwSam, Method::SimSiam, "cifar10");
  std::vector<std::string> names;
  for (const Difference& found : difference(paper, released)) names.emplace_back(found.option->name);
  EXPECT_EQ(names, (std::vector<std::string>{"preset", "schedule", "rho", "sam_adaptive", "sam_weights",
                                             "sam_batch_norm", "knn_k", "knn_bank", "knn_space"}));
  EXPECT_EQ(presetNote(paper), "");
  EXPECT_NE(presetNote(released).find("ASAM"), std::string::npos);
  EXPECT_EQ(presetNote(defaults(Preset::Released, Mode::SelfSupervised, Method::SimSiam)).find("ASAM"),
            std::string::npos);
}

TEST(Presets, TheNoteOfAsReleasedSaysOnlyWhatIsLeftOfIt) {
  auto released = defaults(Preset::Released, Mode::RwSam, Method::SimSiam, "cifar10");
  EXPECT_NE(presetNote(released).find("weights are equal"), std::string::npos);
  released.samWeights = SamWeights::Kde;
  released.rho = 0.5;
  EXPECT_EQ(presetNote(released).find("weights are equal"), std::string::npos);
  EXPECT_EQ(presetNote(released).find("rho 7"), std::string::npos);
  EXPECT_NE(presetNote(released).find("both passes"), std::string::npos);
  auto none = defaults(Preset::Released, Mode::SelfSupervised, Method::SimSiam, "cifar10");
  none.schedule = Schedule::Cosine;
  none.knnK = 20;
  EXPECT_EQ(presetNote(none), "None of the preset's departures from the paper is left.");
}

TEST(Presets, HalfImagesOfThePaperHaveItsNetwork) {
  EXPECT_EQ(defaults(Preset::Paper, Mode::SelfSupervised, Method::SimClr, "cifar10-halves").network,
            Network::ResNet50);
  EXPECT_EQ(defaults(Preset::Paper, Mode::SelfSupervised, Method::SimClr, "cifar10").network,
            Network::ResNet18);
}

TEST(Presets, TheStructsOwnValuesAreTheQuickSupervisedOnes) {
  EXPECT_EQ(defaults(Preset::Quick, Mode::Supervised, Method::SimClr), ExperimentSpec{});
}

TEST(Presets, RebaseKeepsWhatTheUserChanged) {
  ExperimentSpec spec;
  spec.epochs = 77;
  spec.ratio = 0.05;
  const auto moved = rebase(spec, Preset::Quick, Mode::SelfSupervised, Method::SimClr, "shapes");
  EXPECT_EQ(moved.epochs, 77);
  EXPECT_EQ(moved.ratio, 0.05);
  EXPECT_EQ(moved.mode, Mode::SelfSupervised);
  const auto expected = defaults(Preset::Quick, Mode::SelfSupervised, Method::SimClr);
  EXPECT_EQ(moved.learningRate, expected.learningRate);
  EXPECT_EQ(moved.grayscale, expected.grayscale);
  EXPECT_EQ(rebase(moved, Preset::Quick, Mode::Supervised, Method::SimClr, "shapes"), spec);
}

}  // namespace
}  // namespace skewscope::spec
