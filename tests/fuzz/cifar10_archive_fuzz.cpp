#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/cifar10.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/sizes.h"

/// parseCifar10Archive: a whole data set or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto dataset =
        data::parseCifar10Archive(std::as_bytes(std::span(data, size)), "input", fuzz::kCifar10BatchImages);
    fuzz::require(dataset.train.size() == 5 * fuzz::kCifar10BatchImages, "the training set is whole");
    fuzz::require(dataset.test.size() == fuzz::kCifar10BatchImages, "the test set is whole");
  });
  return 0;
}
