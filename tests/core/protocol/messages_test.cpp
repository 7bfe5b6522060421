#include "core/protocol/messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace skewscope::protocol {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

template <typename Message>
Message roundTrip(const Message& message) {
  const std::string line = toLine(Event(message));
  EXPECT_THAT(line, Not(HasSubstr("\n")));
  const auto event = parseEvent(line);
  if (!event || !std::holds_alternative<Message>(*event)) {
    ADD_FAILURE() << line;
    return {};
  }
  return std::get<Message>(*event);
}

}  // namespace

TEST(Messages, StartedRoundTrip) {
  const Started sent{"run-1", "cpu", "fp32", 2, 50000, 200, 391, 17, 44};
  const Started got = roundTrip(sent);
  EXPECT_EQ(got.run, sent.run);
  EXPECT_EQ(got.device, sent.device);
  EXPECT_EQ(got.precision, sent.precision);
  EXPECT_EQ(got.threads, sent.threads);
  EXPECT_EQ(got.n, sent.n);
  EXPECT_EQ(got.epochs, sent.epochs);
  EXPECT_EQ(got.stepsPerEpoch, sent.stepsPerEpoch);
  EXPECT_EQ(got.startEpoch, sent.startEpoch);
  EXPECT_EQ(got.startStep, sent.startStep);
}

TEST(Messages, StepRoundTripIsExact) {
  const Step sent{"run-1", 3, kLargest, 400, 0.1 + 0.2, 12345.678901234567, -1};
  const Step got = roundTrip(sent);
  EXPECT_EQ(got.run, sent.run);
  EXPECT_EQ(got.epoch, sent.epoch);
  EXPECT_EQ(got.step, sent.step);
  EXPECT_EQ(got.steps, sent.steps);
  EXPECT_EQ(got.loss, sent.loss);
  EXPECT_EQ(got.imagesPerSecond, sent.imagesPerSecond);
  EXPECT_EQ(got.etaSeconds, sent.etaSeconds);
}

TEST(Messages, OthersRoundTrip) {
  const EpochDone epoch = roundTrip(EpochDone{"run-1", 12});
  EXPECT_EQ(epoch.run, "run-1");
  EXPECT_EQ(epoch.epoch, 12);
  const Phase phase = roundTrip(Phase{"run-1", "load data"});
  EXPECT_EQ(phase.run, "run-1");
  EXPECT_EQ(phase.name, "load data");
  EXPECT_EQ(roundTrip(Paused{"run-2"}).run, "run-2");
  EXPECT_EQ(roundTrip(Resumed{"run-3"}).run, "run-3");
  const Log log = roundTrip(Log{"", "warning", "two\nlines, \"quotes\", \\ and \t and Ωmega"});
  EXPECT_EQ(log.run, "");
  EXPECT_EQ(log.level, "warning");
  EXPECT_EQ(log.text, "two\nlines, \"quotes\", \\ and \t and Ωmega");
  for (const char* status : {"done", "interrupted", "failed"}) {
    const Ended ended = roundTrip(Ended{"run-1", status, "why"});
    EXPECT_EQ(ended.run, "run-1");
    EXPECT_EQ(ended.status, status);
    EXPECT_EQ(ended.message, "why");
  }
}

TEST(Messages, LinesAreWhatTheDocumentationShows) {
  EXPECT_EQ(toLine(Event(EpochDone{"r", 12})), R"({"v":1,"event":"epoch_done","run":"r","epoch":12})");
  EXPECT_EQ(toLine(Command::Stop), R"({"v":1,"command":"stop"})");
}

TEST(Messages, CommandsRoundTrip) {
  for (const auto command : {Command::Pause, Command::Resume, Command::Stop, Command::Detach}) {
    EXPECT_EQ(parseCommand(toLine(command)), command);
    EXPECT_FALSE(parseEvent(toLine(command)));
  }
  EXPECT_FALSE(parseCommand(toLine(Event(Paused{"r"}))));
}

TEST(Messages, DivergedLossIsNaN) {
  Step step{"r", 1, 2, 3, std::nan(""), 5, 6};
  EXPECT_TRUE(std::isnan(roundTrip(step).loss));
  step.loss = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(std::isnan(roundTrip(step).loss));
}

TEST(Messages, UnknownSpeedAndTimeStayFinite) {
  const double inf = std::numeric_limits<double>::infinity();
  const Step got = roundTrip(Step{"r", 1, 2, 3, 4, inf, std::nan("")});
  EXPECT_EQ(got.imagesPerSecond, 0);
  EXPECT_EQ(got.etaSeconds, -1);
}

TEST(Messages, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(roundTrip(Log{"r", "error", "a\xFFz\xC3"}).text, "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  EXPECT_EQ(roundTrip(Log{"r", "error", std::string("a\0z", 3)}).text, std::string("a\0z", 3));
}

TEST(Messages, LongTextIsCutBetweenCharacters) {
  std::string umlauts;
  for (int i = 0; i < 20000; ++i) umlauts += "ü";
  const std::string text = roundTrip(Log{"r", "info", umlauts}).text;
  EXPECT_LE(text.size(), 16384U);
  EXPECT_GE(text.size(), 16380U);
  EXPECT_THAT(text, StartsWith("üüü"));
  EXPECT_THAT(text, EndsWith("ü…"));
}

TEST(Messages, TextThatGrowsWhenWrittenStillFits) {
  // Six bytes each when escaped, three each when replaced.
  for (const char byte : {'\x01', '\xFF'}) {
    const std::string text(100000, byte);
    const std::string line = toLine(Event(Ended{text, "failed", text}));
    EXPECT_LE(line.size(), 65536U);
    const auto event = parseEvent(line);
    ASSERT_TRUE(event);
    EXPECT_THAT(std::get<Ended>(*event).message, EndsWith("…"));
    EXPECT_GT(std::get<Ended>(*event).message.size(), 1000U);
  }
}

TEST(Messages, KeysOfALaterVersionAreIgnored) {
  const auto event = parseEvent(R"({"v":1,"event":"paused","run":"r","new":{"a":[1,[2]]},"other":null})");
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<Paused>(*event).run, "r");
}

}  // namespace skewscope::protocol
