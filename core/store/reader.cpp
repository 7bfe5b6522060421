#include "core/store/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <unordered_map>

#include "core/store/class_group.h"
#include "core/store/class_values.h"
#include "core/store/feature_map_rows.h"
#include "core/store/opening.h"
#include "core/store/run_row.h"
#include "core/store/series_rows.h"
#include "core/store/store.h"
#include "core/store/store_impl.h"

namespace skewscope::store {

namespace {

constexpr std::size_t kMaxCachedSpecs = 20000;

Error damaged(const Connection& connection, const std::string& what) {
  return {ErrorKind::Store, fmt::format("The store {} is damaged: {}.", connection.path().string(), what),
          "Restore a backup of it."};
}

}  // namespace

struct Reader::Impl {
  std::unique_ptr<Connection> connection;
  int version = 0;
  std::unordered_map<std::string, ParsedSpec> specs;  ///< by JSON; runs are read again and again

  SQLite::Database& database() { return connection->database(); }

  const ParsedSpec& spec(const std::string& json) {
    if (specs.size() > kMaxCachedSpecs) specs.clear();
    const auto found = specs.find(json);
    return found != specs.end() ? found->second : specs.emplace(json, parseSpec(json)).first->second;
  }

  std::int64_t number(const std::string& run) {
    auto found = prepare(database(), "SELECT number FROM run WHERE id = ?1", run);
    if (!found.executeStep()) {
      throw Error(ErrorKind::Usage,
                  fmt::format("There is no run {} in the store {}.", run, connection->path().string()),
                  "List the runs to see their ids.");
    }
    return found.getColumn(0).getInt64();
  }

  /// Runs that meet `condition` (on table run), oldest first, with tags and summaries: three queries whatever
  /// their number.
  template <typename... Args>
  std::vector<RunRecord> runs(const std::string& condition, const Args&... args) {
    std::vector<RunRecord> found;
    std::unordered_map<std::int64_t, std::size_t> places;
    const std::string from = " FROM run WHERE " + condition + " ORDER BY run.number";
    auto rows = prepare(database(), ("SELECT " + runColumns(version) + from).c_str(), args...);
    while (rows.executeStep()) {
      places.emplace(rows.getColumn(kNumberColumn).getInt64(), found.size());
      found.push_back(readRun(rows, spec(rows.getColumn(kSpecColumn).getString())));
    }
    const std::string chosen = " WHERE run IN (SELECT number FROM run WHERE " + condition + ")";
    auto tags = prepare(database(), ("SELECT run, tag FROM run_tag" + chosen + " ORDER BY run, tag").c_str(),
                        args...);
    while (tags.executeStep()) {
      found[places.at(tags.getColumn(0).getInt64())].tags.push_back(tags.getColumn(1).getString());
    }
    auto summaries = prepare(
        database(),
        ("SELECT run, metric, last_epoch, last, best_epoch, best, mean_last5 FROM summary" + chosen).c_str(),
        args...);
    while (summaries.executeStep()) {
      found[places.at(summaries.getColumn(0).getInt64())].summaries[summaries.getColumn(1).getString()] = {
          summaries.getColumn(2).getInt64(), summaries.getColumn(3).getDouble(),
          summaries.getColumn(4).getInt64(), summaries.getColumn(5).getDouble(),
          summaries.getColumn(6).getDouble()};
    }
    addAtBest(places, found);
    return found;
  }

  /// Values at the epoch of each run's best live accuracy. Most are those of the last or of the best epoch,
  /// which are known.
  void addAtBest(const std::unordered_map<std::int64_t, std::size_t>& places, std::vector<RunRecord>& runs) {
    auto valueAt = prepare(database(),
                           "SELECT value FROM metric WHERE run = ?1 AND metric = ?2 AND epoch = ?3 AND value "
                           "IS NOT NULL");
    for (const auto& [number, place] : places) {
      RunRecord& run = runs[place];
      const auto live = run.summaries.find(liveAccuracyMetric(run));
      if (live == run.summaries.end()) continue;
      const std::int64_t epoch = live->second.bestEpoch;
      for (auto& [metric, summary] : run.summaries) {
        if (summary.bestEpoch == epoch) {
          summary.atBest = summary.best;
        } else if (summary.lastEpoch == epoch) {
          summary.atBest = summary.last;
        } else {
          bindAll(valueAt, 1, number, metric, epoch);
          if (valueAt.executeStep()) summary.atBest = valueAt.getColumn(0).getDouble();
          valueAt.reset();
        }
      }
    }
  }

