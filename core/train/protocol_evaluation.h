#pragma once

#include <cstdint>

#include "core/base/parallel.h"
#include "core/spec/protocols.h"
#include "core/store/records.h"
#include "core/train/evaluator.h"
#include "core/train/run_data.h"
#include "core/train/trained_run.h"

namespace skewscope::train {

/// Measures a trained run by the protocols that are asked for and adds to `rows` what they found, with the
/// settings of each (docs/methods/evaluation.md). Fine-tuning changes the model and therefore comes last,
/// whatever the order. Throws Error (Usage) for a protocol that the run cannot have, such as calibration
/// without a head; then nothing has been measured.
void evaluateProtocols(const TrainedRun& trained, const RunData& data, const spec::EvaluationRequest& request,
                       const Evaluator& evaluator, const ParallelFor& parallel,
                       const Evaluator::Listener& listener, store::EpochRows& rows);

}  // namespace skewscope::train
