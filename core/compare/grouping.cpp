#include "core/compare/grouping.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/compare/metric_title.h"
#include "core/compare/option_cell.h"
#include "core/spec/options.h"

namespace skewscope::compare {
namespace {

using report::Cell;

std::string keyOf(const MetricColumn& column) {
  if (column.aggregate == Aggregate::Last) return column.metric;
  return column.metric + "_" + std::string(nameOf(column.aggregate));
}

std::string titleOf(const MetricColumn& column) {
  std::string title = metricTitle(column.metric);
  if (column.aggregate == Aggregate::Best) title += ", best";
  if (column.aggregate == Aggregate::AtBest) title += ", at best epoch";
  if (column.aggregate == Aggregate::MeanLast5) title += ", mean of last 5";
  return store::isShare(column.metric) ? title + " (%)" : title;
}

}  // namespace

MetricColumn metricColumnFrom(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view word = colon == std::string_view::npos ? "last" : text.substr(colon + 1);
  const auto aggregate = aggregateFrom(word);
  if (!aggregate) {
    throw Error(ErrorKind::Usage, "\"" + std::string(word) + "\" is nothing that is taken of a metric.",
                "Write METRIC, METRIC:best, METRIC:at_best or METRIC:mean5.");
  }
  return {std::string(text.substr(0, colon)), *aggregate};
}

double valueOf(const store::RunRecord& run, const MetricColumn& column) {
  const auto found = run.summaries.find(column.metric);
  if (found == run.summaries.end()) return std::numeric_limits<double>::quiet_NaN();
  return valueOf(found->second, column.aggregate);
}

std::span<const std::string> repetitionOptions() {
  static const std::vector<std::string> names{"name", "seed", "weights_from"};
  return names;
}

std::vector<std::string> differingOptions(std::span<const store::RunRecord> runs,
                                          std::span<const std::string> but) {
  std::vector<std::string> names;
  if (runs.empty()) return names;
  for (const spec::Option& option : spec::options()) {
    if (std::ranges::find(but, option.name) != but.end()) continue;
    const auto first = optionValue(option, runs.front());
    const bool same =
        std::ranges::all_of(runs, [&](const auto& run) { return optionValue(option, run) == first; });
    if (!same) names.emplace_back(option.name);
  }
  return names;
}

std::vector<std::string> distinguishingOptions(std::span<const store::RunRecord> runs,
                                               std::span<const std::string> but) {
  std::vector<std::string> kept;
  std::vector<std::size_t> groupOf(runs.size());
  std::size_t groups = 1;
  for (const std::string& name : differingOptions(runs, but)) {
    const spec::Option& option = spec::option(name);
    std::map<std::pair<std::size_t, std::optional<spec::Value>>, std::size_t> split;
    std::vector<std::size_t> now(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i)
      now[i] = split.try_emplace({groupOf[i], optionValue(option, runs[i])}, split.size()).first->second;
    if (split.size() == groups) continue;
    kept.push_back(name);
    groups = split.size();
    groupOf = std::move(now);
  }
  return kept;
}

std::vector<RunGroup> groupRuns(std::span<const store::RunRecord> runs, std::span<const std::string> options,
                                std::span<const MetricColumn> metrics) {
  std::vector<RunGroup> groups;
  std::vector<std::vector<std::vector<double>>> values;  // of each group, metric and run
  std::vector<const spec::Option*> by;
  for (const std::string& name : options) by.push_back(&spec::option(name));
  for (const store::RunRecord& run : runs) {
    if (store::isImported(run)) continue;
    std::vector<Cell> key;
    for (const spec::Option* option : by) key.push_back(optionCell(*option, run));
    auto place = std::ranges::find(groups, key, &RunGroup::key);
    if (place == groups.end()) {
      std::vector<std::string> shown;
      for (const spec::Option* option : by) shown.push_back(optionText(*option, run));
      groups.push_back({std::move(key), std::move(shown), {}, {}});
      values.emplace_back(metrics.size());
      place = groups.end() - 1;
    }
    place->runs.push_back(run.id);
    auto& own = values[static_cast<std::size_t>(place - groups.begin())];
    for (std::size_t m = 0; m < metrics.size(); ++m) own[m].push_back(valueOf(run, metrics[m]));
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const auto& of : values[g]) groups[g].values.push_back(report::band(of));
  }
  return groups;
}

report::Table groupTable(std::span<const RunGroup> groups, std::span<const std::string> options,
                         std::span<const MetricColumn> metrics, bool people) {
  using report::Align;
  std::vector<report::Column> columns;
  for (const std::string& name : options)
    columns.push_back({name, std::string(spec::option(name).label), Align::Left, report::kShortest});
  columns.push_back({"runs", "Runs", Align::Right});
  for (const MetricColumn& metric : metrics) {
    const bool share = store::isShare(metric.metric);
    columns.push_back(
        {keyOf(metric), titleOf(metric), Align::Right, share ? 1 : 4, share ? 100.0 : 1.0, true});
    if (people) columns.push_back({keyOf(metric) + "_runs", "N", Align::Right});
  }
  report::Table table(std::move(columns));
  for (const RunGroup& group : groups) {
    std::vector<Cell> row;
    for (std::size_t i = 0; i < group.key.size(); ++i)
      row.push_back(people && !group.shown[i].empty() ? Cell{group.shown[i]} : group.key[i]);
    row.emplace_back(static_cast<std::int64_t>(group.runs.size()));
    for (const report::Band& band : group.values) {
      row.push_back(band.n > 0 ? Cell{band} : Cell{});
      if (people) row.emplace_back(std::int64_t{band.n});
    }
    table.add(std::move(row));
  }
  return table;
}

}  // namespace skewscope::compare
