#include "core/train/evaluate_run.h"

#include <torch/torch.h>

#include "core/base/system.h"
#include "core/nn/parallel.h"
#include "core/train/evaluator.h"
#include "core/train/protocol_evaluation.h"
#include "core/train/run_data.h"
#include "core/train/trained_run.h"

namespace skewscope::train {

store::EpochRows evaluateRun(store::Writer& writer, const std::string& run,
                             const spec::EvaluationRequest& request, int cores, const EventSink& sink) {
  const auto path = writer.run([](store::Store& s) { return s.path(); });
  const TrainedRun trained = openTrainedRun(path, run);
  torch::set_num_threads(trained.record.threads > 0 ? trained.record.threads : cores);
  sink(protocol::Phase{trained.record.id, "load data"});
  const ParallelFor parallel = nn::torchParallelFor();
  const RunData data = openRunData(trained.record, parallel);
  return evaluateRun(writer, trained, data, request, parallel, sink);
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
