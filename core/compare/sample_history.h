#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/report/table.h"
#include "core/store/reader.h"

namespace skewscope::compare {

/// What one accuracy of one run took a test image for, as far as predictions are kept.
struct SampleRow {
  std::string run, name;               ///< id and name of the run
  std::string metric;                  ///< whose predictions: head_accuracy, knn_accuracy, ...
  std::vector<std::int64_t> epochs;    ///< ascending
  std::vector<std::uint16_t> classes;  ///< predicted at each of them
};

/// What several runs took a test image for.
struct SampleHistory {
  std::int64_t image = 0;
  int trueClass = -1;                   ///< -1: not known
  std::vector<std::string> classNames;  ///< by class index, of the first run
  std::int64_t trainCount = 0;          ///< of the true class in the first run's subset
  int group = -1;                       ///< of the true class there: 0 many, 1 medium, 2 few
  std::vector<SampleRow> rows;          ///< in the order of the runs, then of the metrics' names

  /// Name of a class, or its number where there is none.
  std::string className(int index) const;
  /// Epochs of all rows, ascending, each once.
  std::vector<std::int64_t> epochs() const;
};

/// The history of test image `image` of the data of the first run. Runs on other data are left out: the image
/// would be another one. Throws Error (Usage) for an image or a run that there is not.
SampleHistory sampleHistory(store::Reader& reader, const std::vector<std::string>& runs, std::int64_t image);

/// A line for each row with the names of the predicted classes, a column for each epoch (empty where nothing
/// is kept).
report::Table sampleTable(const SampleHistory& history);

}  // namespace skewscope::compare
