#include "core/compare/significance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/store/store.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class SignificanceTest : public testing::Test {
 protected:
  /// A finished run of `mode` and `seed` on 1,000 test images of two classes that has the first `right`
  /// right.
  std::string add(spec::Mode mode, std::int64_t seed, int right, const std::string& data = "data") {
    spec::ExperimentSpec spec;
    spec.mode = mode;
    spec.seed = seed;
    spec.name = std::string(mode == spec::Mode::Supervised ? "SL " : "SSL ") + std::to_string(seed);
    const std::string id = store_->addRun(spec);
    store::Store::RunStart start;
    start.dataDigest = data;
    start.classes = {{0, "cat", 900, 0}, {1, "dog", 9, 2}};
    for (int i = 0; i < 1000; ++i) start.testLabels.push_back(i % 2 == 0 ? 0 : 1);
    store_->startRun(id, start);
    store::EpochRows rows;
    rows.epoch = 1;
    auto& predicted = rows.predictions["probe_accuracy"];
    for (int i = 0; i < 1000; ++i) {
      const auto label = start.testLabels[static_cast<std::size_t>(i)];
      predicted.push_back(i < right ? label : static_cast<std::uint16_t>(1 - label));
    }
    rows.metrics["probe_accuracy"] = right / 1000.0;
    store_->writeEpoch(id, rows);
    return id;
  }
  Answer ask(Question question) {
    store::Reader reader(path_);
    return answer(reader, question);
  }
  std::string refusal(const Question& question) {
    try {
      ask(question);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "s.skewscope";
  std::unique_ptr<store::Store> store_ = store::Store::open(path_);
};

TEST_F(SignificanceTest, OnePairOfRunsSaysWhatItDoesNotSay) {
  const auto a = add(spec::Mode::SelfSupervised, 1, 800), b = add(spec::Mode::Supervised, 1, 700);
  const Answer found = ask({.a = a, .b = b});
  EXPECT_EQ(found.metric, "probe_accuracy");
  EXPECT_NEAR(found.difference.difference, 0.1, 1e-12);
  EXPECT_EQ(found.difference.onlyA, 100);
  EXPECT_EQ(found.difference.onlyB, 0);
  const std::string words = inWords(found);
  EXPECT_THAT(words,
              HasSubstr("SSL 1 (80.0 %) is better than SL 1 (70.0 %) in Linear probe by 10.0 points (95 % "
                        "interval "));
  EXPECT_THAT(words, HasSubstr("1000 test images, one pair of runs, 5000 resamples"));
  EXPECT_THAT(words, HasSubstr("100 images are right in SSL 1 alone and 0 in SL 1 alone"));
  EXPECT_THAT(words, HasSubstr("nothing of the spread over seeds"));
  // Turned round, the better one is still named first and the interval is of its lead.
  EXPECT_THAT(inWords(ask({.a = b, .b = a})), HasSubstr("SSL 1 (80.0 %) is better than SL 1 (70.0 %)"));
  EXPECT_THAT(inWords(ask({.a = b, .b = a})), Not(HasSubstr("interval \u2212")));
}

TEST_F(SignificanceTest, SeedsArePairedAndTheGroupsOfClassesAreThoseOfTheRuns) {
  for (int seed = 1; seed <= 3; ++seed) add(spec::Mode::SelfSupervised, seed, 790 + 10 * seed);
  for (int seed = 2; seed <= 4; ++seed) add(spec::Mode::Supervised, seed, 700);
  const Answer found = ask({.a = "SSL 1", .b = "SL 2", .metric = "probe_accuracy", .overSeeds = true});
  EXPECT_THAT(found.seeds, ElementsAre(2, 3));
  EXPECT_EQ(found.difference.seeds, 2);
  EXPECT_NEAR(found.difference.a, 0.815, 1e-12);
  EXPECT_THAT(inWords(found), HasSubstr("1000 test images and 2 pairs of runs with equal seeds"));
  EXPECT_THAT(inWords(found), HasSubstr("so few seeds"));
  const Answer few = ask({.a = "SSL 2", .b = "SL 2", .group = 2});
  EXPECT_EQ(few.difference.images, 500);
  EXPECT_THAT(inWords(few), HasSubstr("on the classes with few images"));
  EXPECT_THAT(refusal({.a = "SSL 2", .b = "SL 2", .group = 1}), HasSubstr("no classes of the group medium"));
}

TEST_F(SignificanceTest, NoDifferenceIsSaidToBeNone) {
  add(spec::Mode::SelfSupervised, 1, 700);
  add(spec::Mode::Supervised, 1, 700);
  EXPECT_THAT(inWords(ask({.a = "SSL 1", .b = "SL 1"})),
              HasSubstr("No difference between SSL 1 (70.0 %) and SL 1 (70.0 %)"));
}

TEST_F(SignificanceTest, WhatCannotBeComparedIsRefused) {
  add(spec::Mode::SelfSupervised, 1, 700);
  add(spec::Mode::Supervised, 1, 700, "other data");
  add(spec::Mode::SelfSupervised, 2, 700);
  EXPECT_THAT(refusal({.a = "SSL 1", .b = "SSL 1"}), HasSubstr("not compared with itself"));
  EXPECT_THAT(refusal({.a = "SSL 1", .b = "SL 1"}), HasSubstr("different images"));
  EXPECT_THAT(refusal({.a = "SSL 1", .b = "SSL 2", .overSeeds = true}), HasSubstr("repetitions"));
  EXPECT_THAT(refusal({.a = "SSL 1", .b = "SSL 2", .metric = "knn_accuracy"}), HasSubstr("no predictions"));
}

}  // namespace
}  // namespace skewscope::compare
