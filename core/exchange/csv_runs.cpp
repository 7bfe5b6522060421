#include "core/exchange/csv_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/error.h"
#include "core/exchange/csv.h"

namespace skewscope::exchange {
namespace {

constexpr double kMostEpoch = 9007199254740992;  ///< 2^53: up to there a real number tells whole ones apart
constexpr double kLatestTime = 253402300800;     ///< the year 10000, in seconds

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

/// The rows below a header, with messages that say where something is.
class Rows {
 public:
  Rows(std::string_view text, const std::string& name) : reader_(text, name) {
    if (!reader_.next(header_))
      throw Error(ErrorKind::Data, fmt::format("{} is empty.", name),
                  "The first line names the columns, the others hold their values.");
    for (std::string& each : header_) each = each.substr(0, each.find_last_not_of(" \t") + 1);
  }

  const std::vector<std::string>& header() const { return header_; }
  std::optional<std::size_t> find(std::string_view column) const {
    const auto found = std::ranges::find(header_, column);
    if (found == header_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header_.begin());
  }
  bool next() {
    if (!reader_.next(cells_)) return false;
    if (cells_.size() != header_.size()) {
      throw Error(ErrorKind::Data,
                  fmt::format("{}, line {}: it has {} values, and the header names {} columns.",
                              reader_.name(), line(), cells_.size(), header_.size()),
                  "Values with a comma in them stand within quotation marks; numbers have a decimal point.");
    }
    return true;
  }
  std::size_t line() const { return reader_.line(); }
  const std::string& name() const { return reader_.name(); }
  const std::string& cell(std::size_t column) const { return cells_[column]; }
  /// Text of a cell of a column that may be missing.
  std::string cell(std::optional<std::size_t> column) const {
    return column ? cells_[*column] : std::string();
  }

  [[noreturn]] void fail(std::size_t column, const std::string& what, const std::string& advice = {}) const {
    throw Error(ErrorKind::Data,
                fmt::format("{}, line {}, column {} (\"{}\"): {}.", name(), line(), column + 1,
                            shown(header_[column]), what),
                advice);
  }

  std::int64_t whole(std::size_t column, const char* what) const {
    const auto value = csvNumber(cells_[column]);
    if (!value || !(*value >= 0) || *value >= kMostEpoch || *value != std::floor(*value))
      fail(column, fmt::format("\"{}\" is no {}", shown(cells_[column], 40), what),
           "It is a whole number from 0 on.");
    return static_cast<std::int64_t>(*value);
  }
  double number(std::size_t column) const {
    const auto value = csvNumber(cells_[column]);
    if (!value)
      fail(column, fmt::format("\"{}\" is no number", shown(cells_[column], 40)),
           "Numbers are written as 0.5 or 1e-3: with a decimal point, without a per cent sign.");
    return *value;
  }

 private:
  CsvReader reader_;
  std::vector<std::string> header_, cells_;
};

/// Counts values, so that a file with too many is refused while it is read.
class Budget {
 public:
  explicit Budget(const std::string& name) : name_(name) {}
  void take() {
    if (++values_ <= kMostValues) return;
    throw Error(ErrorKind::Data, fmt::format("{} has more than {} values.", name_, kMostValues),
                "Import a file with fewer epochs, or the columns that matter.");
  }

 private:
  const std::string& name_;
  std::size_t values_ = 0;
};

constexpr const char* kSecondValue = "there is a value for epoch {} already";

class WideForm {
 public:
  WideForm(Rows& rows, const std::string& title, const ImportOptions& options)
      : rows_(rows), epoch_(epochColumn(options)), budget_(rows.name()) {
    run_.name = title;
    columns_.resize(rows_.header().size());
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::string& name = rows_.header()[c];
      if (c == epoch_) continue;
      const auto first = std::ranges::find(rows_.header(), name);
      if (first != rows_.header().begin() + static_cast<std::ptrdiff_t>(c))
        throw Error(ErrorKind::Data,
                    fmt::format("{}, line 1: columns {} and {} are both called \"{}\".", rows_.name(),
                                first - rows_.header().begin() + 1, c + 1, shown(name)),
                    "Give each metric a name of its own.");
      const std::string small = lower(name);
      if (small == "wall time" || small == "wall_time") columns_[c].kind = Kind::Time;
      if (name.empty()) {
        columns_[c].kind = Kind::Text;
        run_.remarks.push_back(fmt::format("Column {} has no name and is left out.", c + 1));
      }
    }
  }

