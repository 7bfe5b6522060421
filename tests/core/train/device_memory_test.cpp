#include <gmock/gmock.h>

#include "core/spec/presets.h"
#include "core/store/reader.h"
#include "core/train/memory_estimate.h"
#include "core/train/run_device.h"
#include "core/train/session.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::train {
namespace {

using testing::HasSubstr;

spec::ExperimentSpec small() {
  auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::Supervised, spec::Method::SimClr);
  spec.width = 4;
  spec.nMax = 50;
  spec.ratio = 0.1;
  spec.batch = 48;
  spec.epochs = 2;
  spec.probe = false;
  spec.precision = spec::Precision::Float32;
  return spec;
}

TEST(DeviceMemory, ThatRunsOutBeforeAnythingIsKeptLeavesARunThatMayChooseToTheProcessor) {
  for (const char* asked : {"auto", "cuda"}) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "test.skewscope";
    store::Writer writer(path);
    auto spec = small();
    spec.device = asked;
    const std::string run = writer.run([&](store::Store& s) { return s.addRun(spec); });
    std::string warnings;
    test::setRemoteRoom(std::size_t{16} << 20);
    Control control;
    const auto result = runSession(
        writer, run, "", 1, control,
        [&](const protocol::Event& event) {
          const auto* line = std::get_if<protocol::Log>(&event);
          if (line != nullptr && line->level == "warning") warnings += line->text;
        },
        [](const std::string&, const nn::MemoryNeed&) {
          return RunDevice{test::remoteTrainer(FAKE_PLUGIN), {}};
        });
    test::setRemoteRoom({});
    const store::RunRecord record = store::Reader(path).run(run);
    if (spec.device == "cuda") {
      EXPECT_EQ(result.status, store::RunStatus::Failed);
      EXPECT_THAT(result.message, HasSubstr("The memory of remote:0"));
      continue;
    }
    EXPECT_EQ(result.status, store::RunStatus::Done) << result.message;
    EXPECT_EQ(record.device, "cpu");
    EXPECT_THAT(warnings, HasSubstr("The processor trains it. The memory of remote:0"));
  }
}

TEST(DeviceMemory, ThatRunsOutFailsTheRunWithAdviceAndLeavesTheCheckpoint) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "test.skewscope";
  store::Writer writer(path);
  const auto spec = small();
  const std::string run = writer.run([&](store::Store& s) { return s.addRun(spec); });
  const auto train = [&](bool whole, bool full = false) {
    Control control;
    return runSession(
        writer, run, "", 1, control,
        [&](const protocol::Event& event) {
          if (!whole && std::holds_alternative<protocol::Step>(event)) control.requestStop();
          // The images and the network are there, a step has no room.
          if (full && std::holds_alternative<protocol::Started>(event)) test::setRemoteRoom(1);
        },
        [](const std::string&, const nn::MemoryNeed&) {
          return RunDevice{test::remoteTrainer(FAKE_PLUGIN), {}};
        });
  };
  ASSERT_EQ(train(false).status, store::RunStatus::Interrupted);
  const auto checkpoint = store::Reader(path).checkpoint(run);
  ASSERT_TRUE(checkpoint);
  const auto result = train(true, true);
  test::setRemoteRoom({});
  EXPECT_EQ(result.status, store::RunStatus::Failed);
  EXPECT_EQ(result.error, ErrorKind::Resource);
  EXPECT_THAT(result.message, HasSubstr("The memory of remote:0"));
  EXPECT_THAT(result.message, HasSubstr("A batch of 24"));
  EXPECT_EQ(store::Reader(path).checkpoint(run)->digest, checkpoint->digest);
  EXPECT_EQ(train(true).status, store::RunStatus::Done);
}

TEST(DeviceMemory, IsWaitedForUntilAStop) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "test.skewscope";
  store::Writer writer(path);
  const std::string run = writer.run([&](store::Store& s) { return s.addRun(small()); });
  std::vector<std::string> phases;
  Control control;
  const EventSink sink = [&](const protocol::Event& event) {
    if (const auto* phase = std::get_if<protocol::Phase>(&event)) phases.push_back(phase->name);
  };
  std::uint64_t claimed = 0;
  const auto none = [&](const std::string&, const nn::MemoryNeed& need) -> RunDevice {
    claimed = need.bytes;
    for (int i = 0; i < 3; ++i) need.whileWaiting();
    control.requestStop();
    need.whileWaiting();
    return {};
  };
  const auto result = runSession(writer, run, "", 1, control, sink, none);
  EXPECT_EQ(result.status, store::RunStatus::Interrupted);
  EXPECT_EQ(result.error, ErrorKind::Interrupted);
  EXPECT_EQ(result.message, "Stopped while it waited for memory of the GPU.");
  EXPECT_THAT(phases, testing::ElementsAre("open device", "wait for GPU memory"));
  EXPECT_EQ(claimed, trainingNeed(store::Reader(path).run(run)).bytes);
  EXPECT_EQ(store::Reader(path).run(run).status, store::RunStatus::Interrupted);
  // It goes on as any other; what is left of a trained one is an evaluation's need.
  Control other;
  const auto processor = [&](const std::string&, const nn::MemoryNeed& need) {
    claimed = need.bytes;
    return RunDevice();
  };
  EXPECT_EQ(runSession(writer, run, "", 1, other, sink, processor).status, store::RunStatus::Done);
  writer.run([&](store::Store& s) { s.wantEvaluation(run, R"({"protocols":["spectrum"]})"); });
  EXPECT_EQ(runSession(writer, run, "", 1, other, sink, processor).status, store::RunStatus::Done);
  EXPECT_EQ(claimed, evaluationNeed(store::Reader(path).run(run)).bytes);
}

// A smaller batch would help none of these.
TEST(DeviceMemory, ThatRunsOutOutsideOfStepsIsSaidToHaveDoneSo) {
  struct Case {
    const char* phase;
    const char* text;
  };
  for (const Case& each : {Case{"load data", "ran out when the network and the images were brought there"},
                           Case{"weights", "ran out when features for the density weights were computed"},
                           Case{"evaluate", "ran out in an evaluation"}}) {
    SCOPED_TRACE(each.phase);
    const test::TemporaryFolder folder;
    store::Writer writer(folder.path() / "test.skewscope");
    auto spec = small();
    spec.mode = spec::Mode::RwSam;
    spec.method = spec::Method::SimSiam;
    spec.weightsWarmup = 1;
    spec.device = "cuda";
    const std::string run = writer.run([&](store::Store& s) { return s.addRun(spec); });
    Control control;
    const auto result = runSession(
        writer, run, "", 1, control,
        [&](const protocol::Event& event) {
          const auto* phase = std::get_if<protocol::Phase>(&event);
          if (phase != nullptr && phase->name == each.phase) test::setRemoteRoom(1);
        },
        [](const std::string&, const nn::MemoryNeed&) {
          return RunDevice{test::remoteTrainer(FAKE_PLUGIN), {}};
        });
    test::setRemoteRoom({});
    EXPECT_EQ(result.error, ErrorKind::Resource);
    EXPECT_THAT(result.message, HasSubstr(each.text));
    EXPECT_THAT(result.message, HasSubstr("Free some"));
  }
}

}  // namespace
}  // namespace skewscope::train
