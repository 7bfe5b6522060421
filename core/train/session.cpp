#include "core/train/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/data/balanced_order.h"
#include "core/learn/density_weights.h"
#include "core/learn/full_memory.h"
#include "core/learn/schedule.h"
#include "core/nn/parallel.h"
#include "core/nn/precision.h"
#include "core/nn/torch.h"
#include "core/nn/training_views.h"
#include "core/spec/device_choice.h"
#include "core/spec/options.h"
#include "core/spec/steps.h"
#include "core/store/reader.h"
#include "core/train/checkpoint.h"
#include "core/train/checkpoint_writer.h"
#include "core/train/evaluate_run.h"
#include "core/train/evaluator.h"
#include "core/train/heartbeat.h"
#include "core/train/memory_estimate.h"
#include "core/train/progress.h"
#include "core/train/run_data.h"
#include "core/train/run_device.h"
#include "core/train/sam_weights.h"
#include "core/train/trained_run.h"
#include "core/train/training_steps.h"

namespace skewscope::train {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Thrown where the choice of the device was left to the engine and the memory of a GPU is too small for the
/// run, before anything of it is kept: it is begun again on the processor.
struct NoRoom {
  std::string why;
  torch::Device device;
};

/// Training of one run, from claim to end.
class Session {
 public:
  Session(store::Writer& writer, const store::RunRecord& record, int cores, Control& control,
          const EventSink& sink, const OpenDevice& openDevice)
      : writer_(writer),
        record_(record),
        run_(record.id),
        spec_(record.spec),
        firstSamEpoch_(firstSamEpoch(record.spec)),
        cores_(cores),
        control_(control),
        sink_(sink),
        openDevice_(openDevice),
        parallel_(nn::torchParallelFor()),
        checkpoints_(writer, record.id) {}

  SessionResult train() {
    try {
      place_ = openPlace();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Interrupted) throw;
      return left(error.message());
    }
    try {
      return trainThere();
    } catch (const c10::Error& error) {
      const Error told = deviceError(error, place_.device, {doing_, batch_});
      const bool kept = store::Reader(storePath()).checkpoint(run_).has_value();
      if (mayChoose() && !kept && learn::isFullMemory(error))
        throw NoRoom{told.message(), place_.device.torch};
      throw told;
    }
  }

 private:
  /// Whether the option `device` leaves the choice to the engine.
  bool mayChoose() const {
    const auto choice = spec::deviceChoice(spec_.device);
    return choice && choice->kind == spec::DeviceChoice::Kind::Auto;
  }

  RunDevice openPlace() {
    if (spec_.device != "cpu") phase("open device");
    const auto checkpoint = store::Reader(storePath()).checkpoint(run_);
    const bool trained = checkpoint && checkpoint->epoch >= spec_.epochs;
    nn::MemoryNeed need = trained ? evaluationNeed(record_) : trainingNeed(record_);
    need.whileWaiting = [this, said = false]() mutable {
      if (!std::exchange(said, true)) phase("wait for GPU memory");
      if (control_.stopRequested())
        throw Error(ErrorKind::Interrupted, "Stopped while it waited for memory of the GPU.");
    };
    return trained ? openForEvaluation(openDevice_, spec_.device, need) : openDevice_(spec_.device, need);
  }

  SessionResult trainThere() {
    // A resumed run keeps its thread count: sums in LibTorch depend on it, and so do the bits of the result.
    const int threads = record_.threads > 0 ? record_.threads
                        : spec_.threads > 0 ? static_cast<int>(spec_.threads)
                                            : cores_;
    torch::set_num_threads(threads);
    open();
    buildModel();
    start(threads);
    resume();
    if (position_.epoch < spec_.epochs) prepareSteps();
    announce(threads);
    if (!place_.note.empty()) log("warning", place_.note);  // it may take a hundred times as long
    if (position_.epoch == 0 && position_.step == 0) logNotes();
    while (position_.epoch < spec_.epochs) {
      if (!trainEpoch()) return stopped();
      finishEpoch();
    }
    finishCheckpoint();
    // Their memory is that of a step, and of the images.
    steps_.reset();
    onDevice_.reset();
    views_.reset();
    if (!makeEvaluations()) return stopped();
    writer_.run([&](store::Store& s) { s.endRun(run_, store::RunStatus::Done, ""); });
    return {store::RunStatus::Done, "", ErrorKind::Internal};
  }

