#include "core/experiment/start.h"

#include <algorithm>
#include <map>
#include <set>

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
  for (const PlannedRun& run : planned) {
    spec::ExperimentSpec spec = run.spec;
    if (run.weightsOf) spec.weightsFrom = started.runs.at(*run.weightsOf);
    const auto found = known.find(spec::specHash(spec));
    if (found == known.end()) {
      started.runs.push_back(store.addRun(spec));
      ++started.added;
      joining.push_back(started.runs.back());
      continue;
    }
    const store::RunRecord& record = found->second;
    started.runs.push_back(record.id);
    if (record.status == store::RunStatus::Done) continue;
    ++started.waiting;
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
  return started;
}

}  // namespace skewscope::experiment
