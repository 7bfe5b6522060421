#include "core/store/series_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/store/class_values.h"
#include "core/store/feature_map_rows.h"

namespace skewscope::store {

namespace {

std::optional<double> finiteOrNull(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

const char* nonFiniteName(double value) {
  return std::isnan(value) ? "not a number" : value > 0 ? "+infinity" : "-infinity";
}

void warn(SQLite::Database& database, std::int64_t number, const std::string& text) {
  execute(database, "INSERT INTO event_log (time_ms, run, level, text) VALUES (?1, ?2, 'warning', ?3)",
          nowMs(), number, text);
}

/// Mean over the newest five epochs with a value.
double meanOfLast5(SQLite::Database& database, std::int64_t number, const std::string& metric) {
  auto mean = prepare(database,
                      "SELECT avg(value) FROM (SELECT value FROM metric WHERE run = ?1 AND metric = ?2 "
                      "AND value IS NOT NULL ORDER BY epoch DESC LIMIT 5)",
                      number, metric);
  mean.executeStep();
  return mean.getColumn(0).getDouble();
}

void storeSummary(SQLite::Database& database, std::int64_t number, const std::string& metric,
                  const MetricSummary& summary) {
  execute(
      database,
      "INSERT INTO summary (run, metric, last_epoch, last, best_epoch, best, mean_last5) VALUES (?1, ?2, "
      "?3, ?4, ?5, ?6, ?7) ON CONFLICT (run, metric) DO UPDATE SET last_epoch = excluded.last_epoch, last "
      "= excluded.last, best_epoch = excluded.best_epoch, best = excluded.best, mean_last5 = "
      "excluded.mean_last5",
      number, metric, summary.lastEpoch, summary.last, summary.bestEpoch, summary.best, summary.meanLast5);
}

bool isBetter(const std::string& metric, double candidate, double best) {
  return smallerIsBetter(metric) ? candidate < best : candidate > best;
}

/// From the whole series.
void makeSummary(SQLite::Database& database, std::int64_t number, const std::string& metric) {
  auto rows = prepare(
      database,
      "SELECT epoch, value FROM metric WHERE run = ?1 AND metric = ?2 AND value IS NOT NULL ORDER BY epoch",
      number, metric);
  std::optional<MetricSummary> summary;
  while (rows.executeStep()) {
    const std::int64_t epoch = rows.getColumn(0).getInt64();
    const double value = rows.getColumn(1).getDouble();
    if (!summary) summary = MetricSummary{epoch, value, epoch, value, value};
    if (isBetter(metric, value, summary->best)) {
      summary->best = value;
      summary->bestEpoch = epoch;
    }
    summary->last = value;
    summary->lastEpoch = epoch;
  }
  if (!summary) {
    execute(database, "DELETE FROM summary WHERE run = ?1 AND metric = ?2", number, metric);
    return;
  }
  summary->meanLast5 = meanOfLast5(database, number, metric);
  storeSummary(database, number, metric, *summary);
}

/// After a value was written: from the summary alone where the epoch is past all others, else from the
/// series.
void renewSummary(SQLite::Database& database, std::int64_t number, const std::string& metric,
                  std::int64_t epoch, std::optional<double> value) {
  auto old =
      prepare(database, "SELECT last_epoch, best_epoch, best FROM summary WHERE run = ?1 AND metric = ?2",
              number, metric);
  if (!old.executeStep() || epoch <= old.getColumn(0).getInt64()) {
    makeSummary(database, number, metric);
    return;
  }
  if (!value) return;
  MetricSummary summary{epoch, *value, old.getColumn(1).getInt64(), old.getColumn(2).getDouble(), 0};
  if (isBetter(metric, *value, summary.best)) {
    summary.best = *value;
    summary.bestEpoch = epoch;
  }
  summary.meanLast5 = meanOfLast5(database, number, metric);
  storeSummary(database, number, metric, summary);
}

void insertMetrics(SQLite::Database& database, std::int64_t number, const EpochRows& rows) {
  SQLite::Statement insert(
      database, "INSERT OR REPLACE INTO metric (run, metric, epoch, value) VALUES (?1, ?2, ?3, ?4)");
  for (const auto& [metric, value] : rows.metrics) {
    rerun(insert, number, metric, rows.epoch, finiteOrNull(value));
    renewSummary(database, number, metric, rows.epoch, finiteOrNull(value));
    if (!std::isfinite(value)) {
      warn(database, number,
           fmt::format("{} is {} at epoch {}; it has no value there.", metric, nonFiniteName(value),
                       rows.epoch));
    }
  }
}

void insertClassMetrics(SQLite::Database& database, std::int64_t number, const EpochRows& rows) {
  if (rows.classMetrics.empty()) return;
  SQLite::Statement insert(
      database,
      "INSERT OR REPLACE INTO class_metric (run, metric, epoch, class_values) VALUES (?1, ?2, ?3, ?4)");
  for (const auto& [metric, values] : rows.classMetrics) {
    rerun(insert, number, metric, rows.epoch, classValuesText(values));
    for (std::size_t index = 0; index < values.size(); ++index) {
      if (std::isinf(values[index])) {
        warn(database, number,
             fmt::format("{} of class {} is {} at epoch {}; it has no value there.", metric, index,
                         nonFiniteName(values[index]), rows.epoch));
      }
    }
  }
}

void insertConfusions(SQLite::Database& database, std::int64_t number, const EpochRows& rows) {
  for (const auto& [metric, counts] : rows.confusions) {
    const auto classes =
        static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(counts.size()))));
    if (counts.empty() || static_cast<std::size_t>(classes * classes) != counts.size()) {
      throw Error(ErrorKind::Internal,
                  fmt::format("Confusion counts of {} are not square ({} values).", metric, counts.size()));
    }
    const std::string blob = packInt32(counts, "confusion count");
    auto insert = prepare(
        database,
        "INSERT OR REPLACE INTO confusion (run, metric, epoch, classes, counts) VALUES (?1, ?2, ?3, ?4, ?5)",
        number, metric, rows.epoch, classes);
    insert.bind(5, static_cast<const void*>(blob.data()), static_cast<int>(blob.size()));
    insert.exec();
  }
}