  const char* precision() const { return model_.bf16 ? nn::kBf16 : nn::kFloat32; }

  void phase(const char* name) { sink_(protocol::Phase{run_, name}); }

  void waitWhilePaused() {
    const auto onPause = [&] {
      finishCheckpoint();
      sink_(protocol::Paused{run_});
    };
    control_.waitWhilePaused(onPause, [&] { sink_(protocol::Resumed{run_}); });
  }

  void log(const char* level, const std::string& text) {
    writer_.submit([line = store::LogLine{nowMs(), run_, level, text}](store::Store& s) { s.log(line); });
    sink_(protocol::Log{run_, level, text});
  }

  /// What options mean that one would not expect.
  void logNotes() {
    for (const spec::Option& option : spec::options()) {
      const std::string note = option.note ? option.note(spec_) : std::string();
      if (!note.empty()) log("info", note);
    }
  }

  void open() {
    phase("load data");
    data_ = openRunData(record_, parallel_);
    images_ = static_cast<std::int64_t>(data_.subset.indices.size());
    batch_ = spec::batchSize(spec_, images_);
    stepsPerEpoch_ = spec::stepsPerEpoch(spec_, images_);
    if (batch_ < 2) {
      throw Error(ErrorKind::Usage,
                  fmt::format("The subset has {} image; training needs 2 or more.", images_),
                  "Raise n_max or the ratio.");
    }
    labels_ = torch::empty({images_}, torch::kInt64);
    for (std::int64_t i = 0; i < images_; ++i) {
      const auto image = static_cast<std::size_t>(data_.subset.indices[static_cast<std::size_t>(i)]);
      labels_.data_ptr<std::int64_t>()[i] = data_.dataset.train.labels[image];
    }
    settings_ = augment::trainingSettings(spec_, data_.dataset);
    evaluator_.emplace(spec_, data_.dataset, data_.subset, parallel_);
  }

  void buildModel() {
    model_ = learn::makeModel(spec_, data_.dataset.train.classes());
    model_.bf16 = goesOnInBf16(record_, place_.device.torch);
    model_.labelLoss = learn::LabelLoss(spec_, data_.subset.counts);
    model_.moveTo(place_.device);
    optimiser_ = std::make_unique<learn::Sgd>(model_.namedParameters(), spec_.momentum, spec_.weightDecay,
                                              spec_.nesterov);
    position_.stats = EpochStats(data_.dataset.train.classes());
  }

  /// After the checkpoint is loaded: steps on a device may lay the parameters out anew.
  void prepareSteps() {
    views_.emplace(place_.device, settings_, data_.dataset.train, model_.viewCount(), model_.bf16, parallel_);
    if (!place_.device.torch.is_cpu()) onDevice_ = learn::makeDeviceOptimiser(model_, *optimiser_);
    steps_ = makeTrainingSteps({.spec = spec_,
                                .model = model_,
                                .optimiser = *optimiser_,
                                .onDevice = onDevice_.get(),
                                .views = *views_,
                                .device = place_.device,
                                .labels = labels_,
                                .images = data_.subset.indices,
                                .batch = batch_,
                                .stepsPerEpoch = stepsPerEpoch_,
                                .note = [this](const std::string& text) { log("warning", text); }});
  }

  /// Whether an epoch is the first to be evaluated in its tenth of the run, or the last of all: what is
  /// predicted of each test image at every epoch would outgrow everything else in the store.
  bool keepsPredictions(std::int64_t epoch) const {
    const auto tenth = [&](std::int64_t e) { return (e - 1) * 10 / spec_.epochs; };
    return epoch == spec_.epochs || epoch <= spec_.evaluateEvery ||
           tenth(epoch) != tenth(epoch - spec_.evaluateEvery);
  }

