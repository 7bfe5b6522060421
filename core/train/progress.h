#pragma once

#include <cstdint>

namespace skewscope::train {

/// Speed and remaining time of a run, from what was measured so far. SAM steps, plain steps and evaluations
/// are timed apart, so that the estimate holds when a run changes from one to the other.
class Progress {
 public:
  /// What is left to do, counted by the caller.
  struct Remaining {
    std::int64_t plainSteps = 0, samSteps = 0, evaluations = 0;
    bool probe = false;
  };

  void addStep(double seconds, std::int64_t images, bool sam);
  void addEvaluation(double seconds);

  /// Source images per second, a moving average over about the last second; 0 before the first step.
  double imagesPerSecond() const;
  /// Seconds to the end; negative while nothing is known. A SAM step not yet seen counts as two plain ones; a
  /// probe as three evaluations.
  double etaSeconds(const Remaining& remaining) const;

 private:
  double plain_ = 0, sam_ = 0, evaluation_ = 0;  ///< moving averages of seconds each; 0: not seen yet
  double windowSeconds_ = 0, windowImages_ = 0;  ///< decayed sums
};

}  // namespace skewscope::train
