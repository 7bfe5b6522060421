#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/report/paired_bootstrap.h"
#include "core/report/table.h"
#include "core/store/reader.h"

namespace skewscope::compare {

/// What "A is better than B" is asked about.
struct Question {
  std::string a{}, b{};  ///< runs: ids, their beginnings, or names
  std::string metric{};  ///< an accuracy of the store; empty: the best that both keep predictions of
  /// All seeds of both settings (spec::groupHash) that the store has, paired by seed; else the two runs
  /// alone.
  bool overSeeds = false;
  std::optional<int> group{};  ///< test images of the classes that A has many (0), medium (1), few (2) of
  report::BootstrapSettings settings{};
};

/// The answer.
struct Answer {
  std::string metric;
  std::vector<std::string> runsA, runsB;  ///< ids, pair by pair
  std::vector<std::int64_t> seeds;        ///< of each pair
  std::string nameA, nameB;               ///< of the first pair
  std::optional<int> group;
  report::BootstrapSettings settings{};
  report::PairedDifference difference{};
};

/// Compares two runs, or two settings over their seeds, on the predictions that the store keeps. Throws Error
/// (Usage) where there is nothing to compare, saying what to do: no predictions, other data, the same run.
Answer answer(store::Reader& reader, const Question& question);

/// The answer in a sentence or two for a paper: difference, interval, how it was made, pairs of images and of
/// seeds, and what it does not say.
std::string inWords(const Answer& answer);

/// The answers as a table: runs, accuracies, difference, interval, pairs, p; for programs in full precision.
report::Table answerTable(const std::vector<Answer>& answers, bool people);

/// The accuracies that predictions are kept of for both runs, the first one the best to report (a probe
/// before kNN before the run's own head).
std::vector<std::string> comparableMetrics(store::Reader& reader, const std::string& a, const std::string& b);

}  // namespace skewscope::compare
