#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "core/learn/sgd.h"
#include "core/nn/parallel.h"
#include "core/train/checkpoint.h"
#include "core/train/evaluate_run.h"
#include "core/train/fine_tuning.h"
#include "core/train/run_data.h"
#include "core/train/trained_run.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/train/session_on_device.h"

namespace skewscope::train {
namespace {

using test::smallSpec;
using testing::HasSubstr;

class DeviceSession : public test::SessionOnDevice {};

void expectNear(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  ASSERT_FALSE(a.empty());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], tolerance) << i;
}

TEST_F(DeviceSession, ARunOnADeviceLearnsWhatOneOnTheProcessorDoes) {
  struct Case {
    spec::Mode mode;
    spec::Method method;
  };
  for (const Case& each :
       {Case{spec::Mode::Supervised, spec::Method::SimClr}, Case{spec::Mode::RwSam, spec::Method::SimSiam},
        Case{spec::Mode::SelfSupervised, spec::Method::MoCo}}) {
    const auto spec = smallSpec(each.mode, each.method);
    const std::string far = add(spec), near = add(spec);
    const auto result = train(far, there());
    ASSERT_EQ(result.status, store::RunStatus::Done) << result.message;
    ASSERT_EQ(train(near, {}).status, store::RunStatus::Done);
    EXPECT_EQ(record(far).device, device().name);
    EXPECT_EQ(record(near).device, "cpu");
    // Rounding grows with the steps.
    expectNear(series(far, store::metric::kLoss), series(near, store::metric::kLoss), 0.05);
    expectNear(series(far, store::metric::kProbeAccuracy), series(near, store::metric::kProbeAccuracy), 0.1);
    if (each.mode == spec::Mode::RwSam)
      expectNear(series(far, store::metric::kSharpness), series(near, store::metric::kSharpness), 0.05);
  }
}

TEST_F(DeviceSession, ClassBalancedDrawsAreAugmentedThere) {
  auto spec = smallSpec(spec::Mode::Supervised, spec::Method::SimClr);
  spec.sampling = spec::Sampling::ClassBalanced;
  spec.loss = spec::Loss::Ldam;
  spec.reweight = spec::Reweight::ClassBalanced;
  const std::string far = add(spec), near = add(spec);
  ASSERT_EQ(train(far, there()).status, store::RunStatus::Done);
  ASSERT_EQ(train(near, {}).status, store::RunStatus::Done);
  expectNear(series(far, store::metric::kLoss), series(near, store::metric::kLoss), 0.1);
}

TEST_F(DeviceSession, ARunGoesOnOnAnotherDeviceAndSaysSo) {
  const std::string run = add(smallSpec(spec::Mode::RwSam, spec::Method::MoCo));
  ASSERT_EQ(train(run, there(), false).status, store::RunStatus::Interrupted);
  EXPECT_EQ(record(run).device, device().name);
  ASSERT_EQ(train(run, {}, false).status, store::RunStatus::Interrupted);
  EXPECT_EQ(record(run).device, "cpu");
  EXPECT_THAT(log_, HasSubstr("It was trained on " + device().name + " before; it goes on on cpu"));
  ASSERT_EQ(train(run, there()).status, store::RunStatus::Done);
  EXPECT_EQ(record(run).device, device().name);
  EXPECT_THAT(log_, HasSubstr("It was trained on cpu before; it goes on on " + device().name));
  const auto losses = series(run, store::metric::kLoss);
  ASSERT_EQ(losses.size(), 2u);
  EXPECT_TRUE(std::isfinite(losses[1]));
}

