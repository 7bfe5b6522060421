#pragma once

#include <cstdint>

#include "core/spec/experiment_spec.h"

namespace skewscope::learn {

/// Half a cosine: base (1 + cos(pi t / total)) / 2, base at t = 0 and 0 at t = total.
double cosineRate(double base, std::int64_t t, std::int64_t total);

/// Learning rate of step `step` (0-based, over the whole run) where an epoch has `stepsPerEpoch` steps. With
/// W warm-up steps, T the others and t = step - W: warm-up: base (step + 1) / (W + 1), so that step W is the
/// first at the full rate; cosine: cosineRate(base, t, T), so that the last step is still above 0; cosine by
/// epoch: cosineRate(base, e, E) in the e-th of the E epochs after the warm-up, e from 1, so that the last is
/// at 0 (the paper's released code);
/// step: base times spec.stepGamma for each of spec.milestones that is reached, a share s from t >= s T, an
/// epoch m from its first step on, warm-up or not; constant: base. Throws Error (Usage) for milestones that
/// cannot be read.
double learningRate(const spec::ExperimentSpec& spec, std::int64_t step, std::int64_t stepsPerEpoch);

}  // namespace skewscope::learn