  /// Distinct names by skipping through the primary key, which does not scan the series.
  std::vector<std::string> names(const char* table, const std::string& run) {
    return connection->read([&] {
      const std::string sql = fmt::format(
          "WITH RECURSIVE name (metric) AS (SELECT min(metric) FROM {0} WHERE run = ?1 UNION ALL SELECT "
          "(SELECT min(metric) FROM {0} WHERE run = ?1 AND metric > name.metric) FROM name WHERE name.metric "
          "IS NOT NULL) SELECT metric FROM name WHERE metric IS NOT NULL",
          table);
      auto rows = prepare(database(), sql.c_str(), number(run));
      std::vector<std::string> found;
      while (rows.executeStep()) found.push_back(rows.getColumn(0).getString());
      return found;
    });
  }

  /// Reader::classSeries() of a store with a row for each class.
  ClassSeries classSeriesOfVersion6(const std::string& run, const std::string& metric) {
    return connection->read([&] {
      auto rows = prepare(
          database(),
          "SELECT epoch, class, value FROM class_metric WHERE run = ?1 AND metric = ?2 ORDER BY epoch, class",
          number(run), metric);
      ClassSeries series;
      std::int64_t epoch = 0;
      std::vector<double> values;
      const auto add = [&] {
        if (!values.empty() && !append(series, epoch, values))
          throw damaged(*connection, fmt::format("{} has too many values", metric));
        values.clear();
      };
      while (rows.executeStep()) {
        const std::int64_t index = rows.getColumn(1).getInt64();
        if (index < 0 || index >= kMaxClasses)
          throw damaged(*connection, fmt::format("there is a class {}", index));
        if (rows.getColumn(0).getInt64() != epoch) add();
        epoch = rows.getColumn(0).getInt64();
        const auto value = rows.getColumn(2);
        values.resize(static_cast<std::size_t>(index), std::numeric_limits<double>::quiet_NaN());
        values.push_back(value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble());
      }
      add();
      return series;
    });
  }

