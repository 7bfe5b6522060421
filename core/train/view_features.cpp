#include "core/train/view_features.h"

#include <iterator>
#include <memory>
#include <span>

#include "core/learn/full_memory.h"
#include "core/nn/training_views.h"

namespace skewscope::train {

evaluate::ViewFeatures viewFeatures(const learn::Model& model, const nn::Device& device,
                                    const augment::Settings& settings, const data::ImageSet& images,
                                    const ViewDraws& draws, const ParallelFor& parallel) {
  const auto madeBy = [&](const nn::Device& maker) {
    return std::make_shared<nn::TrainingViews>(maker, settings, images, 1, model.bf16, parallel);
  };
  std::shared_ptr<nn::TrainingViews> views;
  try {
    views = madeBy(device);
  } catch (const c10::Error& error) {
    if (!learn::isFullMemory(error)) throw;
    nn::Device without = device;
    without.plugin = nullptr;
    views = madeBy(without);
  }
  return [views, draws, &model, parallel](std::int64_t epoch, std::span<const std::int64_t> positions) {
    const torch::NoGradGuard noGradients;
    // The processor has nothing to make then, but may have to wait, or to stop.
    if (views->onDevice()) parallel(1, 1, [](std::int64_t, std::int64_t) {});
    // Batches may differ in size, so each is an epoch of one step.
    views->begin(positions, {}, std::ssize(positions), draws.seed, draws.firstEpoch + epoch);
    return model.features(views->make(0)[0]);
  };
}

}  // namespace skewscope::train