  void start(int threads) {
    store::Store::RunStart facts;
    facts.dataDigest = data_.dataset.digest;
    facts.subsetDigest = data_.subset.digest;
    facts.subsetIndices = data_.subset.indices;
    facts.classes = data_.classes;
    facts.testLabels = data_.dataset.test.labels;
    facts.engineVersion = SKEWSCOPE_VERSION;
    facts.device = place_.device.name;
    facts.precision = precision();
    facts.threads = threads;
    writer_.run([&](store::Store& s) { s.startRun(run_, facts); });
  }

  void resume() {
    const auto checkpoint = writer_.run([&](store::Store& s) { return s.rewindToCheckpoint(run_); });
    if (!checkpoint) return;
    position_ = loadCheckpoint(checkpointFile(storePath().parent_path(), checkpoint->path),
                               checkpoint->digest, model_, *optimiser_, data_.dataset.train.classes());
    if (position_.epoch > spec_.epochs || position_.step > stepsPerEpoch_ ||
        (position_.weights.defined() && position_.weights.numel() != images_)) {
      throw Error(ErrorKind::Data,
                  "The checkpoint stands past the end of this run or belongs to another subset.",
                  "Start the run again from the beginning.");
    }
    if (position_.epoch >= spec_.epochs) return;  // nothing to go on with but evaluations
    if (!record_.precision.empty() && record_.precision != precision()) {
      log("warning",
          fmt::format("It was begun in {}, which this processor does not compute; it goes on in {}.",
                      record_.precision, precision()));
    }
    if (!record_.device.empty() && record_.device != place_.device.name) {
      log("warning", fmt::format("It was trained on {} before; it goes on on {}, whose numbers are rounded "
                                 "otherwise.",
                                 record_.device, place_.device.name));
    }
    log("info", fmt::format("Resumed after epoch {} and {} of {} steps.", position_.epoch, position_.step,
                            stepsPerEpoch_));
  }

  void announce(int threads) {
    sink_(protocol::Started{run_, place_.device.name, precision(), threads, images_, spec_.epochs,
                            stepsPerEpoch_, position_.epoch, position_.step});
  }

  /// Weights of the perturbation, once, when the first SAM epoch begins.
  void ensureWeights() {
    if (!hasSamWeights(spec_) || position_.epoch < firstSamEpoch_ || position_.weights.defined()) return;
    phase("weights");
    doing_ = DeviceWork::Kind::Weights;
    const auto features = [&] {
      return evaluator_->subsetFeatures(spec_.weightsFrom.empty() ? model_ : namedModel());
    };
    SamWeights made = makeSamWeights(spec_, data_, labels_, features, place_.device.torch);
    position_.weights = std::move(made.values);
    log("info", made.note);
  }

  /// The model of the run that weights_from names.
  learn::Model namedModel() {
    TrainedRun source = openTrainedRun(storePath(), spec_.weightsFrom, place_.device);
    if (source.record.spec.mode == spec::Mode::Supervised ||
        source.record.dataDigest != data_.dataset.digest) {
      throw Error(ErrorKind::Usage, fmt::format("Run '{}' cannot give density weights.", spec_.weightsFrom),
                  "Name a self-supervised run on the same data that has a checkpoint.");
    }
    if (source.checkpoint.step != 0 || source.checkpoint.epoch < source.record.spec.epochs) {
      throw Error(ErrorKind::Usage,
                  fmt::format("Run '{}' is not trained to its end: its features would give other weights.",
                              spec_.weightsFrom),
                  "Resume it first, or name another run. In the queue a run waits for the one it names.");
    }
    return std::move(source.model);
  }

  std::filesystem::path storePath() {
    return writer_.run([](store::Store& s) { return s.path(); });
  }