  /// Epochs of the rows of a metric in `table`, ascending.
  std::vector<std::int64_t> epochs(const char* table, const std::string& run, const std::string& metric) {
    return connection->read([&] {
      auto rows = prepare(
          database(),
          fmt::format("SELECT epoch FROM {} WHERE run = ?1 AND metric = ?2 ORDER BY epoch", table).c_str(),
          number(run), metric);
      std::vector<std::int64_t> found;
      while (rows.executeStep()) found.push_back(rows.getColumn(0).getInt64());
      return found;
    });
  }
};

Reader::Reader(const std::filesystem::path& path) : impl_(std::make_unique<Impl>()) {
  auto opened = openForReading(path);
  impl_->connection = std::move(opened.connection);
  impl_->version = opened.version;
}

Reader::~Reader() = default;

bool Reader::isNewer() const {
  return impl_->version > kSchemaVersion;
}

std::int64_t Reader::dataVersion() {
  return impl_->connection->integer("PRAGMA data_version");
}

std::vector<RunRecord> Reader::runs(bool deleted) {
  return impl_->connection->read(
      [&] { return impl_->runs(deleted ? "run.deleted_ms IS NOT NULL" : "run.deleted_ms IS NULL"); });
}

RunRecord Reader::run(const std::string& idOrName) {
  return impl_->connection->read([&] {
    auto found = impl_->runs("run.id = lower(?1)", idOrName);
    if (found.empty()) found = impl_->runs("run.name = ?1 AND run.deleted_ms IS NULL", idOrName);
    if (found.empty() && idOrName.size() >= 4) {
      found = impl_->runs("substr(run.id, 1, length(?1)) = lower(?1) AND run.deleted_ms IS NULL", idOrName);
    }
    if (found.empty()) {
      throw Error(ErrorKind::Usage,
                  fmt::format("There is no run \"{}\" in the store {}.", idOrName,
                              impl_->connection->path().string()),
                  "Name it by its id, the first four characters of the id or more, or its name; list the "
                  "runs to see them.");
    }
    if (found.size() > 1) {
      std::string candidates;
      for (std::size_t index = 0; index < std::min<std::size_t>(found.size(), 5); ++index) {
        candidates += (index == 0 ? "" : ", ") + displayName(found[index].id, found[index].name);
      }
      throw Error(ErrorKind::Usage,
                  fmt::format("\"{}\" means {} runs: {}{}.", idOrName, found.size(), candidates,
                              found.size() > 5 ? ", ..." : ""),
                  "Use more characters of the id.");
    }
    return found.front();
  });
}

std::vector<RunClass> Reader::classes(const std::string& run) {
  return impl_->connection->read([&] {
    auto rows =
        prepare(impl_->database(),
                "SELECT class, name, train_count, class_group FROM run_class WHERE run = ?1 ORDER BY class",
                impl_->number(run));
    std::vector<RunClass> classes;
    while (rows.executeStep()) {
      const auto group =
          std::ranges::find(kClassGroups, rows.getColumn(3).getString()) - kClassGroups.begin();
      classes.push_back({rows.getColumn(0).getInt(), rows.getColumn(1).getString(),
                         rows.getColumn(2).getInt64(), std::min(static_cast<int>(group), 2)});
    }
    return classes;
  });
}

std::vector<std::string> Reader::metricNames(const std::string& run) {
  return impl_->names("metric", run);
}

std::vector<std::string> Reader::classMetricNames(const std::string& run) {
  return impl_->names("class_metric", run);
}

Series Reader::series(const std::string& run, const std::string& metric) {
  return impl_->connection->read([&] {
    auto rows = prepare(impl_->database(),
                        "SELECT epoch, value FROM metric WHERE run = ?1 AND metric = ?2 ORDER BY epoch",
                        impl_->number(run), metric);
    Series series;
    while (rows.executeStep()) {
      const auto value = rows.getColumn(1);
      series.epochs.push_back(rows.getColumn(0).getInt64());
      series.values.push_back(value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble());
    }
    return series;
  });
}

ClassSeries Reader::classSeries(const std::string& run, const std::string& metric) {
  if (impl_->version < 7) return impl_->classSeriesOfVersion6(run, metric);
  return impl_->connection->read([&] {
    auto rows =
        prepare(impl_->database(),
                "SELECT epoch, class_values FROM class_metric WHERE run = ?1 AND metric = ?2 ORDER BY epoch",
                impl_->number(run), metric);
    ClassSeries series;
    std::vector<double> values;
    while (rows.executeStep()) {
      const auto list = rows.getColumn(1);
      if (!readClassValues({list.getText(), static_cast<std::size_t>(list.getBytes())}, values))
        throw damaged(*impl_->connection, fmt::format("values of {} are no list of numbers", metric));
      if (!append(series, rows.getColumn(0).getInt64(), values))
        throw damaged(*impl_->connection, fmt::format("{} has too many values", metric));
    }
    return series;
  });
}

std::vector<double> Reader::lastPerClass(const std::string& run, const std::string& metric) {
  std::vector<double> last;
  for (const auto& values : classSeries(run, metric).values) last.push_back(values.back());
  return last;
}

std::vector<std::int64_t> Reader::confusion(const std::string& run, const std::string& metric,
                                            std::int64_t epoch) {
  return impl_->connection->read([&] {
    auto rows = prepare(
        impl_->database(),
        "SELECT classes, counts FROM confusion WHERE run = ?1 AND metric = ?2 AND (?3 < 0 OR epoch = ?3) "
        "ORDER BY epoch DESC LIMIT 1",
        impl_->number(run), metric, epoch);
    if (!rows.executeStep()) return std::vector<std::int64_t>{};
    const auto blob = rows.getColumn(1);
    const std::int64_t classes = rows.getColumn(0).getInt64();
    if (classes < 1 || classes > kMaxClasses || classes * classes * 4 != blob.getBytes()) {
      throw damaged(*impl_->connection, fmt::format("confusion counts of {} have the wrong size", metric));
    }
    return unpackInt32(blob.getBlob(), blob.getBytes());
  });
}

std::vector<std::int64_t> Reader::confusionEpochs(const std::string& run, const std::string& metric) {
  return impl_->epochs("confusion", run, metric);
}

std::vector<std::int64_t> Reader::predictionEpochs(const std::string& run, const std::string& metric) {
  if (impl_->version < 5) return {};
  return impl_->epochs("prediction", run, metric);
}

std::vector<std::uint16_t> Reader::predictions(const std::string& run, const std::string& metric,
                                               std::int64_t epoch) {
  if (impl_->version < 5) return {};
  return impl_->connection->read([&] {
    auto rows = prepare(
        impl_->database(),
        "SELECT classes FROM prediction WHERE run = ?1 AND metric = ?2 AND (?3 < 0 OR epoch = ?3) ORDER BY "
        "epoch DESC LIMIT 1",
        impl_->number(run), metric, epoch);
    if (!rows.executeStep()) return std::vector<std::uint16_t>{};
    const auto blob = rows.getColumn(0);
    return unpackUint16(blob.getBlob(), blob.getBytes());
  });
}

std::vector<std::uint16_t> Reader::testLabels(const std::string& dataDigest) {
  if (impl_->version < 5) return {};
  return impl_->connection->read([&] {
    auto rows =
        prepare(impl_->database(), "SELECT labels FROM test_labels WHERE data_digest = ?1", dataDigest);
    if (!rows.executeStep()) return std::vector<std::uint16_t>{};
    const auto blob = rows.getColumn(0);
    return unpackUint16(blob.getBlob(), blob.getBytes());
  });
}

std::vector<FigureRecord> Reader::figures() {
  if (impl_->version < 5) return {};
  return impl_->connection->read([&] {
    auto rows =
        prepare(impl_->database(),
                "SELECT id, title, spec, created_ms, changed_ms FROM figure ORDER BY created_ms, number");
    std::vector<FigureRecord> found;
    while (rows.executeStep()) {
      found.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(),
                       rows.getColumn(2).getString(), rows.getColumn(3).getInt64(),
                       rows.getColumn(4).getInt64()});
    }
    return found;
  });
}

