#pragma once

#include <ATen/record_function.h>

#include <array>
#include <atomic>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "core/bench/stage.h"
#include "core/bench/work.h"
#include "core/measure/device_clock.h"

namespace skewscope::measure {

/// A convolution as it was called.
struct Convolution {
  bench::ConvolutionShape shape;
  std::vector<std::int64_t> stride, padding;
  int type;  ///< torch::ScalarType

  auto operator<=>(const Convolution&) const = default;
};

/// Watches what LibTorch does for this thread while it lives, and gives each outermost operation to a stage
/// of the training step. An operation of the backward pass belongs to the stage of the forward operation that
/// made it, which LibTorch's sequence numbers tell. One at a time in a process.
///
/// On the processor the time of a stage is that of the calls of its operations. A device does later what it
/// is asked for, by whichever thread (gradients have one of their own), so that calls say nothing of it:
/// there a moment is noted wherever an operation of another stage than before is asked for, and a stage lasts
/// from such a moment to the next. With a clock that has events the device notes them itself and is not held
/// up; with one that has none it is waited for at each. What lies between operations belongs to the one
/// before.
class Recorder {
 public:
  enum class What {
    Time,   ///< of each stage
    Shapes  ///< of its operands: slower
  };
  /// `clock`: of the device that the step is on. It must outlive this.
  Recorder(What what, const DeviceClock& clock);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Before and after each step. On a device the second waits until all of it is done.
  void beginStep();
  void endStep();

  /// Seconds in all steps that have ended. On the processor Augmentation and Other are the caller's; on a
  /// device they are in it, and all together are the time from beginStep() to endStep().
  const std::array<double, bench::kStages>& seconds() const { return seconds_; }
  /// What::Shapes: what convolutions, norms, linear layers, losses and sums of gradients had to do. That of
  /// the second pass is the first's. What goes over all parameters (optimiser, SAM) is not in it.
  const std::array<bench::Work, bench::kStages>& work() const { return work_; }
  /// What::Shapes: how often each convolution of a first pass was called.
  const std::map<Convolution, int>& convolutions() const { return convolutions_; }

 private:
  /// Where a pass stands.
  enum class Phase { Before, Forward, Loss, Backward, After };
  /// The nodes of the graph that a stage of the forward pass made: sequence numbers in [first, last).
  struct Nodes {
    std::uint64_t first, last;
    bench::Stage stage;
  };

  /// On a device: the moment at which a stage begins.
  struct Border {
    bench::Stage stage;
    DeviceClock::Moment at;
  };

  static std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function);
  static void end(const at::RecordFunction& function, at::ObserverContext* context);
  void enter(const at::RecordFunction& function);
  void leave(const at::RecordFunction& function);
  /// The stage that time goes to now: SAM's second pass is one.
  bench::Stage timedStage() const;
  void beginStage(bench::Stage stage);
  bench::Stage stageOf(const at::RecordFunction& function);
  bench::Stage forwardStage(std::string_view name);
  bench::Stage scopeStage(std::string_view name);
  bench::Stage nodeStage(const at::RecordFunction& function);
  void count(const at::RecordFunction& function);
  void countConvolution(const at::RecordFunction& function);
  /// `first`: which input is the first factor.
  void countProduct(const at::RecordFunction& function, std::size_t first);
  /// A BatchNorm that is one operation with residual and ReLU, and one that is LibTorch's.
  void countNorm(const at::RecordFunction& function);
  void countPlainNorm(const at::RecordFunction& function);
  void countResidual(const at::RecordFunction& function);
  void countLoss(const at::RecordFunction& function);
  void countSum(const at::RecordFunction& function);
  /// Work of a forward operation and of its backward one.
  void add(const bench::Work& forward, const bench::Work& backward);

  static std::atomic<Recorder*> active_;
  const DeviceClock& clock_;
  const What what_;
  at::CallbackHandle handle_;
  int depth_ = 0;
  int productDepth_ = 0;     ///< above 0: within a product that is counted; autocast calls it a second time
  int normDepth_ = 0;        ///< likewise, of a norm with residual and ReLU
  std::int64_t normed_ = 0;  ///< values of the map that LibTorch's BatchNorm has just made
  bool inBackbone_ = false;  ///< of a forward pass
  Phase phase_ = Phase::Before;
  bool second_ = false;  ///< in SAM's second pass
  bench::Stage stage_ = bench::Stage::Other;
  std::uint64_t firstNode_ = 0;
  Clock::time_point start_;
  std::vector<Nodes> nodes_;
  std::vector<Border> borders_;
  std::array<double, bench::kStages> seconds_{};
  std::array<bench::Work, bench::kStages> work_{};
  std::map<Convolution, int> convolutions_;
};

}  // namespace skewscope::measure
