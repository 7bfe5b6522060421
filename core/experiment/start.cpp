#include "core/experiment/start.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/data/datasets.h"
#include "core/experiment/plan.h"
#include "core/spec/options.h"
#include "core/store/reader.h"

namespace skewscope::experiment {
namespace {

/// How much of its training a run has behind it.
int progressOf(store::RunStatus status) {
  switch (status) {
    case store::RunStatus::Done:
      return 4;
    case store::RunStatus::Running:
      return 3;
    case store::RunStatus::Interrupted:
      return 2;
    case store::RunStatus::Queued:
      return 1;
    case store::RunStatus::Failed:
      break;
  }
  return 0;
}

/// Whether `one` serves a planned run better than `other`, which is equal to it.
bool servesBetter(const PlannedRun& planned, const store::RunRecord& one, const store::RunRecord& other) {
  const auto rank = [&](const store::RunRecord& run) {
    // What is done and has lost its checkpoint cannot be evaluated any more.
    const bool lacks = !isEvaluated(planned, run);
    const bool useless = run.status == store::RunStatus::Done && lacks && !run.hasCheckpoint;
    return std::tuple(!useless, isTrained(run) && !lacks, progressOf(run.status));
  };
  return rank(one) > rank(other);
}

}  // namespace

Started startExperiment(store::Store& store, const Settings& settings) {
  requireUsefulSizes(settings);
  const auto planned = plan(settings);
  // Before hours of training that a wrong target would follow.
  if (!settings.target.empty()) data::requireImages(settings.target, settings.targetDir);
  store::Reader reader(store.path());
  std::multimap<std::string, store::RunRecord> known;  // by hash
  for (auto& record : reader.runs()) {
    if (!record.archived) known.emplace(record.specHash, record);
  }
  std::set<std::string> queued;
  for (const auto& entry : reader.queue().entries) queued.insert(entry.run);

  Started started;
  std::vector<std::string> joining;
  std::vector<std::pair<std::string, spec::EvaluationRequest>> wanted;
  for (const PlannedRun& run : planned) {
    spec::ExperimentSpec spec = run.spec;
    if (run.weightsOf) spec.weightsFrom = started.runs.at(*run.weightsOf);
    const store::RunRecord* best = nullptr;
    const auto [from, to] = known.equal_range(spec::specHash(spec));
    for (auto each = from; each != to; ++each) {
      if (best == nullptr || servesBetter(run, each->second, *best)) best = &each->second;
    }
    const bool done = best != nullptr && best->status == store::RunStatus::Done;
    if (best == nullptr || (done && !best->hasCheckpoint && !isEvaluated(run, *best))) {
      started.runs.push_back(store.addRun(spec));
      ++started.added;
      joining.push_back(started.runs.back());
      if (run.evaluation) wanted.emplace_back(started.runs.back(), *run.evaluation);
      continue;
    }
    const store::RunRecord& record = *best;
    started.runs.push_back(record.id);
    if (!isEvaluated(run, record)) {
      wanted.emplace_back(record.id, *run.evaluation);
    } else if (done) {
      continue;
    }
    ++started.waiting;
    if (done) ++started.evaluated;
    if (done) continue;
    if (record.status != store::RunStatus::Running && !queued.contains(record.id))
      joining.push_back(record.id);
  }
  started.waiting += started.added;

  const std::string text = toJson(settings);
  for (const auto& record : reader.experiments()) {
    if (record.settings == text) started.id = record.id;
  }
  if (started.id.empty()) {
    started.id = store.addExperiment(std::string(kindInfo(settings.kind).name), titleOf(settings), text);
  }
  store.addToExperiment(started.id, started.runs);
  store.enqueue(joining);
  for (const auto& [run, request] : wanted) store.wantEvaluation(run, spec::toJson(request));
  return started;
}

}  // namespace skewscope::experiment