  /// The steps of the epoch from where it stands. False if a stop was asked for before its end.
  bool trainEpoch() {
    ensureWeights();
    doing_ = DeviceWork::Kind::Training;
    const std::span classOf(labels_.const_data_ptr<std::int64_t>(), static_cast<std::size_t>(images_));
    const auto draws = data::epochDraws(spec_, classOf, stepsPerEpoch_ * batch_, position_.epoch);
    const bool sam = position_.epoch >= firstSamEpoch_;
    steps_->begin({.draws = draws,
                   .epoch = position_.epoch,
                   .step = position_.step,
                   .sam = sam,
                   .samWeights = sam ? position_.weights : torch::Tensor()});
    Spent spent;
    while (position_.step < stepsPerEpoch_) {
      waitWhilePaused();
      if (control_.stopRequested()) break;
      const auto begin = Clock::now();
      const std::int64_t asked = steps_->step(stepsPerEpoch_ - position_.step);
      position_.step += asked;
      spent.steps += asked;
      const bool due = Clock::now() - lastReport_ >= std::chrono::milliseconds(100);
      if (due) loss_ = steps_->collect(position_.stats);
      spent.seconds += secondsSince(begin);
      if (due) {
        account(spent, sam);
        reportStep();
      }
      if (checkpoints_.isWritten()) finishCheckpoint();
    }
    const auto begin = Clock::now();
    loss_ = steps_->collect(position_.stats);
    spent.seconds += secondsSince(begin);
    account(spent, sam);
    return position_.step == stepsPerEpoch_;
  }

  /// Steps since they were last collected: how long one of a device took is known for all of them together.
  struct Spent {
    double seconds = 0;
    std::int64_t steps = 0;
  };
  void account(Spent& spent, bool sam) {
    position_.seconds += spent.seconds;
    for (std::int64_t step = 0; step < spent.steps; ++step)
      progress_.addStep(spent.seconds / static_cast<double>(spent.steps), batch_, sam);
    spent = {};
  }

  void reportStep() {
    lastReport_ = Clock::now();
    const std::int64_t current = position_.epoch;
    Progress::Remaining left;
    const std::int64_t ahead = spec_.epochs - current - 1;
    const std::int64_t plainAhead = std::clamp<std::int64_t>(firstSamEpoch_ - current - 1, 0, ahead);
    left.plainSteps = plainAhead * stepsPerEpoch_;
    left.samSteps = (ahead - plainAhead) * stepsPerEpoch_;
    (current >= firstSamEpoch_ ? left.samSteps : left.plainSteps) += stepsPerEpoch_ - position_.step;
    left.evaluations = spec_.epochs / spec_.evaluateEvery - current / spec_.evaluateEvery;
    left.probe = spec_.probe;
    sink_(protocol::Step{run_, current + 1, position_.step, stepsPerEpoch_, loss_,
                         progress_.imagesPerSecond(), progress_.etaSeconds(left)});
  }

