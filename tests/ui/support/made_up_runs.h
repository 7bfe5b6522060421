#pragma once

#include <string>

#include "core/spec/experiment_spec.h"
#include "core/store/store.h"

namespace skewscope::ui {

/// What is written of a made-up run.
struct MadeUp {
  spec::Mode mode = spec::Mode::Supervised;
  double ratio = 0.01;
  bool twin = false;
  std::int64_t seed = 1;
  std::int64_t epochs = 60;
  std::int64_t done = 60;  ///< epochs with rows; 0: the run stays queued
  /// What it ends as after `done` epochs; Running keeps the lease.
  store::RunStatus end = store::RunStatus::Done;
  std::string name{};     ///< empty: from the settings
  std::string dataset{};  ///< empty: the embedded one
};

/// Writes a run whose curves are invented for tests: smooth rises with deterministic noise, lower for rarer
/// classes. Returns its id.
std::string addMadeUpRun(store::Store& store, const MadeUp& made);

/// Accuracy of class `rank` of 10 at `epoch`, as addMadeUpRun() writes it.
double madeUpAccuracy(const MadeUp& made, int rank, std::int64_t epoch);

/// Three modes at r = 0.01 with their twins, an interrupted, a running and a queued run.
void fillMadeUpStore(store::Store& store);

}  // namespace skewscope::ui
