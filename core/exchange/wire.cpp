#include "core/exchange/wire.h"

#include <bit>

namespace skewscope::exchange {
namespace {

std::uint64_t littleEndian(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t k = bytes.size(); k-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[k]);
  return value;
}

void appendNumber(std::string& message, std::uint64_t value) {
  while (value >= 0x80) {
    message += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  message += static_cast<char>(value);
}

void appendKey(std::string& message, std::uint32_t number, WireType type) {
  appendNumber(message, std::uint64_t{number} << 3 | static_cast<std::uint8_t>(type));
}

void appendFixed(std::string& message, std::uint64_t value, int bytes) {
  for (int k = 0; k < bytes; ++k) message += static_cast<char>(value >> (8 * k) & 0xFF);
}

}  // namespace

std::string WireField::text() const {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

double WireField::asDouble() const {
  return std::bit_cast<double>(value);
}

float WireField::asFloat() const {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value));
}

std::int64_t WireField::asInt() const {
  return static_cast<std::int64_t>(value);
}

std::optional<WireField> WireReader::fail() {
  sound_ = false;
  rest_ = {};
  return std::nullopt;
}

std::optional<std::uint64_t> WireReader::packedVarint() {
  if (rest_.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t k = 0; k < 10 && k < rest_.size(); ++k) {
    const auto byte = std::to_integer<std::uint64_t>(rest_[k]);
    value |= (byte & 0x7F) << (7 * k);
    if ((byte & 0x80) != 0) continue;
    if (k == 9 && byte > 1) break;  // more than 64 bits
    rest_ = rest_.subspan(k + 1);
    return value;
  }
  fail();
  return std::nullopt;
}

std::optional<WireField> WireReader::next() {
  const auto key = packedVarint();
  if (!key) return std::nullopt;
  WireField field;
  field.number = static_cast<std::uint32_t>(*key >> 3);
  if (field.number == 0 || *key >> 32 != 0) return fail();
  std::size_t bytes = 0;
  switch (*key & 7) {
    case 0: {
      const auto value = packedVarint();
      if (!value) return fail();
      field.value = *value;
      return field;
    }
    case 1:
      field.type = WireType::Fixed64;
      bytes = 8;
      break;
    case 5:
      field.type = WireType::Fixed32;
      bytes = 4;
      break;
    case 2: {
      field.type = WireType::Bytes;
      const auto length = packedVarint();
      if (!length || *length > rest_.size()) return fail();
      bytes = static_cast<std::size_t>(*length);
      break;
    }
    default:
      return fail();
  }
  if (bytes > rest_.size()) return fail();
  if (field.type == WireType::Bytes) {
    field.bytes = rest_.first(bytes);
  } else {
    field.value = littleEndian(rest_.first(bytes));
  }
  rest_ = rest_.subspan(bytes);
  return field;
}

void appendVarint(std::string& message, std::uint32_t number, std::uint64_t value) {
  appendKey(message, number, WireType::Varint);
  appendNumber(message, value);
}

void appendDouble(std::string& message, std::uint32_t number, double value) {
  appendKey(message, number, WireType::Fixed64);
  appendFixed(message, std::bit_cast<std::uint64_t>(value), 8);
}

void appendFloat(std::string& message, std::uint32_t number, float value) {
  appendKey(message, number, WireType::Fixed32);
  appendFixed(message, std::bit_cast<std::uint32_t>(value), 4);
}

void appendBytes(std::string& message, std::uint32_t number, std::string_view bytes) {
  appendKey(message, number, WireType::Bytes);
  appendNumber(message, bytes.size());
  message += bytes;
}

}  // namespace skewscope::exchange