void insertPredictions(SQLite::Database& database, std::int64_t number, const EpochRows& rows) {
  for (const auto& [metric, classes] : rows.predictions) {
    const std::string blob = packUint16(classes);
    auto insert = prepare(
        database,
        "INSERT OR REPLACE INTO prediction (run, metric, epoch, n, classes) VALUES (?1, ?2, ?3, ?4, ?5)",
        number, metric, rows.epoch, static_cast<std::int64_t>(classes.size()));
    insert.bind(5, static_cast<const void*>(blob.data()), static_cast<int>(blob.size()));
    insert.exec();
  }
}

}  // namespace

void insertEpoch(SQLite::Database& database, std::int64_t number, const EpochRows& rows) {
  if (rows.epoch < 0) throw Error(ErrorKind::Internal, fmt::format("There is no epoch {}.", rows.epoch));
  insertMetrics(database, number, rows);
  insertClassMetrics(database, number, rows);
  insertConfusions(database, number, rows);
  insertPredictions(database, number, rows);
  if (rows.featureMap) insertFeatureMap(database, number, rows.epoch, *rows.featureMap);
  for (const auto& [metric, protocol] : rows.protocols) {
    execute(
        database,
        "INSERT OR REPLACE INTO evaluation (run, metric, epoch, protocol, engine_version, created_ms) VALUES "
        "(?1, ?2, ?3, ?4, ?5, ?6)",
        number, metric, rows.epoch, protocol, SKEWSCOPE_VERSION, nowMs());
  }
}

void insertSeries(SQLite::Database& database, std::int64_t number, const std::string& metric,
                  const Series& series) {
  SQLite::Statement insert(database,
                           "INSERT INTO metric (run, metric, epoch, value) VALUES (?1, ?2, ?3, ?4)");
  std::size_t missing = 0;
  for (std::size_t k = 0; k < series.epochs.size(); ++k) {
    const auto value = finiteOrNull(series.values[k]);
    rerun(insert, number, metric, series.epochs[k], value);
    if (!value) ++missing;
  }
  makeSummary(database, number, metric);
  if (missing > 0)
    warn(database, number,
         fmt::format("{} is not finite at {} of {} epochs; it has no value there.", metric, missing,
                     series.epochs.size()));
}

