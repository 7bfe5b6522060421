#include "core/train/run_data.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace skewscope::train {

namespace {

RunData withSubset(const spec::ExperimentSpec& spec, data::Dataset dataset) {
  RunData open;
  open.dataset = std::move(dataset);
  open.plan = data::planSubset(spec, open.dataset.train.classCounts());
  open.subset = data::subsetFor(spec, open.dataset.train);
  const auto groups = data::classGroups(open.plan.counts);
  for (int c = 0; c < open.dataset.train.classes(); ++c) {
    const auto index = static_cast<std::size_t>(c);
    open.classes.push_back(
        {c, open.dataset.train.classNames[index], open.subset.counts[index], groups[index]});
  }
  return open;
}

}  // namespace

RunData openRunData(const spec::ExperimentSpec& spec, const ParallelFor& parallel) {
  return withSubset(spec, data::loadDataset(spec.dataset, spec.dataDir, parallel));
}

RunData openRunData(const store::RunRecord& run, const ParallelFor& parallel) {
  if (run.dataDigest.empty()) return openRunData(run.spec, parallel);
  return withSubset(run.spec,
                    data::loadSameDataset(run.spec.dataset, run.spec.dataDir, run.dataDigest, parallel));
}

std::filesystem::path checkpointFile(const std::filesystem::path& folder, const std::string& relative) {
  const std::filesystem::path path(relative);
  if (path.empty() || path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end()) {
    throw Error(ErrorKind::Data, "The store names a checkpoint outside its own folder.",
                "It may have been tampered with; the checkpoint is not opened.");
  }
  return folder / path;
}

}  // namespace skewscope::train
