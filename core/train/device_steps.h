#pragma once

#include <memory>

#include "core/train/training_steps.h"

namespace skewscope::train {

/// Steps whose numbers all lie on a device. What a step changes is read there: place in the epoch, labels,
/// weights, learning rate; and its losses stay there until collect(). So the processor only asks for steps,
/// a few ahead of the device, and where the device can record (nn::Device::recorder) it asks for a whole step
/// at once: the first steps of a kind (plain or SAM, weighted or not) are done one operation after the other,
/// then one is recorded and repeated, and several as one.
std::unique_ptr<TrainingSteps> makeDeviceSteps(const StepParts& parts);

}  // namespace skewscope::train
