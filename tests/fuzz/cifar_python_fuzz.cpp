#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/cifar10.h"
#include "core/data/cifar_records.h"
#include "tests/fuzz/check.h"

/// appendCifarPickle: a set grows by two images with labels in range, or stays as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  data::ImageSet set;
  set.height = set.width = 32;
  set.classNames = data::cifar10ClassNames();
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    data::appendCifarPickle(std::as_bytes(std::span(data, size)), "input", "labels", 2, set, "again");
    fuzz::require(set.size() == 2, "both images are there");
  });
  fuzz::require(set.pixels.size() == set.labels.size() * set.imageBytes(), "pixels belong to labels");
  for (const auto label : set.labels) fuzz::require(label < 10, "labels are in range");
  return 0;
}
