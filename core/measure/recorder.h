#pragma once

#include <ATen/record_function.h>

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/bench/stage.h"
#include "core/bench/work.h"

namespace skewscope::measure {

using Clock = std::chrono::steady_clock;

/// A convolution as it was called.
struct Convolution {
  bench::ConvolutionShape shape;
  std::vector<std::int64_t> stride, padding;
  int type;  ///< torch::ScalarType

  auto operator<=>(const Convolution&) const = default;
};

/// Watches what LibTorch does on this thread while it lives, and gives each outermost operation to a stage of
/// the training step. An operation of the backward pass belongs to the stage of the forward operation that
/// made it, which LibTorch's sequence numbers tell. One at a time on a thread.
class Recorder {
 public:
  enum class What {
    Time,   ///< of each stage
    Shapes  ///< of its operands: slower
  };
  explicit Recorder(What what);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Before each step.
  void beginStep();

  /// Seconds since the recorder was made, in all steps; Augmentation and Other are the caller's.
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

  static std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function);
  static void end(const at::RecordFunction& function, at::ObserverContext* context);
  void enter(const at::RecordFunction& function);
  void leave(const at::RecordFunction& function);
  bench::Stage stageOf(const at::RecordFunction& function);
  bench::Stage scopeStage(std::string_view name);
  bench::Stage nodeStage(const at::RecordFunction& function);
  void count(const at::RecordFunction& function);
  void countConvolution(const at::RecordFunction& function);
  /// `first`: which input is the first factor.
  void countProduct(const at::RecordFunction& function, std::size_t first);
  void countNorm(const at::RecordFunction& function);
  void countLoss(const at::RecordFunction& function);
  void countSum(const at::RecordFunction& function);
  /// Work of a forward operation and of its backward one.
  void add(const bench::Work& forward, const bench::Work& backward);

  static thread_local Recorder* active_;
  at::CallbackHandle handle_;
  What what_;
  int depth_ = 0;
  int productDepth_ = 0;  ///< above 0: within a product that is counted; autocast calls it a second time
  Phase phase_ = Phase::Before;
  bool second_ = false;  ///< in SAM's second pass
  bench::Stage stage_ = bench::Stage::Other;
  std::uint64_t firstNode_ = 0;
  Clock::time_point start_;
  std::vector<Nodes> nodes_;
  std::array<double, bench::kStages> seconds_{};
  std::array<bench::Work, bench::kStages> work_{};
  std::map<Convolution, int> convolutions_;
};

}  // namespace skewscope::measure
