#include "ui/models/run_data.h"

#include <utility>

namespace skewscope::ui {

std::shared_ptr<const RunData> readRunData(store::Reader& reader, store::RunRecord record,
                                           const std::function<void()>& checkStillWanted) {
  auto data = std::make_shared<RunData>();
  const std::string id = record.id;
  data->record = std::move(record);
  data->classes = reader.classes(id);
  for (const std::string& name : reader.metricNames(id)) {
    if (checkStillWanted) checkStillWanted();
    data->metrics[name] = reader.series(id, name);
  }
  for (const std::string& name : reader.classMetricNames(id)) {
    if (checkStillWanted) checkStillWanted();
    data->classMetrics[name] = reader.classSeries(id, name);
    auto counts = reader.confusion(id, name);
    if (!counts.empty()) data->confusions[name] = std::move(counts);
  }
  return data;
}

}  // namespace skewscope::ui
