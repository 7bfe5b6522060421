#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/data/subset.h"
#include "core/store/records.h"

namespace skewscope::train {

/// A run's images, opened once: shared by training, evaluation and density weights.
struct RunData {
  data::Dataset dataset;
  data::SubsetPlan plan;                 ///< of the imbalanced subset, also for a balanced twin
  data::Subset subset;                   ///< the run's own (the twin's, for a twin)
  std::vector<store::RunClass> classes;  ///< counts of `subset`, groups of `plan`
};

/// Loads the data set of a spec and draws its subset. Blocks. Throws Error as loadDataset and planSubset do.
RunData openRunData(const spec::ExperimentSpec& spec, const ParallelFor& parallel);

/// That of a stored run: one that was begun gets the images that it was begun with, also where they were
/// moved (data::loadSameDataset()).
RunData openRunData(const store::RunRecord& run, const ParallelFor& parallel);

/// The file of a checkpoint that a store in `folder` names by `relative`. Throws Error (Data) if the path
/// would leave the folder: stores come from strangers.
std::filesystem::path checkpointFile(const std::filesystem::path& folder, const std::string& relative);

}  // namespace skewscope::train
