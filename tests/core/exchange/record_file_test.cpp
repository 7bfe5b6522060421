#include "core/exchange/record_file.h"

#include <gmock/gmock.h>

#include <sstream>
#include <vector>

#include "core/exchange/crc32c.h"
#include "tests/core/base/expect_error.h"

namespace skewscope::exchange {
namespace {

using testing::ElementsAre;

std::uint32_t crcOf(const std::string& text) {
  return crc32c(std::as_bytes(std::span(text.data(), text.size())));
}

TEST(Crc32c, KnownValues) {
  EXPECT_EQ(crcOf("123456789"), 0xE3069283U);  // the check value of the CRC catalogue
  EXPECT_EQ(crcOf(""), 0U);
  // RFC 3720, B.4
  EXPECT_EQ(crcOf(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crcOf(std::string(32, '\xFF')), 0x62A8AB43U);
  std::string ascending, descending;
  for (int k = 0; k < 32; ++k) {
    ascending += static_cast<char>(k);
    descending += static_cast<char>(31 - k);
  }
  EXPECT_EQ(crcOf(ascending), 0x46DD794EU);
  EXPECT_EQ(crcOf(descending), 0x113FDB5CU);
}

struct RecordFile : testing::Test {
  RecordsRead read(const std::string& bytes) {
    std::istringstream in(bytes);
    contents.clear();
    offsets.clear();
    return readRecords(in, "events", [&](std::span<const std::byte> content, std::uint64_t offset) {
      contents.emplace_back(reinterpret_cast<const char*>(content.data()), content.size());
      offsets.push_back(offset);
    });
  }
  static std::string file(std::initializer_list<std::string> records) {
    std::string bytes;
    for (const auto& record : records) appendRecord(bytes, record);
    return bytes;
  }
  std::vector<std::string> contents;
  std::vector<std::uint64_t> offsets;
};

TEST_F(RecordFile, RecordsRoundTrip) {
  const auto result = read(file({"first", "", "third"}));
  EXPECT_FALSE(result.truncatedAt);
  EXPECT_THAT(contents, ElementsAre("first", "", "third"));
  EXPECT_THAT(offsets, ElementsAre(0, 21, 37));
  EXPECT_FALSE(read("").truncatedAt);
}

TEST_F(RecordFile, WhatIsBeforeATruncatedTailIsTaken) {
  const std::string whole = file({"first", "second"});
  for (std::size_t length = 22; length < whole.size(); ++length) {
    const auto result = read(whole.substr(0, length));
    EXPECT_EQ(result.truncatedAt, 21) << length;
    EXPECT_THAT(contents, ElementsAre("first"));
  }
}

TEST_F(RecordFile, AWrongChecksumNamesFileAndOffset) {
  const std::string whole = file({"first", "second"});
  for (std::size_t place = 21; place < whole.size(); ++place) {
    std::string bytes = whole;
    bytes[place] = static_cast<char>(bytes[place] ^ 0x10);
    test::expectError(ErrorKind::Data, "events is damaged at byte 21", [&] { read(bytes); });
  }
}

TEST_F(RecordFile, AHostileLengthIsNotBelieved) {
  // With a right checksum: far beyond the end of the file, and so large that sums with it overflow.
  for (const std::uint64_t length : {std::uint64_t{1} << 40, ~std::uint64_t{0}, ~std::uint64_t{0} - 15}) {
    std::string head(8, '\0');
    for (int k = 0; k < 8; ++k) head[static_cast<std::size_t>(k)] = static_cast<char>(length >> 8 * k & 0xFF);
    const std::uint32_t crc = maskedCrc32c(std::as_bytes(std::span(head.data(), head.size())));
    for (int k = 0; k < 4; ++k) head += static_cast<char>(crc >> 8 * k & 0xFF);
    EXPECT_EQ(read(head + "content that is short").truncatedAt, 0);
  }
}

TEST_F(RecordFile, AHugeRecordIsPassedOver) {
  const auto result = read(file({"first", std::string(kMostRecordBytes + 1, 'x'), "third"}));
  EXPECT_EQ(result.passedOver, 1);
  EXPECT_THAT(contents, ElementsAre("first", "third"));
}

}  // namespace
}  // namespace skewscope::exchange
