#pragma once

#include <cstdint>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/learn/model.h"
#include "core/report/metrics.h"

namespace skewscope::train {

/// How a backbone is fine-tuned: the paper's released code for its ImageNet targets, with epochs for its
/// iterations.
struct FineTuningSettings {
  std::int64_t epochs = 50;
  std::int64_t batch = 48;
  double headRate = 0.1;
  double backboneRate = 0.01;
  std::vector<double> milestones{.25, .5,
                                 .75};  ///< shares of the epochs from which both rates are 0.1 of before
  double momentum = 0.9;                ///< Nesterov's form
  double weightDecay = 5e-4;
  std::uint64_t seed = 1;
};

/// Trains the model's backbone with a new linear head on `train` (random crop and flip) and measures it on
/// `test` after the last epoch. The model's backbone is changed. `settings`: of the training views;
/// `evaluation`: of the test's. Throws Error (Data) if the loss is not finite.
report::Confusion fineTune(const learn::Model& model, const data::ImageSet& train, const data::ImageSet& test,
                           const augment::Settings& settings, const augment::Settings& evaluation,
                           const FineTuningSettings& tuning, const ParallelFor& parallel);

}  // namespace skewscope::train
