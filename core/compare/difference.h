#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/report/table.h"
#include "core/store/reader.h"

namespace skewscope::compare {

/// A run with what is compared of it.
struct ComparedRun {
  store::RunRecord record;
  std::vector<store::RunClass> classes;  ///< empty until it has started
  /// Last value of each class by metric name; NaN for a class without one.
  std::map<std::string, std::vector<double>> perClass;
};

/// Reads one from a store, with the last per-class values of all its metrics.
ComparedRun readComparedRun(store::Reader& reader, const store::RunRecord& record);

/// What a line of a comparison is about.
enum class Section {
  Settings,      ///< options of the spec
  Origin,        ///< data, program, machine and state
  ClassCounts,   ///< training images of a class
  Results,       ///< last value of a metric
  ClassResults,  ///< last value of a metric for one class
};
/// "Settings", "Results per class".
std::string_view sectionTitle(Section section);

/// One thing that runs are compared by.
struct Line {
  Section section = Section::Settings;
  std::string key;          ///< for programs, unique in its section: "ratio", "images.cat", "probe_accuracy",
                            ///< "probe_accuracy.cat"
  std::string title{};      ///< for people: "Imbalance ratio r", "Linear probe (%)"; empty for class counts
  std::string className{};  ///< ClassCounts, ClassResults: the class, which the title leaves out
  int decimals = report::kShortest;    ///< for people, of real numbers
  double scale = 1;                    ///< for people; 100 for shares
  std::vector<report::Cell> values{};  ///< one for each run; nothing where it does not apply or is not known
  std::vector<std::string> displayed{};  ///< the same for people; "" for nothing
  bool differs = false;                  ///< not all values are the same
};

/// Title and class of a line in one: "Linear probe (%), cat"; either may be empty.
std::string lineTitle(const std::string& title, const std::string& className);

/// Compares runs by all options that apply to one of them, by origin, class counts and results, in this
/// order. Classes are matched by name. The name of a run is not compared.
std::vector<Line> compareRuns(std::span<const ComparedRun> runs);

/// A difference for people, with its sign: "+1.2", "−0.3", "±0.0" where it rounds to nothing. `decimals` may
/// be report::kShortest: three significant digits.
std::string signedText(double difference, int decimals);

/// Value of a run minus that of the baseline, for people, as signedText(); nothing unless both are
/// numbers of a result or a count.
std::optional<std::string> signedDifference(const Line& line, std::size_t run, std::size_t baseline);

/// What differenceTable() shows.
struct DifferenceView {
  bool all = false;                       ///< lines that are equal in all runs too
  std::optional<std::size_t> baseline{};  ///< run to which the results of the others are differences
};

/// The lines as a table with a column for each run. For people: as displayed, with the difference to the
/// baseline behind each number. For programs (CSV, JSON): raw values in columns that are called by run id.
report::Table differenceTable(std::span<const ComparedRun> runs, std::span<const Line> lines,
                              const DifferenceView& view, bool people);

}  // namespace skewscope::compare
