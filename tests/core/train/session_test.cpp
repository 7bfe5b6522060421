#include "core/train/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/system.h"
#include "core/base/tensor_file.h"
#include "core/data/balanced_order.h"
#include "core/spec/presets.h"
#include "core/store/reader.h"
#include "core/train/evaluate_run.h"
#include "core/train/run_data.h"
#include "core/train/trained_run.h"

namespace skewscope::train {
namespace {

/// A run small enough for a test: a narrow network, few images, two epochs of four steps before and after the
/// weights.
spec::ExperimentSpec smallSpec(spec::Mode mode, spec::Method method,
                               spec::SamWeights weights = spec::SamWeights::Kde) {
  auto spec = spec::defaults(spec::Preset::Quick, mode, method);
  spec.samWeights = weights;
  spec.width = 4;
  spec.nMax = 50;
  spec.ratio = 0.1;
  spec.batch = 48;
  spec.epochs = 3;
  spec.weightsWarmup = 1;
  spec.projectorHidden = 32;
  spec.projectorOutput = 16;
  spec.predictorHidden = 16;
  spec.mocoQueue = 100;  // no multiple of the batch: keys wrap around within one
  spec.evaluateEvery = 2;
  spec.probePerClass = 20;
  spec.threads = 2;
  // On every machine the same; one mode is tested in bfloat16 too, which such narrow networks are slow in.
  spec.precision = spec::Precision::Float32;
  spec.device = "cpu";
  return spec;
}

/// Everything a run has left that must not depend on when it was interrupted: all series but those of time,
/// and the tensors of its checkpoint.
struct Outcome {
  std::map<std::string, std::vector<std::uint64_t>> series;
  TensorFile checkpoint;
};

class SessionTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("skewscope-" + newUuid());
    writer_ = std::make_unique<store::Writer>(store());
  }
  void TearDown() override {
    writer_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::filesystem::path store() const { return folder_ / "test.skewscope"; }
  std::string add(const spec::ExperimentSpec& spec) {
    return writer_->run([&](store::Store& s) { return s.addRun(spec); });
  }
  SessionResult train(const std::string& run) {
    Control control;
    return runSession(*writer_, run, "", 2, control, [](const protocol::Event&) {});
  }
  /// Trains until the first sign of progress, then stops.
  SessionResult trainALittle(const std::string& run) {
    Control control;
    return runSession(*writer_, run, "", 2, control, [&](const protocol::Event& event) {
      if (std::holds_alternative<protocol::Step>(event)) control.requestStop();
    });
  }
  store::RunRecord record(const std::string& run) { return store::Reader(store()).run(run); }

  Outcome outcome(const std::string& run) {
    store::Reader reader(store());
    Outcome result;
    const auto keep = [](const std::string& name) {
      return name != store::metric::kSeconds && name != store::metric::kImagesPerSecond;
    };
    const auto bits = [](const std::vector<double>& values) {
      std::vector<std::uint64_t> all;
      for (const double value : values) all.push_back(std::bit_cast<std::uint64_t>(value));
      return all;
    };
    for (const auto& name : reader.metricNames(run)) {
      if (keep(name)) result.series[name] = bits(reader.series(run, name).values);
    }
    for (const auto& name : reader.classMetricNames(run)) {
      const auto series = reader.classSeries(run, name);
      for (std::size_t c = 0; c < series.values.size(); ++c) {
        result.series[name + "/" + std::to_string(c)] = bits(series.values[c]);
      }
    }
    const auto checkpoint = reader.checkpoint(run);
    if (checkpoint) result.checkpoint = readTensorFile(folder_ / checkpoint->path);
    return result;
  }

  static void expectSame(const Outcome& a, const Outcome& b) {
    EXPECT_EQ(a.series, b.series);
    ASSERT_EQ(a.checkpoint.tensors.size(), b.checkpoint.tensors.size());
    for (const auto& [name, tensor] : a.checkpoint.tensors) {
      EXPECT_TRUE(tensor.bytes == b.checkpoint.tensors.at(name).bytes) << name;
    }
  }

  std::filesystem::path folder_;
  std::unique_ptr<store::Writer> writer_;
};

struct ModeCase {
  const char* name;
  spec::ExperimentSpec spec;
};
void PrintTo(const ModeCase& value, std::ostream* out) {
  *out << value.name;
}

class EveryMode : public SessionTest, public testing::WithParamInterface<ModeCase> {};

TEST_P(EveryMode, RepeatsAndResumesBitForBit) {
  if (GetParam().spec.precision == spec::Precision::BFloat16 && !cpuInfo().computesBf16())
    GTEST_SKIP() << "this processor does not compute bfloat16";
  const std::string whole = add(GetParam().spec), again = add(GetParam().spec), broken = add(GetParam().spec);
  ASSERT_EQ(train(whole).status, store::RunStatus::Done);
  ASSERT_EQ(train(again).status, store::RunStatus::Done);
  const Outcome expected = outcome(whole);
  ASSERT_GT(expected.series.size(), 20u);
  expectSame(expected, outcome(again));

  // Stopped after one step again and again: within epochs, at their ends, before and after the weights.
  int stops = 0;
  SessionResult result = trainALittle(broken);
  for (; result.status == store::RunStatus::Interrupted && stops < 5; ++stops) {
    EXPECT_EQ(record(broken).status, store::RunStatus::Interrupted);
    EXPECT_NE(record(broken).failure, "");
    result = trainALittle(broken);
  }
  EXPECT_EQ(stops, 5);
  ASSERT_EQ(train(broken).status, store::RunStatus::Done) << record(broken).failure;
  expectSame(expected, outcome(broken));
}

INSTANTIATE_TEST_SUITE_P(
    Modes, EveryMode,
    testing::Values(ModeCase{"supervised", smallSpec(spec::Mode::Supervised, spec::Method::SimClr)},
                    ModeCase{"simclr", smallSpec(spec::Mode::SelfSupervised, spec::Method::SimClr)},
                    ModeCase{"simsiam", smallSpec(spec::Mode::SelfSupervised, spec::Method::SimSiam)},
                    ModeCase{"moco", smallSpec(spec::Mode::SelfSupervised, spec::Method::MoCo)},
                    ModeCase{"rwsam_moco", smallSpec(spec::Mode::RwSam, spec::Method::MoCo)},
                    ModeCase{"asam_oracle",
                             [] {
                               auto spec = smallSpec(spec::Mode::RwSam, spec::Method::SimClr,
                                                     spec::SamWeights::Oracle);
                               spec.samAdaptive = true;
                               spec.rho = 0.5;
                               spec.knnSpace = spec::KnnSpace::Projector;
                               return spec;
                             }()},
                    ModeCase{"rwsam_simclr", smallSpec(spec::Mode::RwSam, spec::Method::SimClr)},
                    ModeCase{"rwsam_simsiam", smallSpec(spec::Mode::RwSam, spec::Method::SimSiam)},
                    ModeCase{"simclr_bfloat16",
                             [] {
                               auto spec = smallSpec(spec::Mode::SelfSupervised, spec::Method::SimClr);
                               spec.precision = spec::Precision::BFloat16;
                               return spec;
                             }()},
                    ModeCase{"sam",
                             smallSpec(spec::Mode::RwSam, spec::Method::SimClr, spec::SamWeights::Equal)}),
    [](const auto& tested) { return std::string(tested.param.name); });

/// A supervised run with what long-tail baselines add; class weights, where there are any, begin after the
/// first of three epochs.
spec::ExperimentSpec labelSpec(spec::Loss loss, bool deferred = false, bool resampled = false,
                               bool sam = false) {
  auto spec = smallSpec(spec::Mode::Supervised, spec::Method::SimClr);
  spec.loss = loss;
  spec.nesterov = true;
  spec.crt = true;
  spec.crtEpochs = 2;
  spec.probe = false;
  if (deferred) {
    spec.reweight = spec::Reweight::ClassBalanced;
    spec.reweightBeta = 0.99;
    spec.reweightStart = 0.34;
  }
  if (resampled) spec.sampling = spec::Sampling::ClassBalanced;
  spec.sam = sam;
  return spec;
}

INSTANTIATE_TEST_SUITE_P(
    Labels, EveryMode,
    testing::Values(ModeCase{"focal", labelSpec(spec::Loss::Focal)},
                    ModeCase{"cross_entropy_drw", labelSpec(spec::Loss::CrossEntropy, true)},
                    ModeCase{"ldam_drw", labelSpec(spec::Loss::Ldam, true)},
                    ModeCase{"balanced_softmax", labelSpec(spec::Loss::BalancedSoftmax)},
                    ModeCase{"logit_adjustment", labelSpec(spec::Loss::LogitAdjustment)},
                    ModeCase{"resampled", labelSpec(spec::Loss::CrossEntropy, false, true)},
                    ModeCase{"sam", labelSpec(spec::Loss::CrossEntropy, false, false, true)},
                    ModeCase{"sam_ldam_drw_resampled", labelSpec(spec::Loss::Ldam, true, true, true)}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(SessionTest, ClassWeightsChangeNothingBeforeTheirEpoch) {
  const std::string plain = add(labelSpec(spec::Loss::CrossEntropy));
  const std::string deferred = add(labelSpec(spec::Loss::CrossEntropy, true));
  ASSERT_EQ(train(plain).status, store::RunStatus::Done);
  ASSERT_EQ(train(deferred).status, store::RunStatus::Done);
  store::Reader reader(store());
  const auto a = reader.series(plain, store::metric::kLoss).values;
  const auto b = reader.series(deferred, store::metric::kLoss).values;
  ASSERT_EQ(a.size(), 3u);
  EXPECT_EQ(a[0], b[0]);
  EXPECT_NE(a[1], b[1]);
}

// The mean loss of an epoch is that of its classes, weighted by how often each was drawn: which says what was
// drawn.
TEST_F(SessionTest, ResampledEpochsVisitTheBalancedDraws) {
  auto spec = labelSpec(spec::Loss::CrossEntropy, false, true);
  spec.epochs = 1;
  spec.crt = false;
  const std::string run = add(spec);
  ASSERT_EQ(train(run).status, store::RunStatus::Done);
  const RunData data = openRunData(spec, serialFor());
  std::vector<std::int64_t> labels;
  for (const auto index : data.subset.indices) {
    labels.push_back(data.dataset.train.labels[static_cast<std::size_t>(index)]);
  }
  store::Reader reader(store());
  const auto classes = reader.classSeries(run, store::metric::kLoss).values;
  const std::int64_t steps = record(run).n / 48;
  ASSERT_EQ(steps, 4);  // as many as without re-sampling
  const auto meanOver = [&](const std::vector<std::int64_t>& positions) {
    double sum = 0;
    for (const auto position : positions) {
      sum += classes.at(static_cast<std::size_t>(labels.at(static_cast<std::size_t>(position)))).at(0);
    }
    return sum / static_cast<double>(positions.size());
  };
  const double loss = reader.series(run, store::metric::kLoss).values.at(0);
  EXPECT_NEAR(loss, meanOver(data::epochDraws(spec, labels, 48 * steps, 0).positions), 1e-9);
  EXPECT_GT(std::abs(loss - meanOver(data::epochOrder(record(run).n, 1, 0))), 1e-3);
}

TEST_F(SessionTest, SamAndRetrainingAreRecordedInSupervisedMode) {
  const std::string run = add(labelSpec(spec::Loss::BalancedSoftmax, false, false, true));
  ASSERT_EQ(train(run).status, store::RunStatus::Done) << record(run).failure;
  {
    store::Reader reader(store());
    EXPECT_EQ(reader.series(run, store::metric::kSharpness).epochs, (std::vector<std::int64_t>{1, 2, 3}));
    EXPECT_EQ(reader.series(run, store::metric::kHeadAccuracy).epochs, (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(reader.series(run, store::metric::kCrtAccuracy).epochs, (std::vector<std::int64_t>{3}));
    EXPECT_EQ(reader.classSeries(run, store::metric::kCrtAccuracy).values.size(), 10u);
    std::int64_t tested = 0;
    for (const auto count : reader.confusion(run, store::metric::kCrtAccuracy)) tested += count;
    EXPECT_EQ(tested, 2000);
    EXPECT_TRUE(reader.series(run, store::metric::kProbeAccuracy).epochs.empty());
  }
  const Outcome before = outcome(run);
  const auto rows = evaluateRun(*writer_, run, {}, 2, "", [](const protocol::Event&) {});
  EXPECT_EQ(rows.metrics.count(store::metric::kCrtAccuracy), 1u);
  Outcome after = outcome(run);
  after.series.erase(store::metric::kProbeAccuracy);  // evaluateRun always probes
  std::erase_if(after.series, [](const auto& item) { return item.first.starts_with("probe_"); });
  expectSame(before, after);
}

TEST_F(SessionTest, WritesWhatAModePromises) {
  const std::string run = add(smallSpec(spec::Mode::RwSam, spec::Method::SimClr));
  ASSERT_EQ(train(run).status, store::RunStatus::Done);
  store::Reader reader(store());
  const auto record = reader.run(run);
  EXPECT_EQ(record.epochsDone, 3);
  EXPECT_EQ(record.threads, 2);
  EXPECT_EQ(record.device, "cpu");
  EXPECT_EQ(record.dataDigest.size(), 64u);
  EXPECT_EQ(reader.series(run, store::metric::kLoss).epochs, (std::vector<std::int64_t>{1, 2, 3}));
  // Weights come after one epoch; from then on both passes are seen. kNN every second epoch and at the end.
  EXPECT_EQ(reader.series(run, store::metric::kSharpness).epochs, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(reader.classSeries(run, store::metric::kWeight).epochs, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(reader.series(run, store::metric::kKnnAccuracy).epochs, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(reader.series(run, store::metric::kProbeAccuracy).epochs, (std::vector<std::int64_t>{3}));
  EXPECT_EQ(reader.series(run, "probe_texture").epochs.size(), 1u);
  EXPECT_EQ(reader.series(run, "probe_background").epochs.size(), 1u);
  std::int64_t tested = 0;
  for (const auto count : reader.confusion(run, store::metric::kKnnAccuracy)) tested += count;
  EXPECT_EQ(tested, 2000);
  EXPECT_EQ(static_cast<std::int64_t>(reader.subsetIndices(run).size()), record.n);
  for (const double sharpness : reader.series(run, store::metric::kSharpness).values) EXPECT_GT(sharpness, 0);
}

TEST_F(SessionTest, WeightsCanComeFromAnotherRun) {
  const std::string source = add(smallSpec(spec::Mode::SelfSupervised, spec::Method::SimSiam));
  ASSERT_EQ(train(source).status, store::RunStatus::Done);
  auto spec = smallSpec(spec::Mode::RwSam, spec::Method::SimClr);
  spec.weightsFrom = source;
  const std::string run = add(spec);
  ASSERT_EQ(train(run).status, store::RunStatus::Done) << record(run).failure;
  store::Reader reader(store());
  EXPECT_EQ(reader.series(run, store::metric::kSharpness).epochs, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(reader.classSeries(run, store::metric::kWeight).epochs, (std::vector<std::int64_t>{1}));

  // By its name it is the same run.
  spec.weightsFrom = record(source).name;
  spec.epochs = 4;
  EXPECT_EQ(record(add(spec)).spec.weightsFrom, source);

  // One that has only begun would give other weights.
  auto longer = smallSpec(spec::Mode::SelfSupervised, spec::Method::SimSiam);
  longer.seed = 77;
  longer.epochs = 6;
  const std::string begun = add(longer);
  ASSERT_EQ(trainALittle(begun).status, store::RunStatus::Interrupted);
  spec.weightsFrom = begun;
  const std::string early = add(spec);
  EXPECT_EQ(train(early).status, store::RunStatus::Failed);
  EXPECT_NE(record(early).failure.find("not trained to its end"), std::string::npos) << record(early).failure;

  spec.weightsFrom = "no such run";
  const std::string lost = add(spec);
  const auto result = train(lost);
  EXPECT_EQ(result.status, store::RunStatus::Failed);
  EXPECT_EQ(record(lost).status, store::RunStatus::Failed);
  EXPECT_NE(record(lost).failure.find("no such run"), std::string::npos);
}

TEST_F(SessionTest, ALossThatExplodesFailsTheRunWithItsReason) {
  auto spec = smallSpec(spec::Mode::Supervised, spec::Method::SimClr);
  spec.learningRate = 100;
  spec.momentum = 0.9999;
  spec.schedule = spec::Schedule::Constant;
  spec.weightDecay = 1;
  spec.epochs = 200;
  const std::string run = add(spec);
  const auto result = train(run);
  EXPECT_EQ(result.status, store::RunStatus::Failed);
  EXPECT_NE(record(run).failure.find("no longer a finite number"), std::string::npos) << record(run).failure;
}

TEST_F(SessionTest, ADoneRunIsNotTrainedAgain) {
  auto spec = smallSpec(spec::Mode::Supervised, spec::Method::SimClr);
  spec.epochs = 1;
  spec.probe = false;
  const std::string run = add(spec);
  ASSERT_EQ(train(run).status, store::RunStatus::Done);
  EXPECT_THROW(train(run), Error);
  EXPECT_EQ(record(run).status, store::RunStatus::Done);
}

TEST_F(SessionTest, EvaluateGivesTheNumbersOfTheRun) {
  const std::string run = add(smallSpec(spec::Mode::Supervised, spec::Method::SimClr));
  ASSERT_EQ(train(run).status, store::RunStatus::Done);
  const Outcome before = outcome(run);
  const auto rows = evaluateRun(*writer_, run, {}, 2, "", [](const protocol::Event&) {});
  EXPECT_EQ(rows.epoch, 3);
  EXPECT_EQ(rows.metrics.count(store::metric::kProbeAccuracy), 1u);
  expectSame(before, outcome(run));
}

TEST_F(SessionTest, EvaluationsThatAreAskedForFollowTrainingOrComeLater) {
  const auto run = add(smallSpec(spec::Mode::SelfSupervised, spec::Method::SimSiam));
  const auto want = [&](std::vector<spec::Protocol> protocols) {
    spec::EvaluationRequest request;
    request.protocols = std::move(protocols);
    request.repeats = 1;
    writer_->run([&](store::Store& s) { s.wantEvaluation(run, spec::toJson(request)); });
  };
  want({spec::Protocol::Spectrum});
  want({spec::Protocol::Calibration});  // has no head: said, and no reason to fail
  EXPECT_EQ(train(run).status, store::RunStatus::Done);
  EXPECT_TRUE(record(run).summaries.contains(store::metric::kEffectiveRank));
  EXPECT_TRUE(store::Reader(store()).wantedEvaluations(run).empty());
  const auto log = store::Reader(store()).log(run, 100);
  EXPECT_TRUE(std::ranges::any_of(log, [](const auto& line) {
    return line.level == "error" && line.text.find("Calibration") != std::string::npos;
  }));
  // Of a run that is done: nothing is trained again, and the numbers are those of `evaluate`.
  const Outcome before = outcome(run);
  want({spec::Protocol::LossGap});
  EXPECT_EQ(train(run).status, store::RunStatus::Done);
  const auto after = record(run);
  ASSERT_TRUE(after.summaries.contains(store::metric::kRareLossGap));
  EXPECT_EQ(outcome(run).series.at(store::metric::kLoss), before.series.at(store::metric::kLoss));
  spec::EvaluationRequest request;
  request.protocols = {spec::Protocol::LossGap};
  request.repeats = 1;
  const auto rows = evaluateRun(*writer_, run, request, 2, "", [](const protocol::Event&) {});
  EXPECT_EQ(rows.metrics.at(store::metric::kRareLossGap),
            after.summaries.at(store::metric::kRareLossGap).last);
}

TEST_F(SessionTest, AnEvaluationIsStoppedWithinItsBatchesAndTheRunStaysDone) {
  const auto run = add(smallSpec(spec::Mode::SelfSupervised, spec::Method::SimSiam));
  ASSERT_EQ(train(run).status, store::RunStatus::Done);
  const auto trained = record(run);
  const Outcome before = outcome(run);
  spec::EvaluationRequest request;
  request.protocols = {spec::Protocol::FullProbe};
  request.epochs = 100'000;  // without a stop, days
  const std::string asked = spec::toJson(request);
  writer_->run([&](store::Store& s) { s.wantEvaluation(run, asked); });
  Control control;
  bool paused = false, resumed = false;
  const auto result = runSession(*writer_, run, "", 2, control, [&](const protocol::Event& event) {
    const auto* phase = std::get_if<protocol::Phase>(&event);
    if (phase != nullptr && phase->name == "full-probe") control.requestPause();
    if (std::holds_alternative<protocol::Paused>(event)) {
      paused = true;
      control.requestResume();
    }
    if (std::holds_alternative<protocol::Resumed>(event)) {
      resumed = true;
      control.requestStop();
    }
  });
  EXPECT_EQ(result.status, store::RunStatus::Interrupted);
  EXPECT_TRUE(paused && resumed);
  EXPECT_EQ(record(run).status, store::RunStatus::Done);
  EXPECT_EQ(record(run).endedMs, trained.endedMs);
  EXPECT_EQ(store::Reader(store()).wantedEvaluations(run), std::vector{asked});
  expectSame(before, outcome(run));
  // A checkpoint that is lost meanwhile is said in the log; the numbers of the run stay what they are.
  std::filesystem::remove(folder_ / store::Reader(store()).checkpoint(run)->path);
  EXPECT_EQ(train(run).status, store::RunStatus::Failed);
  EXPECT_EQ(record(run).status, store::RunStatus::Done);
  EXPECT_EQ(record(run).summaries.at(store::metric::kKnnAccuracy).last,
            trained.summaries.at(store::metric::kKnnAccuracy).last);
}

TEST_F(SessionTest, ARunGoesOnInThePrecisionThatItWasBegunIn) {
  auto spec = smallSpec(spec::Mode::Supervised, spec::Method::SimClr);
  spec.precision = spec::Precision::Auto;
  const std::string run = add(spec);
  ASSERT_EQ(trainALittle(run).status, store::RunStatus::Interrupted);
  EXPECT_EQ(record(run).precision, cpuInfo().fastBf16() ? "bfloat16" : "float32");
  auto other = record(run);
  other.precision = "float32";
  EXPECT_FALSE(goesOnInBf16(other, torch::kCPU));
  other.precision = "bfloat16";
  EXPECT_EQ(goesOnInBf16(other, torch::kCPU), cpuInfo().computesBf16());
  other.spec.precision = spec::Precision::BFloat16;
  EXPECT_TRUE(goesOnInBf16(other, torch::kCPU));
  // Nothing was kept of what was begun in another.
  other = record(run);
  other.precision = "float32";
  other.hasCheckpoint = false;
  EXPECT_TRUE(goesOnInBf16(other, torch::Device(torch::kCUDA, 0)));
}

TEST_F(SessionTest, ADamagedCheckpointFailsTheRunAndNamesTheFile) {
  const std::string run = add(smallSpec(spec::Mode::Supervised, spec::Method::SimClr));
  ASSERT_EQ(trainALittle(run).status, store::RunStatus::Interrupted);
  const auto checkpoint = store::Reader(store()).checkpoint(run);
  ASSERT_TRUE(checkpoint);
  std::filesystem::resize_file(folder_ / checkpoint->path, 100);
  const auto result = train(run);
  EXPECT_EQ(result.status, store::RunStatus::Failed);
  EXPECT_EQ(result.error, ErrorKind::Data);
  EXPECT_NE(result.message.find(std::filesystem::path(checkpoint->path).filename().string()),
            std::string::npos);
}

}  // namespace
}  // namespace skewscope::train
