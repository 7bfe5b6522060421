#include "core/experiment/settings.h"

#include <gmock/gmock.h>

#include "core/base/error.h"

namespace skewscope::experiment {
namespace {

using ::testing::HasSubstr;

TEST(ExperimentSettings, SurviveJson) {
  Settings settings;
  settings.kind = Kind::RwSamTable;
  settings.preset = spec::Preset::Paper;
  settings.method = spec::Method::SimSiam;
  settings.dataset = "cifar10";
  settings.dataDir = "/data";
  settings.target = "stl10";
  settings.targetDir = "/other";
  settings.options["epochs"] = 7;
  settings.ratios = {0.1, 0.01};
  settings.sizes = {1, 0.5};
  settings.seeds = {4, 2};
  const std::string text = toJson(settings);
  EXPECT_EQ(toJson(fromJson(text)), text);
  EXPECT_EQ(fromJson(text).target, "stl10");
  EXPECT_EQ(fromJson(text).targetDir, "/other");
  EXPECT_EQ(titleOf(settings), "rwSAM table, cifar10, SimSiam, paper");
  settings.kind = Kind::RelativeGap;
  EXPECT_EQ(titleOf(settings), "Relative gap, cifar10 to stl10, SimSiam, paper");
  EXPECT_EQ(toJson(fromJson("{}")), toJson(Settings{}));
}

TEST(ExperimentSettings, RefusesWhatStrangersWrite) {
  const char* wrong[] = {"",
                         "[]",
                         R"({"kind": "nothing"})",
                         R"({"kind": 3})",
                         R"({"preset": "slow"})",
                         R"({"ratios": []})",
                         R"({"ratios": 0.1})",
                         R"({"ratios": [0]})",
                         R"({"ratios": [1.5]})",
                         R"({"ratios": ["a"]})",
                         R"({"ratios": [0.1, 0.1]})",
                         R"({"sizes": [-1]})",
                         R"({"seeds": [1.5]})",
                         R"({"seeds": [-1]})",
                         R"({"options": {"epoch": 3}})",
                         R"({"options": {"seed": 3}})",
                         R"({"options": []})"};
  for (const char* text : wrong) {
    try {
      fromJson(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Usage) << text;
    }
  }
}

TEST(ExperimentSettings, NamesEveryKind) {
  for (const KindInfo& info : kinds()) EXPECT_EQ(kindFromName(info.name), info.kind);
  try {
    kindFromName("gap");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("relative-gap"));
  }
}

}  // namespace
}  // namespace skewscope::experiment
