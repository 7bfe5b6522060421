#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/spec/experiment_spec.h"

namespace skewscope::store {

/// Life of a run. Stored as the lower-case word.
enum class RunStatus {
  Queued,       ///< waiting for an engine
  Running,      ///< an engine holds the lease
  Done,         ///< all epochs and evaluations finished
  Interrupted,  ///< stopped or lost; can be resumed from its checkpoint (or from the start)
  Failed,       ///< ended by an error; RunRecord::failure says which
};
std::string toText(RunStatus status);
RunStatus statusFromText(const std::string& text);

/// Names of the metrics that the engine writes (one value per run and epoch; accuracies in [0, 1]).
namespace metric {
inline constexpr const char* kLoss = "loss";                     ///< training loss, first (unperturbed) pass
inline constexpr const char* kPerturbedLoss = "loss_perturbed";  ///< SAM: second pass
inline constexpr const char* kSharpness = "sharpness";  ///< SAM: loss_perturbed - loss; also per class
inline constexpr const char* kHeadAccuracy =
    "head_accuracy";  ///< supervised head on the test images; also per class
inline constexpr const char* kKnnAccuracy = "knn_accuracy";  ///< kNN on the test images; also per class
inline constexpr const char* kProbeAccuracy =
    "probe_accuracy";  ///< linear probe, full balanced labels; also per class
inline constexpr const char* kCrtAccuracy =
    "crt_accuracy";  ///< re-trained classifier (cRT) on the test images; also per class
inline constexpr const char* kLearningRate = "learning_rate";
inline constexpr const char* kSeconds = "seconds";  ///< wall time of the epoch's training steps
inline constexpr const char* kImagesPerSecond = "images_per_second";  ///< source images
inline constexpr const char* kWeight = "weight";                      ///< rwSAM: mean weight, per class only
/// "probe_<factor>": linear probe of a known factor ("probe_texture").
inline constexpr const char* kFactorProbePrefix = "probe_";
/// Half images: share of Grad-CAM in the left half; also per class
inline constexpr const char* kAttentionLeft = "attention_left";
inline constexpr const char* kRareProbeAccuracy =
    "probe_rare";  ///< half images: head of the rare classes alone
// Evaluations that are asked for (spec::Protocol; docs/methods/evaluation.md).
/// Probe by SGD; also per class.
inline constexpr const char* kFullProbeAccuracy = "full_probe_accuracy";
/// Probe on the labels of the subset; also per class.
inline constexpr const char* kLongTailProbeAccuracy = "lt_probe_accuracy";
/// Mean of the selections; also per class.
inline constexpr const char* kFewShotAccuracy = "few_shot_accuracy";
inline constexpr const char* kOutOfDomainProbePrefix = "ood_probe_";  ///< "ood_probe_<data set>"
inline constexpr const char* kFineTuningPrefix = "fine_tune_";        ///< "fine_tune_<data set>"
/// Mean over classes; also per class.
inline constexpr const char* kLossGap = "loss_gap";
/// Mean over the frequent half of the classes, and over the rare half.
inline constexpr const char* kFrequentLossGap = "loss_gap_frequent";
inline constexpr const char* kRareLossGap = "loss_gap_rare";
/// Sharpness of the whole subset's loss; also per class.
inline constexpr const char* kSubsetSharpness = "sharpness_subset";
inline constexpr const char* kEffectiveRank = "effective_rank";        ///< of the test features
inline constexpr const char* kCalibrationError = "calibration_error";  ///< ECE of the supervised head
/// No metric of its own: what the note of a feature map is filed under.
inline constexpr const char* kFeatureMap = "feature_map";
}  // namespace metric

/// Whether a metric is a share in [0, 1], shown in per cent: accuracies, attention and calibration. Losses,
/// sharpness, ranks, times and weights are numbers of their own.
bool isShare(const std::string& metric);
/// Whether the best value of a metric is its smallest: losses, sharpness and errors.
bool smallerIsBetter(const std::string& metric);

/// The live accuracy curve of a mode: head_accuracy for supervised runs, knn_accuracy otherwise.
const char* liveAccuracyMetric(spec::Mode mode);

/// Last and best value of a metric, kept by the store so that tables never scan series.
struct MetricSummary {
  std::int64_t lastEpoch = 0;
  double last = 0;
  std::int64_t bestEpoch = 0;
  double best = 0;       ///< largest value; smallest for losses and sharpness
  double meanLast5 = 0;  ///< mean over the last five epochs that have a value
  /// At the best epoch of the run's live accuracy (liveAccuracyMetric()); none where it was not measured
  /// there. Set by Reader.
  std::optional<double> atBest{};

