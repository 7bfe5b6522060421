#include "core/train/evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "core/data/halves.h"
#include "core/evaluate/classifier_retraining.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/features.h"
#include "core/evaluate/grad_cam.h"
#include "core/evaluate/knn.h"
#include "core/nn/batch.h"
#include "core/spec/choices.h"
#include "core/train/evaluation_parts.h"

namespace skewscope::train {
namespace {

std::vector<std::int64_t> allIndices(const data::ImageSet& images) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(images.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

}  // namespace

Evaluator::Evaluator(const spec::ExperimentSpec& spec, const data::Dataset& dataset,
                     const data::Subset& subset, ParallelFor parallel)
    : spec_(spec),
      dataset_(dataset),
      subset_(subset),
      parallel_(std::move(parallel)),
      settings_(augment::evaluationSettings(dataset)) {}

torch::Tensor Evaluator::features(const learn::Model& model, const data::ImageSet& images,
                                  std::span<const std::int64_t> indices, spec::KnnSpace space) const {
  return evaluate::extractFeatures(
      [&](const torch::Tensor& batch) {
        return space == spec::KnnSpace::Backbone ? model.features(batch) : model.projections(batch);
      },
      images, indices, settings_, kEvaluationBatch, parallel_);
}

torch::Tensor Evaluator::features(const learn::Model& model, const data::ImageSet& images,
                                  spec::KnnSpace space) const {
  return features(model, images, allIndices(images), space);
}

torch::Tensor Evaluator::subsetFeatures(const learn::Model& model) const {
  const EvaluationState state(model);
  return features(model, dataset_.train, subset_.indices);
}

void Evaluator::live(const learn::Model& model, store::EpochRows& rows) const {
  const EvaluationState state(model);
  const data::ImageSet& test = dataset_.test;
  if (spec_.mode == spec::Mode::Supervised) {
    addConfusion(rows, store::metric::kHeadAccuracy,
                 evaluate::headEvaluation([&](const torch::Tensor& batch) { return model.logits(batch); },
                                          test, settings_, kEvaluationBatch, parallel_));
    rows.protocols[store::metric::kHeadAccuracy] = R"({"protocol":"live","classifier":"own head"})";
    return;
  }
  knn(model, rows);
}

void Evaluator::knn(const learn::Model& model, store::EpochRows& rows) const {
  const EvaluationState state(model);
  const data::ImageSet& test = dataset_.test;
  // A supervised model has no projector.
  const auto space = spec_.mode == spec::Mode::Supervised ? spec::KnnSpace::Backbone : spec_.knnSpace;
  torch::Tensor bank, labels;
  if (spec_.knnBank == spec::KnnBank::Subset) {
    bank = features(model, dataset_.train, subset_.indices, space);
    labels = evaluate::labelsOf(dataset_.train, subset_.indices);
  } else {
    bank = features(model, dataset_.train, space);
    labels = evaluate::labelsOf(dataset_.train);
  }
  const torch::Tensor predictions =
      evaluate::knnPredict(bank, labels, features(model, test, space), test.classes(), spec_.knnK,
                           spec_.knnTemperature, model.device);
  addConfusion(rows, store::metric::kKnnAccuracy,
               evaluate::confusionOf(predictions, test.labels, test.classes()));
  rows.protocols[store::metric::kKnnAccuracy] = nlohmann::json{
      {"protocol", "knn"},
      {"k", spec_.knnK},
      {"temperature", spec_.knnTemperature},
      {"bank", spec::choiceName(spec_.knnBank)},
      {"space", spec::choiceName(space)},
      {"images", bank.size(0)}}.dump();
}

void Evaluator::afterTraining(const learn::Model& model, store::EpochRows& rows, bool probed,
                              const Listener& listener) const {
  if (probed) {
    listener.phase("probe");
    if (const std::string warning = probe(model, rows); !warning.empty()) listener.warning(warning);
  }
  if (spec_.mode == spec::Mode::Supervised && spec_.crt) {
    listener.phase("re-train classifier");
    retrained(model, rows);
  }
}

void Evaluator::retrained(const learn::Model& model, store::EpochRows& rows) const {
  const EvaluationState state(model);
  const data::ImageSet& test = dataset_.test;
  evaluate::RetrainingSettings settings;
  settings.epochs = spec_.crtEpochs;
  settings.batch = spec_.batch;
  settings.learningRate = spec_.crtLearningRate;
  settings.momentum = spec_.momentum;
  settings.nesterov = spec_.nesterov;
  settings.weightDecay = spec_.weightDecay;
  settings.seed = static_cast<std::uint64_t>(spec_.seed);
  const auto classifier = evaluate::retrainClassifier(features(model, dataset_.train, subset_.indices),
                                                      evaluate::labelsOf(dataset_.train, subset_.indices),
                                                      test.classes(), settings, model.device);
  const torch::Tensor scores = evaluate::classifierScores(classifier, features(model, test));
  addConfusion(rows, store::metric::kCrtAccuracy,
               evaluate::confusionOf(evaluate::argmaxClasses(scores), test.labels, test.classes()));
  rows.protocols[store::metric::kCrtAccuracy] = nlohmann::json{
      {"protocol", "crt"},
      {"epochs", settings.epochs},
      {"batch", settings.batch},
      {"learning_rate", settings.learningRate}}.dump();
}

void Evaluator::attention(const learn::Model& model, store::EpochRows& rows) const {
  const torch::NoGradGuard noGradients;
  const data::ImageSet& test = dataset_.test;
  const std::vector<std::int64_t> indices = allIndices(test);
  std::vector<double> sums(test.classNames.size()), counts(test.classNames.size());
  nn::BatchBuffer buffer;
  for (std::size_t begin = 0; begin < indices.size(); begin += kEvaluationBatch) {
    const auto part =
        std::span(indices).subspan(begin, std::min<std::size_t>(kEvaluationBatch, indices.size() - begin));
    const torch::Tensor maps = model.featureMaps(buffer.fill(settings_, test, part, 0, 0, 0, parallel_));
    const torch::Tensor labels = evaluate::labelsOf(test, part).unsqueeze(1).to(model.device);
    const auto target = [&](const torch::Tensor& features) {
      return model.classifier ? model.classifier.ptr()->forward(features).gather(1, labels).squeeze(1)
                              : features.norm(2, 1);
    };
    const torch::Tensor shares =
        evaluate::leftShare(evaluate::gradCam(maps, target)).to(torch::kCPU).contiguous();
    for (std::size_t i = 0; i < part.size(); ++i) {
      const auto share = static_cast<double>(shares.data_ptr<float>()[i]);
      if (std::isnan(share)) continue;  // the map is zero everywhere
      const std::size_t label = test.labels[begin + i];
      sums[label] += share;
      counts[label] += 1;
    }
  }
  std::vector<double>& perClass = rows.classMetrics[store::metric::kAttentionLeft];
  for (std::size_t c = 0; c < sums.size(); ++c) perClass.push_back(sums[c] / counts[c]);  // NaN without any
  const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (all > 0)
    rows.metrics[store::metric::kAttentionLeft] = std::accumulate(sums.begin(), sums.end(), 0.0) / all;
  rows.protocols[store::metric::kAttentionLeft] = nlohmann::json{
      {"protocol", "grad-cam"},
      {"target", model.classifier ? "score of the true class" : "norm of the features"},
      {"images", all}}.dump();
}

std::string Evaluator::probe(const learn::Model& model, store::EpochRows& rows) const {
  const EvaluationState state(model);
  const data::ImageSet& train = dataset_.train;
  const data::ImageSet& test = dataset_.test;
  const auto indices =
      evaluate::balancedIndices(train, spec_.probePerClass, static_cast<std::uint64_t>(spec_.seed));
  const torch::Tensor trainFeatures = features(model, train, indices);
  const torch::Tensor testFeatures = features(model, test);
  evaluate::ProbeSettings settings;
  settings.l2 = spec_.probeL2;
  const auto classes = evaluate::classProbe(trainFeatures, evaluate::labelsOf(train, indices), testFeatures,
                                            evaluate::labelsOf(test), test.classes(), settings, model.device);
  addConfusion(rows, store::metric::kProbeAccuracy, classes.confusion);
  nlohmann::json protocol{{"protocol", "probe"},
                          {"solver", "L-BFGS"},
                          {"l2", settings.l2},
                          {"per_class", spec_.probePerClass},
                          {"images", indices.size()}};
  rows.protocols[store::metric::kProbeAccuracy] = protocol.dump();
  for (std::size_t f = 0; f < train.factors.size(); ++f) {
    const data::Factor& factor = train.factors[f];
    rows.metrics[store::metric::kFactorProbePrefix + factor.name] = evaluate::factorProbe(
        trainFeatures, evaluate::labelsOf(factor, indices), testFeatures, evaluate::labelsOf(test.factors[f]),
        static_cast<int>(factor.values.size()), settings, model.device);
    protocol["labels"] = factor.name;
    rows.protocols[store::metric::kFactorProbePrefix + factor.name] = protocol.dump();
  }
  if (spec::halfName(dataset_.name)) {
    // The paper's probe of half images: a head for the rare classes alone, fitted and tested on them.
    const int frequent = data::frequentClasses(train.classes());
    const auto trainLabels = evaluate::labelsOf(train, indices), testLabels = evaluate::labelsOf(test);
    const auto ofTrain = trainLabels >= frequent, ofTest = testLabels >= frequent;
    rows.metrics[store::metric::kRareProbeAccuracy] =
        evaluate::classProbe(trainFeatures.index({ofTrain}), trainLabels.index({ofTrain}) - frequent,
                             testFeatures.index({ofTest}), testLabels.index({ofTest}) - frequent,
                             train.classes() - frequent, settings, model.device)
            .confusion.accuracy();
    protocol["labels"] = "rare classes alone";
    rows.protocols[store::metric::kRareProbeAccuracy] = protocol.dump();
    attention(model, rows);
  }
  return classes.converged ? std::string()
                           : fmt::format(
                                 "The linear probe stopped after {} iterations before it had converged; its "
                                 "accuracy may be a little low.",
                                 classes.iterations);
}

}  // namespace skewscope::train
