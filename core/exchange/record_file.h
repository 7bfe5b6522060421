#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace skewscope::exchange {

/// Records that are longer are passed over: they hold graphs and images, never scalars alone.
inline constexpr std::uint64_t kMostRecordBytes = std::uint64_t{64} << 20;

/// What a TFRecord file had besides the records that were taken.
struct RecordsRead {
  std::uint64_t passedOver = 0;  ///< records longer than kMostRecordBytes
  /// Where the last record begins if the file ends within it, as that of a run does which is still being
  /// written or was killed.
  std::optional<std::uint64_t> truncatedAt;
};

/// Calls `take` with the content of each record of a TFRecord file (length, its masked CRC-32C, content, its
/// masked CRC-32C; little-endian) and the offset at which the record begins. `in` must be seekable and is
/// read from its beginning; no length is believed before its checksum and the size of the file agree. Throws
/// Error (Data) that names `name` and the offset where a checksum is wrong or reading fails.
RecordsRead readRecords(
    std::istream& in, const std::string& name,
    const std::function<void(std::span<const std::byte> content, std::uint64_t offset)>& take);

/// Appends a record to the bytes of a TFRecord file.
void appendRecord(std::string& file, std::string_view content);

}  // namespace skewscope::exchange
