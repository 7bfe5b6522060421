#include "core/exchange/wire.h"

#include <gtest/gtest.h>

namespace skewscope::exchange {
namespace {

std::span<const std::byte> bytesOf(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

bool isMalformed(const std::string& message) {
  WireReader reader(bytesOf(message));
  while (reader.next()) continue;
  return !reader.isSound();
}

TEST(Wire, FieldsRoundTrip) {
  std::string message;
  appendVarint(message, 1, 300);
  appendVarint(message, 2, static_cast<std::uint64_t>(-5));
  appendDouble(message, 3, 0.1);
  appendFloat(message, 4, 0.5F);
  appendBytes(message, 1000, "text");
  WireReader reader(bytesOf(message));
  auto field = reader.next();
  EXPECT_EQ(field->number, 1U);
  EXPECT_EQ(field->value, 300U);
  EXPECT_EQ(reader.next()->asInt(), -5);
  EXPECT_EQ(reader.next()->asDouble(), 0.1);
  EXPECT_EQ(reader.next()->asFloat(), 0.5F);
  field = reader.next();
  EXPECT_EQ(field->number, 1000U);
  EXPECT_EQ(field->text(), "text");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.isSound());
}

TEST(Wire, WhatIsCutOffOrHostileIsMalformed) {
  std::string message;
  appendBytes(message, 1, "text");
  EXPECT_FALSE(isMalformed(message));
  for (std::size_t length = 1; length < message.size(); ++length)
    EXPECT_TRUE(isMalformed(message.substr(0, length))) << length;
  EXPECT_TRUE(
      isMalformed(std::string("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11)));  // 2^64 - 1 bytes
  EXPECT_TRUE(isMalformed(std::string("\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 11)));  // 65 bits
  EXPECT_TRUE(isMalformed(std::string("\x00\x01", 2)));                                       // field 0
  EXPECT_TRUE(isMalformed("\x0B"));                                                           // a group
  EXPECT_TRUE(isMalformed("\x09 short"));                                                     // of 8 bytes
}

}  // namespace
}  // namespace skewscope::exchange