std::vector<ViewRecord> Reader::views() {
  if (impl_->version < 6) return {};
  return impl_->connection->read([&] {
    auto rows = prepare(
        impl_->database(),
        "SELECT id, title, state, created_ms, changed_ms FROM saved_view ORDER BY created_ms, number");
    std::vector<ViewRecord> found;
    while (rows.executeStep()) {
      found.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(),
                       rows.getColumn(2).getString(), rows.getColumn(3).getInt64(),
                       rows.getColumn(4).getInt64()});
    }
    return found;
  });
}

std::vector<EvaluationRecord> Reader::evaluations(const std::string& run) {
  if (impl_->version < 3) return {};
  return impl_->connection->read([&] {
    auto rows =
        prepare(impl_->database(),
                "SELECT metric, epoch, protocol, engine_version, created_ms FROM evaluation WHERE run = ?1 "
                "ORDER BY metric, epoch",
                impl_->number(run));
    std::vector<EvaluationRecord> found;
    while (rows.executeStep()) {
      found.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getInt64(),
                       rows.getColumn(2).getString(), rows.getColumn(3).getString(),
                       rows.getColumn(4).getInt64()});
    }
    return found;
  });
}

std::vector<std::string> Reader::wantedEvaluations(const std::string& run) {
  if (impl_->version < 4) return {};
  return impl_->connection->read([&] {
    auto rows =
        prepare(impl_->database(), "SELECT request FROM wanted_evaluation WHERE run = ?1 ORDER BY request",
                impl_->number(run));
    std::vector<std::string> found;
    while (rows.executeStep()) found.push_back(rows.getColumn(0).getString());
    return found;
  });
}

std::vector<std::int64_t> Reader::featureMapEpochs(const std::string& run) {
  if (impl_->version < 6) return {};
  return impl_->connection->read(
      [&] { return skewscope::store::featureMapEpochs(impl_->database(), impl_->number(run)); });
}

std::optional<FeatureMap> Reader::featureMap(const std::string& run, std::int64_t epoch) {
  if (impl_->version < 6) return std::nullopt;
  return impl_->connection->read([&] {
    try {
      return readFeatureMap(impl_->database(), impl_->number(run), epoch);
    } catch (const std::length_error& error) {
      throw damaged(*impl_->connection, error.what());
    }
  });
}

std::vector<std::int64_t> Reader::subsetIndices(const std::string& run) {
  return impl_->connection->read([&] {
    impl_->number(run);
    auto rows = prepare(impl_->database(),
                        "SELECT subset.n, subset.indices FROM run JOIN subset ON subset.digest = run.subset "
                        "WHERE run.id = ?1",
                        run);
    if (!rows.executeStep()) return std::vector<std::int64_t>{};
    const auto blob = rows.getColumn(1);
    if (rows.getColumn(0).getInt64() * 4 != blob.getBytes())
      throw damaged(*impl_->connection, "a subset has the wrong size");
    return unpackInt32(blob.getBlob(), blob.getBytes());
  });
}

