#pragma once

#include <vector>

#include "core/train/trained_run.h"
#include "tests/core/train/session_on_device.h"

namespace skewscope::test {

/// Runs on a device that records its steps.
class RecordedSteps : public SessionOnDevice {
 protected:
  /// The device without its recorder.
  static train::RunDevice unrecorded() {
    train::RunDevice place = there();
    place.device.recorder = nullptr;
    return place;
  }
  torch::Tensor state(const std::string& run) {
    const auto model = train::openTrainedRun(path(), run, {}).model;
    std::vector<torch::Tensor> parts;
    for (const auto& tensors : {model.namedParameters(), model.namedBuffers()})
      for (const auto& [name, tensor] : tensors)
        parts.push_back(tensor.detach().to(torch::kFloat64).reshape({-1}));
    return torch::cat(parts);
  }
};

/// smallSpec() with as many steps as it takes to record them.
inline spec::ExperimentSpec longer(spec::Mode mode, spec::Method method) {
  auto spec = smallSpec(mode, method);
  spec.batch = 24;  // eight steps an epoch
  spec.probe = false;
  return spec;
}

}  // namespace skewscope::test
