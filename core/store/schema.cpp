#include "core/store/schema.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/store/class_values.h"
#include "core/store/connection.h"
#include "core/store/store.h"

namespace skewscope::store {

namespace {

// Series tables refer to runs by number, since a UUID in each of their rows would triple them. Values that
// are not finite are NULL. Blobs are little-endian int32.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE store_info (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subset (
  digest  TEXT PRIMARY KEY,
  n       INTEGER NOT NULL CHECK (n >= 0),
  indices BLOB NOT NULL CHECK (length(indices) = 4 * n)
) STRICT;

CREATE TABLE run (
  number         INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  name           TEXT NOT NULL,
  status         TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'interrupted', 'failed')),
  spec           TEXT NOT NULL,
  spec_hash      TEXT NOT NULL,
  pair_hash      TEXT NOT NULL,
  group_hash     TEXT NOT NULL,
  mode           TEXT NOT NULL,
  method         TEXT NOT NULL,
  dataset        TEXT NOT NULL,
  ratio          REAL NOT NULL,
  balanced_twin  INTEGER NOT NULL CHECK (balanced_twin IN (0, 1)),
  seed           INTEGER NOT NULL,
  data_digest    TEXT NOT NULL DEFAULT '',
  subset         TEXT REFERENCES subset (digest),
  n              INTEGER NOT NULL DEFAULT 0,
  engine_version TEXT NOT NULL DEFAULT '',
  device         TEXT NOT NULL DEFAULT '',
  precision      TEXT NOT NULL DEFAULT '',
  threads        INTEGER NOT NULL DEFAULT 0,
  created_ms     INTEGER NOT NULL,
  started_ms     INTEGER,
  ended_ms       INTEGER,
  owner          TEXT,
  heartbeat_ms   INTEGER,
  epochs_done    INTEGER NOT NULL DEFAULT 0,
  failure        TEXT NOT NULL DEFAULT '',
  note           TEXT NOT NULL DEFAULT '',
  colour         TEXT NOT NULL DEFAULT '',
  archived       INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  deleted_ms     INTEGER
) STRICT;
CREATE INDEX run_of_subset ON run (subset);