std::optional<CheckpointRecord> Reader::checkpoint(const std::string& run) {
  return impl_->connection->read([&]() -> std::optional<CheckpointRecord> {
    auto rows =
        prepare(impl_->database(), "SELECT epoch, step, path, digest, bytes FROM checkpoint WHERE run = ?1",
                impl_->number(run));
    if (!rows.executeStep()) return std::nullopt;
    CheckpointRecord record{rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(),
                            rows.getColumn(2).getString(), rows.getColumn(3).getString(),
                            rows.getColumn(4).getInt64()};
    if (!isSafeRelativePath(record.path)) {
      throw damaged(*impl_->connection,
                    fmt::format("the checkpoint \"{}\" is outside its folder", record.path));
    }
    return record;
  });
}

Queue Reader::queue() {
  if (impl_->version < 4) return {};  // nobody works on a store that cannot be brought up to date
  return impl_->connection->read([&] {
    auto& database = impl_->database();
    Queue queue;
    auto paused = prepare(database, "SELECT 1 FROM store_info WHERE name = 'queue_paused' AND value = '1'");
    queue.paused = paused.executeStep();
    auto rows = prepare(
        database,
        "SELECT run.id, queue.priority, queue.attempts, ifnull((SELECT source.id FROM run AS source WHERE "
        "source.id = json_extract(run.spec, '$.weights_from') AND source.status <> 'done' AND NOT EXISTS "
        "(SELECT 1 FROM trained_run WHERE trained_run.run = source.number)), ''), EXISTS (SELECT 1 FROM "
        "trained_run WHERE trained_run.run = run.number) FROM queue JOIN run ON run.number = queue.run WHERE "
        "run.deleted_ms IS NULL ORDER BY queue.priority DESC, queue.place");
    while (rows.executeStep()) {
      queue.entries.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getInt(),
                               rows.getColumn(2).getInt(), rows.getColumn(3).getString(),
                               rows.getColumn(4).getInt() == 1});
    }
    if (impl_->version >= 6) queue.workers = readWorkers(database);
    return queue;
  });
}

std::vector<ExperimentRecord> Reader::experiments() {
  if (impl_->version < 2) return {};
  return impl_->connection->read([&] {
    auto& database = impl_->database();
    std::vector<ExperimentRecord> found;
    auto rows = prepare(
        database, "SELECT number, id, kind, title, settings, created_ms FROM experiment ORDER BY number");
    while (rows.executeStep()) {
      ExperimentRecord record{rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                              rows.getColumn(3).getString(), rows.getColumn(4).getString(),
                              rows.getColumn(5).getInt64(),  {}};
      auto members =
          prepare(database,
                  "SELECT run.id FROM experiment_run JOIN run ON run.number = experiment_run.run WHERE "
                  "experiment = ?1 AND run.deleted_ms IS NULL ORDER BY run.number",
                  rows.getColumn(0).getInt64());
      while (members.executeStep()) record.runs.push_back(members.getColumn(0).getString());
      found.push_back(std::move(record));
    }
    return found;
  });
}

std::vector<LogLine> Reader::log(const std::string& run, int limit) {
  return impl_->connection->read([&] {
    const char* all =
        "SELECT time_ms, ifnull(run.id, ''), level, text FROM event_log LEFT JOIN run ON run.number = "
        "event_log.run ORDER BY event_log.id DESC LIMIT ?1";
    const char* ofRun =
        "SELECT time_ms, run.id, level, text FROM event_log JOIN run ON run.number = event_log.run "
        "WHERE event_log.run = ?2 ORDER BY event_log.id DESC LIMIT ?1";
    auto rows = run.empty() ? prepare(impl_->database(), all, std::max(limit, 0))
                            : prepare(impl_->database(), ofRun, std::max(limit, 0), impl_->number(run));
    std::vector<LogLine> lines;
    while (rows.executeStep()) {
      lines.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(),
                       rows.getColumn(2).getString(), rows.getColumn(3).getString()});
    }
    std::reverse(lines.begin(), lines.end());
    return lines;
  });
}

void Reader::interrupt() {
  impl_->connection->interrupt();
}

}  // namespace skewscope::store
