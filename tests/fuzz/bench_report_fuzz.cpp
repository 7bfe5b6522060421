#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/bench/comparison.h"
#include "core/bench/report.h"
#include "tests/fuzz/check.h"

/// reportFromJson: a benchmark that survives being written and read and can be compared and shown, or a Data
/// error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    const auto report = bench::reportFromJson({reinterpret_cast<const char*>(data), size});
    const std::string text = bench::toJson(report).dump();
    fuzz::require(bench::toJson(bench::reportFromJson(text)).dump() == text, "its text is canonical");
    fuzz::require(!bench::summaryText(report).empty(), "it can be shown");
    static_cast<void>(bench::stageTable(report));
  });
  return 0;
}
