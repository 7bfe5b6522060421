// `skewscope-engine toy` as a script uses it.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/app/skewscope-engine/engine_process.h"

namespace skewscope::test {
namespace {

using testing::HasSubstr;

TEST(ToyCommand, PrintsATableAndWritesCsvAndJson) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "toy.csv";
  const auto text = runEngine({"toy", "--values", "20,40", "--seeds", "1,2,3", "--csv", file.string()});
  ASSERT_EQ(text.status, 0) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("mean ± sd over 3 seeds"));
  EXPECT_THAT(text.output, HasSubstr("From d = 20 to 40"));
  std::ifstream csv(file);
  std::string header, first;
  std::getline(csv, header);
  std::getline(csv, first);
  EXPECT_THAT(header, HasSubstr("theorem_swept,d,n1,n2,n3,tau,rho,sl_e1,sl_e1_sd,sl_e1_n,sl_e2"));
  EXPECT_THAT(first, HasSubstr("20,20,40,40,2,"));

  const auto json = runEngine({"toy", "--json", "--values", "20,40", "--seeds", "1,2,3"});
  ASSERT_EQ(json.status, 0) << json.errors;
  const auto rows = nlohmann::json::parse(json.output);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1]["d"], 40);
  EXPECT_EQ(rows[1]["sl_e2_n"], 3);
  EXPECT_GT(rows[1]["ssl_e2"].get<double>(), rows[1]["sl_e2"].get<double>());
  EXPECT_LE(rows[1]["svm_gap"].get<double>(), 1e-10);
  EXPECT_EQ(runEngine({"toy", "--json", "--values", "20,40", "--seeds", "1,2,3"}).output, json.output);
}

TEST(ToyCommand, ParametersMoveTheResult) {
  const auto rows = [](std::vector<std::string> more) {
    std::vector<std::string> words{"toy", "--json", "--sweep", "n3", "--values", "2", "--seeds", "1"};
    words.insert(words.end(), more.begin(), more.end());
    const auto result = runEngine(words);
    EXPECT_EQ(result.status, 0) << result.errors;
    return nlohmann::json::parse(result.output).at(0);
  };
  const auto plain = rows({"--dimension", "40", "--n1", "50"});
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--dimension", "41", "--n1", "50"},
                                               {"--dimension", "40", "--n1", "51"},
                                               {"--dimension", "40", "--n1", "50", "--n2", "60"},
                                               {"--dimension", "40", "--n1", "50", "--tau", "1"},
                                               {"--dimension", "40", "--n1", "50", "--rho", "0.1"},
                                               {"--dimension", "40", "--n1", "50", "--features", "1"}}) {
    EXPECT_NE(rows(more)["ssl_e2"], plain["ssl_e2"]) << testing::PrintToString(more);
  }
}

TEST(ToyCommand, SaysWhatIsNotSeparable) {
  const auto text =
      runEngine({"toy", "--sweep", "rho", "--values", "0.1,2", "--dimension", "5", "--seeds", "1"});
  ASSERT_EQ(text.status, 0) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("no linear map classifies all points"));
}

TEST(ToyCommand, RefusesWhatSaysNothing) {
  for (const auto& [words, part] :
       {std::pair<std::vector<std::string>, const char*>{{"--tau", "3"}, "--tau says nothing"},
        {{"--sweep", "n3", "--n3", "4"}, "--n3 says nothing"},
        {{"--sweep", "sigma"}, "theorem, d, n, n3, tau, rho"},
        {{"--sweep", "n3", "--values", "1.5"}, "whole"},
        {{"--sweep", "rho", "--dimension", "1"}, "dimension 1"}}) {
    std::vector<std::string> all{"toy"};
    all.insert(all.end(), words.begin(), words.end());
    const auto result = runEngine(all);
    EXPECT_EQ(result.status, 2) << testing::PrintToString(all);
    EXPECT_THAT(result.errors, HasSubstr(part));
  }
}

}  // namespace
}  // namespace skewscope::test
