#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/bench/stage.h"
#include "core/bench/work.h"
#include "core/data/image_set.h"
#include "core/learn/device_optimiser.h"
#include "core/learn/model.h"
#include "core/learn/sgd.h"
#include "core/measure/recorder.h"
#include "core/nn/torch.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::measure {

/// What a recorder has counted of a step.
struct Counted {
  std::array<bench::Work, bench::kStages> work;
  std::map<Convolution, int> convolutions;
};

/// A run whose step is measured: its network and optimiser, and as many random images as a batch has, of the
/// size of its data set.
struct Subject {
  /// Network and optimiser lie on `device`.
  Subject(const spec::ExperimentSpec& spec, const nn::Device& device);

  /// The work of a step, of which `recorder` has counted what depends on shapes; added is what goes over all
  /// parameters or images. `viewSize`: bytes of a value of the views.
  Counted counted(const Recorder& recorder, std::int64_t viewSize) const;
  std::int64_t parameters() const;
  std::int64_t images() const { return dataset.train.size(); }
  /// Weights of SAM's first pass, float64 [images], on the processor; undefined where the step has none.
  torch::Tensor samWeights() const;

  const spec::ExperimentSpec spec;
  const data::Dataset dataset;
  const augment::Settings settings;
  const bool sam;  ///< its steps are SAM steps
  learn::Model model;
  learn::Sgd optimiser;
  const std::unique_ptr<learn::DeviceOptimiser> onDevice;  ///< null on the processor
  std::vector<std::int64_t> indices;                       ///< 0, 1, ...: of all images
  torch::Tensor labels;                                    ///< int64 [images], on the processor
};

}  // namespace skewscope::measure
