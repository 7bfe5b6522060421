#include "core/train/device_steps.h"

#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <thread>
#include <utility>

#include "core/learn/device_step.h"
#include "core/learn/schedule.h"
#include "core/nn/torch_errors.h"

namespace skewscope::train {
namespace {

using torch::Tensor;

/// Steps that a device may be behind: it never waits, and a stop is soon obeyed.
constexpr std::int64_t kAhead = 8;
/// Steps that are asked for at once where that can be: of a small network one is over before the next has
/// been asked for.
constexpr std::int64_t kTogether = 4;
/// Steps of a kind that libraries get to set themselves up, before one is recorded.
constexpr int kWarmUp = 3;
constexpr std::chrono::microseconds kLookEvery{200};

/// What makes the operations of steps differ.
struct Kind {
  bool sam = false, samWeights = false, classWeights = false;
  auto operator<=>(const Kind&) const = default;
};

class DeviceSteps final : public TrainingSteps {
 public:
  explicit DeviceSteps(const StepParts& parts)
      : parts_(parts),
        device_(parts.device.torch),
        labels_(parts.labels.to(device_)),
        members_(
            torch::zeros({parts.stepsPerEpoch * parts.batch}, torch::dtype(torch::kInt64).device(device_))),
        rates_(torch::zeros({parts.stepsPerEpoch}, torch::dtype(torch::kFloat32).device(device_))),
        losses_(torch::zeros({parts.stepsPerEpoch, parts.batch}, rates_.options())),
        perturbed_(torch::zeros_like(losses_)),
        within_(torch::arange(parts.batch, members_.options())),
        at_(parts.views.onDevice() ? parts.views.at() : torch::zeros({3}, members_.options())),
        failed_(torch::zeros({1}, rates_.options())),
        failures_(torch::zeros({parts.stepsPerEpoch}, rates_.options())),
        recorder_(parts.device.recorder) {}

  void begin(const EpochStart& start) override {
    drawn_ = beginViews(parts_, start);
    at_[2].fill_(start.step);
    members_.copy_(torch::tensor(drawn_));
    std::vector<float> rates;
    for (std::int64_t step = 0; step < parts_.stepsPerEpoch; ++step) {
      rates.push_back(static_cast<float>(
          learn::learningRate(parts_.spec, start.epoch * parts_.stepsPerEpoch + step, parts_.stepsPerEpoch)));
    }
    rates_.copy_(torch::tensor(rates));
    epoch_ = start.epoch;
    asked_ = collected_ = start.step;
    const Tensor classWeights = parts_.model.labelLoss.imageWeights(parts_.labels, start.epoch);
    kind_ = {
        .sam = start.sam, .samWeights = start.samWeights.defined(), .classWeights = classWeights.defined()};
    if (kind_.samWeights) place(start.samWeights, samWeights_);
    if (kind_.classWeights) place(classWeights, classWeights_);
    // A kind does not come back once another has begun, and its recording holds the memory of a step.
    std::erase_if(kinds_, [&](const auto& each) { return each.first != kind_; });
  }

  std::int64_t step(std::int64_t most) override {
    waitFor(kAhead - kTogether);
    Steps& steps = kinds_[kind_];
    const std::int64_t count = ask(steps, most);
    steps.done += count;
    asked_ += count;
    const c10::impl::VirtualGuardImpl guard(device_.type());
    asks_.push_back({c10::Event(device_.type()), count});
    asks_.back().done.record(guard.getStream(device_));
    behind_ += count;
    return count;
  }

  double collect(EpochStats& stats) override {
    waitFor(0);
    const std::int64_t count = asked_ - collected_;
    if (count == 0) return loss_;
    const auto read = [&](const Tensor& rows) {
      return rows.narrow(0, collected_, count).to(torch::kCPU).contiguous();
    };
    const Tensor first = read(losses_), second = kind_.sam ? read(perturbed_) : Tensor();
    const Tensor failures = read(failures_);
    for (std::int64_t i = 0; i < count; ++i, ++collected_) {
      if (failures.const_data_ptr<float>()[i] != 0) throwNotFinite(epoch_, collected_);
      addTo(stats, first[i], kind_.sam ? second[i] : Tensor());
    }
    loss_ = first[count - 1].mean().item<double>();
    return loss_;
  }

 private:
  /// Steps of one kind so far, and the recorded ones.
  struct Steps {
    std::int64_t done = 0;
    std::unique_ptr<nn::Recording> one, several;  ///< several: kTogether
  };
  /// Steps that were asked for at once.
  struct Ask {
    c10::Event done;
    std::int64_t steps;
  };

