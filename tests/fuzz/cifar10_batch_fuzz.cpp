#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/cifar10.h"
#include "tests/fuzz/check.h"

/// appendCifar10Batch: a set grows by whole images with labels in range, or stays as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  data::ImageSet set;
  set.height = set.width = 32;
  set.classNames = data::cifar10ClassNames();
  fuzz::expectValueOrError(ErrorKind::Data,
                           [&] { appendCifar10Batch(std::as_bytes(std::span(data, size)), "input", set); });
  fuzz::require(set.pixels.size() == set.labels.size() * set.imageBytes(), "pixels belong to labels");
  fuzz::require(set.labels.empty() || set.labels.size() * 3073 == size, "every record is an image");
  for (const auto label : set.labels) fuzz::require(label < 10, "labels are in range");
  return 0;
}
