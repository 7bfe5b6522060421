// The engine as a script or a window uses it: flags, exit statuses, events, commands, signals.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/cuda/driver.h"
#include "core/cuda/gpu_slot.h"
#include "core/protocol/messages.h"
#include "core/spec/options.h"
#include "core/store/reader.h"
#include "tests/app/skewscope-engine/engine_process.h"
#include "tests/core/base/environment_variable.h"

namespace skewscope::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class CommandLine : public testing::Test {
 protected:
  std::string store() const { return (folder_.path() / "a.skewscope").string(); }
  /// A run of some seconds at most; more flags may follow.
  std::vector<std::string> smallRun(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"train", "--store",           store(), "--width", "4",  "--n-max",
                                   "50",    "--ratio",           "0.1",   "--batch", "32", "--epochs",
                                   "2",     "--probe-per-class", "20"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  store::RunRecord onlyRun() const {
    const auto runs = store::Reader(store()).runs();
    EXPECT_EQ(runs.size(), 1u);
    return runs.at(0);
  }

  TemporaryFolder folder_;
};

TEST_F(CommandLine, HelpNamesEveryOption) {
  const auto help = runEngine({"train", "--help"});
  EXPECT_EQ(help.status, 0);
  for (const auto& option : spec::options()) EXPECT_THAT(help.output, HasSubstr(spec::flagName(option)));
  const auto general = runEngine({"--help"});
  EXPECT_EQ(general.status, 0);
  for (const char* command : {"train", "evaluate", "datasets", "runs", "export", "doctor", "demo"}) {
    EXPECT_THAT(general.output, HasSubstr(command));
  }
}

TEST_F(CommandLine, TheOptionsPageIsWhatTheDeclarationSays) {
  const auto listed = runEngine({"options", "--format", "markdown"});
  ASSERT_EQ(listed.status, 0) << listed.errors;
  std::ifstream page(SKEWSCOPE_DOCS "/options.md");
  const std::string text((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
  EXPECT_THAT(text, HasSubstr(listed.output)) << "renew it: skewscope-engine options --format markdown";
}

TEST_F(CommandLine, DoctorNamesDriverDevicesAndPlugin) {
  const auto doctor = [&] { return runEngine({"doctor", "--store", store()}); };
  // The loader finds a driver of the tests before that of the machine, if it has one.
  std::filesystem::create_symlink(FAKE_DRIVER, folder_.path() / "libcuda.so.1");
  const EnvironmentVariable libraries("LD_LIBRARY_PATH", folder_.path().string());
  auto result = doctor();
  EXPECT_EQ(result.status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("for CUDA 13.1"));
  EXPECT_THAT(result.output, HasSubstr("Fake H200, 140.0 GiB, compute capability 9.0"));
  EXPECT_THAT(result.output, HasSubstr("7.5; 8.0 is the least"));
  EXPECT_THAT(result.output, HasSubstr("libskewscope-cuda.so"));
  const EnvironmentVariable version("FAKE_CUDA_VERSION", "12080");
  result = doctor();
  EXPECT_EQ(result.status, 0);  // training on the processor works all the same
  EXPECT_THAT(result.output, HasSubstr("install driver 580 or newer"));
  EXPECT_THAT(result.output, HasSubstr("training runs on the processor"));
}

TEST_F(CommandLine, AGpuThatCannotBeUsedIsSaidAndTheRunGoesOnOnTheProcessor) {
  // A driver of the tests, which names a GPU; nothing else of CUDA works with it.
  std::filesystem::create_symlink(FAKE_DRIVER, folder_.path() / "libcuda.so.1");
  const EnvironmentVariable libraries("LD_LIBRARY_PATH", folder_.path().string());
  auto result = runEngine(smallRun({"--device", "cuda"}));
  EXPECT_EQ(result.status, 5) << result.output;
  EXPECT_THAT(result.output + result.errors, HasSubstr("The option device=cuda asks for a GPU"));
  EXPECT_THAT(result.output + result.errors, HasSubstr("device=cpu trains on the processor"));
  const std::string run = onlyRun().id;
  result = runEngine({"train", "--run", run, "--device", "auto", "--store", store()});
  EXPECT_EQ(result.status, 0) << result.errors;
  EXPECT_THAT(result.output + result.errors, HasSubstr("the GPU cannot be used"));
  EXPECT_EQ(onlyRun().device, "cpu");
  EXPECT_EQ(onlyRun().spec.device, "cuda");  // what it was asked for stays
  // Evaluations need no GPU, unless they are told so.
  result = runEngine({"evaluate", run, "--protocol", "spectrum", "--store", store()});
  EXPECT_EQ(result.status, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("The processor computes."));
  EXPECT_EQ(runEngine({"evaluate", run, "--device", "cuda", "--store", store()}).status, 5);
  // A benchmark is measured where it is asked for.
  result = runEngine({"bench", "--device", "cuda", "--seconds", "3600"});
  EXPECT_EQ(result.status, 5) << result.output;
  EXPECT_THAT(result.errors, HasSubstr("The option device=cuda asks for a GPU"));
  result = runEngine({"bench", "--width", "4", "--batch", "16", "--seconds", "0.1", "--json", "-"});
  EXPECT_EQ(result.status, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("the GPU cannot be used"));
  EXPECT_FALSE(nlohmann::json::parse(result.output).contains("device"));
}

TEST_F(CommandLine, ARunWaitsForMemoryOfAGpuUntilItIsStopped) {
  std::filesystem::create_symlink(FAKE_DRIVER, folder_.path() / "libcuda.so.1");
  const EnvironmentVariable libraries("LD_LIBRARY_PATH", folder_.path().string());
  const EnvironmentVariable slots("SKEWSCOPE_GPU_CLAIMS", (folder_.path() / "claims").string());
  const std::uint64_t memory = std::uint64_t{140} << 30;  // of the driver's first GPU, the other is too old
  auto other = cuda::takeLeastUsed(
      {{0, memory, cuda::claimable(memory), cuda::findDriver(FAKE_DRIVER).devices[0].uuid}},
      cuda::slotFolder());
  ASSERT_TRUE(other);
  EXPECT_THAT(runEngine({"doctor", "--store", store()}).output,
              HasSubstr("1 run on it, with 126.0 GiB claimed"));
  for (const char* asked : {"auto", "cuda"}) {
    EngineProcess engine(smallRun({"--json", "--control", "--device", asked, "--name", asked}));
    ASSERT_TRUE(engine.waitFor("\"wait for GPU memory\"", 60)) << asked;
    engine.send(protocol::toLine(protocol::Command::Stop));
    EXPECT_EQ(engine.wait().status, 6);
    EXPECT_EQ(store::Reader(store()).run(asked).status, store::RunStatus::Interrupted);
  }
  other.reset();  // now there is room, and what comes next is missing
  const auto result = runEngine({"train", "--run", "cuda", "--store", store()});
  EXPECT_EQ(result.status, 5) << result.output << result.errors;
}

TEST_F(CommandLine, ThreadsAreNotBoundToCoresWhereAGpuIsExpected) {
  std::filesystem::create_symlink(FAKE_DRIVER, folder_.path() / "libcuda.so.1");
  const EnvironmentVariable libraries("LD_LIBRARY_PATH", folder_.path().string());
  const char* given = std::getenv("OMP_PROC_BIND");
  const std::string before = given ? given : "";
  ::unsetenv("OMP_PROC_BIND");
  const EnvironmentVariable display("OMP_DISPLAY_ENV", "true");  // libgomp says what it has read
  const auto said = [&](const char* device) { return runEngine(smallRun({"--device", device})).errors; };
  const bool plugin =
      runEngine({"doctor", "--store", store()}).output.find("built with CUDA") != std::string::npos;
  const std::string here = said("cpu"), there = said("auto");
  if (given) ::setenv("OMP_PROC_BIND", before.c_str(), 1);
  EXPECT_THAT(here, HasSubstr("OMP_PROC_BIND = 'TRUE'"));
  EXPECT_THAT(there, HasSubstr(plugin ? "OMP_PROC_BIND = 'FALSE'" : "OMP_PROC_BIND = 'TRUE'"));
}

TEST_F(CommandLine, WrongUsageIsStatusTwoWithAWordOnWhatToDo) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                {"tarin"},
                                                {"train", "--epoch", "3"},
                                                {"train", "--epochs", "many"},
                                                {"train", "--epochs", "0"},
                                                {"bench", "--device", "gpu"},
                                                {"train", "--ratio", "2"},
                                                {"train", "--dataset", "mnist"},
                                                {"train", "--n-max", "2000"},
                                                {"train", "--run", "abcd", "--epochs", "3"},
                                                {"train", "--device", "gpu"},
                                                {"train", "--run", "abcd", "--device", "cuda:x"},
                                                {"evaluate", "abcd", "--device", "gpu"},
                                                {"train", "--spec", "/does/not/exist"}}) {
    auto all = words;
    if (!words.empty() && words[0] == "train") all.insert(all.end(), {"--store", store()});
    const auto result = runEngine(all);
    EXPECT_EQ(result.status, 2) << testing::PrintToString(words) << result.errors;
    EXPECT_NE(result.errors + result.output, "");
  }
}

