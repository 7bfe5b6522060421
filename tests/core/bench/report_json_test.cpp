#include <gmock/gmock.h>

#include <fstream>
#include <functional>

#include "core/bench/report.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/bench/made_report.h"

namespace skewscope::bench {
namespace {

using nlohmann::json;

json madeJson() {
  return json::parse(toJson(madeReport()).dump());
}

TEST(BenchReport, ComesBackFromJson) {
  const std::string text = toJson(madeReport()).dump();
  const Report read = reportFromJson(text);
  EXPECT_EQ(toJson(read).dump(), text);
  EXPECT_EQ(read.machine, madeReport().machine);
  EXPECT_EQ(read.settings, madeReport().settings);
  ASSERT_EQ(read.stages.size(), 3u);
  EXPECT_EQ(read.stages[1].aloneMs, 7.5);
  EXPECT_EQ(madeJson()["stages"][1]["ratio"], 2);
  EXPECT_FALSE(read.stages[2].floorMs);
}

TEST(BenchReport, OfADeviceComesBackFromJson) {
  for (const bool whole : {true, false}) {
    Report report = madeReport();
    report.device = madeDevice();
    if (!whole) report.device->hostShare.reset();
    if (!whole) report.device->peakBytes.reset();
    const json made = json::parse(toJson(report).dump());
    EXPECT_EQ(made["skewscope_bench"], 2);
    EXPECT_EQ(made["device"].contains("peak_bytes"), whole);
    const Report read = reportFromJson(made.dump());
    EXPECT_EQ(read.device, report.device);
    EXPECT_EQ(toJson(read).dump(), toJson(report).dump());
  }
}

TEST(BenchReport, OfAnEarlierVersionIsOfTheProcessor) {
  json made = madeJson();
  EXPECT_EQ(made["skewscope_bench"], 1);  // as those versions wrote it, which read it too
  EXPECT_FALSE(made.contains("device"));
  EXPECT_FALSE(reportFromJson(made.dump()).device);
  made["skewscope_bench"] = 2;
  test::expectError(ErrorKind::Data, "\"device\"", [&] { reportFromJson(made.dump()); });
}

TEST(BenchReport, RefusesWrongValuesOfADevice) {
  const std::pair<const char*, std::function<void(json&)>> cases[] = {
      {"device", [](json& j) { j["device"] = "cuda"; }},
      {"name", [](json& j) { j["device"]["name"] = "\x1b[2J"; }},
      {"name", [](json& j) { j["device"]["name"] = std::string(201, 'x'); }},
      {"recorded", [](json& j) { j["device"]["recorded"] = 1; }},
      {"asked_step_ms", [](json& j) { j["device"]["asked_step_ms"] = 0; }},
      {"host_share", [](json& j) { j["device"]["host_share"] = 1.01; }},
      {"host_share", [](json& j) { j["device"]["host_share"] = nullptr; }},
      {"peak_bytes", [](json& j) { j["device"]["peak_bytes"] = 0.5; }},
      {"peak_bytes", [](json& j) { j["device"]["peak_bytes"] = -1; }},
  };
  Report report = madeReport();
  report.device = madeDevice();
  for (const auto& [key, change] : cases) {
    json made = json::parse(toJson(report).dump());
    change(made);
    test::expectError(ErrorKind::Data, std::string("\"") + key + "\"", [&] { reportFromJson(made.dump()); });
  }
}

TEST(BenchReport, SettingsAreThoseThatApply) {
  spec::ExperimentSpec spec;
  const auto has = [&](const std::string& name) {
    for (const auto& [key, value] : speedSettings(spec)) {
      if (key == name) return true;
    }
    return false;
  };
  EXPECT_TRUE(has("loss"));
  EXPECT_FALSE(has("projector_hidden"));
  spec.mode = spec::Mode::SelfSupervised;
  EXPECT_FALSE(has("loss"));
  EXPECT_TRUE(has("projector_hidden"));
}

TEST(BenchReport, RefusesWhatIsNoBenchmark) {
  for (const char* text :
       {"", "[]", "{", "null", "{}", R"({"skewscope_bench": "1"})", "\xff\xfe", "[[[[[[[[[["}) {
    test::expectError(ErrorKind::Data, "", [&] { reportFromJson(text); });
  }
  test::expectError(ErrorKind::Data, "another version", [&] { reportFromJson(R"({"skewscope_bench": 3})"); });
  test::expectError(ErrorKind::Data, "1 MiB", [&] { reportFromJson(std::string((1 << 20) + 1, ' ')); });
  test::expectError(ErrorKind::Data, "object", [&] { reportFromJson(std::string(1 << 20, '[')); });
}

TEST(BenchReport, RefusesWrongValues) {
  const std::pair<const char*, std::function<void(json&)>> cases[] = {
      {"step_ms", [](json& j) { j["step_ms"] = "10"; }},
      {"step_ms", [](json& j) { j["step_ms"] = 0; }},
      {"step_ms", [](json& j) { j["step_ms"] = -1; }},
      {"step_ms", [](json& j) { j["step_ms"] = 1e300; }},
      {"steps", [](json& j) { j["steps"] = 1.5; }},
      {"steps", [](json& j) { j["steps"] = 0; }},
      {"images", [](json& j) { j.erase("images"); }},
      {"peak_bytes", [](json& j) { j["peak_bytes"] = std::uint64_t{1} << 63; }},
      {"version", [](json& j) { j["version"] = std::string(201, 'x'); }},
      {"version", [](json& j) { j["version"] = "1\x1b[2J"; }},
      {"processor", [](json& j) { j["machine"]["processor"] = 7; }},
      {"machine", [](json& j) { j["machine"] = json::array(); }},
      {"cores", [](json& j) { j["machine"]["cores"] = 1e9; }},
      {"settings", [](json& j) { j["settings"]["colour"] = "red"; }},
      {"width", [](json& j) { j["settings"]["width"] = json::object(); }},
      {"stages", [](json& j) { j["stages"] = json::object(); }},
      {"stages", [](json& j) { j["stages"] = json::array(); }},
      {"stages", [](json& j) { j["stages"][1] = 3; }},
      {"stages", [](json& j) { j["stages"].push_back(j["stages"][0]); }},
      {"stages",
       [](json& j) {
         for (int i = 0; i < 100; ++i) j["stages"].push_back(j["stages"][0]);
       }},
      {"stage", [](json& j) { j["stages"][0]["stage"] = "sleeping"; }},
      {"share", [](json& j) { j["stages"][0]["share"] = 1.5; }},
      {"flop", [](json& j) { j["stages"][0].erase("flop"); }},
      {"alone_ms", [](json& j) { j["stages"][0]["alone_ms"] = nullptr; }},
  };
  for (const auto& [key, change] : cases) {
    json made = madeJson();
    change(made);
    test::expectError(ErrorKind::Data, std::string("\"") + key + "\"", [&] { reportFromJson(made.dump()); });
  }
}

TEST(BenchReport, NamesTheFile) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "old.json").string();
  test::expectError(ErrorKind::Data, "old.json", [&] { readReport(path); });
  std::ofstream(path) << "{}";
  test::expectError(ErrorKind::Data, "old.json", [&] { readReport(path); });
  test::expectError(ErrorKind::Data, "cannot be read", [&] { readReport(folder.path().string()); });
  std::ofstream(path) << toJson(madeReport()).dump();
  EXPECT_EQ(readReport(path).steps, 50);
}

TEST(BenchReport, TextNamesTheDevice) {
  Report report = madeReport();
  EXPECT_THAT(summaryText(report), testing::Not(testing::HasSubstr("recorded;")));
  report.device = madeDevice();
  const std::string text = summaryText(report);
  for (const char* part :
       {"cuda:0 NVIDIA H200; AMD EPYC", "14.50 ms", "idle 97.0 %", "4.00 GB of its memory"})
    EXPECT_THAT(text, testing::HasSubstr(part));
  report.device->recorded = false;
  EXPECT_THAT(summaryText(report), testing::HasSubstr("cannot be recorded"));
}

TEST(BenchReport, TextHasAllStages) {
  EXPECT_THAT(summaryText(madeReport()), testing::HasSubstr("step 10.00 ms, 12800 images/s"));
  const std::string table = stageTable(madeReport()).write(report::TableFormat::Text);
  EXPECT_THAT(table, testing::HasSubstr("Forward: convolutions"));
  EXPECT_THAT(table, testing::HasSubstr("80.0"));
  EXPECT_THAT(table, testing::HasSubstr("Other"));
}

}  // namespace
}  // namespace skewscope::bench
