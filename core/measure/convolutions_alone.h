#pragma once

#include <map>
#include <vector>

#include "core/measure/device_clock.h"
#include "core/measure/recorder.h"

namespace skewscope::measure {

/// Milliseconds that a step's convolutions take when each is called by itself, in the same precision and
/// channels_last memory.
struct AloneMs {
  double forward = 0;
  double backward = 0;  ///< gradients of weights and inputs
};

/// Times convolutions outside of their step, where a clock counts. Passes take turns with what they are
/// compared with: the speed of a processor that is shared changes from one second to the next.
class ConvolutionsAlone {
 public:
  enum class What { Forward, ForwardAndBackward };
  /// `clock` must outlive this. `convolutions`: with how often a step calls each.
  ConvolutionsAlone(DeviceClock& clock, const std::map<Convolution, int>& convolutions,
                    What what = What::ForwardAndBackward);
  ~ConvolutionsAlone();

  /// Times each once more, after a call that brings its operands into the cache.
  void pass();
  /// Of all calls of a step: the mean of the faster half of the passes.
  AloneMs ms() const;

 private:
  struct Timed;
  struct Asked;
  DeviceClock& clock_;
  std::vector<Timed> all_;
  What what_;
};

}  // namespace skewscope::measure
