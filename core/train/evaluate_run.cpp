#include "core/train/evaluate_run.h"

#include <utility>

#include "core/base/system.h"
#include "core/nn/parallel.h"
#include "core/nn/torch.h"
#include "core/store/reader.h"
#include "core/train/evaluator.h"
#include "core/train/memory_estimate.h"
#include "core/train/protocol_evaluation.h"
#include "core/train/run_data.h"
#include "core/train/run_device.h"
#include "core/train/trained_run.h"

namespace skewscope::train {

namespace {

RunDevice deviceOf(const store::RunRecord& run, const std::string& asked, const EventSink& sink) {
  nn::MemoryNeed need = evaluationNeed(run);
  need.whileWaiting = [&, said = false]() mutable {
    if (!std::exchange(said, true)) sink(protocol::Phase{run.id, "wait for GPU memory"});
  };
  return asked.empty() ? openForEvaluation(openDeviceHere, run.spec.device, need)
                       : openDeviceHere(asked, need);
}

}  // namespace

store::EpochRows evaluateRun(store::Writer& writer, const std::string& run,
                             const spec::EvaluationRequest& request, int cores, const std::string& device,
                             const EventSink& sink) {
  const auto path = writer.run([](store::Store& s) { return s.path(); });
  const store::RunRecord record = store::Reader(path).run(run);
  torch::set_num_threads(record.threads > 0 ? record.threads : cores);
  const RunDevice place = deviceOf(record, device, sink);
  if (!place.note.empty()) sink(protocol::Log{record.id, "warning", place.note});
  DeviceWork work;
  try {
    const TrainedRun trained = openTrainedRun(path, run, place.device);
    sink(protocol::Phase{record.id, "load data"});
    const ParallelFor parallel = nn::torchParallelFor();
    const RunData data = openRunData(record, parallel);
    work.kind = DeviceWork::Kind::Evaluation;
    return evaluateRun(writer, trained, data, request, parallel, sink);
  } catch (const c10::Error& error) {
    throw deviceError(error, place.device, work);
  }
}

store::EpochRows evaluateRun(store::Writer& writer, const TrainedRun& trained, const RunData& data,
                             const spec::EvaluationRequest& request, const ParallelFor& parallel,
                             const EventSink& sink) {
  const store::RunRecord& record = trained.record;
  const Evaluator evaluator(record.spec, data.dataset, data.subset, parallel);
  const Evaluator::Listener listener{
      [&](const char* name) {
        sink(protocol::Phase{record.id, name});
      },
      [&](const std::string& warning) {
        writer.submit([line = store::LogLine{nowMs(), record.id, "warning", warning}](store::Store& s) {
          s.log(line);
        });
        sink(protocol::Log{record.id, "warning", warning});
      }};
  store::EpochRows rows;
  rows.epoch = trained.checkpoint.epoch;
  listener.phase("evaluate");
  evaluateProtocols(trained, data, request, evaluator, parallel, listener, rows);
  // A checkpoint within an epoch stands between two rows; its numbers belong to neither.
  if (trained.checkpoint.step == 0 && trained.checkpoint.epoch > 0) {
    writer.run([&](store::Store& s) { s.writeEpoch(record.id, rows); });
  } else {
    sink(protocol::Log{record.id, "warning",
                       "The checkpoint stands within an epoch: its numbers are shown and not stored."});
  }
  return rows;
}

}  // namespace skewscope::train
