#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace skewscope::exchange {

/// CRC-32C (Castagnoli; RFC 3720, B.4): reflected, all ones as initial value and final xor.
std::uint32_t crc32c(std::span<const std::byte> bytes);

/// The same as TFRecord files store it, rotated by 15 bits plus a constant (TensorFlow,
/// core/lib/hash/crc32c.h): a checksum of data that hold checksums would be weak otherwise.
std::uint32_t maskedCrc32c(std::span<const std::byte> bytes);

}  // namespace skewscope::exchange