  RawRun read() {
    while (rows_.next()) takeRow();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].curve.values.empty()) continue;
      columns_[c].curve.metric = rows_.header()[c];
      run_.curves.push_back(std::move(columns_[c].curve));
    }
    return std::move(run_);
  }

 private:
  enum class Kind { Unknown, Number, Text, Time };
  struct Column {
    Kind kind = Kind::Unknown;  ///< until its first value
    RawCurve curve;
  };

  std::size_t epochColumn(const ImportOptions& options) const {
    if (!options.epochColumn.empty()) {
      if (const auto found = rows_.find(options.epochColumn)) return *found;
      throw Error(ErrorKind::Usage,
                  fmt::format("{} has no column \"{}\".", rows_.name(), options.epochColumn), columnsText());
    }
    for (const char* wanted : {"epoch", "step", "iteration"}) {
      for (std::size_t c = 0; c < rows_.header().size(); ++c) {
        if (lower(rows_.header()[c]) == wanted) return c;
      }
    }
    throw Error(ErrorKind::Usage,
                fmt::format("{} has no column that is called epoch, step or iteration.", rows_.name()),
                "Name the one that counts with --epoch-column. " + columnsText());
  }

  std::string columnsText() const {
    std::string names;
    for (const std::string& each : rows_.header()) {
      if (names.size() > 200) return names + ", ...";
      names += (names.empty() ? "Its columns: " : ", ") + shown(each, 40);
    }
    return names + " (separated by commas).";
  }

  void takeRow() {
    const std::int64_t epoch = rows_.whole(epoch_, "epoch");
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      Column& column = columns_[c];
      if (c == epoch_ || column.kind == Kind::Text || isCsvBlank(rows_.cell(c))) continue;
      if (column.kind == Kind::Unknown) {
        column.kind = csvNumber(rows_.cell(c)) ? Kind::Number : Kind::Text;
        if (column.kind == Kind::Text) {
          run_.remarks.push_back(fmt::format("Column \"{}\" is left out: \"{}\" in line {} is no number.",
                                             shown(rows_.header()[c]), shown(rows_.cell(c), 40),
                                             rows_.line()));
          continue;
        }
      }
      const double value = rows_.number(c);
      if (column.kind == Kind::Time) {
        takeTime(value);
        continue;
      }
      budget_.take();
      if (!column.curve.values.try_emplace(epoch, value).second)
        rows_.fail(c, fmt::format(kSecondValue, epoch),
                   "If the rows count steps, name their column with --epoch-column.");
    }
  }

  void takeTime(double seconds) {
    if (!(seconds > 0 && seconds < kLatestTime)) return;
    const auto ms = static_cast<std::int64_t>(std::llround(1000 * seconds));
    run_.startedMs = run_.startedMs == 0 ? ms : std::min(run_.startedMs, ms);
    run_.endedMs = std::max(run_.endedMs, ms);
  }

  Rows& rows_;
  std::size_t epoch_;
  Budget budget_;
  RawRun run_;
  std::vector<Column> columns_;
};

