#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/records.h"

namespace skewscope::store {

/// Version of the schema that this program writes (PRAGMA user_version).
inline constexpr int kSchemaVersion = 7;

struct OpenOptions;

/// A read-write connection to a store: one SQLite file, in WAL mode where the file system allows it, with a
/// folder of checkpoints beside it (checkpointFolder()). Use from one thread at a time; every call blocks and
/// is one transaction. All calls throw Error (Store: locked, read-only, damaged; Resource: disk full);
/// nothing written earlier is lost.
class Store {
 public:
  /// Opens `path`, creating it (and its folder) if absent; migrates an older schema forward after a backup
  /// beside it. A newer schema throws Error (Store) that says which program version is needed.
  static std::unique_ptr<Store> open(const std::filesystem::path& path);
  ~Store();

  const std::filesystem::path& path() const;
  /// Folder "<store>.checkpoints", created on first use.
  std::filesystem::path checkpointFolder() const;
  /// "" or what the user should know, such as a network file system without WAL.
  const std::string& warning() const;

  // Life of a run (the engine; the window only adds and edits)
  /// Adds a queued run and returns its UUID. `name` empty: spec::describe(). The run that `weights_from`
  /// names is kept by its id. Throws Error (Usage) for an invalid spec.
  std::string addRun(const spec::ExperimentSpec& spec);
  /// What is known once the data is open; also stores the subset and the classes. Idempotent.
  struct RunStart {
    std::string dataDigest, subsetDigest;
    std::vector<std::int64_t> subsetIndices;
    std::vector<RunClass> classes;
    std::vector<std::uint16_t> testLabels;  ///< class of each test image; may be empty
    std::string engineVersion, device;
    std::string precision;  ///< a run that has a checkpoint keeps the one that it was begun in
    int threads = 0;
  };
  /// Takes the lease of a run that is queued, interrupted or failed (or whose lease has expired), or is done
  /// and has evaluations to be made, and sets it running. `owner`: unique per process, such as host:pid:UUID.
  /// From then on calls on this run through this Store throw Error (Store) once somebody else has taken it.
  /// Throws Error (Usage) if it is done or held by a live engine, naming the holder.
  void claimRun(const std::string& run, const std::string& owner);
  /// Goes on with a lease that another process, a worker, took as `owner` for this one. Throws Error
  /// (Interrupted) if the run is no longer that owner's.
  void continueClaim(const std::string& run, const std::string& owner);
  void startRun(const std::string& run, const RunStart& start);
  /// Renews the lease. Throws Error (Interrupted) if the run is no longer this owner's: the caller must leave
  /// it.
  void heartbeat(const std::string& run, const std::string& owner);
  /// Writes one epoch's rows and renews summaries; epochsDone = rows.epoch. Rows of the same epoch and metric
  /// are replaced, other metrics of that epoch stay.
  void writeEpoch(const std::string& run, const EpochRows& rows);
  /// Records a checkpoint file that is already durable, and in the same transaction drops every row past it.
  /// Returns paths (relative) of checkpoints that are no longer referred to, for the caller to delete.
  std::vector<std::string> recordCheckpoint(const std::string& run, const CheckpointRecord& checkpoint);
  /// Drops rows past the run's checkpoint (all rows without one): the state to resume from.
  std::optional<CheckpointRecord> rewindToCheckpoint(const std::string& run);
  /// Ends a run and its lease. `status`: Done, Interrupted or Failed; `failure` for the last two. A Store
  /// that has not claimed the run may end it too: for a window whose engine process has died. A run whose
  /// last epoch has its checkpoint is done whatever `status` says: what came to no end is an evaluation, and
  /// `failure` goes to the log. Done takes it out of the queue, unless evaluations were asked for meanwhile.
  void endRun(const std::string& run, RunStatus status, const std::string& failure);
  /// Marks as interrupted every running run whose heartbeat is older than `silence` (default kLeaseSilence),
  /// or as done where only evaluations were left.
  /// Returns their ids. Called at every start of engine and window.
  std::vector<std::string> recoverLostRuns(std::chrono::milliseconds silence);
  /// Adds a line; of the whole store if `line.run` is empty or unknown. Time 0: now. The newest 20,000 are
  /// kept.
  void log(const LogLine& line);