TEST_F(CommandLine, DryRunPrintsASpecThatComesBack) {
  const auto first = runEngine({"train", "--dry-run", "--mode", "rwsam", "--ratio", "0.02"});
  ASSERT_EQ(first.status, 0) << first.errors;
  const auto path = folder_.path() / "spec.json";
  std::ofstream(path) << first.output;
  const auto second = runEngine({"train", "--dry-run", "--spec", path.string()});
  EXPECT_EQ(second.output, first.output);
  const auto third = runEngine({"train", "--dry-run", "--spec", path.string(), "--seed", "9"});
  EXPECT_EQ(spec::fromJson(nlohmann::json::parse(third.output)).seed, 9);
  std::ofstream(path) << "{\"epochs\": ";
  EXPECT_EQ(runEngine({"train", "--dry-run", "--spec", path.string()}).status, 2);
}

TEST_F(CommandLine, TrainsEvaluatesListsAndExports) {
  const auto trained = runEngine(smallRun({"--name", "first"}));
  ASSERT_EQ(trained.status, 0) << trained.errors;
  EXPECT_THAT(trained.output, HasSubstr("epoch 2/2"));
  EXPECT_THAT(trained.output, Not(HasSubstr("\r")));  // no terminal: plain lines
  EXPECT_EQ(onlyRun().status, store::RunStatus::Done);

  const auto listed = runEngine({"runs", "--store", store(), "--format", "csv"});
  EXPECT_THAT(listed.output, HasSubstr(onlyRun().id));
  const auto evaluated = runEngine({"evaluate", "first", "--store", store()});
  EXPECT_EQ(evaluated.status, 0) << evaluated.errors;
  EXPECT_THAT(evaluated.output, HasSubstr("probe_accuracy"));
  const auto asked = runEngine(
      {"evaluate", "first", "--protocol", "lt-probe,few-shot,spectrum", "--shots", "3", "--store", store()});
  EXPECT_EQ(asked.status, 0) << asked.errors;
  EXPECT_THAT(asked.output, HasSubstr("lt_probe_accuracy"));
  EXPECT_THAT(asked.output, HasSubstr("effective_rank"));
  EXPECT_THAT(asked.output, Not(HasSubstr("head_accuracy")));
  EXPECT_EQ(store::Reader(store()).evaluations(onlyRun().id).size(),
            7U);  // with the head and the probes of before
  EXPECT_NE(runEngine({"evaluate", "first", "--protocol", "ood-probe", "--store", store()}).status, 0);
  const auto mapped =
      runEngine({"evaluate", "first", "--protocol", "feature-map", "--images", "40", "--store", store()});
  EXPECT_EQ(mapped.status, 0) << mapped.errors;
  EXPECT_THAT(mapped.output, HasSubstr("40 test images"));
  const auto map = store::Reader(store()).featureMap(onlyRun().id);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->images.size(), 40U);
  EXPECT_EQ(map->dataDigest, onlyRun().dataDigest);
  const auto explained = runEngine({"explain", "first", "--image", "17", "--json", "--store", store()});
  ASSERT_EQ(explained.status, 0) << explained.errors;
  const auto json = nlohmann::json::parse(explained.output);
  EXPECT_EQ(json["image"], 17);
  EXPECT_EQ(json["map"].size(), json["height"].get<std::size_t>() * json["width"].get<std::size_t>());
  EXPECT_EQ(json["classes"].size(), json["scores"].size());
  EXPECT_THAT(runEngine({"explain", "first", "--image", "17", "--store", store()}).output,
              HasSubstr("Grad-CAM"));
  EXPECT_EQ(runEngine({"explain", "first", "--image", "1000000", "--store", store()}).status, 2);

  const auto exported = runEngine({"export", "first", "--store", store()});
  ASSERT_EQ(exported.status, 0);
  store::Reader reader(store());
  std::size_t values = 0;
  for (const auto& name : reader.metricNames(onlyRun().id))
    values += reader.series(onlyRun().id, name).values.size();
  for (const auto& name : reader.classMetricNames(onlyRun().id)) {
    const auto series = reader.classSeries(onlyRun().id, name);
    for (const auto& perClass : series.values) {
      for (const double value : perClass) values += value == value ? 1 : 0;
    }
  }
  std::istringstream lines(exported.output);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) ++count;
  EXPECT_EQ(count, values + 1);  // all data, and a header

  EXPECT_EQ(runEngine({"export", "nobody", "--store", store()}).status, 2);
  EXPECT_EQ(runEngine({"runs", "--store", (folder_.path() / "absent").string()}).status, 4);
}