class LongForm {
 public:
  LongForm(Rows& rows, std::string title)
      : rows_(rows),
        title_(std::move(title)),
        metric_(*rows.find("metric")),
        epoch_(*rows.find("epoch")),
        value_(*rows.find("value")),
        class_(rows.find("class")),
        className_(rows.find("class_name")),
        key_(rows.find("run_id")),
        name_(rows.find("name")),
        budget_(rows.name()) {
    const auto run = rows.find("run");
    if (!name_) name_ = run;  // beside "run_id" it holds the name, alone both
    if (!key_) key_ = run ? run : name_;
  }

  std::vector<RawRun> read() {
    while (rows_.next()) takeRow();
    std::vector<RawRun> runs;
    for (Building& each : runs_) runs.push_back(std::move(each.run));
    return runs;
  }

 private:
  struct Building {
    RawRun run;
    std::map<std::pair<std::string, int>, std::size_t> places;  ///< of curves by metric and class
    std::map<std::string, std::size_t> classes;                 ///< by name
  };

  Building& runOfRow() {
    const auto [place, isNew] = byKey_.try_emplace(rows_.cell(key_), runs_.size());
    if (isNew) {
      if (runs_.size() == kMostCsvRuns)
        throw Error(ErrorKind::Data, fmt::format("{} has more than {} runs.", rows_.name(), kMostCsvRuns),
                    "Import them file by file.");
      RawRun run;
      run.name = rows_.cell(name_);
      if (run.name.empty()) run.name = title_;
      run.classesInNames = false;
      runs_.push_back({std::move(run), {}, {}});
    }
    return runs_[place->second];
  }

  /// Class of the row: its number, or the place of its name; -1 for a value over all classes.
  int classOfRow(Building& building) const {
    RawRun& run = building.run;
    const std::string name = rows_.cell(className_);
    std::size_t index = 0;
    if (class_ && !isCsvBlank(rows_.cell(*class_))) {
      index = static_cast<std::size_t>(rows_.whole(*class_, "number of a class"));
      if (index >= kMostMetrics)
        rows_.fail(*class_, fmt::format("there are at most {} classes", kMostMetrics));
    } else if (!name.empty()) {
      const auto known = building.classes.find(name);
      index = known == building.classes.end() ? run.classes.size() : known->second;
      if (index >= kMostMetrics)
        rows_.fail(*className_, fmt::format("there are at most {} classes", kMostMetrics));
    } else {
      return -1;
    }
    while (run.classes.size() <= index) run.classes.push_back(fmt::format("class {}", run.classes.size()));
    if (!name.empty()) {
      run.classes[index] = name;
      building.classes.try_emplace(name, index);
    }
    return static_cast<int>(index);
  }

  void takeRow() {
    const std::string& metric = rows_.cell(metric_);
    if (metric.empty()) rows_.fail(metric_, "the metric has no name");
    const std::int64_t epoch = rows_.whole(epoch_, "epoch");
    Building& building = runOfRow();
    const int index = classOfRow(building);
    if (isCsvBlank(rows_.cell(value_))) return;
    const double value = rows_.number(value_);
    const auto [place, isNew] = building.places.try_emplace({metric, index}, building.run.curves.size());
    if (isNew) building.run.curves.push_back({metric, index, {}});
    budget_.take();
    if (!building.run.curves[place->second].values.try_emplace(epoch, value).second)
      rows_.fail(value_, fmt::format(kSecondValue, epoch));
  }

  Rows& rows_;
  std::string title_;
  std::size_t metric_, epoch_, value_;
  std::optional<std::size_t> class_, className_, key_, name_;
  Budget budget_;
  std::vector<Building> runs_;
  std::map<std::string, std::size_t> byKey_;
};

}  // namespace

std::vector<RawRun> readCsvRuns(std::string_view text, const std::string& name, const std::string& title,
                                const ImportOptions& options) {
  Rows rows(text, name);
  if (rows.find("metric") && rows.find("epoch") && rows.find("value")) return LongForm(rows, title).read();
  std::vector<RawRun> runs;
  runs.push_back(WideForm(rows, title, options).read());
  return runs;
}

}  // namespace skewscope::exchange