  /// Rows, evaluation and checkpoint of the epoch whose steps are done.
  void finishEpoch() {
    const std::int64_t epoch = position_.epoch + 1;
    store::EpochRows rows;
    rows.epoch = epoch;
    const EpochStats& stats = position_.stats;
    rows.metrics[store::metric::kLoss] = stats.loss();
    rows.classMetrics[store::metric::kLoss] = stats.classLoss();
    if (stats.hasPerturbed()) {
      rows.metrics[store::metric::kPerturbedLoss] = stats.perturbedLoss();
      rows.metrics[store::metric::kSharpness] = stats.sharpness();
      rows.classMetrics[store::metric::kSharpness] = stats.classSharpness();
    }
    rows.metrics[store::metric::kLearningRate] =
        learn::learningRate(spec_, position_.epoch * stepsPerEpoch_, stepsPerEpoch_);
    rows.metrics[store::metric::kSeconds] = position_.seconds;
    if (position_.seconds > 0) {
      rows.metrics[store::metric::kImagesPerSecond] = static_cast<double>(stats.images()) / position_.seconds;
    }
    if (position_.weights.defined() && position_.epoch == firstSamEpoch_) {
      rows.classMetrics[store::metric::kWeight] =
          learn::weightReport(position_.weights, labels_, data_.dataset.train.classes()).meanWeight;
    }
    const bool last = epoch == spec_.epochs;
    doing_ = DeviceWork::Kind::Evaluation;
    if (last || epoch % spec_.evaluateEvery == 0) {
      phase("evaluate");
      const auto begin = Clock::now();
      evaluator_->live(model_, rows);
      progress_.addEvaluation(secondsSince(begin));
    }
    if (!keepsPredictions(epoch)) rows.predictions.clear();
    // How it was measured is said once: the curve before is measured in the same way.
    if (!last) rows.protocols.clear();
    if (last) {
      evaluator_->afterTraining(model_, rows, spec_.probe,
                                {[&](const char* name) { phase(name); },
                                 [&](const std::string& warning) { log("warning", warning); }});
    }
    finishCheckpoint();  // recording it later would drop the rows that follow
    writer_.run([&](store::Store& s) { s.writeEpoch(run_, rows); });
    position_.epoch = epoch;
    position_.step = 0;
    position_.seconds = 0;
    position_.stats = EpochStats(data_.dataset.train.classes());
    checkpoint();
    epochIsOpen_ = true;
  }

  /// Prepares batches of an evaluation: they wait while a pause is asked for, and a stop ends the evaluation.
  ParallelFor stoppable() {
    return [this](std::int64_t count, std::int64_t grain, const auto& body) {
      waitWhilePaused();
      if (control_.stopRequested()) throw Error(ErrorKind::Interrupted, "Stopped while it was evaluated.");
      parallel_(count, grain, body);
    };
  }

  /// The evaluations that have been asked for. False if a stop was asked for before the last of them was
  /// made.
  bool makeEvaluations() {
    const ParallelFor parallel = stoppable();
    doing_ = DeviceWork::Kind::Evaluation;
    // Read again each time: some may have been asked for, or taken back, meanwhile.
    for (;;) {
      const auto wanted = store::Reader(storePath()).wantedEvaluations(run_);
      if (wanted.empty()) return true;
      if (control_.stopRequested()) return false;
      const std::string& request = wanted.front();
      std::string what = "unreadable";
      try {
        const auto asked = spec::evaluationFromJson(request);
        what = spec::namesOf(asked);
        // From the checkpoint each time: fine-tuning changes the network.
        evaluateRun(writer_, openTrainedRun(storePath(), run_, place_.device), data_, asked, parallel, sink_);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::Interrupted) return false;
        // One that cannot be made would fail again, and does not make the run a failure.
        if (error.kind() != ErrorKind::Usage && error.kind() != ErrorKind::Data) throw;
        log("error", fmt::format("The evaluation ({}) could not be made. {}", what, error.message()));
      }
      writer_.run([&](store::Store& s) { s.dropEvaluation(run_, request); });
    }
  }

  /// Begins to write a checkpoint of where the run stands.
  void checkpoint() {
    phase("checkpoint");
    checkpoints_.begin(takeCheckpoint(spec_, model_, *optimiser_, position_), position_.epoch,
                       position_.step);
  }

  /// Waits for the checkpoint that is being written, if any, and announces the epoch that it completes: one
  /// that is announced survives whatever comes.
  void finishCheckpoint() {
    if (!checkpoints_.isPending()) return;
    checkpoints_.finish();
    if (std::exchange(epochIsOpen_, false)) sink_(protocol::EpochDone{run_, position_.epoch});
  }

  /// The run ends as interrupted, unless it is another's by now.
  SessionResult left(const std::string& message) {
    if (control_.abandoned()) {
      return {store::RunStatus::Interrupted, "Another process has taken this run; this engine left it.",
              ErrorKind::Interrupted};
    }
    writer_.run([&](store::Store& s) { s.endRun(run_, store::RunStatus::Interrupted, message); });
    return {store::RunStatus::Interrupted, message, ErrorKind::Interrupted};
  }

  SessionResult stopped() {
    if (control_.abandoned()) return left({});
    const bool trained =
        position_.epoch >= spec_.epochs;               // its checkpoint is there, and evaluations are left
    if (!trained && position_.step > 0) checkpoint();  // at the end of an epoch there is one already
    finishCheckpoint();
    const std::string message =
        trained ? std::string("Stopped before all evaluations were made; the run itself is done.")
                : fmt::format("Stopped after epoch {}{}. Resume goes on from there.", position_.epoch,
                              position_.step > 0 ? fmt::format(" and {} steps", position_.step) : "");
    return left(message);
  }

  store::Writer& writer_;
  const store::RunRecord record_;
  const std::string run_;
  const spec::ExperimentSpec spec_;
  const std::int64_t firstSamEpoch_;
  const int cores_;
  Control& control_;
  const EventSink& sink_;
  const OpenDevice& openDevice_;
  ParallelFor parallel_;

  RunDevice place_;
  DeviceWork::Kind doing_ = DeviceWork::Kind::Loading;

  RunData data_;
  std::int64_t images_ = 0, batch_ = 0, stepsPerEpoch_ = 0;
  torch::Tensor labels_;  ///< int64 [n]: classes of the subset, in its order
  augment::Settings settings_;
  std::optional<Evaluator> evaluator_;
  learn::Model model_;
  std::unique_ptr<learn::Sgd> optimiser_;
  std::optional<nn::TrainingViews> views_;
  std::unique_ptr<learn::DeviceOptimiser> onDevice_;
  std::unique_ptr<TrainingSteps> steps_;
  Position position_;
  CheckpointWriter checkpoints_;
  bool epochIsOpen_ = false;  ///< the last epoch's rows are written, but not yet its checkpoint
  Progress progress_;
  Clock::time_point lastReport_{};
  double loss_ = 0;
};

}  // namespace

