#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>

#include "core/base/error.h"
#include "core/bench/report.h"
#include "core/spec/options.h"

namespace skewscope::bench {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kProcessorFormat = 1, kDeviceFormat = 2;
constexpr std::size_t kMostText = 1 << 20;  // bytes of JSON
constexpr std::size_t kMostName = 200;      // bytes of a text in it
constexpr double kMostNumber = 1e18;

constexpr std::array kSpeedOptions{std::string_view("mode"),
                                   std::string_view("method"),
                                   std::string_view("dataset"),
                                   std::string_view("network"),
                                   std::string_view("width"),
                                   std::string_view("stem_stride"),
                                   std::string_view("batch"),
                                   std::string_view("projector_hidden"),
                                   std::string_view("projector_output"),
                                   std::string_view("predictor_hidden"),
                                   std::string_view("moco_queue"),
                                   std::string_view("momentum"),
                                   std::string_view("loss"),
                                   std::string_view("reweight"),
                                   std::string_view("sam"),
                                   std::string_view("sam_adaptive")};

[[noreturn]] void refuse(std::string_view key, std::string_view expected) {
  throw Error(ErrorKind::Data, fmt::format("\"{}\" of a benchmark must be {}.", key, expected),
              "Give a file that `skewscope-engine bench --json FILE` has written.");
}

const json& member(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) refuse(key, "there");
  return *found;
}

const json& objectOf(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_object()) refuse(key, "an object");
  return value;
}

std::string shortText(const json& value, std::string_view key) {
  if (!value.is_string() || value.get_ref<const std::string&>().size() > kMostName ||
      !isPlainUtf8(value.get_ref<const std::string&>())) {
    refuse(key, fmt::format("a line of up to {} bytes", kMostName));
  }
  return value.get<std::string>();
}

std::string textOf(const json& object, const char* key) {
  return shortText(member(object, key), key);
}

double numberOf(const json& object, const char* key, double least = 0, double most = kMostNumber) {
  const json& value = member(object, key);
  const double number = value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
  if (!(number >= least && number <= most))
    refuse(key, fmt::format("a number from {:g} to {:g}", least, most));
  return number;
}

std::optional<double> optionalNumber(const json& object, const char* key) {
  if (!object.contains(key)) return std::nullopt;
  return numberOf(object, key);
}

std::int64_t countOf(const json& object, const char* key, std::int64_t least, double most = 1e15) {
  const double number = numberOf(object, key, static_cast<double>(least), most);
  if (number != std::floor(number)) refuse(key, "a whole number");
  return static_cast<std::int64_t>(number);
}

bool flagOf(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_boolean()) refuse(key, "true or false");
  return value.get<bool>();
}

ordered_json deviceJson(const DeviceReport& device) {
  ordered_json made{{"name", device.name}, {"recorded", device.recorded}, {"asked_step_ms", device.askedMs}};
  if (device.hostShare) made["host_share"] = *device.hostShare;
  if (device.peakBytes) made["peak_bytes"] = *device.peakBytes;
  return made;
}

DeviceReport deviceOf(const json& object) {
  DeviceReport device{.name = textOf(object, "name"),
                      .recorded = flagOf(object, "recorded"),
                      .askedMs = numberOf(object, "asked_step_ms", 1e-6),
                      .hostShare = {},
                      .peakBytes = {}};
  if (object.contains("host_share")) device.hostShare = numberOf(object, "host_share", 0, 1);
  if (object.contains("peak_bytes")) device.peakBytes = countOf(object, "peak_bytes", 0);
  return device;
}

ordered_json stageJson(const StageResult& result) {
  ordered_json made{{"stage", stageName(result.stage)}, {"ms", result.ms}, {"share", result.share}};
  if (!result.floorMs) return made;
  made["flop"] = result.work.flop;
  made["bytes"] = result.work.bytes;
  made["floor_ms"] = *result.floorMs;
  if (*result.floorMs > 0) made["ratio"] = result.ms / *result.floorMs;
  if (result.aloneMs) made["alone_ms"] = *result.aloneMs;
  return made;
}

StageResult stageOf(const json& object) {
  if (!object.is_object()) refuse("stages", "a list of objects");
  const auto stage = stageFromName(textOf(object, "stage"));
  if (!stage) refuse("stage", "a stage that this version knows");
  StageResult result{.stage = *stage,
                     .ms = numberOf(object, "ms"),
                     .share = numberOf(object, "share", 0, 1),
                     .work = {},
                     .floorMs = optionalNumber(object, "floor_ms"),
                     .aloneMs = optionalNumber(object, "alone_ms")};
  if (result.floorMs) result.work = {numberOf(object, "flop"), numberOf(object, "bytes")};
  return result;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> speedSettings(const spec::ExperimentSpec& spec) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto name : kSpeedOptions) {
    const spec::Option& option = spec::option(name);
    if (option.applies(spec)) settings.emplace_back(name, spec::toText(option.get(spec)));
  }
  return settings;
}

