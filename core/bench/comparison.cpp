#include "core/bench/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace skewscope::bench {
namespace {

using report::Align;
using report::Cell;

/// Ceilings of one machine that differ by more than this: something else ran beside one of the benchmarks.
constexpr double kSameSpeed = 0.1;

std::optional<double> msOf(const Report& report, Stage stage) {
  const auto found = std::ranges::find(report.stages, stage, &StageResult::stage);
  return found == report.stages.end() ? std::nullopt : std::optional(found->ms);
}

std::optional<double> ratioOf(const std::optional<double>& now, const std::optional<double>& earlier) {
  if (!now || !earlier || *earlier <= 0) return std::nullopt;
  return *now / *earlier;
}

std::string valueOf(const Report& report, const std::string& name) {
  const auto found = std::ranges::find(report.settings, name, &std::pair<std::string, std::string>::first);
  return found == report.settings.end() ? "-" : found->second;
}

std::string deviceOf(const Report& report) {
  return report.device ? report.device->name : "cpu";
}

std::string_view askingOf(const Report& report) {
  return report.device && !report.device->recorded ? "one operation after the other" : "recorded";
}

class Warnings {
 public:
  template <typename T>
  void differ(std::string_view what, const T& now, const T& earlier) {
    if (now != earlier) all.push_back(fmt::format("Another {}: {}, earlier {}.", what, now, earlier));
  }
  void slower(std::string_view what, double now, double earlier) {
    if (!(earlier > 0) || std::abs(now / earlier - 1) <= kSameSpeed) return;
    all.push_back(fmt::format("{} ran at {:.2f} of the earlier speed: another machine, or a busy one.", what,
                              now / earlier));
  }
  std::vector<std::string> all;
};

}  // namespace

Comparison compare(const Report& now, const Report& earlier) {
  Comparison made;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    const auto a = msOf(now, stage), b = msOf(earlier, stage);
    if (a || b) made.stages.push_back({stage, a, b, ratioOf(a, b)});
  }
  made.step = ratioOf(now.stepMs, earlier.stepMs).value_or(1);
  Warnings warnings;
  warnings.differ("device", deviceOf(now), deviceOf(earlier));
  if (now.device && earlier.device) warnings.differ("way to ask for steps", askingOf(now), askingOf(earlier));
  warnings.differ("processor", now.machine.processor, earlier.machine.processor);
  warnings.differ("instruction set", now.machine.instructionSet, earlier.machine.instructionSet);
  warnings.differ("number of cores", now.machine.cores, earlier.machine.cores);
  warnings.differ("number of threads", now.machine.threads, earlier.machine.threads);
  warnings.differ("precision", now.precision, earlier.precision);
  std::set<std::string> names;
  for (const Report* report : {&now, &earlier}) {
    for (const auto& [name, value] : report->settings) names.insert(name);
  }
  for (const std::string& name : names) warnings.differ(name, valueOf(now, name), valueOf(earlier, name));
  warnings.slower("The matrix product", now.float32FlopPerSecond, earlier.float32FlopPerSecond);
  warnings.slower("Memory", now.memoryBytesPerSecond, earlier.memoryBytesPerSecond);
  made.warnings = std::move(warnings.all);
  return made;
}

report::Table comparisonTable(const Comparison& comparison, const Report& now, const Report& earlier) {
  report::Table table({{"stage", "Stage"},
                       {"ms", "ms", Align::Right, 3},
                       {"earlier_ms", "Earlier (ms)", Align::Right, 3},
                       {"ratio", "Now / earlier", Align::Right, 3}});
  const auto cell = [](const std::optional<double>& value) { return value ? Cell(*value) : Cell(); };
  for (const auto& stage : comparison.stages)
    table.add(
        {std::string(stageLabel(stage.stage)), cell(stage.now), cell(stage.earlier), cell(stage.ratio)});
  table.add({"Step", now.stepMs, earlier.stepMs, comparison.step});
  return table;
}

}  // namespace skewscope::bench