TEST_F(DeviceSession, ARunThatWentOnWithoutBfloat16ReturnsToIt) {
  auto spec = smallSpec(spec::Mode::Supervised, spec::Method::SimClr);
  const std::string run = add(spec);
  ASSERT_EQ(train(run, {}, false).status, store::RunStatus::Interrupted);
  // As a run has it that chose bfloat16 on a GPU. This one asks for float32 wherever it goes on.
  SQLite::Database(path().string(), SQLite::OPEN_READWRITE, 5000)
      .exec("UPDATE run SET precision = 'bfloat16'");
  log_.clear();
  ASSERT_EQ(train(run, {}, false).status, store::RunStatus::Interrupted);
  EXPECT_THAT(log_, HasSubstr("It was begun in bfloat16"));
  EXPECT_THAT(log_, HasSubstr("it goes on in float32"));
  store::RunRecord left = record(run);
  EXPECT_EQ(left.precision, "bfloat16");
  left.spec.precision = spec::Precision::Auto;
  EXPECT_TRUE(goesOnInBf16(left, torch::Device(torch::kCUDA, 0)));
}

TEST_F(DeviceSession, ACheckpointIsTheSameFromEveryDevice) {
  const std::string run = add(smallSpec(spec::Mode::SelfSupervised, spec::Method::MoCo));
  ASSERT_EQ(train(run, {}, false).status, store::RunStatus::Interrupted);
  const TrainedRun near = openTrainedRun(path(), run, {});
  const TrainedRun far = openTrainedRun(path(), run, device());
  const learn::Sgd momentum(near.model.namedParameters(), 0.9, 0), other(far.model.namedParameters(), 0.9, 0);
  const auto first = takeCheckpoint(near.record.spec, near.model, momentum, Position());
  const auto second = takeCheckpoint(far.record.spec, far.model, other, Position());
  ASSERT_EQ(first.tensors.size(), second.tensors.size());
  for (const auto& [name, tensor] : first.tensors) {
    EXPECT_EQ(tensor.shape, second.tensors.at(name).shape) << name;
    EXPECT_TRUE(tensor.bytes == second.tensors.at(name).bytes) << name;
  }
}

TEST_F(DeviceSession, EvaluationsOfATrainedRunNeedNoGpu) {
  auto spec = smallSpec(spec::Mode::Supervised, spec::Method::SimClr);
  spec.device = "cuda";
  const std::string run = add(spec);
  const auto none = [](const std::string&, const nn::MemoryNeed&) -> RunDevice {
    throw Error(ErrorKind::Resource, "No GPU is here.");
  };
  Control control;
  const EventSink sink = [&](const protocol::Event& event) {
    if (const auto* log = std::get_if<protocol::Log>(&event)) log_ += log->level + ": " + log->text + "\n";
  };
  EXPECT_EQ(runSession(*writer_, run, "", 2, control, sink, none).status, store::RunStatus::Failed);
  ASSERT_EQ(train(run, there()).status, store::RunStatus::Done);
  const spec::EvaluationRequest request = spec::evaluationFromJson(R"({"protocols":["spectrum"]})");
  writer_->run([&](store::Store& s) { s.wantEvaluation(run, spec::toJson(request)); });
  EXPECT_EQ(runSession(*writer_, run, "", 2, control, sink, none).status, store::RunStatus::Done);
  EXPECT_THAT(log_, HasSubstr("warning: The processor computes. No GPU is here."));
  EXPECT_FALSE(series(run, store::metric::kEffectiveRank).empty());
}

TEST_F(DeviceSession, WhyAGpuIsNotUsedIsInTheLog) {
  const std::string run = add(smallSpec(spec::Mode::Supervised, spec::Method::SimClr));
  ASSERT_EQ(train(run, {{}, "The processor computes, because the GPU is too warm."}, false).status,
            store::RunStatus::Interrupted);
  EXPECT_THAT(log_, HasSubstr("because the GPU is too warm"));
}

/// The images `kept` of a set.
data::ImageSet picked(const data::ImageSet& set, std::span<const std::int64_t> kept) {
  data::ImageSet few = set;
  few.pixels.clear();
  few.labels.clear();
  for (data::Factor& factor : few.factors) factor.labels.clear();
  for (const std::int64_t image : kept) {
    const auto pixels = set.image(image);
    few.pixels.insert(few.pixels.end(), pixels.begin(), pixels.end());
    few.labels.push_back(set.labels[static_cast<std::size_t>(image)]);
    for (std::size_t f = 0; f < few.factors.size(); ++f)
      few.factors[f].labels.push_back(set.factors[f].labels[static_cast<std::size_t>(image)]);
  }
  return few;
}

