#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/report/metrics.h"
#include "core/report/seed_curve.h"
#include "core/report/table.h"
#include "core/store/records.h"

namespace skewscope::compare {

/// Which of a run's evaluations is looked at.
enum class AtEpoch {
  Last,  ///< the last one with values per class
  Best,  ///< the one at which the accuracy over all classes was largest
};

/// Accuracy per class of one run at one epoch.
struct ClassRun {
  std::string id, name;
  std::int64_t epoch = 0;
  double overall = 0;                    ///< over all test images; NaN if it is not known
  std::vector<store::RunClass> classes;  ///< in the order of their indices
  std::vector<double> accuracy;          ///< of `classes`, in [0, 1]; NaN where a class has none
};

/// What a run has of an accuracy; nothing if it has no values per class at that epoch. `overall` is the
/// accuracy over all classes, `perClass` that of each. Throws nothing on rows that do not fit each other:
/// what is missing is NaN.
std::optional<ClassRun> classRun(const store::RunRecord& record, const std::vector<store::RunClass>& classes,
                                 const std::string& metric, const store::Series& overall,
                                 const store::ClassSeries& perClass, AtEpoch at);

/// A class over the runs that are joined.
struct ClassPoint {
  std::string name;
  std::int64_t trainCount = 0;  ///< in the first run's subset; 0: not known
  int group = 0;                ///< 0 many, 1 medium, 2 few
  report::Band accuracy;        ///< N leaves out runs without a value
  report::BandEdges edges;      ///< of `accuracy`
};

/// A run, or those that repeat its setting with other seeds.
struct ClassResult {
  std::string name;
  std::vector<std::string> runs;       ///< ids
  std::vector<std::string> names;      ///< of the runs
  std::vector<std::int64_t> epochs;    ///< of the runs
  std::vector<ClassPoint> classes;     ///< from many to few training images
  report::Band overall;                ///< over the runs, as all below
  std::array<report::Band, 3> groups;  ///< mean class accuracy over many, medium, few; N = 0: no such class
  report::Band classDeviation;         ///< balancedness: deviation over the classes of a run
  report::Band groupDeviation;         ///< and over its three groups (docs/methods/evaluation.md)
  std::optional<std::size_t> worst{};  ///< of `classes`, the one with the lowest mean
};

/// Joins runs, all of the same classes, at least one; a class that the first run does not have is left out.
ClassResult joinClassRuns(const std::string& name, std::span<const ClassRun> runs, report::Spread spread);

/// Names of the classes of all results, each once, from many to few training images: by the sum over the
/// results, so that a balanced twin beside an imbalanced run does not change the order.
std::vector<std::string> classOrder(std::span<const ClassResult> results);

/// A class of a result by its name; null if it has none.
const ClassPoint* findClass(const ClassResult& result, const std::string& name);

/// A row for each result: overall, groups, worst class, balancedness.
report::Table classSummaryTable(std::span<const ClassResult> results, const std::string& metric);

/// A row for each class, a column for each result.
report::Table perClassTable(std::span<const ClassResult> results, const std::string& metric);

}  // namespace skewscope::compare
