#include "core/exchange/run_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <ostream>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/exchange/event.h"
#include "core/exchange/event_folders.h"
#include "core/exchange/record_file.h"
#include "core/store/class_group.h"

namespace skewscope::exchange {
namespace {

constexpr std::size_t kValuesOfEvent = 1000;

/// Values at one epoch after another, and when each epoch ended.
class EventFile {
 public:
  explicit EventFile(const RunValues& run)
      : run_(run), time_(static_cast<double>(startMs(run.record)) / 1000) {}

  std::string bytes() {
    Event first;
    first.wallTime = time_;
    first.fileVersion = "brain.Event:2";
    first.writer = kWriter;
    appendRecord(file_, encodeEvent(first));
    std::set<std::int64_t> epochs;
    for (const auto& [metric, series] : run_.metrics)
      epochs.insert(series.epochs.begin(), series.epochs.end());
    for (const auto& [metric, series] : run_.classMetrics)
      epochs.insert(series.epochs.begin(), series.epochs.end());
    for (const std::int64_t epoch : epochs) add(epoch);
    return std::move(file_);
  }

  static std::int64_t startMs(const store::RunRecord& run) {
    return run.startedMs > 0 ? run.startedMs : run.createdMs;
  }

 private:
  /// Place of an epoch in a series, asked for in ascending order.
  template <typename Series>
  std::optional<std::size_t> place(const Series& series, std::int64_t epoch) {
    std::size_t& next = next_[&series];
    if (next >= series.epochs.size() || series.epochs[next] != epoch) return std::nullopt;
    return next++;
  }

  void add(std::int64_t epoch) {
    Event event;
    event.step = epoch;
    const auto value = [&](std::string tag, double number) {
      if (std::isnan(number)) return;
      EventValue entry;
      entry.tag = std::move(tag);
      entry.simple = number;
      event.values.push_back(std::move(entry));
    };
    for (const auto& [metric, series] : run_.metrics) {
      const auto k = place(series, epoch);
      if (!k) continue;
      const double number = series.values[*k];
      if (metric == store::metric::kSeconds && std::isfinite(number) && number > 0) time_ += number;
      value(metric, number);
    }
    for (const auto& [metric, series] : run_.classMetrics) {
      const auto k = place(series, epoch);
      if (!k) continue;
      for (const store::RunClass& each : run_.classes) {
        const auto index = static_cast<std::size_t>(each.index);
        if (index < series.values.size()) value(metric + "/" + each.name, series.values[index][*k]);
      }
    }
    event.wallTime = time_;
    std::vector<EventValue> all = std::move(event.values);
    for (std::size_t begin = 0; begin < all.size(); begin += kValuesOfEvent) {
      const auto from = all.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto count = std::min(kValuesOfEvent, all.size() - begin);
      event.values.assign(from, from + static_cast<std::ptrdiff_t>(count));
      appendRecord(file_, encodeEvent(event));
    }
  }

  const RunValues& run_;
  double time_;  ///< seconds since 1970
  std::string file_;
  std::map<const void*, std::size_t> next_;
};

}  // namespace

RunValues readRunValues(store::Reader& reader, const store::RunRecord& record) {
  RunValues run{record, reader.classes(record.id), {}, {}};
  for (const auto& metric : reader.metricNames(record.id))
    run.metrics[metric] = reader.series(record.id, metric);
  for (const auto& metric : reader.classMetricNames(record.id))
    run.classMetrics[metric] = reader.classSeries(record.id, metric);
  return run;
}

report::Table longTable(const RunValues& run) {
  report::Table table({{"run", ""},
                       {"name", ""},
                       {"metric", ""},
                       {"epoch", ""},
                       {"class", ""},
                       {"class_name", ""},
                       {"train_count", ""},
                       {"group", ""},
                       {"value", ""}});
  const auto& [id, name] = std::pair(run.record.id, run.record.name);
  for (const auto& [metric, series] : run.metrics) {
    for (std::size_t k = 0; k < series.epochs.size(); ++k)
      table.add({id, name, metric, series.epochs[k], {}, {}, {}, {}, series.values[k]});
  }
  // Of a run that was imported nobody knows on how many images of a class it was trained.
  const bool counted = !store::isImported(run.record);
  for (const auto& [metric, series] : run.classMetrics) {
    for (const auto& entry : run.classes) {
      const auto index = static_cast<std::size_t>(entry.index);
      if (index >= series.values.size()) continue;
      for (std::size_t k = 0; k < series.epochs.size(); ++k) {
        if (std::isnan(series.values[index][k])) continue;
        table.add({id, name, metric, series.epochs[k], std::int64_t{entry.index}, entry.name,
                   counted ? report::Cell(entry.trainCount) : report::Cell(),
                   counted ? report::Cell(
                                 std::string(store::kClassGroups.at(static_cast<std::size_t>(entry.group))))
                           : report::Cell(),
                   series.values[index][k]});
      }
    }
  }
  return table;
}

std::string eventFileOf(const RunValues& run) {
  return EventFile(run).bytes();
}

std::filesystem::path writeEventFile(const RunValues& run, const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  const std::string name = fmt::format("events.out.tfevents.{:010}.skewscope.{}",
                                       EventFile::startMs(run.record) / 1000, run.record.id.substr(0, 8));
  std::error_code error;
  fs::create_directories(folder, error);
  fs::directory_iterator entries(folder, error);
  if (error) {
    throw Error(ErrorKind::Data,
                fmt::format("The folder {} cannot be made: {}.", folder.string(), error.message()),
                "Choose another one.");
  }
  for (const auto& entry : entries) {
    const std::string other = entry.path().filename().string();
    if (other == name || !isEventFileName(other)) continue;
    throw Error(ErrorKind::Usage, fmt::format("{} holds the event file {} already.", folder.string(), other),
                "TensorBoard would show both as one run: choose a folder of its own for each run.");
  }
  writeFileAtomically(folder / name, [&](std::ostream& out) { out << eventFileOf(run); });
  return folder / name;
}

}  // namespace skewscope::exchange