void insertSeries(SQLite::Database& database, std::int64_t number, const std::string& metric,
                  const ClassSeries& series) {
  SQLite::Statement insert(
      database, "INSERT INTO class_metric (run, metric, epoch, class_values) VALUES (?1, ?2, ?3, ?4)");
  std::vector<double> values(series.values.size());
  for (std::size_t k = 0; k < series.epochs.size(); ++k) {
    for (std::size_t c = 0; c < values.size(); ++c) values[c] = series.values[c][k];
    rerun(insert, number, metric, series.epochs[k], classValuesText(values));
  }
}

void dropRowsPast(SQLite::Database& database, std::int64_t number, std::int64_t epoch) {
  int dropped = execute(database, "DELETE FROM metric WHERE run = ?1 AND epoch > ?2", number, epoch);
  execute(database, "DELETE FROM class_metric WHERE run = ?1 AND epoch > ?2", number, epoch);
  execute(database, "DELETE FROM confusion WHERE run = ?1 AND epoch > ?2", number, epoch);
  execute(database, "DELETE FROM prediction WHERE run = ?1 AND epoch > ?2", number, epoch);
  execute(database, "DELETE FROM evaluation WHERE run = ?1 AND epoch > ?2", number, epoch);
  execute(database, "DELETE FROM feature_map WHERE run = ?1 AND epoch > ?2", number, epoch);
  if (dropped == 0) return;
  std::vector<std::string> metrics;
  {
    auto names = prepare(database, "SELECT metric FROM summary WHERE run = ?1", number);
    while (names.executeStep()) metrics.push_back(names.getColumn(0).getString());
  }
  for (const auto& metric : metrics) makeSummary(database, number, metric);
}

void storeTestLabels(SQLite::Database& database, const std::string& dataDigest,
                     std::span<const std::uint16_t> labels) {
  const std::string blob = packUint16(labels);
  auto insert =
      prepare(database, "INSERT OR IGNORE INTO test_labels (data_digest, n, labels) VALUES (?1, ?2, ?3)",
              dataDigest, static_cast<std::int64_t>(labels.size()));
  insert.bind(3, static_cast<const void*>(blob.data()), static_cast<int>(blob.size()));
  insert.exec();
}

std::string packUint16(std::span<const std::uint16_t> values) {
  std::string blob;
  blob.reserve(values.size() * 2);
  for (const std::uint16_t value : values) {
    blob.push_back(static_cast<char>(value & 0xFFU));
    blob.push_back(static_cast<char>(value >> 8U));
  }
  return blob;
}

std::vector<std::uint16_t> unpackUint16(const void* bytes, int size) {
  std::vector<std::uint16_t> values(static_cast<std::size_t>(std::max(size, 0)) / 2);
  const auto* in = static_cast<const unsigned char*>(bytes);
  for (auto& value : values) {
    value = static_cast<std::uint16_t>(in[0] | (in[1] << 8U));
    in += 2;
  }
  return values;
}

std::string packInt32(std::span<const std::int64_t> values, const char* what) {
  std::string blob(values.size() * 4, '\0');
  char* out = blob.data();
  for (const std::int64_t value : values) {
    if (value < 0 || value > std::numeric_limits<std::int32_t>::max()) {
      throw Error(ErrorKind::Internal, fmt::format("A {} of {} cannot be stored.", what, value));
    }
    const auto bits = static_cast<std::uint32_t>(value);
    for (int byte = 0; byte < 4; ++byte) *out++ = static_cast<char>((bits >> (8 * byte)) & 0xFFU);
  }
  return blob;
}

std::vector<std::int64_t> unpackInt32(const void* bytes, int size) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(std::max(size, 0)) / 4);
  const auto* in = static_cast<const unsigned char*>(bytes);
  for (auto& value : values) {
    std::uint32_t bits = 0;
    for (unsigned byte = 0; byte < 4; ++byte) bits |= static_cast<std::uint32_t>(*in++) << (8U * byte);
    value = std::bit_cast<std::int32_t>(bits);
  }
  return values;
}

}  // namespace skewscope::store
