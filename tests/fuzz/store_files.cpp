#include "tests/fuzz/store_files.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/experiment/settings.h"
#include "core/spec/protocols.h"

namespace skewscope::fuzz {

void writeSmallStore(const std::filesystem::path& path) {
  {
    const auto store = store::Store::open(path);
    spec::ExperimentSpec spec;
    spec.name = "first";
    const std::string done = store->addRun(spec), waiting = store->addRun(spec);
    store->claimRun(done, "engine");
    store::Store::RunStart start;
    start.dataDigest = "digest";
    start.subsetIndices = {2, 0, 1};
    start.classes = {{0, "cat", 2, 0}, {1, "dog", 1, 1}};
    store->startRun(done, start);
    store::EpochRows rows;
    rows.epoch = 1;
    rows.metrics = {{"loss", 0.5}, {"probe_accuracy", 0.75}};
    rows.classMetrics = {{"probe_accuracy", {0.5, 1}}};
    rows.confusions = {{"probe_accuracy", {1, 1, 0, 2}}};
    rows.protocols = {{"probe_accuracy", R"({"protocol":"probe"})"}};
    rows.featureMap = store::FeatureMap{
        1, "digest", {0, 2}, 2, {1, 2, 3, 4}, {1, 2, 3, 4}, R"({"protocol":"feature-map"})"};
    store->writeEpoch(done, rows);
    store->recordCheckpoint(done, {1, 0, "checkpoints/one", "digest", 10});
    store->wantEvaluation(done, spec::toJson(spec::EvaluationRequest{}));
    store::LogLine line;
    line.run = done;
    line.text = "a line";
    store->log(line);
    store->setTags(done, {"paper"});
    store->setNote(done, "a note");
    store->enqueue({waiting});
    experiment::Settings settings;
    const auto id = store->addExperiment("relative-gap", "title", experiment::toJson(settings));
    store->addToExperiment(id, {done, waiting});
  }
  SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
  database.exec("PRAGMA journal_mode = DELETE");
  database.exec("PRAGMA page_size = 512");
  database.exec("VACUUM");
}

void readEverything(const std::filesystem::path& path) {
  store::Reader reader(path);
  for (const bool deleted : {false, true}) {
    for (const auto& run : reader.runs(deleted)) {
      static_cast<void>(reader.run(run.id));
      static_cast<void>(reader.classes(run.id));
      for (const auto& metric : reader.metricNames(run.id)) static_cast<void>(reader.series(run.id, metric));
      for (const auto& metric : reader.classMetricNames(run.id)) {
        static_cast<void>(reader.classSeries(run.id, metric));
        static_cast<void>(reader.lastPerClass(run.id, metric));
        static_cast<void>(reader.confusion(run.id, metric));
      }
      static_cast<void>(reader.evaluations(run.id));
      static_cast<void>(reader.featureMapEpochs(run.id));
      static_cast<void>(reader.featureMap(run.id));
      for (const auto& request : reader.wantedEvaluations(run.id)) {
        static_cast<void>(spec::evaluationFromJson(request));
      }
      static_cast<void>(reader.subsetIndices(run.id));
      static_cast<void>(reader.checkpoint(run.id));
      static_cast<void>(reader.log(run.id, 100));
    }
  }
  static_cast<void>(reader.queue());
  for (const auto& experiment : reader.experiments()) {
    static_cast<void>(experiment::fromJson(experiment.settings));
  }
}

}  // namespace skewscope::fuzz
