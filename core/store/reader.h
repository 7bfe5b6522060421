#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/records.h"

namespace skewscope::store {

/// A read-only connection. Use from one thread at a time, but interrupt(), which may come from any. Sees only
/// committed rows. A store of an unknown newer schema opens too (isNewer()); calls that meet what they do not
/// know throw Error (Store).
class Reader {
 public:
  /// Throws Error (Store) if `path` is absent or is no store.
  explicit Reader(const std::filesystem::path& path);
  ~Reader();

  bool isNewer() const;
  /// Changes whenever another connection has committed (PRAGMA data_version): cheap to poll.
  std::int64_t dataVersion();
  /// All runs that are not in the bin (or all that are, with `deleted`), oldest first, with tags and
  /// summaries.
  std::vector<RunRecord> runs(bool deleted = false);
  /// One run. Throws Error (Usage) if there is none. `idOrName`: UUID, a unique beginning of one (4
  /// characters or more), or a unique name.
  RunRecord run(const std::string& idOrName);
  std::vector<RunClass> classes(const std::string& run);
  std::vector<std::string> metricNames(const std::string& run);
  std::vector<std::string> classMetricNames(const std::string& run);
  Series series(const std::string& run, const std::string& metric);
  ClassSeries classSeries(const std::string& run, const std::string& metric);
  /// Value per class at the last epoch of a class series (NaN for a class without one); empty if there is
  /// none.
  std::vector<double> lastPerClass(const std::string& run, const std::string& metric);
  /// Confusion counts (classes * classes, row = truth) of a metric at its last epoch, or at `epoch` if >= 0;
  /// empty if none.
  std::vector<std::int64_t> confusion(const std::string& run, const std::string& metric,
                                      std::int64_t epoch = -1);
  /// Epochs at which a metric has confusion counts, ascending.
  std::vector<std::int64_t> confusionEpochs(const std::string& run, const std::string& metric);
  /// How the values of a run were measured, as far as an evaluation was asked for; by metric, then epoch.
  std::vector<EvaluationRecord> evaluations(const std::string& run);
  /// Requests (JSON of spec::EvaluationRequest) that have not been made yet.
  std::vector<std::string> wantedEvaluations(const std::string& run);
  /// Epochs at which the predicted classes of a metric are kept, ascending.
  std::vector<std::int64_t> predictionEpochs(const std::string& run, const std::string& metric);
  /// Predicted class of each test image at the last epoch that is kept, or at `epoch` if >= 0; empty if none.
  std::vector<std::uint16_t> predictions(const std::string& run, const std::string& metric,
                                         std::int64_t epoch = -1);
  /// Class of each test image of the data that a run was trained with; empty if not known.
  std::vector<std::uint16_t> testLabels(const std::string& dataDigest);
  /// Epochs at which a run has a feature map, ascending.
  std::vector<std::int64_t> featureMapEpochs(const std::string& run);
  /// The feature map of the last epoch that has one, or of `epoch` if >= 0; nothing if there is none. Throws
  /// Error (Store) for one whose sizes or images cannot be.
  std::optional<FeatureMap> featureMap(const std::string& run, std::int64_t epoch = -1);
  std::vector<std::int64_t> subsetIndices(const std::string& run);
  std::optional<CheckpointRecord> checkpoint(const std::string& run);
  Queue queue();
  /// All experiments, oldest first.
  std::vector<ExperimentRecord> experiments();
  /// All figures that are kept, oldest first.
  std::vector<FigureRecord> figures();
  /// All views that are kept, oldest first.
  std::vector<ViewRecord> views();
  /// Newest `limit` lines, oldest of them first; of one run, or of all if `run` is empty.
  std::vector<LogLine> log(const std::string& run, int limit);
  /// Breaks off the query in progress, which then throws Error (Interrupted). Thread-safe.
  void interrupt();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::store