  /// Asks for the next steps, `most` at most. Returns how many.
  std::int64_t ask(Steps& steps, std::int64_t most) {
    const bool resident = parts_.views.onDevice();
    if (!resident) takeViews();
    if (!steps.one && recorder_ && steps.done >= kWarmUp) {
      recordOne(steps);
    } else if (steps.one && !steps.several && together_ && resident && most >= kTogether) {
      recordSeveral(steps);
    }
    if (steps.several && most >= kTogether) {
      steps.several->replay();
      return kTogether;
    }
    if (steps.one) {
      steps.one->replay();
    } else {
      work();
    }
    return 1;
  }

  /// Values of the host in memory of the device that stays where it is.
  void place(const Tensor& values, Tensor& to) const {
    if (to.defined()) {
      to.copy_(values);
    } else {
      to = values.to(device_);
    }
  }

  /// Views that the processor makes go to memory that stays where it is.
  void takeViews() {
    const auto made = parts_.views.make(asked_);
    views_.resize(made.size());
    for (std::size_t v = 0; v < made.size(); ++v) place(made[v], views_[v]);
  }

  /// All that a step is on the device.
  void work() {
    const Tensor step = at_.narrow(0, 2, 1);
    const Tensor members = members_.index_select(0, step * parts_.batch + within_);
    const learn::DeviceTerms terms{
        .rate = rates_.index_select(0, step).squeeze(0),
        .sam = kind_.sam,
        .samSettings = {parts_.spec.rho, parts_.spec.samAdaptive, parts_.spec.samBatchNorm},
        .samWeights = kind_.samWeights ? samWeights_.index_select(0, members) : Tensor(),
        .classWeights = kind_.classWeights ? classWeights_.index_select(0, members) : Tensor(),
        .failed = failed_.squeeze(0)};
    const learn::DeviceLosses left =
        learn::deviceStep(parts_.model, parts_.views.onDevice() ? parts_.views.makeThere() : views_,
                          labels_.index_select(0, members), terms, *parts_.onDevice);
    losses_.index_copy_(0, step, left.first.unsqueeze(0));
    if (kind_.sam) perturbed_.index_copy_(0, step, left.perturbed.unsqueeze(0));
    failures_.index_copy_(0, step, failed_);
    step.add_(1);
  }

  void recordOne(Steps& steps) {
    waitFor(0);
    try {
      steps.one = recorder_([this] { work(); }, nullptr);
    } catch (const c10::Error& error) {
      // Slower, and nothing else.
      recorder_ = nullptr;
      parts_.onDevice->forget();
      parts_.note(
          fmt::format("Steps cannot be recorded on {}, so that the processor asks for each operation: {}",
                      parts_.device.name, nn::firstLine(error)));
    }
  }

  void recordSeveral(Steps& steps) {
    waitFor(0);
    const auto all = [this] {
      for (std::int64_t i = 0; i < kTogether; ++i) work();
    };
    try {
      steps.several = recorder_(all, steps.one.get());
    } catch (const c10::Error&) {  // they are asked for one by one
      together_ = false;
      parts_.onDevice->forget();
    }
  }

  /// Waits until no more than `behind` steps are left to do. It sleeps meanwhile: waiting for an event would
  /// keep a core busy.
  void waitFor(std::int64_t behind) {
    while (behind_ > behind) {
      while (!asks_.front().done.query()) std::this_thread::sleep_for(kLookEvery);
      behind_ -= asks_.front().steps;
      asks_.pop_front();
    }
  }

  void addTo(EpochStats& stats, const Tensor& first, const Tensor& second) const {
    const auto count = static_cast<std::size_t>(parts_.batch);
    const auto values = [&](const Tensor& losses) {
      return losses.defined() ? std::span(losses.const_data_ptr<float>(), count) : std::span<const float>();
    };
    std::vector<std::uint16_t> classes;
    const auto* labels = parts_.labels.const_data_ptr<std::int64_t>();
    for (const std::int64_t member :
         std::span(drawn_).subspan(static_cast<std::size_t>(collected_) * count, count))
      classes.push_back(static_cast<std::uint16_t>(labels[member]));
    stats.add(values(first), values(second), classes);
  }

  const StepParts parts_;
  const torch::Device device_;
  // On the device, where they stay: what was recorded works on them.
  const Tensor labels_, members_, rates_, losses_, perturbed_, within_, at_, failed_, failures_;
  Tensor samWeights_, classWeights_;
  std::vector<Tensor> views_;  ///< where the processor makes them

  nn::Recorder recorder_;  ///< empty where steps cannot be recorded
  bool together_ = true;   ///< false where several cannot
  std::map<Kind, Steps> kinds_;
  Kind kind_;
  std::vector<std::int64_t> drawn_;
  std::int64_t epoch_ = 0, asked_ = 0, collected_ = 0;
  std::deque<Ask> asks_;     ///< of what may be under way
  std::int64_t behind_ = 0;  ///< their steps
  double loss_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace

std::unique_ptr<TrainingSteps> makeDeviceSteps(const StepParts& parts) {
  return std::make_unique<DeviceSteps>(parts);
}

}  // namespace skewscope::train
