#include "core/store/feature_map_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/store/series_rows.h"

namespace skewscope::store {
namespace {

// More than any protocol makes; a damaged row must not ask for all memory.
constexpr std::int64_t kMostImages = 10'000'000, kMostDimensions = 100'000;

/// Blob of little-endian float32.
std::string packFloat32(std::span<const float> values) {
  std::string blob;
  blob.reserve(values.size() * 4);
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned byte = 0; byte < 4; ++byte)
      blob.push_back(static_cast<char>((bits >> (8U * byte)) & 0xFFU));
  }
  return blob;
}

std::vector<float> unpackFloat32(const void* bytes, int size) {
  std::vector<float> values(static_cast<std::size_t>(std::max(size, 0)) / 4);
  const auto* in = static_cast<const unsigned char*>(bytes);
  for (float& value : values) {
    std::uint32_t bits = 0;
    for (unsigned byte = 0; byte < 4; ++byte) bits |= static_cast<std::uint32_t>(*in++) << (8U * byte);
    value = std::bit_cast<float>(bits);
  }
  return values;
}

/// Test images, each once.
bool ascend(const std::vector<std::int64_t>& images) {
  return images.front() >= 0 && std::ranges::adjacent_find(images, std::greater_equal<>()) == images.end();
}

}  // namespace

void insertFeatureMap(SQLite::Database& database, std::int64_t number, std::int64_t epoch,
                      const FeatureMap& map) {
  const std::size_t n = map.images.size();
  if (n == 0 || map.dimensions < 2 || map.components.size() != n * static_cast<std::size_t>(map.dimensions) ||
      map.map.size() != 2 * n || !ascend(map.images)) {
    throw Error(ErrorKind::Internal,
                fmt::format("A feature map of {} images does not have {} components of each and two places.",
                            n, map.dimensions));
  }
  const std::string images = packInt32(map.images, "test image"), components = packFloat32(map.components),
                    places = packFloat32(map.map);
  auto insert = prepare(
      database,
      "INSERT OR REPLACE INTO feature_map (run, epoch, data_digest, n, dimensions, protocol, "
      "created_ms, images, components, map) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      number, epoch, map.dataDigest, static_cast<std::int64_t>(n), map.dimensions, map.protocol, nowMs());
  int place = 8;
  for (const std::string* blob : {&images, &components, &places})
    insert.bind(place++, static_cast<const void*>(blob->data()), static_cast<int>(blob->size()));
  insert.exec();
}

std::vector<std::int64_t> featureMapEpochs(SQLite::Database& database, std::int64_t number) {
  auto rows = prepare(database, "SELECT epoch FROM feature_map WHERE run = ?1 ORDER BY epoch", number);
  std::vector<std::int64_t> found;
  while (rows.executeStep()) found.push_back(rows.getColumn(0).getInt64());
  return found;
}

std::optional<FeatureMap> readFeatureMap(SQLite::Database& database, std::int64_t number,
                                         std::int64_t epoch) {
  auto rows =
      prepare(database,
              "SELECT epoch, data_digest, n, dimensions, images, components, map, protocol, created_ms "
              "FROM feature_map WHERE run = ?1 AND (?2 < 0 OR epoch = ?2) ORDER BY epoch DESC LIMIT 1",
              number, epoch);
  if (!rows.executeStep()) return std::nullopt;
  const std::int64_t n = rows.getColumn(2).getInt64(), dimensions = rows.getColumn(3).getInt64();
  const auto images = rows.getColumn(4), components = rows.getColumn(5), places = rows.getColumn(6);
  if (n < 1 || n > kMostImages || dimensions < 2 || dimensions > kMostDimensions ||
      images.getBytes() != 4 * n || components.getBytes() != 4 * n * dimensions || places.getBytes() != 8 * n)
    throw std::length_error("a feature map has the wrong size");
  FeatureMap found;
  found.epoch = rows.getColumn(0).getInt64();
  found.dataDigest = rows.getColumn(1).getString();
  found.dimensions = static_cast<int>(dimensions);
  found.images = unpackInt32(images.getBlob(), images.getBytes());
  if (!ascend(found.images)) throw std::length_error("the images of a feature map are not in order");
  found.components = unpackFloat32(components.getBlob(), components.getBytes());
  found.map = unpackFloat32(places.getBlob(), places.getBytes());
  found.protocol = rows.getColumn(7).getString();
  found.createdMs = rows.getColumn(8).getInt64();
  return found;
}

}  // namespace skewscope::store
