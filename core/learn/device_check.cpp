#include "core/learn/device_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include "core/base/random.h"
#include "core/learn/device_step.h"
#include "core/learn/run_step.h"
#include "core/nn/torch_errors.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

constexpr int kClasses = 4, kSteps = 2;
constexpr std::int64_t kBatch = 32, kSide = 16;
constexpr double kRate = 0.01;

/// A network that has every part of a larger one.
spec::ExperimentSpec tiny(spec::Mode mode, spec::Method method, spec::Precision precision) {
  spec::ExperimentSpec spec;
  spec.mode = mode;
  spec.method = method;
  spec.width = 8;
  spec.stemStride = 1;
  spec.projectorHidden = 64;
  spec.projectorOutput = 32;
  spec.predictorHidden = 16;
  spec.temperature = 1;
  spec.precision = precision;
  return spec;
}

Tensor randomViews(std::uint32_t item) {
  Random random({.seed = 1, .purpose = Purpose::Evaluation, .item = item});
  Tensor images = torch::empty({kBatch, kSide, kSide, 3});
  float* values = images.data_ptr<float>();
  for (std::int64_t i = 0; i < images.numel(); ++i) values[i] = random.uniform(-1, 1);
  return images.permute({0, 3, 1, 2});  // channels_last, as training has it
}

/// The parameters as one vector, on the processor.
Tensor joined(const Model& model) {
  std::vector<Tensor> parts;
  for (const auto& [name, parameter] : model.namedParameters())
    parts.push_back(parameter.detach().to(torch::kCPU).reshape({-1}));
  return torch::cat(parts);
}

/// What the steps leave.
struct Trained {
  std::vector<Tensor> losses;  ///< of each pass
  Tensor update;               ///< what they have changed in the parameters
};

/// With a `recorder` the second step is recorded, and replayed.
Trained train(const spec::ExperimentSpec& spec, const nn::Device& where,
              const nn::Recorder& recorder = nullptr) {
  const torch::Device& device = where.torch;
  Model model = makeModel(spec, kClasses);
  const Tensor before = joined(model);
  model.moveTo(where);
  Sgd optimiser(model.namedParameters(), spec.momentum, spec.weightDecay, spec.nesterov);
  SamStep sam;
  const auto unread = device.is_cpu() ? nullptr : makeDeviceOptimiser(model, optimiser);
  StepTerms here{.rate = kRate, .sam = spec::takesSamSteps(spec)};
  here.samSettings.rho = spec.rho;
  const auto scalar = torch::dtype(torch::kFloat32).device(device);
  const DeviceTerms there{.rate = torch::full({}, kRate, scalar),
                          .sam = here.sam,
                          .samSettings = here.samSettings,
                          .failed = torch::zeros({}, scalar)};
  const Tensor labels = torch::arange(kBatch).remainder(kClasses).to(device);
  Trained trained;
  std::vector<Tensor> views;  // where they are at first, for what is recorded
  for (int step = 0; step < kSteps; ++step) {
    views.resize(static_cast<std::size_t>(model.viewCount()));
    for (std::size_t view = 0; view < views.size(); ++view) {
      const Tensor made =
          randomViews(static_cast<std::uint32_t>(2 * step) + static_cast<std::uint32_t>(view));
      views[view] = step == 0 ? made.to(device) : views[view].copy_(made);
    }
    Tensor first, perturbed;
    if (device.is_cpu()) {
      const StepResult result = runStep(model, views, labels, here, optimiser, sam);
      first = result.losses;
      perturbed = result.perturbedLosses;
    } else {
      DeviceLosses result;
      const auto work = [&] { result = deviceStep(model, views, labels, there, *unread); };
      std::unique_ptr<nn::Recording> recording;
      if (recorder && step > 0) {
        recording = recorder(work, nullptr);
        recording->replay();
      } else {
        work();
      }
      first = result.first.to(torch::kCPU);
      if (result.perturbed.defined()) perturbed = result.perturbed.to(torch::kCPU);
    }
    for (const Tensor& losses : {first, perturbed})
      if (losses.defined()) trained.losses.push_back(losses);
  }
  trained.update = joined(model) - before;
  return trained;
}

/// How far two runs are from each other; NaN where a number is none.
struct Distance {
  double firstLoss = 0, loss = 0, update = 0;
  /// Whether it is within what a precision of the device explains; NaN is not.
  bool isExplained(spec::Precision precision) const {
    if (precision == spec::Precision::BFloat16) {
      return firstLoss <= kBf16FirstLossTolerance && loss <= kBf16LossTolerance &&
             update <= kBf16UpdateTolerance;
    }
    return firstLoss <= kFirstLossTolerance && loss <= kLossTolerance && update <= kUpdateTolerance;
  }
};

Distance distanceOf(const Trained& there, const Trained& here) {
  Distance found;
  found.update = ((there.update - here.update).norm() / here.update.norm()).item<double>();
  if (there.losses.size() != here.losses.size()) found.loss = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < std::min(there.losses.size(), here.losses.size()); ++i) {
    const double difference = (there.losses[i] - here.losses[i]).abs().max().item<double>();
    if (i == 0) found.firstLoss = difference;
    if (!(difference <= found.loss)) found.loss = difference;
  }
  return found;
}

struct Case {
  const char* name;
  spec::Mode mode;
  spec::Method method;
};
constexpr Case kSupervised{"supervised", spec::Mode::Supervised, spec::Method::SimClr};
constexpr Case kSimSiamSam{"SimSiam with SAM", spec::Mode::RwSam, spec::Method::SimSiam};
constexpr Case kSimClr{"SimCLR", spec::Mode::SelfSupervised, spec::Method::SimClr};

/// What is wrong with one of them, if anything is.
std::string problemOf(const Case& each, const nn::Device& device, const nn::Recorder& recorder,
                      spec::Precision precision = spec::Precision::Float32) {
  const char* what = recorder                                 ? "recorded step"
                     : precision == spec::Precision::BFloat16 ? "step in bfloat16"
                                                              : "step";
  try {
    const auto exact = tiny(each.mode, each.method, spec::Precision::Float32);
    const Distance found = distanceOf(train(tiny(each.mode, each.method, precision), device, recorder),
                                      train(exact, nn::Device()));
    if (found.isExplained(precision)) return {};
    return fmt::format(
        "A {} on {} does not give the processor's numbers ({}: losses differ by {:.2g} before and {:.2g} "
        "after an update, updates by {:.0f} %).",
        what, device.torch.str(), each.name, found.firstLoss, found.loss, 100 * found.update);
  } catch (const c10::Error& error) {
    return fmt::format("A {} on {} does not work ({}): {}", what, device.torch.str(), each.name,
                       nn::firstLine(error));
  }
}

}  // namespace

std::string deviceProblem(const nn::Device& device) {
  for (const Case& each : {kSupervised, kSimSiamSam, kSimClr}) {
    if (std::string problem = problemOf(each, device, nullptr); !problem.empty()) return problem;
  }
  return {};
}

std::string bf16Problem(const nn::Device& device) {
  for (const Case& each : {kSupervised, kSimSiamSam, kSimClr}) {
    if (std::string problem = problemOf(each, device, nullptr, spec::Precision::BFloat16); !problem.empty())
      return problem;
  }
  return {};
}

std::string recordingProblem(const nn::Device& device) {
  return problemOf(kSimSiamSam, device, device.recorder);
}

}  // namespace skewscope::learn