  // The queue (docs/queue.md): which runs a worker takes next. A run stays in it until it is done, taken out,
  // or has failed too often.
  /// Puts runs behind all others of the same priority, in this order; what was interrupted or failed is
  /// queued again. Error (Usage) for a run that is done, running or in the bin; then none is queued.
  void enqueue(const std::vector<std::string>& runs, int priority = 0);
  /// Takes a run out. One that waits becomes interrupted, also if it was added and not put into the queue; a
  /// running one goes on, but is not taken up again; one that is done stays so, without its evaluations.
  void dequeue(const std::string& run);
  /// Moves a run of the queue to stand just before another one, with its priority; behind all of its own
  /// priority if `before` is empty. Error (Usage) if one of them is not in the queue.
  void moveInQueue(const std::string& run, const std::string& before);
  /// Larger is earlier; behind the others of that priority. Error (Usage) if the run is not in the queue.
  void setPriority(const std::string& run, int priority);
  /// A paused queue gives out no runs; those that run go on.
  void setQueuePaused(bool paused);
  /// Claims the first run of the queue that can be worked on, as claimRun() does; nothing if there is none. A
  /// run waits while the run that its weights come from is not done. One that has been taken `most` times
  /// since it last finished an epoch leaves the queue as failed; of a trained one the evaluation that was
  /// being made is given up.
  std::optional<std::string> claimNext(const std::string& owner, int most = kMostAttempts);
  static constexpr int kMostAttempts = 3;

  // Workers of the queue (Queue::workers), which anybody who has the store open can see and stop
  /// The worker is alive; said when it begins (with a new UUID) and each kLeaseSilence / 4 or so. Whether it
  /// shall go on: false after askWorkerToStop(). Others that have been silent for long are forgotten.
  bool touchWorker(const WorkerRecord& worker);
  /// The worker stops its runs with a checkpoint, leaves them in the queue, and ends; within a few seconds.
  void askWorkerToStop(const std::string& id);
  /// It has ended, or is taken for lost.
  void removeWorker(const std::string& id);

  // Evaluations that are asked for (`request`: JSON of spec::EvaluationRequest)
  /// Asks for an evaluation, which is made as soon as the run is trained; a run that is done joins the queue
  /// for it. Asked for twice, it is made once. Error (Usage) for a run in the bin, done without a
  /// checkpoint, or imported.
  void wantEvaluation(const std::string& run, const std::string& request);
  /// It has been made, or cannot be; for the process that holds the run.
  void dropEvaluation(const std::string& run, const std::string& request);

  // Experiments
  /// Adds an experiment and returns its UUID. `kind` and `settings` (JSON) are those of core/experiment.
  std::string addExperiment(const std::string& kind, const std::string& title, const std::string& settings);
  /// Makes runs members of an experiment; a run may be one of several. Error (Usage) for an unknown id.
  void addToExperiment(const std::string& experiment, const std::vector<std::string>& runs);
  /// Forgets an experiment; its runs stay.
  void removeExperiment(const std::string& experiment);

  // Runs and figures from elsewhere
  /// Adds a run that is done, with all its values, and returns its UUID. Throws Error (Usage) without a name,
  /// a source or a value, for epochs that do not ascend, and for class values of another number of classes.
  std::string addImportedRun(const ImportedRun& run);
  /// Keeps a figure and returns its UUID; `id` of one that is kept: it is replaced. Error (Usage) for an id
  /// that is not known, and for a spec that is no JSON object.
  std::string saveFigure(const std::string& id, const std::string& title, const std::string& spec);
  void removeFigure(const std::string& id);
  /// Puts a figure back that was removed, with its id and times. Error (Usage) if the id is taken.
  void restoreFigure(const FigureRecord& figure);

  // Views of the window that are kept
  /// Keeps a view and returns its UUID; `id` of one that is kept: it is replaced. Error (Usage) for an id
  /// that is not known, a blank title, a state that is no JSON object, and beyond kMostViewTitle and
  /// kMostViewState.
  std::string saveView(const std::string& id, const std::string& title, const std::string& state);
  void removeView(const std::string& id);
  /// Puts a view back that was removed, with its id and times. Error (Usage) if the id is taken.
  void restoreView(const ViewRecord& view);

  // Edits by the user
  /// Empty: the name that spec::describe() gives.
  void rename(const std::string& run, const std::string& name);
  void setNote(const std::string& run, const std::string& note);
  /// "#rrggbb" or empty; else Error (Usage).
  void setColour(const std::string& run, const std::string& colour);
  /// Replaces the tags; blank ones and repetitions are dropped.
  void setTags(const std::string& run, const std::vector<std::string>& tags);
  void setArchived(const std::string& run, bool archived);
  /// Changes the option `device` of a run (spec::deviceChoice(); else Error (Usage)), which is no part of
  /// what makes runs the same: it is where the run goes on. One that is running keeps its own until then.
  void setDevice(const std::string& run, const std::string& device);
  /// To the bin and back. A running run cannot be deleted: Error (Usage).
  void setDeleted(const std::string& run, bool deleted);
  /// Removes for good what has been in the bin for longer than `age`; returns orphaned checkpoint paths
  /// (relative).
  std::vector<std::string> emptyBin(std::chrono::milliseconds age);

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  friend std::unique_ptr<Store> openStore(const std::filesystem::path& path, const OpenOptions& options);
  std::unique_ptr<Impl> impl_;
};

/// A running engine renews its lease this often, and is taken for lost after kLeaseSilence without.
inline constexpr std::chrono::milliseconds kHeartbeatEvery{1000};
inline constexpr std::chrono::milliseconds kLeaseSilence{8000};

}  // namespace skewscope::store
