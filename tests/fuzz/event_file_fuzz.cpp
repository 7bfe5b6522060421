#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <sstream>
#include <string>

#include "core/exchange/event_run.h"
#include "core/exchange/record_file.h"
#include "tests/fuzz/check.h"

namespace {

using namespace skewscope;

void readFile(const std::string& bytes) {
  fuzz::expectValueOrError(ErrorKind::Data, [&] {
    std::istringstream in(bytes);
    exchange::EventRun run;
    run.addFile(in, "input");
    std::set<std::string> seen;
    const auto found = exchange::finishRun(run.finish(), {}, seen);
    for (const auto& [metric, series] : found.run.metrics)
      fuzz::require(series.epochs.size() == series.values.size() && series.epochs.front() >= 0,
                    "a curve is whole");
    static_cast<void>(exchange::describeRun(found.run));
  });
}

}  // namespace

/// Event files: the input as a file, and as the content of records, whose checksums a fuzzer does not find:
/// its first byte says how long the first of two is. A run or a Data error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  readFile(bytes);
  if (size == 0) return 0;
  const std::size_t first = std::min<std::size_t>(data[0], size - 1);
  std::string file;
  exchange::appendRecord(file, std::string_view(bytes).substr(1, first));
  exchange::appendRecord(file, std::string_view(bytes).substr(1 + first));
  readFile(file);
  return 0;
}
