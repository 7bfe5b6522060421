#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/balanced_order.h"
#include "core/learn/device_optimiser.h"
#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/nn/training_views.h"
#include "core/spec/experiment_spec.h"
#include "core/train/epoch_stats.h"

namespace skewscope::train {

/// What the steps of a run work with; all of it outlives them.
struct StepParts {
  const spec::ExperimentSpec& spec;
  const learn::Model& model;
  learn::Sgd& optimiser;
  learn::DeviceOptimiser* onDevice = nullptr;  ///< over `optimiser`, on a device; null on the processor
  nn::TrainingViews& views;
  const nn::Device& device;
  const torch::Tensor& labels;           ///< int64 [n], on the processor: class of each image of the subset
  std::span<const std::int64_t> images;  ///< [n]: where the subset's images are in the data set
  std::int64_t batch = 0, stepsPerEpoch = 0;
  std::function<void(const std::string&)> note;  ///< told what is worth a line of the run's log
};

/// An epoch that begins, or goes on.
struct EpochStart {
  const data::EpochDraws& draws;  ///< stepsPerEpoch * batch of them, or more
  std::int64_t epoch = 0;         ///< counted from 0
  std::int64_t step = 0;          ///< the first that is left
  bool sam = false;               ///< its steps are SAM steps
  torch::Tensor samWeights{};     ///< float64 [n], of SAM's first pass; undefined: all equal
};

/// The training steps of a run, one after the other.
class TrainingSteps {
 public:
  virtual ~TrainingSteps() = default;
  virtual void begin(const EpochStart& start) = 0;
  /// The next steps of the epoch, one or more, `most` at most. Returns how many. A device is asked for them,
  /// and may still be at one before when this returns.
  virtual std::int64_t step(std::int64_t most) = 0;
  /// Waits until all steps that were asked for are done, and adds their losses to `stats`. Returns the mean
  /// loss of the last; NaN where there was none. Throws Error (Data) at the first step whose losses or
  /// SAM's norm of the gradient are not finite: no parameter was updated in it, nor after it.
  virtual double collect(EpochStats& stats) = 0;
};

/// On the processor, or on a device where `parts.device` is one.
std::unique_ptr<TrainingSteps> makeTrainingSteps(const StepParts& parts);

/// What begin() does first on either: the epoch begins in the views. Returns the draws of its full batches,
/// as places in the subset.
std::vector<std::int64_t> beginViews(const StepParts& parts, const EpochStart& start);

/// What collect() throws.
[[noreturn]] void throwNotFinite(std::int64_t epoch, std::int64_t step);

}  // namespace skewscope::train
