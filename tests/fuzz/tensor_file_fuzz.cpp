#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/tensor_file.h"
#include "tests/fuzz/check.h"

/// parseTensorFile: what is accepted accounts for every byte of the data and no more.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto file = parseTensorFile(std::as_bytes(std::span(data, size)), "input");
    std::size_t bytes = 0;
    for (const auto& [name, tensor] : file.tensors) bytes += tensor.bytes.size();
    fuzz::require(bytes + 8 <= size, "tensors are part of the file");
  });
  return 0;
}