TEST_F(CommandLine, EventsAreTheProtocolAndEndWithEnded) {
  const auto result = runEngine(smallRun({"--json"}));
  ASSERT_EQ(result.status, 0) << result.errors;
  std::istringstream lines(result.output);
  std::vector<protocol::Event> events;
  for (std::string line; std::getline(lines, line);) {
    const auto event = protocol::parseEvent(line);
    ASSERT_TRUE(event) << line;
    events.push_back(*event);
  }
  ASSERT_GE(events.size(), 5u);
  const auto* ended = std::get_if<protocol::Ended>(&events.back());
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, "done");
  int epochs = 0;
  for (const auto& event : events) epochs += std::holds_alternative<protocol::EpochDone>(event) ? 1 : 0;
  EXPECT_EQ(epochs, 2);
}

TEST_F(CommandLine, ObeysPauseResumeAndStop) {
  EngineProcess engine(smallRun({"--json", "--control", "--epochs", "100000"}));
  ASSERT_TRUE(engine.waitFor("\"epoch_done\"", 60));
  engine.send(protocol::toLine(protocol::Command::Pause));
  ASSERT_TRUE(engine.waitFor("\"paused\"", 20));
  engine.send("not a command");
  engine.send(protocol::toLine(protocol::Command::Resume));
  ASSERT_TRUE(engine.waitFor("\"resumed\"", 20));
  engine.send(protocol::toLine(protocol::Command::Stop));
  const auto result = engine.wait();
  EXPECT_EQ(result.status, 6);
  EXPECT_EQ(onlyRun().status, store::RunStatus::Interrupted);
  EXPECT_TRUE(onlyRun().hasCheckpoint);
}

