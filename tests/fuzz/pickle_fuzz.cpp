#include <cstddef>
#include <cstdint>
#include <span>

#include "core/data/pickle.h"
#include "tests/fuzz/check.h"

/// Pickle: a dictionary or an error; every array has as many bytes as its shape says, inside the input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  const auto content = std::as_bytes(std::span(data, size));
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const data::Pickle pickle(content, "input");
    const auto& array = pickle.get("data", data::PickleValue::Kind::Array);
    std::size_t elements = array.shape.empty() ? 0 : 1;
    for (const auto dim : array.shape) elements *= static_cast<std::size_t>(dim);
    fuzz::require(elements == array.bytes.size(), "an array is as large as its shape");
    pickle.get("labels", data::PickleValue::Kind::List);
  });
  return 0;
}
