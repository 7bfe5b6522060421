#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/nn/batch.h"
#include "core/nn/device.h"
#include "core/nn/torch.h"

namespace skewscope::nn {

/// Makes the views of training steps where the network computes. On the processor: BatchBuffer. On a device
/// with a plug-in the data set lies in its memory, as 8-bit numbers, and the plug-in's kernel makes the views
/// from it, with the draws of the processor; where the data set takes more than half of that memory, or an
/// image is larger than the kernel takes, they are made on the processor and copied.
class TrainingViews {
 public:
  /// `images` must outlive this. `views`: of each image. `bf16`: what a device's kernel writes is rounded to
  /// bfloat16, as the network's first layer would. Throws c10::OutOfMemoryError where the data set does not
  /// fit into a device's free memory.
  TrainingViews(const Device& device, const augment::Settings& settings, const data::ImageSet& images,
                int views, bool bf16, ParallelFor parallel);

  /// An epoch begins: `order` has the images of its draws, `batch` of them a step; with `repeats`
  /// (data::EpochDraws; as many as draws, one view alone) which view of its image each is.
  void begin(std::span<const std::int64_t> order, std::span<const int> repeats, std::int64_t batch,
             std::uint64_t seed, std::int64_t epoch);

  /// Views 0, 1, ... of the images of a step of the epoch, each [batch, 3, height, width] in channels_last
  /// memory of the device; float32, but for what the constructor says. The next call may overwrite them.
  std::vector<torch::Tensor> make(std::int64_t step);
  /// The same of the step that at()[2] is when the device comes to it. onDevice() alone.
  std::vector<torch::Tensor> makeThere() const;

  /// Where the run stands, as the kernel reads it: seed, epoch and step, int64 [3] on the device; undefined
  /// unless onDevice(). Who changes the step there makes another step's views.
  const torch::Tensor& at() const { return at_; }

  /// Whether a device's kernel makes the views.
  bool onDevice() const { return pixels_.defined(); }

 private:
  const Device device_;
  const augment::Settings settings_;
  const data::ImageSet& images_;
  const bool bf16_;
  const ParallelFor parallel_;
  std::vector<BatchBuffer> buffers_;  ///< one for each view, on the processor
  torch::Tensor pixels_;  ///< the data set on the device; undefined where the processor makes views
  torch::Tensor at_;
  torch::Tensor order_, repeats_;    ///< of the epoch, on the device
  std::vector<std::int64_t> draws_;  ///< of the epoch, where the processor makes views
  std::vector<int> drawnBefore_;
  std::int64_t batch_ = 0, epoch_ = 0;
  std::uint64_t seed_ = 0;
};

}  // namespace skewscope::nn