TEST_F(CommandLine, TheEndOfInputIsAStopUnlessDetached) {
  {
    EngineProcess engine(smallRun({"--json", "--control", "--epochs", "100000"}));
    ASSERT_TRUE(engine.waitFor("\"epoch_done\"", 60));
    engine.closeInput();
    EXPECT_EQ(engine.wait().status, 6);
  }
  EngineProcess engine(smallRun({"--json", "--control", "--epochs", "8"}));
  ASSERT_TRUE(engine.waitFor("\"started\"", 60));
  engine.send(protocol::toLine(protocol::Command::Detach));
  engine.closeInput();
  EXPECT_EQ(engine.wait().status, 0);
}

TEST_F(CommandLine, SignalsLeaveACheckpoint) {
  for (const int number : {SIGTERM, SIGINT}) {
    EngineProcess engine(smallRun({"--epochs", "100000", "--name", std::to_string(number)}));
    ASSERT_TRUE(engine.waitFor("epoch ", 60));
    engine.signal(number);
    EXPECT_EQ(engine.wait().status, 6);
    const auto run = store::Reader(store()).run(std::to_string(number));
    EXPECT_EQ(run.status, store::RunStatus::Interrupted);
    EXPECT_TRUE(run.hasCheckpoint);
  }
}

TEST_F(CommandLine, ARunHeldByOneEngineIsRefusedToAnother) {
  EngineProcess engine(smallRun({"--json", "--control", "--epochs", "100000"}));
  ASSERT_TRUE(engine.waitFor("\"epoch_done\"", 60));
  const auto second = runEngine({"train", "--run", onlyRun().id, "--store", store()});
  EXPECT_EQ(second.status, 2) << second.errors;
  engine.send(protocol::toLine(protocol::Command::Stop));
  EXPECT_EQ(engine.wait().status, 6);
}

TEST_F(CommandLine, AForeignStoreIsRefused) {
  std::ofstream(store())
      << "this is not a database, but long enough to be read as one by a careless program........";
  const auto result = runEngine(smallRun());
  EXPECT_EQ(result.status, 4);
  EXPECT_THAT(result.errors, HasSubstr("a.skewscope"));
}

}  // namespace
}  // namespace skewscope::test
