#include "core/compare/class_results.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/compare/metric_title.h"

namespace skewscope::compare {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::int64_t epochOf(const store::RunRecord& record, const std::string& metric,
                     const std::vector<std::int64_t>& epochs, AtEpoch at) {
  const auto summary = record.summaries.find(metric);
  if (at == AtEpoch::Last || summary == record.summaries.end()) return epochs.back();
  return summary->second.bestEpoch;
}

report::Cell bandCell(const report::Band& band) {
  return band.n > 0 ? report::Cell(band) : report::Cell();
}

}  // namespace

std::optional<ClassRun> classRun(const store::RunRecord& record, const std::vector<store::RunClass>& classes,
                                 const std::string& metric, const store::Series& overall,
                                 const store::ClassSeries& perClass, AtEpoch at) {
  if (perClass.epochs.empty() || classes.empty()) return std::nullopt;
  ClassRun run{record.id, record.name, epochOf(record, metric, perClass.epochs, at), kNaN, classes, {}};
  const auto place = std::ranges::find(perClass.epochs, run.epoch) - perClass.epochs.begin();
  const auto k = static_cast<std::size_t>(place);
  if (k >= perClass.epochs.size()) return std::nullopt;
  const auto there = std::ranges::find(overall.epochs, run.epoch) - overall.epochs.begin();
  if (static_cast<std::size_t>(there) < overall.values.size())
    run.overall = overall.values[static_cast<std::size_t>(there)];
  for (const store::RunClass& each : run.classes) {
    const auto c = static_cast<std::size_t>(each.index);
    const bool known = each.index >= 0 && c < perClass.values.size() && k < perClass.values[c].size();
    run.accuracy.push_back(known ? perClass.values[c][k] : kNaN);
  }
  const bool any = std::ranges::any_of(run.accuracy, [](double value) { return !std::isnan(value); });
  return any ? std::optional(run) : std::nullopt;
}

ClassResult joinClassRuns(const std::string& name, std::span<const ClassRun> runs, report::Spread spread) {
  ClassResult result;
  result.name = name;
  std::vector<double> overall, classDeviation, groupDeviation;
  std::array<std::vector<double>, 3> groups;
  for (const ClassRun& run : runs) {
    result.runs.push_back(run.id);
    result.names.push_back(run.name);
    result.epochs.push_back(run.epoch);
    std::vector<int> groupOf;
    for (const store::RunClass& each : run.classes) groupOf.push_back(each.group);
    const auto summary = report::summarise(run.overall, run.accuracy, groupOf);
    overall.push_back(summary.overall);
    classDeviation.push_back(summary.classDeviation);
    groupDeviation.push_back(summary.groupDeviation);
    for (std::size_t g = 0; g < groups.size(); ++g) groups[g].push_back(summary.groups[g]);
  }
  result.overall = report::band(overall);
  result.classDeviation = report::band(classDeviation);
  result.groupDeviation = report::band(groupDeviation);
  for (std::size_t g = 0; g < groups.size(); ++g) result.groups[g] = report::band(groups[g]);
  for (const store::RunClass& each : runs.front().classes) {
    std::vector<double> values;
    for (const ClassRun& run : runs) {
      const auto same = std::ranges::find(run.classes, each.name, &store::RunClass::name);
      if (same != run.classes.end())
        values.push_back(run.accuracy[static_cast<std::size_t>(same - run.classes.begin())]);
    }
    ClassPoint point{each.name, each.trainCount, each.group, report::band(values), {}};
    point.edges = report::bandEdges(point.accuracy, spread);
    result.classes.push_back(std::move(point));
  }
  std::ranges::stable_sort(result.classes, std::ranges::greater(), &ClassPoint::trainCount);
  for (std::size_t c = 0; c < result.classes.size(); ++c) {
    if (result.classes[c].accuracy.n == 0) continue;
    if (!result.worst || result.classes[c].accuracy.mean < result.classes[*result.worst].accuracy.mean)
      result.worst = c;
  }
  return result;
}

std::vector<std::string> classOrder(std::span<const ClassResult> results) {
  std::vector<std::string> names;
  std::map<std::string, std::int64_t> counts;
  for (const ClassResult& result : results) {
    for (const ClassPoint& point : result.classes) {
      if (!counts.contains(point.name)) names.push_back(point.name);
      counts[point.name] += point.trainCount;
    }
  }
  std::ranges::stable_sort(names, std::ranges::greater(), [&](const auto& name) { return counts.at(name); });
  return names;
}

const ClassPoint* findClass(const ClassResult& result, const std::string& name) {
  const auto found = std::ranges::find(result.classes, name, &ClassPoint::name);
  return found == result.classes.end() ? nullptr : &*found;
}

report::Table classSummaryTable(std::span<const ClassResult> results, const std::string& metric) {
  using report::Align;
  const auto share = [](const char* key, const std::string& title) {
    return report::Column{key, title, Align::Right, 1, 100, true};
  };
  report::Table table({{"run", "Run"},
                       {"runs", "N", Align::Right},
                       {"epoch", "Epoch"},
                       share("overall", metricTitle(metric) + " (%)"),
                       share("many", "Many (%)"),
                       share("medium", "Medium (%)"),
                       share("few", "Few (%)"),
                       {"worst_class", "Worst class"},
                       share("worst", "Worst (%)"),
                       share("class_deviation", "SD of classes (%)"),
                       share("group_deviation", "SD of groups (%)")});
  for (const ClassResult& result : results) {
    const auto [least, most] = std::ranges::minmax(result.epochs);
    const ClassPoint* worst = result.worst ? &result.classes[*result.worst] : nullptr;
    table.add({result.name, static_cast<std::int64_t>(result.runs.size()),
               least == most ? std::to_string(least) : std::to_string(least) + "–" + std::to_string(most),
               bandCell(result.overall), bandCell(result.groups[0]), bandCell(result.groups[1]),
               bandCell(result.groups[2]), worst != nullptr ? worst->name : std::string(),
               worst != nullptr ? report::Cell(worst->accuracy) : report::Cell(),
               bandCell(result.classDeviation), bandCell(result.groupDeviation)});
  }
  return table;
}

report::Table perClassTable(std::span<const ClassResult> results, const std::string& metric) {
  using report::Align;
  std::vector<report::Column> columns{{"class", "Class"}, {"train_count", "Images", Align::Right}};
  for (std::size_t r = 0; r < results.size(); ++r) {
    columns.push_back(
        {results[r].runs.front() + "." + metric, results[r].name + " (%)", Align::Right, 1, 100, true});
  }
  report::Table table(std::move(columns));
  for (const std::string& name : classOrder(results)) {
    std::vector<report::Cell> row{name, report::Cell()};
    for (const ClassResult& result : results) {
      const ClassPoint* point = findClass(result, name);
      // Of the first one that has the class; the others of an equal profile have as many.
      if (point != nullptr && std::holds_alternative<std::monostate>(row[1]) && point->trainCount > 0)
        row[1] = point->trainCount;
      row.push_back(point != nullptr ? bandCell(point->accuracy) : report::Cell());
    }
    table.add(std::move(row));
  }
  return table;
}

}  // namespace skewscope::compare
