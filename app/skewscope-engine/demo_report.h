#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/store/reader.h"

namespace skewscope::engine {

/// One mode of the demo: its run on the imbalanced subset and on the balanced twin.
struct DemoPair {
  std::string label;      ///< "Supervised"
  std::string run, twin;  ///< ids
  double seconds = 0;     ///< to train and evaluate both; 0 if both were in the store already
};

/// Prints what the demo is about: per-class accuracies, relative gaps, factor probes, and a sentence on what
/// they say.
void printDemo(const std::filesystem::path& store, const std::vector<DemoPair>& pairs);

}  // namespace skewscope::engine
