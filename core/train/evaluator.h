#pragma once

#include <functional>
#include <string>

#include "core/augment/augment.h"
#include "core/base/parallel.h"
#include "core/data/datasets.h"
#include "core/data/subset.h"
#include "core/learn/model.h"
#include "core/store/records.h"

namespace skewscope::train {

/// The evaluations of one run: what is measured on the test images, by which protocol, and under which metric
/// name. Blocks; the model comes back in training state.
class Evaluator {
 public:
  /// `spec`, `dataset` and `subset` must outlive the evaluator.
  Evaluator(const spec::ExperimentSpec& spec, const data::Dataset& dataset, const data::Subset& subset,
            ParallelFor parallel);

  /// The live accuracy: the supervised head's, or kNN's for self-supervised runs. Adds metric, per-class
  /// values and confusion to `rows`.
  void live(const learn::Model& model, store::EpochRows& rows) const;

  /// kNN with the spec's options (a supervised run's in the space of the backbone), of any run: metric,
  /// per-class values, confusion, and how it was measured.
  void knn(const learn::Model& model, store::EpochRows& rows) const;

  /// Who is told what an evaluation is at.
  struct Listener {
    std::function<void(const char* phase)> phase;
    std::function<void(const std::string& text)> warning;
  };

  /// What comes once, after the last epoch: the linear probe if it is `probed`, and cRT if the spec asks for
  /// it.
  void afterTraining(const learn::Model& model, store::EpochRows& rows, bool probed,
                     const Listener& listener) const;

  /// Backbone features of the training subset, without augmentation: what density weights are made of. [n, d]
  /// float32.
  torch::Tensor subsetFeatures(const learn::Model& model) const;
  /// Features of images[indices], or of all images, without augmentation; the model is in evaluation state
  /// already.
  torch::Tensor features(const learn::Model& model, const data::ImageSet& images,
                         std::span<const std::int64_t> indices,
                         spec::KnnSpace space = spec::KnnSpace::Backbone) const;
  torch::Tensor features(const learn::Model& model, const data::ImageSet& images,
                         spec::KnnSpace space = spec::KnnSpace::Backbone) const;

 private:
  /// Linear probe on cached features with the balanced labels of the full training set, and on procedural
  /// images the probe of each known factor. Returns a warning; empty if all is well.
  std::string probe(const learn::Model& model, store::EpochRows& rows) const;
  /// cRT: a classifier re-trained on frozen features of the training subset with class-balanced draws.
  void retrained(const learn::Model& model, store::EpochRows& rows) const;
  /// Half images: where Grad-CAM lies (docs/methods/grad-cam.md).
  void attention(const learn::Model& model, store::EpochRows& rows) const;

  const spec::ExperimentSpec& spec_;
  const data::Dataset& dataset_;
  const data::Subset& subset_;
  ParallelFor parallel_;
  augment::Settings settings_;
};

}  // namespace skewscope::train