SessionResult runSession(store::Writer& writer, const std::string& run, const std::string& claimedBy,
                         int cores, Control& control, const EventSink& sink) {
  return runSession(writer, run, claimedBy, cores, control, sink, openDeviceHere);
}

SessionResult runSession(store::Writer& writer, const std::string& run, const std::string& claimedBy,
                         int cores, Control& control, const EventSink& sink, const OpenDevice& openDevice) {
  const std::string owner = claimedBy.empty() ? newOwnerName() : claimedBy;
  writer.run(
      [&](store::Store& s) { claimedBy.empty() ? s.claimRun(run, owner) : s.continueClaim(run, owner); });
  const auto path = writer.run([](store::Store& s) { return s.path(); });
  SessionResult result;
  {
    const Heartbeat heartbeat(writer, run, owner, control);
    const auto failed = [&](ErrorKind kind, const std::string& message) {
      result = {store::RunStatus::Failed, message, kind};
      try {
        writer.run([&](store::Store& s) { s.endRun(run, store::RunStatus::Failed, message); });
      } catch (const Error&) {
        // The store itself may be what failed; the lease then runs out and the run shows as interrupted.
      }
    };
    try {
      const store::RunRecord record = store::Reader(path).run(run);
      try {
        result = Session(writer, record, cores, control, sink, openDevice).train();
      } catch (const NoRoom& none) {
        giveBackMemory(none.device);
        const auto processor = [&](const std::string&, const nn::MemoryNeed&) {
          return RunDevice{{}, "The processor trains it. " + none.why};
        };
        result = Session(writer, record, cores, control, sink, processor).train();
      }
    } catch (const Error& error) {
      failed(error.kind(), error.message());
    } catch (const std::bad_alloc&) {
      failed(ErrorKind::Resource,
             "Memory ran out. Use a smaller batch or network; the last checkpoint is intact.");
    } catch (const std::exception& error) {
      failed(ErrorKind::Internal, error.what());
    }
  }
  sink(protocol::Ended{run, store::toText(result.status), result.message});
  return result;
}

}  // namespace skewscope::train
