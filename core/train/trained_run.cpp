#include "core/train/trained_run.h"

#include <fmt/format.h>

#include <vector>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/nn/precision.h"
#include "core/store/reader.h"
#include "core/train/checkpoint.h"
#include "core/train/run_data.h"

namespace skewscope::train {

bool goesOnInBf16(const store::RunRecord& run, const torch::Device& device) {
  if (run.precision.empty() || !run.hasCheckpoint)
    return nn::resolveBf16(run.spec.precision, device, cpuInfo());
  if (run.precision != nn::kBf16) return false;
  if (run.spec.precision != spec::Precision::Auto) return run.spec.precision == spec::Precision::BFloat16;
  return device.is_cuda() || (device.is_cpu() && cpuInfo().computesBf16());
}

TrainedRun openTrainedRun(const std::filesystem::path& path, const std::string& run,
                          const nn::Device& device) {
  store::Reader reader(path);
  TrainedRun open;
  open.record = reader.run(run);
  const auto checkpoint = reader.checkpoint(open.record.id);
  const auto classes = reader.classes(open.record.id);
  if (!checkpoint || classes.empty()) {
    throw Error(ErrorKind::Usage, fmt::format("Run '{}' has no checkpoint.", open.record.name),
                "Train it first; every epoch leaves one.");
  }
  open.checkpoint = *checkpoint;
  open.model = learn::makeModel(open.record.spec, static_cast<int>(classes.size()));
  open.device = device;
  open.model.bf16 = goesOnInBf16(open.record, device.torch);
  std::vector<std::int64_t> counts;
  for (const store::RunClass& each : classes) counts.push_back(each.trainCount);
  open.model.labelLoss = learn::LabelLoss(open.record.spec, counts);
  open.model.moveTo(device);
  loadModel(checkpointFile(path.parent_path(), checkpoint->path), checkpoint->digest, open.model);
  return open;
}

}  // namespace skewscope::train
