#include "core/exchange/event.h"

#include <gmock/gmock.h>

#include "core/exchange/wire.h"

namespace skewscope::exchange {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::optional<Event> parse(const std::string& message) {
  return parseEvent(std::as_bytes(std::span(message.data(), message.size())));
}

/// An event with one value, a tensor of a type with numbers in a field.
std::string withTensor(std::uint64_t type, const std::string& rest, std::uint64_t dimension = 1) {
  std::string size, shape, tensor, value, summary, event;
  appendVarint(size, 1, dimension);
  appendBytes(shape, 2, size);
  appendVarint(tensor, 1, type);
  appendBytes(tensor, 2, shape);
  tensor += rest;
  appendBytes(value, 1, "tag");
  appendBytes(value, 8, tensor);
  appendBytes(summary, 1, value);
  appendBytes(event, 5, summary);
  return event;
}

std::optional<double> tensorOf(std::uint64_t type, const std::string& rest, std::uint64_t dimension = 1) {
  const auto event = parse(withTensor(type, rest, dimension));
  return event ? event->values.at(0).tensor : std::nullopt;
}

TEST(Event, ScalarsRoundTrip) {
  Event event;
  event.wallTime = 1.7e9;
  event.step = -3;
  event.writer = kWriter;
  EventValue value;
  value.tag = "loss";
  value.simple = 0.25;
  event.values.push_back(value);
  const auto read = parse(encodeEvent(event));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->wallTime, 1.7e9);
  EXPECT_EQ(read->step, -3);
  EXPECT_EQ(read->writer, kWriter);
  ASSERT_THAT(read->values, SizeIs(1));
  EXPECT_EQ(read->values[0].tag, "loss");
  EXPECT_EQ(read->values[0].simple, 0.25);
  EXPECT_FALSE(read->values[0].tensor);
  EXPECT_THAT(parse("")->values, IsEmpty());
}

TEST(Event, TensorsOfOneNumberOfEachType) {
  std::string field;
  appendFloat(field, 5, 1.5F);
  EXPECT_EQ(tensorOf(1, field), 1.5);  // not packed
  field.clear();
  appendBytes(field, 5, std::string("\0\0\xC0\x3F", 4));
  EXPECT_EQ(tensorOf(1, field), 1.5);  // packed
  field.clear();
  appendDouble(field, 6, 0.1);
  EXPECT_EQ(tensorOf(2, field), 0.1);
  field.clear();
  appendVarint(field, 13, 0x3555);
  EXPECT_NEAR(tensorOf(19, field).value(), 1.0 / 3, 1e-4);  // half
  field.clear();
  appendVarint(field, 13, 0x8001);
  EXPECT_EQ(tensorOf(19, field), -std::ldexp(1, -24));  // its smallest number
  field.clear();
  appendVarint(field, 13, 0x3FC0);
  EXPECT_EQ(tensorOf(14, field), 1.5);  // bfloat16
  field.clear();
  appendVarint(field, 7, static_cast<std::uint64_t>(-7));
  EXPECT_EQ(tensorOf(3, field), -7);
  field.clear();
  appendBytes(field, 10, "\x07");
  EXPECT_EQ(tensorOf(9, field), 7);
  field.clear();
  appendBytes(field, 4, std::string("\xFE\xFF", 2));
  EXPECT_EQ(tensorOf(5, field), -2);      // int16 as content
  EXPECT_EQ(tensorOf(17, field), 65534);  // uint16 as content
  EXPECT_EQ(tensorOf(1, ""), 0);          // zeros are left out
}

TEST(Event, OtherTensorsAreNoNumber) {
  std::string text, floats;
  appendBytes(text, 8, "text");
  appendFloat(floats, 5, 1.5F);
  EXPECT_FALSE(tensorOf(7, text));
  EXPECT_FALSE(tensorOf(1, floats, 2));
  EXPECT_FALSE(tensorOf(1, floats, 0));
}

TEST(Event, WhatIsMalformedIsNone) {
  std::string content;
  appendBytes(content, 4, "odd");
  EXPECT_FALSE(parse(withTensor(1, content)));  // three bytes of a float
  const std::string event = withTensor(1, "");
  for (std::size_t length = 1; length < event.size(); ++length)
    EXPECT_FALSE(parse(event.substr(0, length))) << length;
  std::string summary, hostile;
  for (std::size_t k = 0; k <= kMostEventValues; ++k) appendBytes(summary, 1, "");
  appendBytes(hostile, 5, summary);
  EXPECT_FALSE(parse(hostile));
}

}  // namespace
}  // namespace skewscope::exchange
