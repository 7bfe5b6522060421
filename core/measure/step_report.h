#pragma once

#include <array>
#include <vector>

#include "core/bench/report.h"
#include "core/measure/convolutions_alone.h"
#include "core/measure/device_clock.h"
#include "core/measure/subject.h"
#include "core/measure/training_step.h"

namespace skewscope::measure {

/// Time of one step, and of its stages where it was recorded by stages; seconds.
struct StepTime {
  double whole = 0;
  std::array<double, bench::kStages> stages{};
};

/// Mean of the faster half, at least one: steps that something else disturbed are not in it.
StepTime fasterHalf(std::vector<StepTime> all);

/// What was measured of a step.
struct Measured {
  std::vector<StepTime> plain;     ///< at least one; whole steps
  std::vector<StepTime> recorded;  ///< at least one; by stages
  Counted counted;
  AloneMs alone;
};

/// The report of it. Measures the ceilings where `clock` counts. What only one kind of device has is left
/// out: page faults, peak memory, Report::device.
bench::Report reportOf(const Subject& subject, const Settings& settings, DeviceClock& clock,
                       const Measured& measured);

}  // namespace skewscope::measure