/// The data of a run with no training images but its own, and a fifth of the test images.
RunData fewImages(const store::RunRecord& record) {
  RunData data = openRunData(record, nn::torchParallelFor());
  data.dataset.train = picked(data.dataset.train, data.subset.indices);
  std::iota(data.subset.indices.begin(), data.subset.indices.end(), 0);
  std::vector<std::int64_t> test;
  for (std::int64_t image = 0; image < data.dataset.test.size(); image += 5) test.push_back(image);
  data.dataset.test = picked(data.dataset.test, test);
  return data;
}

TEST_F(DeviceSession, ProtocolsMeasureAModelOnADevice) {
  const std::string supervised = add(smallSpec(spec::Mode::Supervised, spec::Method::SimClr));
  const std::string contrastive = add(smallSpec(spec::Mode::SelfSupervised, spec::Method::SimClr));
  for (const std::string& run : {supervised, contrastive}) {
    ASSERT_EQ(train(run, {}, false).status, store::RunStatus::Interrupted);
    spec::EvaluationRequest request;
    request.protocols.clear();
    for (const auto& info : spec::protocols()) {
      const bool elsewhere =
          info.protocol == spec::Protocol::OutOfDomainProbe || info.protocol == spec::Protocol::FineTuning;
      if (spec::canHave(record(run).spec, info.protocol) && !elsewhere)
        request.protocols.push_back(info.protocol);
    }
    request.epochs = 3;
    request.images = 60;
    request.shots = 2;
    const RunData data = fewImages(record(run));
    const auto measured = [&](const nn::Device& where) {
      return evaluateRun(*writer_, openTrainedRun(path(), run, where), data, request, nn::torchParallelFor(),
                         [](const protocol::Event&) {});
    };
    const store::EpochRows near = measured({}), far = measured(device());
    EXPECT_GE(near.metrics.size(), 8u);
    ASSERT_EQ(near.metrics.size(), far.metrics.size());
    for (const auto& [name, value] : near.metrics) {
      SCOPED_TRACE(name);
      ASSERT_TRUE(far.metrics.contains(name));
      EXPECT_NEAR(far.metrics.at(name), value, 0.05 * std::max(1.0, std::abs(value)));
    }
  }
}

TEST_F(DeviceSession, FineTuningTrainsAModelOnADevice) {
  const std::string run = add(smallSpec(spec::Mode::SelfSupervised, spec::Method::SimSiam));
  ASSERT_EQ(train(run, {}, false).status, store::RunStatus::Interrupted);
  const RunData data = fewImages(record(run));
  const auto tuned = [&](const nn::Device& where) {
    return fineTune(openTrainedRun(path(), run, where).model, data.dataset.train, data.dataset.test,
                    augment::trainingSettings(record(run).spec, data.dataset),
                    augment::evaluationSettings(data.dataset), {.epochs = 3, .milestones = {}},
                    nn::torchParallelFor())
        .accuracy();
  };
  EXPECT_NEAR(tuned(device()), tuned({}), 0.1);
  for (const nn::Device& where : {device(), nn::Device()}) {
    FineTuningSettings wild{.epochs = 2, .milestones = {}};
    wild.headRate = 1e30;
    test::expectError(ErrorKind::Data, "Fine-tuning diverged", [&] {
      fineTune(openTrainedRun(path(), run, where).model, data.dataset.train, data.dataset.test,
               augment::trainingSettings(record(run).spec, data.dataset),
               augment::evaluationSettings(data.dataset), wild, nn::torchParallelFor());
    });
  }
}

}  // namespace
}  // namespace skewscope::train
