#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bench/stage.h"
#include "core/bench/work.h"
#include "core/report/table.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::bench {

/// Where a benchmark ran.
struct Machine {
  std::string processor;
  std::string instructionSet;   ///< of the engine's own loops: "baseline", "avx2", "avx512"
  int cores = 1;                ///< that the process may run on
  int threads = 1;              ///< that the step ran on
  std::int64_t cacheBytes = 0;  ///< of the last level; 0 where the system does not say

  bool operator==(const Machine&) const = default;
};

/// What is known of a step on a device other than the processor.
struct DeviceReport {
  std::string name;       ///< "cuda:0 NVIDIA H200"
  bool recorded = false;  ///< the device has recorded its steps and repeats them; else it cannot record them,
                          ///< and Report::stepMs is of steps whose operations are asked for one by one
  double askedMs = 0;     ///< of a step whose operations are asked for one by one
  /// Share of the time of recorded steps in which the thread that asks for them computes, in [0, 1]; none
  /// where steps are not recorded.
  std::optional<double> hostShare;
  /// The most that LibTorch had given out of the device's memory; none where it does not tell.
  std::optional<std::int64_t> peakBytes;

  bool operator==(const DeviceReport&) const = default;
};

/// Time and least work of one stage.
struct StageResult {
  Stage stage = Stage::Other;
  double ms = 0;     ///< of a step
  double share = 0;  ///< of the step, in [0, 1]
  Work work;
  std::optional<double> floorMs;  ///< floorMs() of the work; none for Stage::Other
  /// Convolutions: the same convolutions called one after the other on their own, which is what a step costs
  /// that leaves them to LibTorch; none where the time did not suffice.
  std::optional<double> aloneMs;
};

/// What `skewscope-engine bench` found.
struct Report {
  std::string version;   ///< of the program
  std::string libtorch;  ///< its version
  Machine machine;
  std::optional<DeviceReport> device;  ///< none: the processor computes
  /// Options that decide the time of a step, by their JSON name in declaration order, as text.
  std::vector<std::pair<std::string, std::string>> settings;
  std::string precision;  ///< "float32" or "bfloat16": what `auto` came to
  std::int64_t images = 0;
  std::int64_t parameters = 0;
  double stepMs = 0;  ///< mean of the faster half of the steps
  double imagesPerSecond = 0;
  double recordingRatio = 1;  ///< time of a step that is recorded by stages over one that is not
  std::int64_t steps = 0;     ///< steps that were measured
  double pageFaults = 0;      ///< of a step
  std::int64_t peakBytes =
      0;  ///< largest resident set of the process in the steps before those that are timed
  double float32FlopPerSecond = 0;
  std::optional<double> bfloat16FlopPerSecond;  ///< where the step uses it
  double memoryBytesPerSecond = 0;
  std::vector<StageResult> stages;  ///< in the order of Stage; those that the step does not have are left out
};

/// The options of `spec` that decide the time of a step and apply to it, for Report::settings.
std::vector<std::pair<std::string, std::string>> speedSettings(const spec::ExperimentSpec& spec);

/// The report as JSON (docs/performance.md). Its format is 2 where a device has computed, and else that of
/// earlier versions, which knew of none.
nlohmann::ordered_json toJson(const Report& report);
/// Reads what toJson() has written, in this version or an earlier one. The text may come from a stranger: up
/// to 1 MiB, every number finite and in range, every text short. Throws Error (Data) that names what is
/// wrong.
Report reportFromJson(std::string_view text);
/// The same from a file. Throws Error (Data) that names the file.
Report readReport(const std::string& path);

/// Machine, settings, step and ceilings in a few lines for a terminal.
std::string summaryText(const Report& report);
/// One row per stage.
report::Table stageTable(const Report& report);

}  // namespace skewscope::bench
