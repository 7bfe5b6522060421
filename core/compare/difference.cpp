#include "core/compare/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>

#include "core/compare/metric_title.h"
#include "core/compare/option_cell.h"
#include "core/spec/options.h"

namespace skewscope::compare {
namespace {

using report::Cell;

/// A number that is not there is nothing, so that two of them are equal.
Cell realCell(double value) {
  return std::isnan(value) ? Cell{} : Cell{value};
}

bool isNothing(const Cell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

std::optional<double> numberOf(const Cell& cell) {
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*integer);
  return std::nullopt;
}

report::Column formatOf(const Line& line) {
  return {line.key, line.title, report::Align::Right, line.decimals, line.scale};
}

class Comparison {
 public:
  explicit Comparison(std::span<const ComparedRun> runs) : runs_(runs) {}

  std::vector<Line> lines() {
    settings();
    origin();
    classCounts();
    results();
    classResults();
    return std::move(lines_);
  }

 private:
  /// Adds a line unless no run has a value.
  void add(Line line, const std::function<Cell(const ComparedRun&)>& value) {
    for (const ComparedRun& run : runs_) {
      line.values.push_back(value(run));
      if (line.displayed.size() < line.values.size())
        line.displayed.push_back(report::cellText(formatOf(line), line.values.back()));
    }
    finish(std::move(line));
  }

  void finish(Line line) {
    if (std::ranges::all_of(line.values, isNothing)) return;
    line.differs =
        std::ranges::any_of(line.values, [&](const Cell& cell) { return cell != line.values.front(); });
    lines_.push_back(std::move(line));
  }

  static Line metricLine(Section section, const std::string& metric, const std::string& className = {}) {
    const bool share = store::isShare(metric);
    Line line;
    line.section = section;
    line.key = className.empty() ? metric : metric + "." + className;
    line.title = metricTitle(metric) + (share ? " (%)" : "");
    line.className = className;
    line.decimals = share ? 1 : report::kShortest;
    line.scale = share ? 100 : 1;
    return line;
  }

  void settings() {
    for (const spec::Option& option : spec::options()) {
      if (option.name == "name") continue;
      Line line;
      line.key = option.name;
      line.title = option.label;
      for (const ComparedRun& run : runs_) {
        line.values.push_back(optionCell(option, run.record));
        line.displayed.push_back(optionText(option, run.record));
      }
      finish(std::move(line));
    }
  }

  void origin() {
    const auto text = [&](const char* key, const char* title, auto member) {
      add({Section::Origin, key, title}, [&](const ComparedRun& run) -> Cell {
        const std::string value = member(run.record);
        return value.empty() ? Cell{} : Cell{value};
      });
    };
    const auto count = [&](const char* key, const char* title, auto member) {
      add({Section::Origin, key, title}, [&](const ComparedRun& run) -> Cell {
        const std::int64_t value = member(run.record);
        return value == 0 ? Cell{} : Cell{value};
      });
    };
    using Run = const store::RunRecord&;
    text("status", "State", [](Run run) {
      return store::isImported(run) ? std::string("imported") : store::toText(run.status);
    });
    text("source", "Imported from", [](Run run) { return run.source; });
    count("epochs_done", "Epochs done", [](Run run) { return run.epochsDone; });
    count("training_images", "Training images n", [](Run run) { return run.n; });
    text("data_digest", "Digest of the data", [](Run run) { return run.dataDigest; });
    text("subset_digest", "Digest of the subset", [](Run run) { return run.subsetDigest; });
    text("engine_version", "Version", [](Run run) { return run.engineVersion; });
    text("device", "Device", [](Run run) { return run.device; });
    text("used_precision", "Precision used", [](Run run) { return run.precision; });
    count("used_threads", "Threads used", [](Run run) { return std::int64_t{run.threads}; });
  }

  /// Names of all classes in the order of the first run that has them.
  std::vector<std::string> classNames() const {
    std::vector<std::string> names;
    std::set<std::string> known;
    for (const ComparedRun& run : runs_) {
      for (const store::RunClass& each : run.classes) {
        if (known.insert(each.name).second) names.push_back(each.name);
      }
    }
    return names;
  }

  static const store::RunClass* classOf(const ComparedRun& run, const std::string& name) {
    const auto found = std::ranges::find(run.classes, name, &store::RunClass::name);
    return found == run.classes.end() ? nullptr : &*found;
  }

  void classCounts() {
    for (const std::string& name : classNames()) {
      Line line{Section::ClassCounts, "images." + name};
      line.className = name;
      add(std::move(line), [&](const ComparedRun& run) -> Cell {
        const store::RunClass* each = classOf(run, name);
        return each == nullptr || store::isImported(run.record) ? Cell{} : Cell{each->trainCount};
      });
    }
  }

