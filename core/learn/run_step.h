#pragma once

#include <vector>

#include "core/learn/model.h"
#include "core/learn/sam.h"
#include "core/learn/sgd.h"
#include "core/learn/step.h"
#include "core/nn/torch.h"

namespace skewscope::learn {

/// What decides a step of a run beside its images.
struct StepTerms {
  double rate = 0.05;          ///< learning rate
  bool sam = false;            ///< a SAM step
  SamSettings samSettings{};   ///< of a SAM step
  torch::Tensor samWeights{};  ///< [N], of SAM's first pass; undefined: all equal
  torch::Tensor
      classWeights{};  ///< [N], LabelLoss::imageWeights(); undefined: all equal. Not with samWeights
};

/// One training step of a run on the processor: plainStep() or samStep(), within weightedStep() where images
/// have weights by their class. `views` and `labels` as in Model::losses.
StepResult runStep(const Model& model, const std::vector<torch::Tensor>& views, const torch::Tensor& labels,
                   const StepTerms& terms, Sgd& optimiser, SamStep& sam);

}  // namespace skewscope::learn
