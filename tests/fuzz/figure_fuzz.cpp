#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/report/figure_file.h"
#include "tests/fuzz/check.h"

/// figureInFile: a figure that can be drawn and survives being written and read, or a Usage error; whatever
/// kind of file the bytes are taken for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Usage, [&] {
    const auto spec = report::figureInFile({reinterpret_cast<const char*>(data), size});
    fuzz::require(report::problemOf(spec).empty(), "a figure that is read can be drawn");
    const std::string text = report::toJson(spec);
    fuzz::require(report::figureFromJson(text) == spec, "a figure that is written can be read");
    fuzz::require(report::toJson(report::figureFromJson(text)) == text, "its text is canonical");
  });
  return 0;
}
