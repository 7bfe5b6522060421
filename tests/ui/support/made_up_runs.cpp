#include "tests/ui/support/made_up_runs.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/random.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/spec/presets.h"

namespace skewscope::ui {
namespace {

/// In [-1, 1), the same for the same numbers.
double noise(std::int64_t a, std::int64_t b, std::int64_t c) {
  std::uint64_t x = 0x9e3779b97f4a7c15ULL * static_cast<std::uint64_t>(a * 1000003 + b * 10007 + c + 1);
  x ^= x >> 31;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 29;
  return static_cast<double>(x >> 11) / 4503599627370496.0 - 1;
}

double plateau(const MadeUp& made, int rank) {
  const double part = rank / 9.0;
  const double skew = made.twin ? 0 : std::min(1.0, -std::log10(made.ratio) / 2);
  switch (made.mode) {
    case spec::Mode::Supervised:
      return 0.86 - 0.03 * std::sin(3.0 * rank) - skew * 0.78 * part * part;
    case spec::Mode::SelfSupervised:
      return 0.62 + 0.05 * std::sin(2.0 * rank + 1) - skew * 0.22 * part;
    case spec::Mode::RwSam:
      return 0.63 + 0.05 * std::sin(2.0 * rank + 1) - skew * 0.12 * part;
  }
  return 0;
}

double probeAccuracy(const MadeUp& made, int rank) {
  const double part = rank / 9.0;
  const double skew = made.twin ? 0 : 1;
  switch (made.mode) {
    case spec::Mode::Supervised:
      return 0.83 + 0.04 * std::sin(2.0 * rank) - skew * 0.34 * part;
    case spec::Mode::SelfSupervised:
      return 0.66 + 0.05 * std::sin(2.0 * rank + 1) - skew * 0.03 * part;
    case spec::Mode::RwSam:
      return 0.67 + 0.05 * std::sin(2.0 * rank + 1) - skew * 0.01 * part;
  }
  return 0;
}

std::vector<std::int64_t> confusionOf(const std::vector<double>& perClass) {
  const std::size_t classes = perClass.size();
  std::vector<std::int64_t> counts(classes * classes, 0);
  for (std::size_t c = 0; c < classes; ++c) {
    const auto right = static_cast<std::int64_t>(std::lround(200 * perClass[c]));
    counts[c * classes + c] = right;
    counts[c * classes + (c + 1) % classes] += 200 - right;
  }
  return counts;
}

/// Predictions of 200 test images of each class, one class after the other, that give these counts.
std::vector<std::uint16_t> predictionsOf(const std::vector<std::int64_t>& counts, std::size_t classes) {
  std::vector<std::uint16_t> predicted;
  for (std::size_t cell = 0; cell < counts.size(); ++cell)
    predicted.insert(predicted.end(), static_cast<std::size_t>(counts[cell]),
                     static_cast<std::uint16_t>(cell % classes));
  return predicted;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

double madeUpAccuracy(const MadeUp& made, int rank, std::int64_t epoch) {
  const double rise = 1 - std::exp(-static_cast<double>(epoch) / (7 + 1.5 * rank));
  const double value = plateau(made, rank) * (0.12 + 0.88 * rise) + 0.015 * noise(made.seed, rank, epoch);
  return std::clamp(value, 0.0, 1.0);
}

std::string addMadeUpRun(store::Store& store, const MadeUp& made) {
  spec::ExperimentSpec spec = spec::defaults(spec::Preset::Quick, made.mode, spec::Method::SimClr);
  spec.ratio = made.ratio;
  spec.nMax = 1000;
  spec.balancedTwin = made.twin;
  spec.seed = made.seed;
  spec.epochs = made.epochs;
  spec.name = made.name;
  if (!made.dataset.empty()) spec.dataset = made.dataset;
  spec.nMax = std::min<std::int64_t>(spec.nMax, data::datasetInfo(spec.dataset).trainPerClass.front());
  const std::string id = store.addRun(spec);
  if (made.done == 0) return id;
  const std::string owner = "made-up:" + id;
  store.claimRun(id, owner);
  const data::DatasetInfo& info = data::datasetInfo(spec.dataset);
  const data::SubsetPlan plan = data::planSubset(spec, info.trainPerClass);
  const std::vector<int> groups = data::classGroups(plan.counts);
  store::Store::RunStart start;
  start.dataDigest = "da7a" + std::string(60, '0');
  start.subsetDigest =
      std::string(made.twin ? "7" : "5") + std::to_string(made.seed) + std::to_string(made.ratio);
  for (std::int64_t i = 0; i < plan.n; ++i) start.subsetIndices.push_back(i);
  for (std::size_t c = 0; c < info.classNames.size(); ++c) {
    start.classes.push_back({static_cast<int>(c), info.classNames[c],
                             made.twin ? plan.twinCounts[c] : plan.counts[c], groups[c]});
    start.testLabels.insert(start.testLabels.end(), 200, static_cast<std::uint16_t>(c));
  }
  start.engineVersion = "made-up";
  start.device = "cpu";
  start.precision = "float32";
  start.threads = 2;
  store.startRun(id, start);
  const std::string live = store::liveAccuracyMetric(made.mode);
  // The curves are made for ten ranks; more classes share them, each with a noise of its own.
  const std::size_t classes = plan.order.size();
  const auto tenth = [classes](std::size_t rank) { return static_cast<int>(rank * 10 / classes); };
  const auto accuracy = [&](std::size_t rank, std::int64_t epoch) {
    MadeUp own = made;
    own.seed += static_cast<std::int64_t>(rank * 10 % classes);
    return madeUpAccuracy(own, tenth(rank), epoch);
  };
  for (std::int64_t epoch = 1; epoch <= made.done; ++epoch) {
    store::EpochRows rows;
    rows.epoch = epoch;
    std::vector<double> perClass(plan.order.size());
    for (std::size_t rank = 0; rank < plan.order.size(); ++rank) {
      perClass[static_cast<std::size_t>(plan.order[rank])] = accuracy(rank, epoch);
    }
    rows.metrics[live] = mean(perClass);
    rows.classMetrics[live] = perClass;
    rows.confusions[live] = confusionOf(perClass);
    const double loss =
        2.2 * std::exp(-static_cast<double>(epoch) / 15) + 0.2 + 0.03 * noise(made.seed, 99, epoch);
    rows.metrics[store::metric::kLoss] = loss;
    rows.metrics[store::metric::kSeconds] = 2.5 + 0.5 * noise(made.seed, 97, epoch);
    if (made.mode == spec::Mode::RwSam) {
      const double sharpness =
          0.12 * std::exp(-static_cast<double>(epoch) / 40) + 0.01 * noise(made.seed, 98, epoch);
      rows.metrics[store::metric::kPerturbedLoss] = loss + sharpness;
      rows.metrics[store::metric::kSharpness] = sharpness;
    }
    if (made.end == store::RunStatus::Done && epoch == made.done) {
      std::vector<double> probe(plan.order.size());
      for (std::size_t rank = 0; rank < plan.order.size(); ++rank) {
        probe[static_cast<std::size_t>(plan.order[rank])] = probeAccuracy(made, tenth(rank));
      }
      rows.metrics[store::metric::kProbeAccuracy] = mean(probe);
      rows.classMetrics[store::metric::kProbeAccuracy] = probe;
      rows.confusions[store::metric::kProbeAccuracy] = confusionOf(probe);
    }
    if (epoch == made.done) {
      for (const auto& [metric, counts] : rows.confusions)
        rows.predictions[metric] = predictionsOf(counts, plan.order.size());
    }
    store.writeEpoch(id, rows);
  }
  if (made.end != store::RunStatus::Running) {
    store.endRun(id, made.end,
                 made.end == store::RunStatus::Done ? "" : "Stopped on request. Resume continues it.");
  } else {
    store.heartbeat(id, owner);
  }
  return id;
}

void fillMadeUpStore(store::Store& store) {
  using spec::Mode;
  using store::RunStatus;
  for (const Mode mode : {Mode::Supervised, Mode::SelfSupervised, Mode::RwSam}) {
    for (const bool twin : {true, false}) addMadeUpRun(store, {.mode = mode, .twin = twin});
  }
  addMadeUpRun(store,
               {.mode = Mode::SelfSupervised, .ratio = 0.1, .done = 21, .end = RunStatus::Interrupted});
  addMadeUpRun(store, {.mode = Mode::RwSam, .seed = 2, .done = 0});
  addMadeUpRun(store, {.mode = Mode::SelfSupervised, .seed = 2, .done = 33, .end = RunStatus::Running});
}

}  // namespace skewscope::ui
