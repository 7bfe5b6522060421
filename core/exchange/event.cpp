#include "core/exchange/event.h"

#include <bit>
#include <cmath>
#include <limits>

#include "core/exchange/wire.h"

namespace skewscope::exchange {
namespace {

// Numbers of fields, from the .proto files that event.h names.
namespace field {
constexpr std::uint32_t kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5, kSessionLog = 7,
                        kSourceMetadata = 10;
constexpr std::uint32_t kSessionStatus = 1, kWriterName = 1, kSummaryValue = 1;
constexpr std::uint32_t kTag = 1, kSimpleValue = 2, kTensor = 8, kMetadata = 9;
constexpr std::uint32_t kPluginData = 1, kDataClass = 4, kPluginName = 1;
constexpr std::uint32_t kType = 1, kShape = 2, kContent = 4, kDimension = 2, kDimensionSize = 1;
}  // namespace field

constexpr std::uint64_t kSessionStart = 1;
constexpr std::uint64_t kScalarClass = 1;
constexpr std::uint64_t kMostDimensions = 254;  ///< as TensorFlow

/// types.proto: what TensorFlow calls the numbers, where one of them stands if it is not in tensor_content,
/// and how many bytes it takes there.
struct TensorType {
  enum class As { Float, Double, Half, BFloat16, Signed, Unsigned };
  std::uint64_t id;
  As as;
  std::uint32_t valueField;
  std::size_t bytes;
};
constexpr TensorType kTensorTypes[] = {
    {1, TensorType::As::Float, 5, 4},      {2, TensorType::As::Double, 6, 8},
    {3, TensorType::As::Signed, 7, 4},     {4, TensorType::As::Unsigned, 7, 1},
    {5, TensorType::As::Signed, 7, 2},     {6, TensorType::As::Signed, 7, 1},
    {9, TensorType::As::Signed, 10, 8},    {10, TensorType::As::Unsigned, 11, 1},
    {14, TensorType::As::BFloat16, 13, 2}, {17, TensorType::As::Unsigned, 7, 2},
    {19, TensorType::As::Half, 13, 2},     {22, TensorType::As::Unsigned, 16, 4},
    {23, TensorType::As::Unsigned, 17, 8},
};

/// IEEE 754 binary16.
double halfValue(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1F, fraction = bits & 0x3FF;
  double value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  if (exponent == 31)
    value =
        fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  return (bits & 0x8000) != 0 ? -value : value;
}

/// The number that `bits` stand for, the low `type.bytes` bytes of it.
double numberOf(const TensorType& type, std::uint64_t bits) {
  switch (type.as) {
    case TensorType::As::Float:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    case TensorType::As::Double:
      return std::bit_cast<double>(bits);
    case TensorType::As::Half:
      return halfValue(static_cast<std::uint16_t>(bits));
    case TensorType::As::BFloat16:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits & 0xFFFF) << 16);
    case TensorType::As::Unsigned:
      return static_cast<double>(type.bytes == 8 ? bits : bits & ((std::uint64_t{1} << 8 * type.bytes) - 1));
    case TensorType::As::Signed: {
      const auto unused = static_cast<int>(64 - 8 * type.bytes);
      return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// What a TensorProto has, before it is known of which type it is.
struct TensorParts {
  std::uint64_t type = 0;
  std::uint64_t dimensions = 0;
  bool one = true;  ///< every dimension is 1
  std::span<const std::byte> content;
  std::vector<WireField> values;  ///< fields that may hold its numbers
};

bool readShape(std::span<const std::byte> message, TensorParts& parts) {
  WireReader shape(message);
  while (const auto entry = shape.next()) {
    if (entry->number != field::kDimension || entry->type != WireType::Bytes) continue;
    std::int64_t size = 0;
    WireReader dimension(entry->bytes);
    while (const auto inner = dimension.next()) {
      if (inner->number == field::kDimensionSize && inner->type == WireType::Varint) size = inner->asInt();
    }
    if (!dimension.isSound()) return false;
    parts.one = parts.one && size == 1;
    if (++parts.dimensions > kMostDimensions) return false;
  }
  return shape.isSound();
}

/// Bits of the first number that a field holds, whether packed or not.
std::optional<std::uint64_t> firstOf(const WireField& entry, const TensorType& type) {
  if (entry.type != WireType::Bytes) return entry.value;
  WireReader packed(entry.bytes);
  if (type.as != TensorType::As::Float && type.as != TensorType::As::Double) return packed.packedVarint();
  if (entry.bytes.size() < type.bytes) return std::nullopt;
  std::uint64_t bits = 0;
  for (std::size_t k = type.bytes; k-- > 0;)
    bits = bits << 8 | std::to_integer<std::uint64_t>(entry.bytes[k]);
  return bits;
}

/// The number of a TensorProto that holds exactly one, of any type that is a number. False if it is
/// malformed.
bool readTensor(std::span<const std::byte> message, std::optional<double>& number) {
  TensorParts parts;
  WireReader tensor(message);
  while (const auto entry = tensor.next()) {
    if (entry->number == field::kType && entry->type == WireType::Varint) {
      parts.type = entry->value;
    } else if (entry->number == field::kShape && entry->type == WireType::Bytes) {
      if (!readShape(entry->bytes, parts)) return false;
    } else if (entry->number == field::kContent && entry->type == WireType::Bytes) {
      parts.content = entry->bytes;
    } else if (entry->number > field::kContent && parts.values.size() < 2) {
      parts.values.push_back(*entry);
    }
  }
  if (!tensor.isSound()) return false;
  if (!parts.one) return true;
  for (const TensorType& type : kTensorTypes) {
    if (type.id != parts.type) continue;
    if (!parts.content.empty()) {
      if (parts.content.size() != type.bytes) return false;
      const WireField content{field::kContent, WireType::Bytes, 0, parts.content};
      std::uint64_t bits = 0;
      for (std::size_t k = type.bytes; k-- > 0;)
        bits = bits << 8 | std::to_integer<std::uint64_t>(content.bytes[k]);
      number = numberOf(type, bits);
      return true;
    }
    number = 0;  // TensorFlow leaves the numbers of a tensor of zeros out
    for (const WireField& entry : parts.values) {
      if (entry.number != type.valueField) continue;
      const auto bits = firstOf(entry, type);
      if (!bits) return false;
      number = numberOf(type, *bits);
      return true;
    }
    return true;
  }
  return true;  // text or another type that is no number
}

bool readMetadata(std::span<const std::byte> message, EventValue& value) {
  WireReader metadata(message);
  while (const auto entry = metadata.next()) {
    if (entry->number == field::kDataClass && entry->type == WireType::Varint && entry->value != 0) {
      (entry->value == kScalarClass ? value.saysScalar : value.saysOther) = true;
    } else if (entry->number == field::kPluginData && entry->type == WireType::Bytes) {
      WireReader plugin(entry->bytes);
      while (const auto inner = plugin.next()) {
        if (inner->number != field::kPluginName || inner->type != WireType::Bytes) continue;
        (inner->text() == "scalars" ? value.saysScalar : value.saysOther) = true;
      }
      if (!plugin.isSound()) return false;
    }
  }
  return metadata.isSound();
}

bool readValue(std::span<const std::byte> message, EventValue& value) {
  WireReader reader(message);
  while (const auto entry = reader.next()) {
    const bool bytes = entry->type == WireType::Bytes;
    if (entry->number == field::kTag && bytes) value.tag = entry->text();
    if (entry->number == field::kSimpleValue && entry->type == WireType::Fixed32)
      value.simple = double{entry->asFloat()};
    if (entry->number == field::kTensor && bytes && !readTensor(entry->bytes, value.tensor)) return false;
    if (entry->number == field::kMetadata && bytes && !readMetadata(entry->bytes, value)) return false;
  }
  return reader.isSound();
}

bool readSummary(std::span<const std::byte> message, Event& event) {
  WireReader summary(message);
  while (const auto entry = summary.next()) {
    if (entry->number != field::kSummaryValue || entry->type != WireType::Bytes) continue;
    if (event.values.size() >= kMostEventValues) return false;
    if (!readValue(entry->bytes, event.values.emplace_back())) return false;
  }
  return summary.isSound();
}

}  // namespace

std::optional<Event> parseEvent(std::span<const std::byte> message) {
  Event event;
  WireReader reader(message);
  while (const auto entry = reader.next()) {
    const bool bytes = entry->type == WireType::Bytes;
    if (entry->number == field::kWallTime && entry->type == WireType::Fixed64) {
      event.wallTime = entry->asDouble();
    } else if (entry->number == field::kStep && entry->type == WireType::Varint) {
      event.step = entry->asInt();
    } else if (entry->number == field::kFileVersion && bytes) {
      event.fileVersion = entry->text();
    } else if (entry->number == field::kSummary && bytes) {
      if (!readSummary(entry->bytes, event)) return std::nullopt;
    } else if (entry->number == field::kSessionLog && bytes) {
      WireReader log(entry->bytes);
      while (const auto inner = log.next()) {
        if (inner->number == field::kSessionStatus && inner->type == WireType::Varint)
          event.restart = inner->value == kSessionStart;
      }
      if (!log.isSound()) return std::nullopt;
    } else if (entry->number == field::kSourceMetadata && bytes) {
      WireReader source(entry->bytes);
      while (const auto inner = source.next()) {
        if (inner->number == field::kWriterName && inner->type == WireType::Bytes)
          event.writer = inner->text();
      }
      if (!source.isSound()) return std::nullopt;
    }
  }
  if (!reader.isSound()) return std::nullopt;
  return event;
}

std::string encodeEvent(const Event& event) {
  std::string message;
  appendDouble(message, field::kWallTime, event.wallTime);
  if (event.step != 0) appendVarint(message, field::kStep, static_cast<std::uint64_t>(event.step));
  if (!event.fileVersion.empty()) appendBytes(message, field::kFileVersion, event.fileVersion);
  if (!event.writer.empty()) {
    std::string source;
    appendBytes(source, field::kWriterName, event.writer);
    appendBytes(message, field::kSourceMetadata, source);
  }
  if (event.values.empty()) return message;
  std::string summary;
  for (const EventValue& value : event.values) {
    std::string entry;
    appendBytes(entry, field::kTag, value.tag);
    appendFloat(entry, field::kSimpleValue, static_cast<float>(value.simple.value_or(0)));
    appendBytes(summary, field::kSummaryValue, entry);
  }
  appendBytes(message, field::kSummary, summary);
  return message;
}

}  // namespace skewscope::exchange
