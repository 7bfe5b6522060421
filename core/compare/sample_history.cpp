#include "core/compare/sample_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/compare/metric_title.h"

namespace skewscope::compare {
namespace {

void addRows(SampleHistory& history, store::Reader& reader, const store::RunRecord& run) {
  const auto place = static_cast<std::size_t>(history.image);
  for (const std::string& metric : reader.metricNames(run.id)) {
    SampleRow row{run.id, run.name, metric, {}, {}};
    for (const std::int64_t epoch : reader.predictionEpochs(run.id, metric)) {
      const auto predicted = reader.predictions(run.id, metric, epoch);
      if (place >= predicted.size()) continue;
      row.epochs.push_back(epoch);
      row.classes.push_back(predicted[place]);
    }
    if (!row.epochs.empty()) history.rows.push_back(std::move(row));
  }
}

}  // namespace

std::string SampleHistory::className(int index) const {
  const auto place = static_cast<std::size_t>(index);
  return index >= 0 && place < classNames.size() ? classNames[place] : std::to_string(index);
}

std::vector<std::int64_t> SampleHistory::epochs() const {
  std::set<std::int64_t> all;
  for (const SampleRow& row : rows) all.insert(row.epochs.begin(), row.epochs.end());
  return {all.begin(), all.end()};
}

SampleHistory sampleHistory(store::Reader& reader, const std::vector<std::string>& runs, std::int64_t image) {
  if (runs.empty())
    throw Error(ErrorKind::Usage, "A test image is one of the data of a run; there is no run.");
  SampleHistory history;
  history.image = image;
  const store::RunRecord first = reader.run(runs.front());
  const auto labels = reader.testLabels(first.dataDigest);
  if (image < 0 || (!labels.empty() && static_cast<std::size_t>(image) >= labels.size())) {
    throw Error(ErrorKind::Usage, fmt::format("There is no test image {}: they count from 0 to {}.", image,
                                              static_cast<std::int64_t>(labels.size()) - 1));
  }
  if (!labels.empty()) history.trueClass = labels[static_cast<std::size_t>(image)];
  for (const store::RunClass& each : reader.classes(first.id)) {
    history.classNames.resize(std::max(history.classNames.size(), static_cast<std::size_t>(each.index) + 1));
    history.classNames[static_cast<std::size_t>(each.index)] = each.name;
    if (each.index != history.trueClass) continue;
    history.trainCount = each.trainCount;
    history.group = each.group;
  }
  for (const std::string& id : runs) {
    const store::RunRecord run = reader.run(id);
    if (run.dataDigest == first.dataDigest) addRows(history, reader, run);
  }
  return history;
}

report::Table sampleTable(const SampleHistory& history) {
  std::vector<report::Column> columns{{"run", "Run"}, {"metric", "Accuracy"}};
  const auto epochs = history.epochs();
  for (const std::int64_t epoch : epochs)
    columns.push_back({fmt::format("epoch_{}", epoch), fmt::format("Epoch {}", epoch)});
  report::Table table(std::move(columns));
  for (const SampleRow& row : history.rows) {
    std::vector<report::Cell> cells{row.name, metricTitle(row.metric)};
    for (const std::int64_t epoch : epochs) {
      const auto found = std::ranges::find(row.epochs, epoch);
      cells.emplace_back(
          found == row.epochs.end()
              ? std::string()
              : history.className(row.classes[static_cast<std::size_t>(found - row.epochs.begin())]));
    }
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace skewscope::compare