  void results() {
    std::set<std::string> metrics;
    for (const ComparedRun& run : runs_) {
      for (const auto& [metric, summary] : run.record.summaries) metrics.insert(metric);
    }
    // What a run is judged by stands first.
    std::vector<std::string> ordered(metrics.begin(), metrics.end());
    std::stable_partition(ordered.begin(), ordered.end(),
                          [](const std::string& metric) { return store::isShare(metric); });
    for (const std::string& metric : ordered) {
      add(metricLine(Section::Results, metric), [&](const ComparedRun& run) -> Cell {
        const auto found = run.record.summaries.find(metric);
        return found == run.record.summaries.end() ? Cell{} : realCell(found->second.last);
      });
    }
  }

  void classResults() {
    std::set<std::string> metrics;
    for (const ComparedRun& run : runs_) {
      for (const auto& [metric, values] : run.perClass) metrics.insert(metric);
    }
    for (const std::string& metric : metrics) {
      for (const std::string& name : classNames()) {
        add(metricLine(Section::ClassResults, metric, name), [&](const ComparedRun& run) -> Cell {
          const auto values = run.perClass.find(metric);
          const store::RunClass* each = classOf(run, name);
          if (values == run.perClass.end() || each == nullptr || each->index < 0) return {};
          const auto index = static_cast<std::size_t>(each->index);
          return index < values->second.size() ? realCell(values->second[index]) : Cell{};
        });
      }
    }
  }

  std::span<const ComparedRun> runs_;
  std::vector<Line> lines_;
};

}  // namespace

ComparedRun readComparedRun(store::Reader& reader, const store::RunRecord& record) {
  ComparedRun run{record, reader.classes(record.id), {}};
  for (const std::string& metric : reader.classMetricNames(record.id))
    run.perClass[metric] = reader.lastPerClass(record.id, metric);
  return run;
}

std::string_view sectionTitle(Section section) {
  switch (section) {
    case Section::Settings:
      return "Settings";
    case Section::Origin:
      return "Origin";
    case Section::ClassCounts:
      return "Training images per class";
    case Section::Results:
      return "Results";
    case Section::ClassResults:
      return "Results per class";
  }
  return "";
}

std::vector<Line> compareRuns(std::span<const ComparedRun> runs) {
  return Comparison(runs).lines();
}

std::string signedText(double difference, int decimals) {
  const std::string size = decimals == report::kShortest
                               ? fmt::format("{:.3g}", std::abs(difference))
                               : fmt::format("{:.{}f}", std::abs(difference), decimals);
  // A difference that rounds to nothing has no sign.
  const bool none = size.find_first_not_of("0.") == std::string::npos;
  return (none ? "±" : difference > 0 ? "+" : "−") + size;
}

std::optional<std::string> signedDifference(const Line& line, std::size_t run, std::size_t baseline) {
  if (line.section == Section::Settings || line.section == Section::Origin || run == baseline)
    return std::nullopt;
  const auto value = numberOf(line.values[run]), base = numberOf(line.values[baseline]);
  if (!value || !base) return std::nullopt;
  const double difference = (*value - *base) * line.scale;
  const bool whole = std::holds_alternative<std::int64_t>(line.values[run]);
  return signedText(difference, whole ? 0 : line.decimals);
}

std::string lineTitle(const std::string& title, const std::string& className) {
  return title + (title.empty() || className.empty() ? "" : ", ") + className;
}

report::Table differenceTable(std::span<const ComparedRun> runs, std::span<const Line> lines,
                              const DifferenceView& view, bool people) {
  std::vector<report::Column> columns{{"section", "Section"}, {"key", "What"}};
  if (people) columns = {{"title", "What"}};
  for (const ComparedRun& run : runs) {
    report::Column column{run.record.id, run.record.name, report::Align::Right};
    columns.push_back(std::move(column));
  }
  report::Table table(std::move(columns));
  std::optional<Section> section;
  for (const Line& line : lines) {
    if (!view.all && !line.differs) continue;
    std::vector<Cell> row;
    if (people && section != line.section) {
      section = line.section;
      row.emplace_back(std::string(sectionTitle(line.section)));
      row.resize(runs.size() + 1);
      table.add(std::exchange(row, {}));
    }
    if (people) {
      row.emplace_back("  " + lineTitle(line.title, line.className));
    } else {
      row.emplace_back(std::string(sectionTitle(line.section)));
      row.emplace_back(line.key);
    }
    for (std::size_t run = 0; run < runs.size(); ++run) {
      if (!people) {
        row.push_back(line.values[run]);
        continue;
      }
      std::string shown = line.displayed[run];
      if (const auto difference = view.baseline ? signedDifference(line, run, *view.baseline) : std::nullopt)
        shown += " (" + *difference + ")";
      row.emplace_back(std::move(shown));
    }
    table.add(std::move(row));
  }
  return table;
}

}  // namespace skewscope::compare
