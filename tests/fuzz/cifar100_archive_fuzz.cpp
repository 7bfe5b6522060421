#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/cifar100.h"
#include "tests/fuzz/check.h"

/// parseCifar100Archive: a whole data set of one image a class, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto dataset = data::parseCifar100Archive(std::as_bytes(std::span(data, size)), "input", {1, 1});
    fuzz::require(dataset.train.size() == 100 && dataset.test.size() == 100, "both parts are whole");
  });
  return 0;
}
