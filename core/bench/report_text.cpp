#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/bench/report.h"

namespace skewscope::bench {
namespace {

using report::Align;
using report::Cell;

Cell orNothing(const std::optional<double>& value, double scale = 1) {
  return value ? Cell(*value * scale) : Cell();
}

std::string deviceText(const DeviceReport& device) {
  std::string text = device.recorded
                         ? fmt::format(
                               "its steps are recorded; asked for one operation after the other a step "
                               "takes {:.2f} ms",
                               device.askedMs)
                         : "its steps cannot be recorded: each operation is asked for";
  if (device.hostShare)
    text += fmt::format("; the thread that asks for steps is idle {:.1f} % of the time",
                        100 * (1 - *device.hostShare));
  if (device.peakBytes)
    text += fmt::format("; {:.2f} GB of its memory at most", 1e-9 * static_cast<double>(*device.peakBytes));
  return text + "\n";
}

}  // namespace

std::string summaryText(const Report& report) {
  std::string settings;
  for (const auto& [name, value] : report.settings) settings += fmt::format("{} {}, ", name, value);
  std::string text =
      fmt::format("skewscope-engine {}, LibTorch {}\n{}{}, {}, {} of {} cores\n{}{}\n", report.version,
                  report.libtorch, report.device ? report.device->name + "; " : "", report.machine.processor,
                  report.machine.instructionSet, report.machine.threads, report.machine.cores, settings,
                  report.precision);
  text += fmt::format(
      "step {:.2f} ms, {:.0f} images/s (faster half of {} steps); {:.2f} M parameters; "
      "{:.2f} GB of memory at most; {:.0f} page faults a step\n",
      report.stepMs, report.imagesPerSecond, report.steps, 1e-6 * static_cast<double>(report.parameters),
      1e-9 * static_cast<double>(report.peakBytes), report.pageFaults);
  if (report.device) text += deviceText(*report.device);
  text += fmt::format("ceilings: {:.0f} GFLOP/s float32", 1e-9 * report.float32FlopPerSecond);
  if (report.bfloat16FlopPerSecond)
    text += fmt::format(", {:.0f} GFLOP/s bfloat16", 1e-9 * *report.bfloat16FlopPerSecond);
  text += fmt::format(", memory {:.1f} GB/s; recorded by stages a step takes {:.3f} times as long\n",
                      1e-9 * report.memoryBytesPerSecond, report.recordingRatio);
  return text;
}

report::Table stageTable(const Report& report) {
  report::Table table({{"stage", "Stage"},
                       {"ms", "ms", Align::Right, 3},
                       {"share", "Share (%)", Align::Right, 1, 100},
                       {"gflop", "GFLOP", Align::Right, 3},
                       {"megabytes", "MB", Align::Right, 2},
                       {"floor_ms", "Floor (ms)", Align::Right, 3},
                       {"ratio", "Ratio", Align::Right, 2},
                       {"alone_ms", "Alone (ms)", Align::Right, 3}});
  for (const StageResult& result : report.stages) {
    std::vector<Cell> row{std::string(stageLabel(result.stage)), result.ms, result.share};
    if (result.floorMs) {
      row.insert(row.end(), {1e-9 * result.work.flop, 1e-6 * result.work.bytes, *result.floorMs,
                             *result.floorMs > 0 ? Cell(result.ms / *result.floorMs) : Cell(),
                             orNothing(result.aloneMs)});
    } else {
      row.resize(table.columns().size());
    }
    table.add(std::move(row));
  }
  return table;
}

}  // namespace skewscope::bench
