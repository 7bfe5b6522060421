#include "core/train/run_data.h"

#include <algorithm>

#include "core/base/error.h"

namespace skewscope::train {

RunData openRunData(const spec::ExperimentSpec& spec, const ParallelFor& parallel) {
  RunData open;
  open.dataset = data::loadDataset(spec.dataset, spec.dataDir, parallel);
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

void requireSameData(const store::RunRecord& run, const RunData& data) {
  if (run.dataDigest.empty() || run.dataDigest == data.dataset.digest) return;
  throw Error(ErrorKind::Data,
              "The data set is not the one this run was started with: its digest has changed.",
              "Point data_dir to the original files, or start a new run.");
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
