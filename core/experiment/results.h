#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/experiment/settings.h"
#include "core/report/metrics.h"
#include "core/report/table.h"
#include "core/store/records.h"

namespace skewscope::experiment {

/// One line of an experiment's results: a setting over its seeds.
struct Row {
  std::string line;     ///< "Supervised", "SimCLR + rwSAM"
  std::string dataset;  ///< of the runs; half images have two
  spec::Profile profile = spec::Profile::Exponential;
  double ratio = 1;
  double size = 1;
  std::int64_t n = 0;  ///< images of the subset; 0 until a run has started
  int runs = 0, done = 0;
  report::Band accuracy;                ///< probe of the imbalanced runs
  report::Band balanced;                ///< probe of the twins, over the seeds of which both are done
  report::Band gap;                     ///< relative gap, over the same seeds
  report::Band rare;                    ///< half images: probe of the rare classes alone
  report::Band leftFrequent, leftRare;  ///< half images: share of Grad-CAM in the left half, per class group
};

/// Value per class of a run's last evaluation (store::Reader::lastPerClass); empty if there is none.
using PerClass = std::function<std::vector<double>(const std::string& run, const std::string& metric)>;

/// The rows of an experiment in the order of plan(), from its runs as they are now: rows of runs that are not
/// done are there with N smaller than the number of seeds. `members`: the records of its runs, in any order.
std::vector<Row> results(const Settings& settings, const std::vector<store::RunRecord>& members,
                         const PerClass& perClass);

/// The rows as a table, with the columns that the kind of experiment has.
report::Table resultTable(Kind kind, const std::vector<Row>& rows);

}  // namespace skewscope::experiment