  bool operator==(const MetricSummary&) const = default;
};

/// A class as it was in one run's training subset.
struct RunClass {
  int index = 0;
  std::string name;
  std::int64_t trainCount = 0;  ///< in the run's own subset (equal for a balanced twin)
  int group = 0;                ///< 0 many, 1 medium, 2 few, by the imbalanced counts of the profile
};

/// One row of the run table.
struct RunRecord {
  std::string id;  ///< UUID
  std::string name;
  RunStatus status = RunStatus::Queued;
  spec::ExperimentSpec spec;
  std::string specJson;  ///< as stored
  std::string specHash, pairHash, groupHash;
  std::string dataDigest;  ///< empty until started
  std::string subsetDigest;
  std::int64_t n = 0;  ///< images in the subset; 0 until started
  std::string engineVersion, device;
  std::string precision;  ///< that it was begun in
  int threads = 0;
  std::int64_t createdMs = 0, startedMs = 0, endedMs = 0, heartbeatMs = 0;  ///< UTC; 0 = not yet
  std::int64_t epochsDone = 0;
  std::string failure;  ///< why it failed or was interrupted, with what to do; else empty
  std::string note;
  std::string colour;  ///< "#rrggbb", or empty for the palette's
  bool archived = false;
  std::int64_t deletedMs = 0;  ///< in the bin since then; 0 = not deleted
  std::vector<std::string> tags;
  std::map<std::string, MetricSummary> summaries;
  bool hasCheckpoint = false;
  /// Where a run comes from that was not trained here but imported ("TensorBoard: logs/resnet"); else empty.
  /// Such a run is done, and its spec says nothing of how it was made.
  std::string source;

