#pragma once

#include <QString>
#include <map>
#include <string>
#include <vector>

#include "core/spec/experiment_spec.h"
#include "ui/plots/histogram_view.h"

namespace skewscope::ui {

/// What Start multiplies a run by.
struct RunPlan {
  bool twin = false;   ///< each run, and its balanced twin
  bool seeds = false;  ///< three seeds, from the spec's on
  bool modes = false;  ///< supervised, self-supervised and rwSAM
};

/// The runs that a spec and a plan come to: by mode, then by seed, each followed by its twin. A name given by
/// the user gets what tells the runs apart.
std::vector<spec::ExperimentSpec> expandPlan(const spec::ExperimentSpec& spec, const RunPlan& plan);

/// What is wrong with a spec, by option (JSON key): ranges and cross-option rules, a data folder that is
/// missing, more images than the data set has. At most one message an option.
std::map<std::string, QString> problemsOf(const spec::ExperimentSpec& spec);

/// The histogram of a spec, without its balanced twin's if the subset cannot be drawn.
HistogramView::Data histogramOf(const spec::ExperimentSpec& spec);

}  // namespace skewscope::ui
