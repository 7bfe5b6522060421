#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/experiment/settings.h"
#include "core/report/metrics.h"
#include "core/report/table.h"
#include "core/store/records.h"

namespace skewscope::experiment {

/// A number that an experiment compares.
struct Measure {
  std::string key;    ///< for programs: "relative_gap"
  std::string title;  ///< for people: "Gap (%)"
  bool share = true;  ///< in [0, 1] and shown in per cent; a difference of losses is neither
};
/// What the kind of experiment measures, in the order of the table.
std::vector<Measure> measures(const Settings& settings);
/// The one of them that the experiment is about.
std::size_t mainMeasure(const Settings& settings);

/// One line of an experiment's results: a setting over its seeds.
struct Row {
  std::string line;     ///< "Supervised", "SimCLR + rwSAM"
  std::string dataset;  ///< of the runs; half images have two
  spec::Profile profile = spec::Profile::Exponential;
  double ratio = 1;
  double size = 1;
  std::int64_t n = 0;  ///< images of the subset; 0 until a run has started
  int runs = 0, done = 0;
  std::vector<report::Band> values;  ///< over the seeds, in the order of measures()
};

/// Value per class of a run's last evaluation (store::Reader::lastPerClass); empty if there is none.
using PerClass = std::function<std::vector<double>(const std::string& run, const std::string& metric)>;

/// The rows of an experiment in the order of plan(), from its runs as they are now: rows of runs that are not
/// done are there with N smaller than the number of seeds. Values of a twin, and relative gaps, are over the
/// seeds of which both are done on the same images. `members`: the records of its runs, in any order.
std::vector<Row> results(const Settings& settings, const std::vector<store::RunRecord>& members,
                         const PerClass& perClass);

/// The rows as a table, with the columns that the kind of experiment has; N is the number of seeds behind its
/// main measure.
report::Table resultTable(const Settings& settings, const std::vector<Row>& rows);

}  // namespace skewscope::experiment
