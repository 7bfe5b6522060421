#include "core/train/training_steps.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/learn/run_step.h"
#include "core/learn/schedule.h"
#include "core/train/device_steps.h"

namespace skewscope::train {
namespace {

using torch::Tensor;

std::span<const float> valuesOf(const Tensor& losses) {
  if (!losses.defined()) return {};
  return {losses.const_data_ptr<float>(), static_cast<std::size_t>(losses.numel())};
}

/// On the processor: each step is done when it is asked for.
class ProcessorSteps final : public TrainingSteps {
 public:
  explicit ProcessorSteps(const StepParts& parts) : parts_(parts) {}

  void begin(const EpochStart& start) override {
    members_ = torch::tensor(beginViews(parts_, start));
    epoch_ = start.epoch;
    step_ = start.step;
    sam_ = start.sam;
    samWeights_ = start.samWeights;
  }

  std::int64_t step(std::int64_t /*most*/) override {
    const auto views = parts_.views.make(step_);
    const Tensor selected = members_.narrow(0, step_ * parts_.batch, parts_.batch);
    const Tensor labels = parts_.labels.index_select(0, selected);
    const learn::StepTerms terms{
        .rate = learn::learningRate(parts_.spec, epoch_ * parts_.stepsPerEpoch + step_, parts_.stepsPerEpoch),
        .sam = sam_,
        .samSettings = {parts_.spec.rho, parts_.spec.samAdaptive, parts_.spec.samBatchNorm},
        .samWeights = samWeights_.defined() ? samWeights_.index_select(0, selected) : Tensor(),
        .classWeights = parts_.model.labelLoss.imageWeights(labels, epoch_)};
    const learn::StepResult result =
        learn::runStep(parts_.model, views, labels, terms, parts_.optimiser, samStep_);
    if (!result.finite) throwNotFinite(epoch_, step_);
    ++step_;
    done_.push_back({result.losses.contiguous(),
                     result.perturbedLosses.defined() ? result.perturbedLosses.contiguous() : Tensor(),
                     labels});
    loss_ = result.loss;
    return 1;
  }

  double collect(EpochStats& stats) override {
    for (const Done& each : done_) {
      const auto* labels = each.labels.const_data_ptr<std::int64_t>();
      stats.add(valuesOf(each.losses), valuesOf(each.perturbed),
                std::vector<std::uint16_t>(labels, labels + each.labels.numel()));
    }
    done_.clear();
    return loss_;
  }

 private:
  struct Done {
    Tensor losses, perturbed, labels;
  };

  const StepParts parts_;
  learn::SamStep samStep_;
  Tensor members_;  ///< int64: subset position of each draw of the epoch
  std::int64_t epoch_ = 0, step_ = 0;
  bool sam_ = false;
  Tensor samWeights_;
  std::vector<Done> done_;
  double loss_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace

std::unique_ptr<TrainingSteps> makeTrainingSteps(const StepParts& parts) {
  if (parts.device.torch.is_cpu()) return std::make_unique<ProcessorSteps>(parts);
  return makeDeviceSteps(parts);
}

std::vector<std::int64_t> beginViews(const StepParts& parts, const EpochStart& start) {
  const auto count = static_cast<std::size_t>(parts.stepsPerEpoch * parts.batch);
  const auto drawn = std::span(start.draws.positions).first(count);
  std::vector<std::int64_t> order;
  order.reserve(count);
  for (const std::int64_t member : drawn) order.push_back(parts.images[static_cast<std::size_t>(member)]);
  const std::span<const int> repeats(start.draws.repeats);
  parts.views.begin(order, repeats.empty() ? repeats : repeats.first(count), parts.batch,
                    static_cast<std::uint64_t>(parts.spec.seed), start.epoch);
  return {drawn.begin(), drawn.end()};
}

void throwNotFinite(std::int64_t epoch, std::int64_t step) {
  throw Error(ErrorKind::Data,
              fmt::format("The loss is no longer a finite number (epoch {}, step {}).", epoch + 1, step + 1),
              "Lower the learning rate or rho; what was measured before is kept.");
}

}  // namespace skewscope::train
