#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/store/reader.h"
#include "ui/models/run_data.h"

namespace skewscope::ui {

/// All runs of a store with their curves, oldest first.
inline std::vector<std::shared_ptr<const RunData>> readAll(const std::filesystem::path& path) {
  store::Reader reader(path);
  std::vector<std::shared_ptr<const RunData>> all;
  for (store::RunRecord& run : reader.runs()) all.push_back(readRunData(reader, std::move(run)));
  return all;
}

}  // namespace skewscope::ui