ordered_json toJson(const Report& report) {
  ordered_json made{{"skewscope_bench", report.device ? kDeviceFormat : kProcessorFormat},
                    {"version", report.version},
                    {"libtorch", report.libtorch}};
  made["machine"] = {{"processor", report.machine.processor},
                     {"instruction_set", report.machine.instructionSet},
                     {"cores", report.machine.cores},
                     {"threads", report.machine.threads},
                     {"cache_bytes", report.machine.cacheBytes}};
  if (report.device) made["device"] = deviceJson(*report.device);
  made["settings"] = ordered_json::object();
  for (const auto& [name, value] : report.settings) made["settings"][name] = value;
  made["precision"] = report.precision;
  made["images"] = report.images;
  made["parameters"] = report.parameters;
  made["ceilings"] = {{"float32_flop_per_second", report.float32FlopPerSecond},
                      {"memory_bytes_per_second", report.memoryBytesPerSecond}};
  if (report.bfloat16FlopPerSecond)
    made["ceilings"]["bfloat16_flop_per_second"] = *report.bfloat16FlopPerSecond;
  made["step_ms"] = report.stepMs;
  made["images_per_second"] = report.imagesPerSecond;
  made["recording_ratio"] = report.recordingRatio;
  made["steps"] = report.steps;
  made["page_faults"] = report.pageFaults;
  made["peak_bytes"] = report.peakBytes;
  made["stages"] = ordered_json::array();
  for (const StageResult& result : report.stages) made["stages"].push_back(stageJson(result));
  return made;
}

Report reportFromJson(std::string_view text) {
  if (text.size() > kMostText) throw Error(ErrorKind::Data, "A benchmark has up to 1 MiB of JSON.");
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) refuse("the whole", "a JSON object");
  const json& format = member(object, "skewscope_bench");
  if (!format.is_number_integer() || (format != kProcessorFormat && format != kDeviceFormat)) {
    throw Error(
        ErrorKind::Data, "This benchmark is of another version of Skewscope.",
        fmt::format("This one reads benchmarks of formats {} and {}.", kProcessorFormat, kDeviceFormat));
  }
  Report report;
  report.version = textOf(object, "version");
  report.libtorch = textOf(object, "libtorch");
  const json& machine = objectOf(object, "machine");
  report.machine = {.processor = textOf(machine, "processor"),
                    .instructionSet = textOf(machine, "instruction_set"),
                    .cores = static_cast<int>(countOf(machine, "cores", 1, 1e6)),
                    .threads = static_cast<int>(countOf(machine, "threads", 1, 1e6)),
                    .cacheBytes = countOf(machine, "cache_bytes", 0)};
  if (format == kDeviceFormat) report.device = deviceOf(objectOf(object, "device"));
  const json& settings = objectOf(object, "settings");
  for (const auto name : kSpeedOptions) {
    if (const auto found = settings.find(name); found != settings.end())
      report.settings.emplace_back(name, shortText(*found, name));
  }
  if (report.settings.size() != settings.size()) refuse("settings", "options that this version knows");
  report.precision = textOf(object, "precision");
  report.images = countOf(object, "images", 1);
  report.parameters = countOf(object, "parameters", 1);
  const json& ceilings = objectOf(object, "ceilings");
  report.float32FlopPerSecond = numberOf(ceilings, "float32_flop_per_second");
  report.bfloat16FlopPerSecond = optionalNumber(ceilings, "bfloat16_flop_per_second");
  report.memoryBytesPerSecond = numberOf(ceilings, "memory_bytes_per_second");
  report.stepMs = numberOf(object, "step_ms", 1e-6);
  report.imagesPerSecond = numberOf(object, "images_per_second");
  report.recordingRatio = numberOf(object, "recording_ratio");
  report.steps = countOf(object, "steps", 1);
  report.pageFaults = numberOf(object, "page_faults");
  report.peakBytes = countOf(object, "peak_bytes", 0);
  const json& stages = member(object, "stages");
  if (!stages.is_array() || stages.empty() || stages.size() > kStages) refuse("stages", "a list of stages");
  for (const json& stage : stages) {
    report.stages.push_back(stageOf(stage));
    if (report.stages.size() > 1 && report.stages.end()[-2].stage >= report.stages.back().stage)
      refuse("stages", "in the order of a step, each of them once");
  }
  return report;
}

Report readReport(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kMostText + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (!in.is_open() || in.bad() || text.empty())
    throw Error(ErrorKind::Data, fmt::format("The benchmark {} cannot be read, or is empty.", path));
  try {
    return reportFromJson(text);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("{}: {}", path, error.what()), error.advice());
  }
}

}  // namespace skewscope::bench
