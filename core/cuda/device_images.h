#pragma once

#include "core/cuda/augment.h"
#include "core/cuda/device_array.h"
#include "core/data/image_set.h"

namespace skewscope::cuda {

/// The pixels of an image set in device memory, for as long as training lasts. Throws Error (Resource) where
/// they do not fit.
class DeviceImages {
 public:
  explicit DeviceImages(const data::ImageSet& images)
      : pixels_(images.pixels), count_(images.size()), height_(images.height), width_(images.width) {}

  /// Names these images as the source of a task.
  void giveTo(AugmentTask& task) const {
    task.images = pixels_.data();
    task.imageCount = count_;
    task.height = height_;
    task.width = width_;
  }

 private:
  DeviceArray<std::uint8_t> pixels_;
  std::int64_t count_;
  int height_, width_;
};

}  // namespace skewscope::cuda
