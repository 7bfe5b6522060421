#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/store/reader.h"

namespace skewscope::ui {

/// All that the window shows of one run, read in one go.
struct RunData {
  store::RunRecord record;
  std::vector<store::RunClass> classes;
  std::map<std::string, store::Series> metrics;
  std::map<std::string, store::ClassSeries> classMetrics;
  std::map<std::string, std::vector<std::int64_t>> confusions;  ///< by metric name, last epoch
};

using RunDataList = std::vector<std::shared_ptr<const RunData>>;

/// Reads all of a run in the calling thread (for programs without a window; StoreService does it on its own
/// thread). `checkStillWanted` is called between queries and may throw to give up.
std::shared_ptr<const RunData> readRunData(store::Reader& reader, store::RunRecord record,
                                           const std::function<void()>& checkStillWanted = {});

}  // namespace skewscope::ui