CREATE TABLE run_tag (
  run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_class (
  run         INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  class       INTEGER NOT NULL CHECK (class >= 0),
  name        TEXT NOT NULL,
  train_count INTEGER NOT NULL,
  class_group TEXT NOT NULL CHECK (class_group IN ('many', 'medium', 'few')),
  PRIMARY KEY (run, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric (
  run    INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  epoch  INTEGER NOT NULL CHECK (epoch >= 0),
  value  REAL,
  PRIMARY KEY (run, metric, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE class_metric (
  run    INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  epoch  INTEGER NOT NULL CHECK (epoch >= 0),
  class  INTEGER NOT NULL CHECK (class >= 0),
  value  REAL,
  PRIMARY KEY (run, metric, epoch, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE confusion (
  run     INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  metric  TEXT NOT NULL,
  epoch   INTEGER NOT NULL CHECK (epoch >= 0),
  classes INTEGER NOT NULL CHECK (classes >= 1),
  counts  BLOB NOT NULL CHECK (length(counts) = 4 * classes * classes),
  PRIMARY KEY (run, metric, epoch)
) STRICT;

CREATE TABLE summary (
  run        INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  metric     TEXT NOT NULL,
  last_epoch INTEGER NOT NULL,
  last       REAL NOT NULL,
  best_epoch INTEGER NOT NULL,
  best       REAL NOT NULL,
  mean_last5 REAL NOT NULL,
  PRIMARY KEY (run, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  run        INTEGER PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
  epoch      INTEGER NOT NULL CHECK (epoch >= 0),
  step       INTEGER NOT NULL CHECK (step >= 0),
  path       TEXT NOT NULL,
  digest     TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE event_log (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  time_ms INTEGER NOT NULL,
  run     INTEGER REFERENCES run (number) ON DELETE CASCADE,
  level   TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
  text    TEXT NOT NULL
) STRICT;
CREATE INDEX event_log_of_run ON event_log (run, id);

CREATE VIEW per_class_accuracy AS
SELECT run.id AS run_id, run.name AS run_name, run.status, run.mode, run.method, run.dataset, run.ratio,
       run.balanced_twin, run.n, run.seed, class_metric.metric, class_metric.epoch, class_metric.class,
       run_class.name AS class_name, run_class.train_count, run_class.class_group,
       class_metric.value AS accuracy
FROM run
JOIN class_metric ON class_metric.run = run.number
JOIN run_class ON run_class.run = run.number AND run_class.class = class_metric.class
WHERE run.deleted_ms IS NULL AND class_metric.metric LIKE '%\_accuracy' ESCAPE '\';

CREATE VIEW run_result AS
SELECT run.id AS run_id, run.name AS run_name, run.status, run.mode, run.method, run.dataset, run.ratio,
       run.balanced_twin, run.n, run.seed, run.epochs_done, summary.metric, summary.last_epoch, summary.last,
       summary.best_epoch, summary.best, summary.mean_last5
FROM run
JOIN summary ON summary.run = run.number
WHERE run.deleted_ms IS NULL;
)sql";

// Version 2: the queue and experiments.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE queue (
  run           INTEGER PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
  priority      INTEGER NOT NULL DEFAULT 0,
  place         INTEGER NOT NULL,
  attempts      INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  attempt_epoch INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX queue_order ON queue (priority DESC, place);

CREATE TABLE experiment (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  kind       TEXT NOT NULL,
  title      TEXT NOT NULL,
  settings   TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE experiment_run (
  experiment INTEGER NOT NULL REFERENCES experiment (number) ON DELETE CASCADE,
  run        INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  PRIMARY KEY (experiment, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX experiment_of_run ON experiment_run (run);
)sql";

// Version 3: how values were measured.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE evaluation (
  run            INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  metric         TEXT NOT NULL,
  epoch          INTEGER NOT NULL CHECK (epoch >= 0),
  protocol       TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  created_ms     INTEGER NOT NULL,
  PRIMARY KEY (run, metric, epoch)
) STRICT, WITHOUT ROWID;
)sql";

// Version 4: evaluations that are asked for and not made yet, and what tells that only they are left. The
// epochs are a column, since SQLite runs no function of JSON in a view of a file that it does not trust.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE wanted_evaluation (
  run     INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  request TEXT NOT NULL,
  PRIMARY KEY (run, request)
) STRICT, WITHOUT ROWID;
ALTER TABLE run ADD COLUMN epochs INTEGER NOT NULL DEFAULT 1;
-- Runs with a checkpoint of their last epoch: they are trained, whatever becomes of their evaluations.
CREATE VIEW trained_run (run) AS
  SELECT run.number FROM run JOIN checkpoint ON checkpoint.run = run.number
  WHERE checkpoint.step = 0 AND checkpoint.epoch >= run.epochs;
)sql";

// Version 5: what was said of each test image, figures, and runs that were made elsewhere. Classes are
// little-endian uint16.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE test_labels (
  data_digest TEXT PRIMARY KEY,
  n           INTEGER NOT NULL CHECK (n >= 0),
  labels      BLOB NOT NULL CHECK (length(labels) = 2 * n)
) STRICT;

CREATE TABLE prediction (
  run     INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  metric  TEXT NOT NULL,
  epoch   INTEGER NOT NULL CHECK (epoch >= 0),
  n       INTEGER NOT NULL CHECK (n >= 0),
  classes BLOB NOT NULL CHECK (length(classes) = 2 * n),
  PRIMARY KEY (run, metric, epoch)
) STRICT;

CREATE TABLE figure (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  title      TEXT NOT NULL,
  spec       TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL
) STRICT;

ALTER TABLE run ADD COLUMN source TEXT NOT NULL DEFAULT '';
)sql";

// Version 6: workers that say that they are there, views that are kept, and where the test images lie in the
// space of a run's features. Numbers are little-endian float32, test images int32.
constexpr const char* kVersion6 = R"sql(
CREATE TABLE worker (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  host         TEXT NOT NULL,
  pid          INTEGER NOT NULL,
  jobs         INTEGER NOT NULL CHECK (jobs >= 1),
  started_ms   INTEGER NOT NULL,
  heartbeat_ms INTEGER NOT NULL,
  stop_asked   INTEGER NOT NULL DEFAULT 0 CHECK (stop_asked IN (0, 1))
) STRICT;

CREATE TABLE saved_view (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  title      TEXT NOT NULL,
  state      TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE feature_map (
  run         INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  epoch       INTEGER NOT NULL CHECK (epoch >= 0),
  data_digest TEXT NOT NULL,
  n           INTEGER NOT NULL CHECK (n >= 1),
  dimensions  INTEGER NOT NULL CHECK (dimensions >= 2),
  images      BLOB NOT NULL CHECK (length(images) = 4 * n),
  components  BLOB NOT NULL CHECK (length(components) = 4 * n * dimensions),
  map         BLOB NOT NULL CHECK (length(map) = 8 * n),
  protocol    TEXT NOT NULL,
  created_ms  INTEGER NOT NULL,
  PRIMARY KEY (run, epoch)
) STRICT;
)sql";

// Version 7: the values of all classes at an epoch are one row. One row for each was more than half of a
// store, and a curve of a hundred classes took as long to read as to look at. A list in JSON stays readable
// for SQL; its function json_each runs in views of files that are not trusted, which its others do not.
constexpr const char* kVersion7 = R"sql(
DROP VIEW per_class_accuracy;
ALTER TABLE class_metric RENAME TO class_metric_of_version_6;

CREATE TABLE class_metric (
  run          INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
  metric       TEXT NOT NULL,
  epoch        INTEGER NOT NULL CHECK (epoch >= 0),
  class_values TEXT NOT NULL CHECK (class_values LIKE '[%]'),
  PRIMARY KEY (run, metric, epoch)
) STRICT;

CREATE VIEW class_value (run, metric, epoch, class, value) AS
SELECT class_metric.run, class_metric.metric, class_metric.epoch, CAST(each.key AS INTEGER),
       CAST(each.value AS REAL)
FROM class_metric, json_each(class_metric.class_values) AS each;

CREATE VIEW per_class_accuracy AS
SELECT run.id AS run_id, run.name AS run_name, run.status, run.mode, run.method, run.dataset, run.ratio,
       run.balanced_twin, run.n, run.seed, class_value.metric, class_value.epoch, class_value.class,
       run_class.name AS class_name, run_class.train_count, run_class.class_group,
       class_value.value AS accuracy
FROM run
JOIN class_value ON class_value.run = run.number
JOIN run_class ON run_class.run = run.number AND run_class.class = class_value.class
WHERE run.deleted_ms IS NULL AND class_value.metric LIKE '%\_accuracy' ESCAPE '\';
)sql";

constexpr const char* kDropClassMetricOfVersion6 = "DROP TABLE class_metric_of_version_6";

/// Rows of single classes become lists. Not by SQL: its JSON rounds numbers to fifteen digits.
void moveClassMetrics(SQLite::Database& database) {
  SQLite::Statement rows(database,
                         "SELECT run, metric, epoch, class, value FROM class_metric_of_version_6 "
                         "ORDER BY run, metric, epoch, class");
  SQLite::Statement insert(
      database, "INSERT INTO class_metric (run, metric, epoch, class_values) VALUES (?1, ?2, ?3, ?4)");
  std::tuple<std::int64_t, std::string, std::int64_t> of;
  std::vector<double> values;
  const auto write = [&] {
    const auto& [run, metric, epoch] = of;
    if (!values.empty()) rerun(insert, run, metric, epoch, classValuesText(values));
    values.clear();
  };
  while (rows.executeStep()) {
    std::tuple now(rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getInt64());
    if (now != of) write();
    of = std::move(now);
    const std::int64_t index = rows.getColumn(3).getInt64();
    if (index < 0 || index >= kMaxClasses) throw Error(ErrorKind::Store, "it holds a class that cannot be");
    values.resize(static_cast<std::size_t>(index), std::numeric_limits<double>::quiet_NaN());
    values.push_back(rows.getColumn(4).isNull() ? std::numeric_limits<double>::quiet_NaN()
                                                : rows.getColumn(4).getDouble());
  }
  write();
}

constexpr const char* kEpochsOfVersion3 =
    "UPDATE run SET epochs = ifnull(CAST(iif(json_valid(spec), json_extract(spec, '$.epochs'), 1) AS "
    "INTEGER), "
    "1)";

// What waited in version 1 waits on.
constexpr const char* kQueueOfVersion1 =
    "INSERT INTO queue (run, place) SELECT number, number FROM run WHERE status = 'queued' AND deleted_ms IS "
    "NULL";

}  // namespace

const Schema& currentSchema() {
  static const Schema schema{kSchemaVersion,
                             std::string(kVersion1) + kVersion2 + kVersion3 + kVersion4 + kVersion5 +
                                 kVersion6 + kVersion7 + kDropClassMetricOfVersion6,
                             {{1,
                               [](SQLite::Database& database) {
                                 database.exec(kVersion2);
                                 database.exec(kQueueOfVersion1);
                               }},
                              {2, [](SQLite::Database& database) { database.exec(kVersion3); }},
                              {3,
                               [](SQLite::Database& database) {
                                 database.exec(kVersion4);
                                 database.exec(kEpochsOfVersion3);
                               }},
                              {4, [](SQLite::Database& database) { database.exec(kVersion5); }},
                              {5, [](SQLite::Database& database) { database.exec(kVersion6); }},
                              {6, [](SQLite::Database& database) {
                                 database.exec(kVersion7);
                                 moveClassMetrics(database);
                                 database.exec(kDropClassMetricOfVersion6);
                               }}}};
  return schema;
}

}  // namespace skewscope::store
