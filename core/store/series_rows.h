#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/store/connection.h"
#include "core/store/records.h"

namespace skewscope::store {

/// Writes an epoch's rows of run `number`, replacing those of the same metric and epoch, and renews
/// summaries.
void insertEpoch(SQLite::Database& database, std::int64_t number, const EpochRows& rows);

/// Writes a metric of run `number` that has no row yet, and its summary: a whole curve at once, many times
/// faster than epoch by epoch.
void insertSeries(SQLite::Database& database, std::int64_t number, const std::string& metric,
                  const Series& series);
void insertSeries(SQLite::Database& database, std::int64_t number, const std::string& metric,
                  const ClassSeries& series);

/// Drops a run's rows past `epoch` (-1: all) and makes its summaries anew if there were any.
void dropRowsPast(SQLite::Database& database, std::int64_t number, std::int64_t epoch);

/// Keeps the classes of the test images of a data set, once.
void storeTestLabels(SQLite::Database& database, const std::string& dataDigest,
                     std::span<const std::uint16_t> labels);

/// Blob of little-endian uint16, and the reverse; a rest of one byte is ignored.
std::string packUint16(std::span<const std::uint16_t> values);
std::vector<std::uint16_t> unpackUint16(const void* bytes, int size);

/// Blob of little-endian int32. Throws Error (Internal) for a value outside [0, 2^31).
std::string packInt32(std::span<const std::int64_t> values, const char* what);

/// The reverse of packInt32(); a rest of fewer than four bytes is ignored.
std::vector<std::int64_t> unpackInt32(const void* bytes, int size);

}  // namespace skewscope::store
