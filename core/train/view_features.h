#pragma once

#include <cstdint>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/evaluate/sgd_probe.h"
#include "core/learn/model.h"
#include "core/nn/device.h"

namespace skewscope::train {

/// Whose draws views have.
struct ViewDraws {
  std::uint64_t seed = 1;
  std::int64_t firstEpoch = 0;  ///< epoch 0 of the views has those of this epoch
};

/// What evaluate::sgdProbe() trains on: backbone features of views of `images`, on the model's device, which
/// is `device`; the model is in evaluation state. A device with a plug-in makes the views, from the images in
/// its memory (nn::TrainingViews); the processor where it has no room for them. `parallel` is called for
/// every batch in either case: what it throws ends the evaluation. `model` and `images` have to outlive the
/// function that is returned.
evaluate::ViewFeatures viewFeatures(const learn::Model& model, const nn::Device& device,
                                    const augment::Settings& settings, const data::ImageSet& images,
                                    const ViewDraws& draws, const ParallelFor& parallel);

}  // namespace skewscope::train
