// What a run on half images measures beside the rest.
#include "core/data/halves.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/data/shapes.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/features.h"
#include "core/learn/model.h"
#include "core/nn/batch.h"
#include "core/spec/presets.h"
#include "core/train/evaluator.h"

namespace skewscope::train {
namespace {

struct HalvesEvaluation : testing::Test {
  data::Dataset dataset;
  spec::ExperimentSpec spec;
  learn::Model model;

  void make(spec::Mode mode) {
    data::ShapesSettings settings;
    settings.trainPerClass = 40;
    settings.testPerClass = 20;
    dataset = data::makeHalves(data::makeShapes(settings, serialFor()), {}, serialFor());
    dataset.name = "shapes-halves";
    spec = spec::defaults(spec::Preset::Quick, mode, spec::Method::SimClr, dataset.name);
    spec.width = 4;
    spec.nMax = 20;
    model = learn::makeModel(spec, 10);
  }
  store::EpochRows measure() {
    const data::Subset subset = data::subsetFor(spec, dataset.train);
    store::EpochRows rows;
    Evaluator(spec, dataset, subset, serialFor())
        .afterTraining(model, rows, true, {[](const char*) {}, [](const std::string&) {}});
    return rows;
  }
};

TEST_F(HalvesEvaluation, TheRareProbeIsThatOfTheRareSet) {
  make(spec::Mode::SelfSupervised);
  const auto rows = measure();
  const data::Dataset rare = data::rareProbe(dataset);
  model.setTraining(false);
  const auto features = [&](const data::ImageSet& images) {
    return evaluate::extractFeatures([&](const torch::Tensor& batch) { return model.features(batch); },
                                     images, augment::evaluationSettings(dataset), 500, serialFor());
  };
  evaluate::ProbeSettings settings;
  settings.l2 = spec.probeL2;
  const auto expected = evaluate::classProbe(features(rare.train), evaluate::labelsOf(rare.train),
                                             features(rare.test), evaluate::labelsOf(rare.test), 5, settings);
  ASSERT_TRUE(rows.metrics.contains(store::metric::kRareProbeAccuracy));
  // 100 test images; other batches may round features, and so an image on the border, otherwise.
  EXPECT_NEAR(rows.metrics.at(store::metric::kRareProbeAccuracy), expected.confusion.accuracy(), 0.021);
  EXPECT_GT(expected.confusion.accuracy(), 0.2);
}

TEST_F(HalvesEvaluation, AttentionIsThatOfTheClosedForms) {
  for (const auto mode : {spec::Mode::Supervised, spec::Mode::SelfSupervised}) {
    make(mode);
    const auto rows = measure();
    const auto& perClass = rows.classMetrics.at(store::metric::kAttentionLeft);
    ASSERT_EQ(perClass.size(), 10u);
    const torch::NoGradGuard noGradients;
    model.setTraining(false);
    nn::BatchBuffer buffer;
    double sum = 0;
    int all = 0;
    for (std::int64_t label = 0; label < 10; ++label) {
      std::vector<std::int64_t> images;
      for (std::int64_t i = 0; i < dataset.test.size(); ++i) {
        if (dataset.test.labels[static_cast<std::size_t>(i)] == label) images.push_back(i);
      }
      const auto maps = model.featureMaps(
          buffer.fill(augment::evaluationSettings(dataset), dataset.test, images, 0, 0, 0, serialFor()));
      const auto weights =
          model.classifier ? model.classifier->weight[label].view({1, -1, 1, 1}) : maps.mean({2, 3}, true);
      const auto cams = (weights * maps).sum(1).relu();
      const auto left = cams.narrow(2, 0, cams.size(2) / 2).sum({1, 2}) / cams.sum({1, 2});
      double ofClass = 0;
      int count = 0;
      for (std::int64_t i = 0; i < left.size(0); ++i) {
        const double share = left[i].item<double>();
        if (std::isnan(share)) continue;
        ofClass += share;
        ++count;
      }
      sum += ofClass;
      all += count;
      const double stored = perClass[static_cast<std::size_t>(label)];
      if (count == 0) {
        EXPECT_TRUE(std::isnan(stored));
      } else {
        EXPECT_NEAR(stored, ofClass / count, 1e-3) << label;
      }
    }
    ASSERT_GT(all, 0);
    EXPECT_NEAR(rows.metrics.at(store::metric::kAttentionLeft), sum / all, 1e-3);
  }
}

TEST_F(HalvesEvaluation, OtherDataSetsHaveNone) {
  make(spec::Mode::SelfSupervised);
  dataset.name = "shapes";
  EXPECT_FALSE(measure().metrics.contains(store::metric::kRareProbeAccuracy));
}

}  // namespace
}  // namespace skewscope::train
