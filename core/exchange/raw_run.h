#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/exchange/import_options.h"

namespace skewscope::exchange {

/// A curve as a file has it.
struct RawCurve {
  std::string metric;
  int classIndex = -1;  ///< place in RawRun::classes; -1: over all classes, or not known yet
  std::map<std::int64_t, double> values;  ///< by epoch
};

/// A run as a file has it, before names and units are seen to.
struct RawRun {
  std::string name, source;
  std::int64_t startedMs = 0, endedMs = 0;  ///< 0: not known
  std::vector<std::string> classes;
  std::vector<RawCurve> curves;  ///< in the order of the file
  bool classesInNames = true;    ///< "probe_accuracy/cat" is the class cat of probe_accuracy
  /// Written by Skewscope: all metrics that have values of classes are split. Of others only those that are
  /// accuracies, since a name such as "weight/norm" says nothing of classes.
  bool ours = false;
  std::vector<std::string> remarks;
};

/// Calls metrics as options.metrics says, splits those of classes, and brings per cent to shares. Names that
/// were found go to `seen`. Throws Error (Data) for a run without a value or with too many, (Usage) for two
/// curves that get the same name.
FoundRun finishRun(RawRun raw, const ImportOptions& options, std::set<std::string>& seen);

/// "3 metrics (loss, knn_accuracy, ...), 1 of them for each of 10 classes, epochs 1 to 60": what a run has.
std::string describeRun(const store::ImportedRun& run);

}  // namespace skewscope::exchange
