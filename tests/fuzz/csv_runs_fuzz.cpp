#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "core/exchange/csv_runs.h"
#include "tests/fuzz/check.h"

/// CSV files as runs: runs with whole curves, or a Data or Usage error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  const auto kind = fuzz::expectValueOrReason([&] {
    std::set<std::string> seen;
    for (auto& raw :
         exchange::readCsvRuns({reinterpret_cast<const char*>(data), size}, "input", "title", {})) {
      const auto found = exchange::finishRun(std::move(raw), {}, seen);
      for (const auto& [metric, series] : found.run.metrics)
        fuzz::require(series.epochs.size() == series.values.size() && series.epochs.front() >= 0,
                      "a curve is whole");
      for (const auto& [metric, series] : found.run.classMetrics)
        fuzz::require(series.values.size() == found.run.classes.size(), "each class has a curve");
    }
  });
  fuzz::require(kind == ErrorKind::Internal || kind == ErrorKind::Data || kind == ErrorKind::Usage,
                "the kind of the error");
  return 0;
}
