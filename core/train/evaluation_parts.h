#pragma once

#include <cstdint>
#include <string>

#include "core/learn/model.h"
#include "core/report/metrics.h"
#include "core/store/records.h"

namespace skewscope::train {

/// Images at once. Larger ones bring no speed on a processor, and take memory: maps of ResNet-18 at width 64 are
/// 131 kB an image, several at a time.
inline constexpr std::int64_t kEvaluationBatch = 250;

/// A model in evaluation state while this lives, and as it was before after it; may be nested.
class EvaluationState {
 public:
  explicit EvaluationState(const learn::Model& model) : model_(model), before_(model.root->is_training()) {
    model_.setTraining(false);
  }
  ~EvaluationState() { model_.setTraining(before_); }
  EvaluationState(const EvaluationState&) = delete;
  EvaluationState& operator=(const EvaluationState&) = delete;

 private:
  const learn::Model& model_;
  const bool before_;
};

/// Adds an accuracy under a metric's name: overall, per class, its confusion counts, and what was predicted.
inline void addConfusion(store::EpochRows& rows, const std::string& metric,
                         const report::Confusion& confusion) {
  rows.metrics[metric] = confusion.accuracy();
  rows.classMetrics[metric] = confusion.perClass();
  rows.confusions[metric] = confusion.counts;
  rows.predictions[metric] = confusion.predicted;
}

}  // namespace skewscope::train