  bool operator==(const RunRecord&) const = default;
};

/// Whether a run was made by another program: its `spec` is then that of a new run and must not be shown, nor
/// taken for settings.
bool isImported(const RunRecord& run);

/// The accuracy curve that stands for a run: of its mode; of an imported run the first that it has of
/// head_accuracy, knn_accuracy, probe_accuracy, crt_accuracy, and of whatever else is called an accuracy
/// (head_accuracy if it has none).
std::string liveAccuracyMetric(const RunRecord& run);

/// The loss curve that stands for a run: "loss"; of an imported run without it the first metric whose name
/// says that it is a loss ("loss" if it has none).
std::string lossMetric(const RunRecord& run);

/// Value per epoch, ascending epochs. Epochs are counted from 1; 0 is before training.
struct Series {
  std::vector<std::int64_t> epochs;
  std::vector<double> values;
};

/// Values per epoch and class: values[class][k] belongs to epochs[k]; NaN where a class has none.
struct ClassSeries {
  std::vector<std::int64_t> epochs;
  std::vector<std::vector<double>> values;
};

/// Where test images lie in the space of a run's features (docs/methods/feature-map.md).
struct FeatureMap {
  std::int64_t epoch = 0;
  std::string dataDigest;            ///< of the data set whose test images these are
  std::vector<std::int64_t> images;  ///< which of them, ascending, in the data set's order; at least one
  int dimensions = 0;                ///< components of an image, at least 2
  std::vector<float> components;     ///< principal components, dimensions of each image one after the other
  std::vector<float> map;            ///< x and y of each image in the t-SNE map
  std::string protocol;              ///< how they were made, a JSON object
  std::int64_t createdMs = 0;        ///< set by the store
};

/// All rows of one epoch, written in one transaction.
struct EpochRows {
  std::int64_t epoch = 0;
  std::map<std::string, double> metrics;
  std::map<std::string, std::vector<double>> classMetrics;  ///< NaN: no value for that class
  std::map<std::string, std::vector<std::int64_t>>
      confusions;  ///< by metric name; classes * classes counts, row = truth
  /// By metric name: predicted class of each test image, in the data set's order.
  std::map<std::string, std::vector<std::uint16_t>> predictions;
  /// By metric name: which protocol gave the value and with which settings, a JSON object.
  std::map<std::string, std::string> protocols;
  std::optional<FeatureMap> featureMap;  ///< its own epoch is that of the rows, whatever it says
};

/// Which protocol gave a value, and when.
struct EvaluationRecord {
  std::string metric;
  std::int64_t epoch = 0;
  std::string protocol;       ///< JSON object; "protocol" is a name of spec::protocols()
  std::string engineVersion;  ///< of the program that measured it
  std::int64_t createdMs = 0;
};

/// Where a run can be resumed.
struct CheckpointRecord {
  std::int64_t epoch = 0;  ///< epochs completed
  std::int64_t step = 0;   ///< steps done in the epoch after it
  std::string path;        ///< relative to the store's folder
  std::string digest;      ///< SHA-256 of the file
  std::int64_t bytes = 0;
};

/// A run in the queue.
struct QueueEntry {
  std::string run;       ///< UUID
  int priority = 0;      ///< larger is earlier
  int attempts = 0;      ///< claims since the run last finished an epoch
  std::string waitsFor;  ///< the run that its weights come from, while that is not done; else empty
  bool trained = false;  ///< it is done; evaluations that were asked for are left
};

/// A process (`skewscope-engine work`) that works off the queue of a store.
struct WorkerRecord {
  std::string id;    ///< UUID
  std::string host;  ///< where it runs
  std::int64_t process = 0;
  int jobs = 1;  ///< runs at once
  std::int64_t startedMs = 0;
  std::int64_t heartbeatMs = 0;   ///< silent for longer than kLeaseSilence: it is gone, or cannot write
  bool stopAsked = false;         ///< it stops its runs with a checkpoint, and ends
  std::vector<std::string> runs;  ///< UUIDs of those in progress
};

/// The queue as it is worked off, first run first; running ones included.
struct Queue {
  std::vector<QueueEntry> entries;
  std::vector<WorkerRecord> workers;  ///< the oldest first; the window is none of them
  bool paused = false;
};

/// A set of runs that belong together (core/experiment says which).
struct ExperimentRecord {
  std::string id;  ///< UUID
  std::string kind, title;
  std::string settings;  ///< JSON
  std::int64_t createdMs = 0;
  std::vector<std::string> runs;  ///< UUIDs in the order in which they were made; without those in the bin
};

/// A run that was made by another program.
struct ImportedRun {
  std::string name;
  std::string source;                     ///< RunRecord::source; not empty
  std::int64_t startedMs = 0;             ///< 0: not known
  std::int64_t endedMs = 0;               ///< 0: not known
  std::vector<std::string> classes;       ///< names; may be empty
  std::map<std::string, Series> metrics;  ///< by name; epochs ascending, each once
  std::map<std::string, ClassSeries> classMetrics;
};

/// A figure that is kept: what it shows and how, as the window and `skewscope figure` read it.
struct FigureRecord {
  std::string id;  ///< UUID
  std::string title;
  std::string spec;  ///< JSON
  std::int64_t createdMs = 0, changedMs = 0;
};

/// A view that is kept: what the window shows, as the window reads it.
struct ViewRecord {
  std::string id;  ///< UUID
  std::string title;
  std::string state;  ///< JSON
  std::int64_t createdMs = 0, changedMs = 0;
};
/// Bytes of a view's title and state.
constexpr std::size_t kMostViewTitle = 200, kMostViewState = 1024 * 1024;

struct LogLine {
  std::int64_t timeMs = 0;
  std::string run;    ///< may be empty
  std::string level;  ///< "info", "warning", "error"
  std::string text;
};

}  // namespace skewscope::store
