#include "core/experiment/start.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

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

/// The metrics that an evaluation leaves.
std::vector<std::string> metricsOf(const spec::EvaluationRequest& request) {
  std::vector<std::string> names;
  for (const auto protocol : request.protocols) {
    if (protocol == spec::Protocol::LossGap) names.emplace_back(store::metric::kLossGap);
    if (protocol == spec::Protocol::OutOfDomainProbe)
      names.push_back(store::metric::kOutOfDomainProbePrefix + request.dataset);
  }
  return names;
}

bool hasAll(const store::RunRecord& run, const std::vector<std::string>& metrics) {
  return std::ranges::all_of(metrics, [&](const auto& name) { return run.summaries.contains(name); });
}

}  // namespace

Started startExperiment(store::Store& store, const Settings& settings) {
  const auto planned = plan(settings);
  store::Reader reader(store.path());
  std::map<std::string, store::RunRecord> known;  // by hash: of several equal ones the furthest
  for (auto& record : reader.runs()) {
    if (record.archived) continue;
    const auto [at, isNew] = known.try_emplace(record.specHash, record);
    if (!isNew && progressOf(record.status) > progressOf(at->second.status)) at->second = std::move(record);
  }
  std::set<std::string> queued;
  for (const auto& entry : reader.queue().entries) queued.insert(entry.run);

  Started started;
  std::vector<std::string> joining;
  std::vector<std::pair<std::string, spec::EvaluationRequest>> wanted;
  for (const PlannedRun& run : planned) {
    spec::ExperimentSpec spec = run.spec;
    if (run.weightsOf) spec.weightsFrom = started.runs.at(*run.weightsOf);
    const auto found = known.find(spec::specHash(spec));
    const auto lacks = [&](const store::RunRecord& record) {
      return run.evaluation && !hasAll(record, metricsOf(*run.evaluation));
    };
    // What is done and has lost its checkpoint cannot be evaluated any more.
    if (found == known.end() || (found->second.status == store::RunStatus::Done &&
                                 !found->second.hasCheckpoint && lacks(found->second))) {
      started.runs.push_back(store.addRun(spec));
      ++started.added;
      joining.push_back(started.runs.back());
      if (run.evaluation) wanted.emplace_back(started.runs.back(), *run.evaluation);
      continue;
    }
    const store::RunRecord& record = found->second;
    started.runs.push_back(record.id);
    const bool done = record.status == store::RunStatus::Done;
    if (lacks(record)) {
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
