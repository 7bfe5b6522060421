#include "ui/models/run_matrix.h"

#include <algorithm>

#include "ui/models/run_data.h"
#include "ui/plots/curve_set.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

RunMatrix readMatrix(store::Reader& reader, const std::string& run, const std::string& metric,
                     std::int64_t epoch) {
  RunMatrix found;
  found.record = reader.run(run);
  for (const std::string& name : reader.classMetricNames(run)) {
    if (!reader.confusionEpochs(run, name).empty()) found.metrics.push_back(name);
  }
  if (found.metrics.empty()) return found;
  const bool known = std::ranges::find(found.metrics, metric) != found.metrics.end();
  found.metric = known ? metric : found.metrics.front();
  found.epochs = reader.confusionEpochs(run, found.metric);
  found.epoch = found.epochs.back();
  for (const std::int64_t each : found.epochs) {
    if (epoch >= 0 && each <= epoch) found.epoch = each;
  }
  if (epoch >= 0 && found.epochs.front() > epoch) found.epoch = found.epochs.front();
  found.counts = reader.confusion(run, found.metric, found.epoch);
  return found;
}

ConfusionChart confusionChart(report::ConfusionValues kind, report::ClassOrder order, const RunMatrix& first,
                              const RunMatrix& second, const RunData& data) {
  ConfusionChart chart;
  chart.kind = kind;
  const bool difference = kind == report::ConfusionValues::Difference;
  if (first.metrics.empty()) {
    chart.message = ui::tr("No matrix yet: it comes with the first evaluation of the run.");
  } else if (difference && second.metric != first.metric) {
    chart.message = ui::tr("The second run has no matrix of this accuracy.");
  } else if (difference && second.counts.size() != first.counts.size()) {
    chart.message = ui::tr("The two runs have different classes.");
  }
  if (!chart.message.isEmpty()) return chart;
  std::vector<int> indices = classesByRank(data);
  if (order == report::ClassOrder::Index) std::ranges::sort(indices);
  for (const int index : indices) {
    const auto entry = std::ranges::find(data.classes, index, &store::RunClass::index);
    const auto side = static_cast<std::size_t>(index) + 1;
    if (entry == data.classes.end() || side * side > first.counts.size()) continue;
    chart.indices.push_back(index);
    chart.classes.append(text(entry->name));
  }
  chart.values = report::confusionValues(kind, chart.indices, first.counts, second.counts);
  chart.title = difference ? ui::tr("%1 minus %2").arg(text(second.record.name), text(first.record.name))
                           : text(first.record.name);
  return chart;
}

}  // namespace skewscope::ui
