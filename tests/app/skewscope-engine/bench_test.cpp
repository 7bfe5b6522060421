// The benchmark on the command line. Times themselves are not tested.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/app/skewscope-engine/engine_process.h"

namespace skewscope::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Bench : public testing::Test {
 protected:
  static std::vector<std::string> tiny(std::vector<std::string> more) {
    std::vector<std::string> words{"bench",     "--width",  "4",         "--batch", "16",
                                   "--threads", "1",        "--seconds", "0.3",     "--precision",
                                   "float32",   "--device", "cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string file(const char* name) const { return (folder_ / name).string(); }
  void write(const char* name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  json read(const char* name) const { return json::parse(std::ifstream(folder_ / name)); }

  TemporaryFolder folder_;
};

TEST_F(Bench, SharesOfTheStagesAddUp) {
  const auto result = runEngine(tiny({"--json", "-", "--sam", "true"}));
  ASSERT_EQ(result.status, 0) << result.errors;
  const json made = json::parse(result.output);
  double share = 0, ms = 0;
  std::vector<std::string> stages;
  for (const json& stage : made.at("stages")) {
    stages.push_back(stage.at("stage"));
    share += stage.at("share").get<double>();
    ms += stage.at("ms").get<double>();
    if (stages.back() == "other") continue;
    for (const char* key : {"flop", "bytes", "floor_ms"}) EXPECT_GE(stage.at(key), 0) << stages.back();
  }
  EXPECT_NEAR(share, 1, 1e-9);
  EXPECT_NEAR(ms, made.at("step_ms"), 1e-6 * ms);
  for (const char* stage : {"augmentation", "forward_convolution", "backward_convolution", "sam_norm",
                            "second_pass", "optimiser", "other"}) {
    EXPECT_THAT(stages, testing::Contains(stage));
  }
  EXPECT_EQ(made.at("machine").at("threads"), 1);
  EXPECT_EQ(made.at("settings").at("width"), "4");
  EXPECT_EQ(made.at("images"), 16);
  EXPECT_GT(made.at("images_per_second"), 0);
  EXPECT_GT(made.at("peak_bytes"), 0);
  EXPECT_FALSE(made.at("machine").at("processor").get<std::string>().empty());
}

TEST_F(Bench, AResultBesideItselfIsOne) {
  const auto measured = runEngine(tiny({"--json", file("a.json")}));
  ASSERT_EQ(measured.status, 0) << measured.errors;
  EXPECT_THAT(measured.output, HasSubstr("Forward: convolutions"));
  const auto compared = runEngine({"bench", "--measured", file("a.json"), "--compare", file("a.json")});
  ASSERT_EQ(compared.status, 0) << compared.errors;
  const auto table = compared.output.substr(compared.output.find("Now / earlier"));
  EXPECT_THAT(table, HasSubstr("1.000"));
  EXPECT_THAT(table, Not(HasSubstr("0.999")));
  EXPECT_THAT(compared.output, Not(HasSubstr("Another")));

  json other = read("a.json");
  other["machine"]["threads"] = 64;
  other["settings"]["width"] = "16";
  write("b.json", other.dump());
  const auto differs = runEngine({"bench", "--measured", file("a.json"), "--compare", file("b.json")});
  EXPECT_THAT(differs.output, HasSubstr("Another number of threads: 1, earlier 64."));
  EXPECT_THAT(differs.output, HasSubstr("Another width: 4, earlier 16."));
}

TEST_F(Bench, WrongFilesAreRefusedBeforeAnythingIsMeasured) {
  write("empty.json", "");
  write("deep.json", std::string(100'000, '['));
  write("large.json", std::string((1 << 20) + 1, ' '));
  write("other.json", R"({"skewscope_bench": 1, "version": 3})");
  for (const char* name : {"empty.json", "deep.json", "large.json", "other.json", "none.json"}) {
    const auto result = runEngine({"bench", "--seconds", "3600", "--compare", file(name)});
    EXPECT_EQ(result.status, 3) << name;
    EXPECT_THAT(result.errors, HasSubstr(name));
    EXPECT_EQ(result.output, "");
  }
  EXPECT_EQ(runEngine({"bench", "--seconds", "0"}).status, 2);
  EXPECT_EQ(runEngine({"bench", "--measured", file("a.json"), "--width", "4"}).status, 2);
}

}  // namespace
}  // namespace skewscope::test
