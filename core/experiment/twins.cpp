#include "core/experiment/twins.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/experiment/evaluations.h"
#include "core/experiment/gap_lines.h"
#include "core/spec/options.h"
#include "core/store/reader.h"

namespace skewscope::experiment {
namespace {

using store::RunRecord;
using store::RunStatus;

/// How much of a twin is there.
int progressOf(RunStatus status) {
  switch (status) {
    case RunStatus::Done:
      return 4;
    case RunStatus::Running:
      return 3;
    case RunStatus::Queued:
      return 2;
    case RunStatus::Interrupted:
      return 1;
    case RunStatus::Failed:
      break;
  }
  return 0;
}

bool hasStopped(const RunRecord& run) {
  return run.status == RunStatus::Interrupted || run.status == RunStatus::Failed;
}

class Search {
 public:
  explicit Search(std::span<const RunRecord> runs) {
    for (const RunRecord& run : runs) {
      byId_[run.id] = &run;
      if (run.archived || store::isImported(run) || !run.spec.balancedTwin) continue;
      const RunRecord*& best = twins_[run.pairHash];
      if (best == nullptr || progressOf(run.status) >= progressOf(best->status)) best = &run;
    }
    for (const RunRecord& run : runs) {
      if (run.archived || !isImbalanced(run) || hasStopped(run)) continue;
      if (const auto place = lack(run)) missing_[*place].runs.push_back(run.id);
    }
  }

  std::vector<MissingTwin> missing() { return std::move(missing_); }

 private:
  /// Place among the missing twins of the one that a run lacks; nothing if it has one.
  std::optional<std::size_t> lack(const RunRecord& run) {
    if (const auto known = places_.find(run.pairHash); known != places_.end()) return known->second;
    const auto found = twins_.find(run.pairHash);
    const RunRecord* twin = found == twins_.end() ? nullptr : found->second;
    if (twin != nullptr && !hasStopped(*twin)) return std::nullopt;
    MissingTwin made;
    if (!open_.insert(run.pairHash).second) {
      made.problem = "Its density weights come from a run that takes its own from it.";
      missing_.push_back(std::move(made));
      return missing_.size() - 1;
    }
    if (twin != nullptr) {
      made.stopped = twin->id;
    } else {
      made.spec = run.spec;
      made.spec.balancedTwin = true;
      // A name that the user gave is the run's own.
      made.spec.name =
          run.name == spec::describe(run.spec) || run.spec.name.empty() ? std::string() : run.name + " twin";
      if (!made.spec.weightsFrom.empty()) takeWeights(made);
      if (const auto problems = spec::validate(made.spec); made.problem.empty() && !problems.empty())
        made.problem = problems.front().message;
    }
    missing_.push_back(std::move(made));
    return places_[run.pairHash] = missing_.size() - 1;
  }

  /// Weights belong to the images that they were computed from: those of a twin come from a twin.
  void takeWeights(MissingTwin& made) {
    const auto source = byId_.find(made.spec.weightsFrom);
    if (source == byId_.end()) {
      made.problem = "The run that its density weights come from is not there any more.";
      return;
    }
    if (source->second->spec.balancedTwin) return;
    const auto place = lack(*source->second);
    if (!place) {
      made.spec.weightsFrom = twins_.at(source->second->pairHash)->id;
      return;
    }
    made.weightsOf = *place;
    made.problem = missing_[*place].problem;
  }

  std::map<std::string_view, const RunRecord*> byId_, twins_;
  std::map<std::string_view, std::size_t> places_;
  std::set<std::string_view> open_;  ///< being looked at: a store that was tampered with may have a circle
  std::vector<MissingTwin> missing_;
};

}  // namespace

std::vector<MissingTwin> missingTwins(std::span<const RunRecord> runs) {
  return Search(runs).missing();
}

QueuedTwins queueTwins(store::Store& store, const std::vector<std::string>& runs) {
  store::Reader reader(store.path());
  const auto records = reader.runs();
  const auto missing = missingTwins(records);
  std::vector<bool> wanted(missing.size());
  for (std::size_t i = missing.size(); i-- > 0;) {
    const auto asked = [&](const std::string& id) { return std::ranges::find(runs, id) != runs.end(); };
    wanted[i] = wanted[i] || std::ranges::any_of(missing[i].runs, asked);
    if (!wanted[i]) continue;
    if (!missing[i].problem.empty()) throw Error(ErrorKind::Usage, missing[i].problem);
    if (missing[i].weightsOf) wanted[*missing[i].weightsOf] = true;
  }
  QueuedTwins queued;
  std::vector<std::string> ids(missing.size()), joining;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (!wanted[i]) continue;
    if (!missing[i].stopped.empty()) {
      ids[i] = missing[i].stopped;
      queued.resumed.push_back(ids[i]);
    } else {
      spec::ExperimentSpec spec = missing[i].spec;
      if (missing[i].weightsOf) spec.weightsFrom = ids[*missing[i].weightsOf];
      ids[i] = store.addRun(spec);
      queued.added.push_back(ids[i]);
    }
    joining.push_back(ids[i]);
  }
  store.enqueue(joining);
  // A gap is of one accuracy of both: what an imbalanced run was evaluated by, its twin is too.
  std::map<std::string_view, const RunRecord*> byId;
  for (const RunRecord& record : records) byId[record.id] = &record;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (!wanted[i]) continue;
    std::set<std::string> requests;
    for (const std::string& run : missing[i].runs) {
      for (const auto& request : evaluationsOf(reader, *byId.at(run))) requests.insert(spec::toJson(request));
    }
    for (const std::string& request : requests) store.wantEvaluation(ids[i], request);
  }
  return queued;
}

}  // namespace skewscope::experiment
