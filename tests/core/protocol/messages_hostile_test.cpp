// What a parser must survive: lines that no engine of ours writes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "core/protocol/messages.h"

namespace skewscope::protocol {

namespace {

const std::vector<Event>& samples() {
  static const std::vector<Event> events{
      Started{"run-1", "cpu", "fp32", 2, 50000, 200, 391, 17, 44},
      Step{"run-1", 3, 40, 400, 0.25, 1234.5, 99},
      EpochDone{"run-1", 12},
      Phase{"run-1", "probe"},
      Paused{"run-1"},
      Resumed{"run-1"},
      Log{"run-1", "info", "a \"quoted\" \\ text"},
      Ended{"run-1", "failed", "out of memory"},
  };
  return events;
}

/// What parseEvent() promises of any value it returns.
void expectWithinBounds(const Event& event, const std::string& line) {
  if (const auto* step = std::get_if<Step>(&event)) {
    EXPECT_FALSE(std::isinf(step->loss)) << line;
    EXPECT_TRUE(std::isfinite(step->imagesPerSecond)) << line;
    EXPECT_TRUE(std::isfinite(step->etaSeconds)) << line;
    EXPECT_GE(step->epoch, 0) << line;
    EXPECT_GE(step->step, 0) << line;
    EXPECT_GE(step->steps, 0) << line;
  }
  if (const auto* started = std::get_if<Started>(&event)) {
    EXPECT_GE(started->threads, 0) << line;
    EXPECT_GE(started->n, 0) << line;
  }
  std::visit(
      [&](const auto& message) {
        EXPECT_LE(message.run.size(), 16384U) << line;
        if constexpr (!std::is_same_v<std::decay_t<decltype(message)>, Log>) {
          EXPECT_FALSE(message.run.empty()) << line;
        }
      },
      event);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << text;
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST(HostileMessages, MalformedLinesAreRefused) {
  const std::vector<std::string> lines{
      "",
      " ",
      "null",
      "[]",
      "{}",
      "{",
      "}",
      "\"event\"",
      "1",
      "{\"v\":1}",
      "{\"event\":\"paused\",\"run\":\"r\"}",
      "{\"v\":2,\"event\":\"paused\",\"run\":\"r\"}",
      "{\"v\":1.0,\"event\":\"paused\",\"run\":\"r\"}",
      "{\"v\":\"1\",\"event\":\"paused\",\"run\":\"r\"}",
      "{\"v\":-1,\"event\":\"paused\",\"run\":\"r\"}",
      "{\"v\":1,\"event\":\"paused\"}",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"\"}",
      "{\"v\":1,\"event\":\"paused\",\"run\":7}",
      "{\"v\":1,\"event\":\"paused\",\"run\":null}",
      "{\"v\":1,\"event\":\"paused\",\"run\":[\"r\"]}",
      "{\"v\":1,\"event\":\"unheard\",\"run\":\"r\"}",
      "{\"v\":1,\"event\":[\"paused\"],\"run\":\"r\"}",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"r\"} trailing",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"r\"}{}",
      "{'v':1,'event':'paused','run':'r'}",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"\xFF\"}",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"\xC3\"}",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"\xED\xA0\x80\"}",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"\\ud800\"}",
      "{\"v\":1,\"event\":\"paused\",\"run\":\"r\n\"}",
      std::string("{\"v\":1,\"event\":\"paused\",\"run\":\"r\"\0}", 34),
      "{\"v\":1,\"event\":\"log\",\"run\":\"r\",\"level\":\"fatal\",\"text\":\"x\"}",
      "{\"v\":1,\"event\":\"ended\",\"run\":\"r\",\"status\":\"running\",\"message\":\"\"}",
      "{\"v\":1,\"event\":\"ended\",\"run\":\"r\",\"status\":\"done\"}",
      "{\"v\":1,\"command\":\"stop\"}",
  };
  for (const auto& line : lines) EXPECT_FALSE(parseEvent(line)) << line;
  for (const std::string line :
       {"", "stop", "{\"v\":1,\"command\":\"Stop\"}", "{\"v\":1,\"command\":7}", "{\"command\":\"stop\"}",
        "{\"v\":1,\"command\":[\"stop\"]}", "{\"v\":1,\"command\":\"\"}"}) {
    EXPECT_FALSE(parseCommand(line)) << line;
  }
}

TEST(HostileMessages, NumbersOutsideTheirRangeAreRefused) {
  const std::string line = toLine(Event(Step{"r", 3, 40, 400, 0.25, 7, 99}));
  ASSERT_TRUE(parseEvent(line));
  for (const char* number : {"-1", "3.0", "3e0", "true", "\"3\"", "null", "[3]", "{}", "9223372036854775808",
                             "18446744073709551616", "1e999", "NaN", "Infinity", "03", "+3", "0x3"}) {
    EXPECT_FALSE(parseEvent(replaced(line, "\"epoch\":3", std::string("\"epoch\":") + number))) << number;
  }
  EXPECT_TRUE(parseEvent(replaced(line, "\"epoch\":3", "\"epoch\":9223372036854775807")));
  for (const char* number :
       {"1e999", "-1e999", "NaN", "Infinity", "-Infinity", "\"0.25\"", "true", "[]", "{}"}) {
    EXPECT_FALSE(parseEvent(replaced(line, "\"loss\":0.25", std::string("\"loss\":") + number))) << number;
  }
  EXPECT_FALSE(parseEvent(replaced(line, "\"eta_seconds\":99.0", "\"eta_seconds\":null")));
  EXPECT_TRUE(parseEvent(replaced(line, "\"eta_seconds\":99.0", "\"eta_seconds\":-5")));
  const std::string started = toLine(Event(Started{"r", "cpu", "fp32", 2, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(parseEvent(replaced(started, "\"threads\":2", "\"threads\":2147483648")));
  EXPECT_TRUE(parseEvent(replaced(started, "\"threads\":2", "\"threads\":2147483647")));
}

TEST(HostileMessages, DepthIsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string("{\"v\":1,\"event\":\"paused\",\"run\":\"r\",\"x\":") + std::string(depth, '[') +
           std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(parseEvent(nested(3)));
  EXPECT_FALSE(parseEvent(nested(4)));
  EXPECT_FALSE(parseEvent(nested(30000)));
  EXPECT_FALSE(parseEvent(std::string(60000, '[')));
  EXPECT_FALSE(parseCommand(std::string(60000, '{')));
  EXPECT_TRUE(parseEvent(R"({"v":1,"event":"paused","run":"[[[[[[[[[\"{{{{{{{\\"})"));
}

TEST(HostileMessages, LengthIsBounded) {
  const auto padded = [](std::size_t size) {
    const std::string head = "{\"v\":1,\"event\":\"paused\",\"run\":\"r\"";
    return head + std::string(size - head.size() - 1, ' ') + "}";
  };
  EXPECT_TRUE(parseEvent(padded(65536)));
  EXPECT_FALSE(parseEvent(padded(65537)));
  const auto named = [](std::size_t size) {
    return std::string("{\"v\":1,\"event\":\"paused\",\"run\":\"") + std::string(size, 'r') + "\"}";
  };
  EXPECT_TRUE(parseEvent(named(16384)));
  EXPECT_FALSE(parseEvent(named(16385)));
}

TEST(HostileMessages, MissingKeysAreRefused) {
  for (const auto& event : samples()) {
    const std::string line = toLine(event);
    // Rename one key after the other: the value is then an unknown key's.
    for (std::size_t at = line.find("\":"); at != std::string::npos; at = line.find("\":", at + 1)) {
      std::string broken = line;
      broken.insert(at, 1, '_');
      EXPECT_FALSE(parseEvent(broken)) << broken;
    }
  }
}

TEST(HostileMessages, RandomMutationsNeverBreakAPromise) {
  std::mt19937 random(20261123);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  const std::string alphabet = "{}[]\",:\\0123456789eE+-.untrfals \x01\x7F\x80\xC3\xFF";
  int refused = 0;
  int accepted = 0;
  for (int round = 0; round < 40000; ++round) {
    std::string line = toLine(samples()[below(samples().size())]);
    const std::size_t edits = 1 + below(3);
    for (std::size_t edit = 0; edit < edits && !line.empty(); ++edit) {
      const std::size_t at = below(line.size());
      switch (below(5)) {
        case 0:
          line[at] = alphabet[below(alphabet.size())];
          break;
        case 1:
          line.erase(at, 1 + below(8));
          break;
        case 2:
          line.insert(at, 1, alphabet[below(alphabet.size())]);
          break;
        case 3:
          line.insert(at, line.substr(below(line.size()), below(20)));
          break;
        default:
          line.resize(at);
          break;
      }
    }
    const auto event = parseEvent(line);
    (event ? accepted : refused) += 1;
    if (event) {
      expectWithinBounds(*event, line);
      // What was read can be written and read again as the same line.
      const std::string again = toLine(*event);
      const auto second = parseEvent(again);
      ASSERT_TRUE(second) << again;
      EXPECT_EQ(toLine(*second), again);
    }
    parseCommand(line);
  }
  EXPECT_GT(refused, 10000);
  EXPECT_GT(accepted, 1000);
}

}  // namespace skewscope::protocol
