#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace skewscope::exchange {

/// How a field is stored (Protocol Buffers, "Encoding"). Groups, long deprecated, are not read.
enum class WireType : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

/// One field of a message.
struct WireField {
  std::uint32_t number = 0;
  WireType type = WireType::Varint;
  std::uint64_t value = 0;           ///< of Varint, Fixed64 and Fixed32
  std::span<const std::byte> bytes;  ///< of Bytes: text, a message or packed numbers

  std::string text() const;    ///< bytes as they are, no matter whether they are UTF-8
  double asDouble() const;     ///< of Fixed64
  float asFloat() const;       ///< of Fixed32
  std::int64_t asInt() const;  ///< of Varint: int32, int64
};

/// Reads a message of Protocol Buffers field by field, within its bytes and without copies.
class WireReader {
 public:
  explicit WireReader(std::span<const std::byte> message) : rest_(message) {}

  /// The next field; nothing at the end, or where the message is malformed.
  std::optional<WireField> next();
  /// False once something malformed was met.
  bool isSound() const { return sound_; }

  /// A number of a packed field of varints, read one by one; nothing at the end or where it is malformed.
  std::optional<std::uint64_t> packedVarint();

 private:
  std::optional<WireField> fail();

  std::span<const std::byte> rest_;
  bool sound_ = true;
};

/// Append a field to a message.
void appendVarint(std::string& message, std::uint32_t number, std::uint64_t value);
void appendDouble(std::string& message, std::uint32_t number, double value);
void appendFloat(std::string& message, std::uint32_t number, float value);
void appendBytes(std::string& message, std::uint32_t number, std::string_view bytes);

}  // namespace skewscope::exchange
