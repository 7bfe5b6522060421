#pragma once

#include <string>

#include "core/spec/options.h"
#include "core/spec/presets.h"
#include "core/store/records.h"

namespace skewscope::experiment {

/// What tells the runs of a test apart.
struct Made {
  std::string id;
  double value = 0;  ///< last value of the probe
  double ratio = 0.01;
  std::int64_t seed = 1;
  bool twin = false;
  std::int64_t n = 1237;
  spec::Mode mode = spec::Mode::SelfSupervised;
};

/// A run that is done, with a probe accuracy after its last epoch.
inline store::RunRecord madeRun(const Made& made) {
  store::RunRecord run;
  run.id = made.id;
  run.spec = spec::defaults(spec::Preset::Quick, made.mode, spec::Method::SimClr);
  run.spec.ratio = made.ratio;
  run.spec.seed = made.seed;
  run.spec.balancedTwin = made.twin;
  run.name = spec::describe(run.spec);
  run.specHash = spec::specHash(run.spec);
  run.pairHash = spec::pairHash(run.spec);
  run.groupHash = spec::groupHash(run.spec);
  run.status = store::RunStatus::Done;
  run.dataDigest = "digest";
  run.n = made.n;
  run.summaries[store::metric::kProbeAccuracy].last = made.value;
  run.summaries[store::metric::kProbeAccuracy].lastEpoch = run.spec.epochs;
  return run;
}

}  // namespace skewscope::experiment
