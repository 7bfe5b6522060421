#include "core/exchange/record_file.h"

#include <fmt/format.h>

#include <array>
#include <istream>
#include <vector>

#include "core/base/error.h"
#include "core/exchange/crc32c.h"

namespace skewscope::exchange {
namespace {

constexpr std::uint64_t kHeadBytes = 12;  ///< length and its checksum
constexpr std::uint64_t kFootBytes = 4;   ///< checksum of the content

std::uint64_t littleEndian(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t k = bytes.size(); k-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[k]);
  return value;
}

void appendLittleEndian(std::string& out, std::uint64_t value, int bytes) {
  for (int k = 0; k < bytes; ++k) out += static_cast<char>(value >> (8 * k) & 0xFF);
}

[[noreturn]] void damaged(const std::string& name, std::uint64_t offset, const char* what) {
  throw Error(ErrorKind::Data, fmt::format("{} is damaged at byte {}: {}.", name, offset, what),
              offset > 0
                  ? fmt::format("What is before it can be imported from a copy that ends there: head -c "
                                "{} of the file.",
                                offset)
                  : std::string("It may be no event file of TensorBoard."));
}

void read(std::istream& in, std::span<std::byte> into, const std::string& name, std::uint64_t offset) {
  in.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
  if (static_cast<std::size_t>(in.gcount()) != into.size()) damaged(name, offset, "it cannot be read");
}

}  // namespace

RecordsRead readRecords(
    std::istream& in, const std::string& name,
    const std::function<void(std::span<const std::byte> content, std::uint64_t offset)>& take) {
  in.seekg(0, std::ios::end);
  const auto end = static_cast<std::int64_t>(in.tellg());
  in.seekg(0);
  if (!in || end < 0) throw Error(ErrorKind::Data, fmt::format("{} cannot be read.", name));
  const auto size = static_cast<std::uint64_t>(end);
  RecordsRead result;
  std::vector<std::byte> content;
  for (std::uint64_t offset = 0; offset < size;) {
    result.truncatedAt = offset;  // until the record turns out to be whole
    if (size - offset < kHeadBytes) return result;
    std::array<std::byte, kHeadBytes> head{};
    read(in, head, name, offset);
    const std::span<const std::byte> whole(head);
    if (littleEndian(whole.subspan(8)) != maskedCrc32c(whole.first(8)))
      damaged(name, offset, "the checksum of a record's length is wrong");
    const std::uint64_t length = littleEndian(whole.first(8));
    const std::uint64_t left = size - offset - kHeadBytes;
    if (left < kFootBytes || length > left - kFootBytes) return result;
    const std::uint64_t next = offset + kHeadBytes + length + kFootBytes;
    if (length > kMostRecordBytes) {
      ++result.passedOver;
      in.seekg(static_cast<std::streamoff>(next));
    } else {
      content.resize(static_cast<std::size_t>(length + kFootBytes));
      read(in, content, name, offset);
      const std::span<const std::byte> bytes(content);
      const auto body = bytes.first(static_cast<std::size_t>(length));
      if (littleEndian(bytes.subspan(body.size())) != maskedCrc32c(body))
        damaged(name, offset, "the checksum of a record is wrong");
      take(body, offset);
    }
    result.truncatedAt.reset();
    offset = next;
  }
  return result;
}

void appendRecord(std::string& file, std::string_view content) {
  const auto checksum = [](std::string_view text) {
    return maskedCrc32c(std::as_bytes(std::span(text.data(), text.size())));
  };
  std::string length;
  appendLittleEndian(length, content.size(), 8);
  file += length;
  appendLittleEndian(file, checksum(length), 4);
  file += content;
  appendLittleEndian(file, checksum(content), 4);
}

}  // namespace skewscope::exchange
