#include "tests/ui/support/mapped_runs.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/data/long_tail.h"
#include "core/spec/presets.h"

namespace skewscope::ui {
namespace {

store::FeatureMap mapOf(const data::Dataset& data, const Mapped& mapped) {
  store::FeatureMap map;
  map.dataDigest = mapped.digest.empty() ? data.digest : mapped.digest;
  map.dimensions = 3;
  map.protocol = R"({"protocol":"feature-map"})";
  Random random({.seed = 3, .purpose = Purpose::Toy});
  for (std::size_t i = 0; i < mapped.images; ++i) {
    map.images.push_back(static_cast<std::int64_t>(i));
    const double angle = mapped.turn + 2 * std::numbers::pi * data.test.labels[i] / data.test.classes();
    const auto near = [&](double middle) { return static_cast<float>(middle + 0.8 * random.normal()); };
    map.map.push_back(near(20 * std::cos(angle)));
    map.map.push_back(near(20 * std::sin(angle)));
    for (const double value : {std::cos(angle), std::sin(angle), 0.1 * random.normal()})
      map.components.push_back(static_cast<float>(value));
  }
  return map;
}

}  // namespace

const data::Dataset& shapesForTests() {
  static const data::Dataset shapes = data::loadDataset("shapes", {}, threadedFor(2));
  return shapes;
}

std::string addMappedRun(store::Store& store, const Mapped& mapped) {
  const data::Dataset& data = shapesForTests();
  spec::ExperimentSpec spec = spec::defaults(
      spec::Preset::Quick, mapped.weights ? spec::Mode::RwSam : spec::Mode::Supervised, spec::Method::SimClr);
  spec.name = mapped.name;
  spec.epochs = 3;
  spec.weightsWarmup = 1;
  const std::string id = store.addRun(spec);
  store.claimRun(id, "mapped:" + id);
  const data::SubsetPlan plan = data::planSubset(spec, data.train.classCounts());
  const auto groups = data::classGroups(plan.counts);
  store::Store::RunStart start;
  start.dataDigest = mapped.digest.empty() ? data.digest : mapped.digest;
  start.subsetDigest = "subset";
  start.subsetIndices = {0, 1, 2};
  start.testLabels = data.test.labels;
  for (int c = 0; c < data.train.classes(); ++c) {
    const auto index = static_cast<std::size_t>(c);
    start.classes.push_back({c, data.train.classNames[index], plan.counts[index], groups[index]});
  }
  store.startRun(id, start);
  for (std::int64_t epoch = 1; epoch <= 3; ++epoch) {
    store::EpochRows rows;
    rows.epoch = epoch;
    rows.metrics[store::metric::kHeadAccuracy] = 6.0 / 7;
    auto& predicted = rows.predictions[store::metric::kHeadAccuracy];
    for (std::size_t i = 0; i < data.test.labels.size(); ++i) {
      const int wrong = epoch == 1 || isMistaken(static_cast<std::int64_t>(i)) ? 1 : 0;
      predicted.push_back(static_cast<std::uint16_t>((data.test.labels[i] + wrong) % data.test.classes()));
    }
    if (epoch == 3) {
      rows.metrics[store::metric::kProbeAccuracy] = 1;
      rows.predictions[store::metric::kProbeAccuracy] = data.test.labels;
      if (mapped.map) rows.featureMap = mapOf(data, mapped);
      if (mapped.weights) {
        auto& weights = rows.classMetrics[store::metric::kWeight];
        for (int c = 0; c < data.train.classes(); ++c) weights.push_back(0.5 + 0.25 * c);
      }
    }
    store.writeEpoch(id, rows);
  }
  if (mapped.checkpoint) store.recordCheckpoint(id, {3, 0, "checkpoints/" + id, "digest", 1});
  store.endRun(id, store::RunStatus::Done, "");
  return id;
}

}  // namespace skewscope::ui
