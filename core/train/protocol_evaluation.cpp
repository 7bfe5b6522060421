#include "core/train/protocol_evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/resize.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/features.h"
#include "core/evaluate/sgd_probe.h"
#include "core/evaluate/spectrum.h"
#include "core/learn/sam.h"
#include "core/nn/batch.h"
#include "core/nn/precision.h"
#include "core/report/calibration.h"
#include "core/train/evaluation_parts.h"
#include "core/train/feature_map.h"
#include "core/train/fine_tuning.h"
#include "core/train/image_losses.h"
#include "core/train/matched_images.h"
#include "core/train/view_features.h"

namespace skewscope::train {
namespace {

using spec::Protocol;
namespace metric = store::metric;

constexpr std::int64_t kFullProbeEpochs = 100, kFineTuningEpochs = 50;

/// Mean of `values` over the images of each class; NaN for a class without any.
std::vector<double> perClass(const std::vector<double>& values, std::span<const std::int64_t> classes,
                             int count) {
  std::vector<double> sums(static_cast<std::size_t>(count)), sizes(sums.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[static_cast<std::size_t>(classes[i])] += values[i];
    sizes[static_cast<std::size_t>(classes[i])] += 1;
  }
  for (std::size_t c = 0; c < sums.size(); ++c) sums[c] /= sizes[c];
  return sums;
}

/// NaNs, which are classes without images, are left out.
double meanOf(const std::vector<double>& values) {
  return report::band(values).mean;
}

double weightedMean(const std::vector<double>& values, const std::vector<double>& weights) {
  return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0) /
         std::accumulate(weights.begin(), weights.end(), 0.0);
}

class Evaluation {
 public:
  Evaluation(const TrainedRun& trained, const RunData& data, const spec::EvaluationRequest& request,
             const Evaluator& evaluator, const ParallelFor& parallel, const Evaluator::Listener& listener,
             store::EpochRows& rows)
      : model_(trained.model),
        device_(trained.device),
        exact_(inFloat32(trained.model)),
        spec_(trained.record.spec),
        data_(data),
        request_(request),
        evaluator_(evaluator),
        parallel_(parallel),
        listener_(listener),
        rows_(rows) {}

  /// Refuses before the first of hours what could only fail at its end.
  void require(Protocol protocol) const {
    if (spec::canHave(spec_, protocol)) return;
    if (protocol == Protocol::Calibration)
      throw Error(ErrorKind::Usage, "Calibration is of a supervised head, which this run does not have.");
    throw Error(ErrorKind::Usage, "The loss gap is of a self-supervised loss, which this run does not have.");
  }

  void measure(Protocol protocol) {
    if (protocol != Protocol::Live && protocol != Protocol::Probe) {
      listener_.phase(std::string(spec::protocolInfo(protocol).name).c_str());
    }
    switch (protocol) {
      case Protocol::Live:
        return evaluator_.live(model_, rows_);
      case Protocol::Knn:
        return evaluator_.knn(model_, rows_);
      case Protocol::Probe:
        evaluator_.afterTraining(model_, rows_, true, listener_);
        return;
      case Protocol::FullProbe:
        return fullProbe();
      case Protocol::LongTailProbe:
        return longTailProbe();
      case Protocol::FewShotProbe:
        return fewShotProbe();
      case Protocol::OutOfDomainProbe:
        return outOfDomainProbe();
      case Protocol::FineTuning:
        return fineTuning();
      case Protocol::LossGap:
        return lossGap();
      case Protocol::Sharpness:
        return sharpness();
      case Protocol::Spectrum:
        return spectrum();
      case Protocol::Calibration:
        return calibration();
      case Protocol::FeatureMap:
        return mapFeatures();
    }
  }

 private:
  const data::ImageSet& trainSet() const { return data_.dataset.train; }
  const data::ImageSet& testSet() const { return data_.dataset.test; }
  static learn::Model inFloat32(learn::Model model) {
    model.bf16 = false;
    return model;
  }
  std::uint64_t seed() const { return static_cast<std::uint64_t>(spec_.seed); }
  void note(const std::string& name, const nlohmann::json& protocol) {
    rows_.protocols[name] = protocol.dump();
  }

  evaluate::ProbeSettings probeSettings() const {
    evaluate::ProbeSettings settings;
    settings.l2 = spec_.probeL2;
    return settings;
  }

  /// Features of the test images, computed once for all protocols.
  const torch::Tensor& testFeatures() {
    if (!testFeatures_.defined()) {
      const EvaluationState state(model_);
      testFeatures_ = evaluator_.features(model_, testSet());
    }
    return testFeatures_;
  }

  void fullProbe() {
    augment::Settings views = augment::trainingSettings(spec_, data_.dataset);
    views.pipeline = augment::Pipeline::SelfSupervised;
    views.cropScale = 0.8F;
    views.flip = static_cast<float>(spec_.flip);
    views.jitterProbability = 0;
    views.grayscale = 0;
    evaluate::SgdProbeSettings settings;
    settings.epochs = request_.epochs > 0 ? request_.epochs : kFullProbeEpochs;
    settings.seed = seed();
    const EvaluationState state(model_);
    const auto features = viewFeatures(model_, device_, views, trainSet(), {seed(), spec_.epochs}, parallel_);
    const auto result =
        evaluate::sgdProbe(features, evaluate::labelsOf(trainSet()), testFeatures(),
                           evaluate::labelsOf(testSet()), testSet().classes(), settings, model_.device);
    addConfusion(rows_, metric::kFullProbeAccuracy, result.last);
    note(metric::kFullProbeAccuracy, {{"protocol", "full-probe"},
                                      {"solver", "SGD"},
                                      {"epochs", settings.epochs},
                                      {"batch", settings.batch},
                                      {"learning_rate", settings.learningRate},
                                      {"views", "RandomResizedCrop .8-1, flip"},
                                      {"images", trainSet().size()},
                                      {"best", result.best},
                                      {"best_epoch", result.bestEpoch}});
  }

  void longTailProbe() {
    const EvaluationState state(model_);
    const auto& indices = data_.subset.indices;
    const auto result = evaluate::classProbe(
        evaluator_.features(model_, trainSet(), indices), evaluate::labelsOf(trainSet(), indices),
        testFeatures(), evaluate::labelsOf(testSet()), testSet().classes(), probeSettings(), model_.device);
    addConfusion(rows_, metric::kLongTailProbeAccuracy, result.confusion);
    note(metric::kLongTailProbeAccuracy, {{"protocol", "lt-probe"},
                                          {"solver", "L-BFGS"},
                                          {"l2", spec_.probeL2},
                                          {"images", result.trainImages}});
    if (!result.converged) listener_.warning("The probe of the subset stopped before it had converged.");
  }

  void fewShotProbe() {
    const EvaluationState state(model_);
    std::vector<double> accuracies, classes(testSet().classNames.size());
    std::int64_t images = 0;
    for (std::int64_t repeat = 0; repeat < request_.repeats; ++repeat) {
      const auto indices =
          evaluate::balancedIndices(trainSet(), request_.shots, seed() + static_cast<std::uint64_t>(repeat));
      images = static_cast<std::int64_t>(indices.size());
      const auto result = evaluate::classProbe(
          evaluator_.features(model_, trainSet(), indices), evaluate::labelsOf(trainSet(), indices),
          testFeatures(), evaluate::labelsOf(testSet()), testSet().classes(), probeSettings(), model_.device);
      accuracies.push_back(result.confusion.accuracy());
      const auto each = result.confusion.perClass();
      for (std::size_t c = 0; c < classes.size(); ++c)
        classes[c] += each[c] / static_cast<double>(request_.repeats);
    }
    const report::Band band = report::band(accuracies);
    rows_.metrics[metric::kFewShotAccuracy] = band.mean;
    rows_.classMetrics[metric::kFewShotAccuracy] = classes;
    note(metric::kFewShotAccuracy, {{"protocol", "few-shot"},
                                    {"shots", images / testSet().classes()},
                                    {"repeats", request_.repeats},
                                    {"accuracies", accuracies}});
  }

  /// The target data set, in the size that the network was trained with.
  const data::Dataset& target() {
    if (!target_) {
      target_ = data::loadDataset(request_.dataset, request_.dataDir, parallel_);
      for (data::ImageSet* set : {&target_->train, &target_->test}) {
        data::resizeSet(*set, trainSet().height, data::Fit::Crop, parallel_);
      }
    }
    return *target_;
  }

  nlohmann::json targetNote(const char* protocol, const report::Confusion& confusion) {
    nlohmann::json json{{"protocol", protocol},
                        {"dataset", target().name},
                        {"digest", target().digest},
                        {"images", target().train.size()},
                        {"test_images", target().test.size()}};
    const auto each = confusion.perClass();
    for (std::size_t c = 0; c < each.size(); ++c) json["per_class"][target().train.classNames[c]] = each[c];
    return json;
  }

  void outOfDomainProbe() {
    const data::Dataset& other = target();
    const EvaluationState state(model_);
    const auto result =
        evaluate::classProbe(evaluator_.features(model_, other.train), evaluate::labelsOf(other.train),
                             evaluator_.features(model_, other.test), evaluate::labelsOf(other.test),
                             other.test.classes(), probeSettings(), model_.device);
    const std::string name = metric::kOutOfDomainProbePrefix + other.name;
    rows_.metrics[name] = result.confusion.accuracy();
    note(name, targetNote("ood-probe", result.confusion));
    if (!result.converged) listener_.warning("The probe out of domain stopped before it had converged.");
  }

  void fineTuning() {
    const data::Dataset& other = target();
    augment::Settings views = augment::trainingSettings(spec_, data_.dataset);
    views.pipeline = augment::Pipeline::Supervised;
    FineTuningSettings tuning;
    tuning.epochs = request_.epochs > 0 ? request_.epochs : kFineTuningEpochs;
    tuning.seed = seed();
    const auto confusion = fineTune(model_, other.train, other.test, views,
                                    augment::evaluationSettings(data_.dataset), tuning, parallel_);
    const std::string name = metric::kFineTuningPrefix + other.name;
    rows_.metrics[name] = confusion.accuracy();
    auto json = targetNote("fine-tune", confusion);
    json.update({{"epochs", tuning.epochs},
                 {"batch", tuning.batch},
                 {"head_rate", tuning.headRate},
                 {"backbone_rate", tuning.backboneRate}});
    note(name, json);
  }

  /// What training minimises; MoCo's against its queue as the checkpoint holds it.
  ImageLosses losses() const { return lossesOf(spec_.batch, learn::Model::Negatives::Queue); }
  ImageLosses lossesOf(std::int64_t batch, learn::Model::Negatives negatives) const {
    const auto smaller = std::min(static_cast<std::int64_t>(data_.subset.indices.size()), testSet().size());
    return ImageLosses(exact_, spec_, views_, std::min(batch, smaller), negatives, parallel_);
  }

  /// Batch of a matched comparison: a class has twice its mean share of a batch in test images, so that none
  /// stands in it twice, as its own negative.
  std::int64_t matchedBatch() const {
    const auto there = testSet().classCounts();
    const auto n = static_cast<std::int64_t>(data_.subset.indices.size());
    std::int64_t batch = spec_.batch;
    for (std::size_t c = 0; c < there.size(); ++c) {
      const std::int64_t images = data_.subset.counts[c];
      if (images > 0 && there[c] > 0) batch = std::min(batch, there[c] * n / (2 * images));
    }
    return std::max<std::int64_t>(batch, 2);
  }

  void lossGap() {
    std::vector<std::int64_t> all(testSet().labels.size());
    std::iota(all.begin(), all.end(), std::int64_t{0});
    const auto& indices = data_.subset.indices;
    const bool contrastive = spec_.method != spec::Method::SimSiam;
    std::vector<double> training, test;
    if (contrastive) {
      std::tie(training, test) = matchedLosses();
    } else {
      const auto measured = [&](const data::ImageSet& set, std::span<const std::int64_t> members) {
        const torch::Tensor labels = evaluate::labelsOf(set, members);
        return perClass(losses().measure(set, members, request_.repeats),
                        std::span(labels.const_data_ptr<std::int64_t>(), members.size()),
                        testSet().classes());
      };
      training = measured(trainSet(), indices);
      test = measured(testSet(), all);
    }
    std::vector<double> gaps;
    for (std::size_t c = 0; c < test.size(); ++c) gaps.push_back(test[c] - training[c]);
    // The frequent half of the classes by the counts of the imbalanced subset, and the rest.
    const auto& order = data_.plan.order;
    const std::size_t split = (order.size() + 1) / 2;  // as the step profile halves them
    std::vector<double> frequent, rare;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      (rank < split ? frequent : rare).push_back(gaps[static_cast<std::size_t>(order[rank])]);
    }
    rows_.classMetrics[metric::kLossGap] = gaps;
    rows_.metrics[metric::kLossGap] = meanOf(gaps);
    rows_.metrics[metric::kFrequentLossGap] = meanOf(frequent);
    rows_.metrics[metric::kRareLossGap] = meanOf(rare);
    nlohmann::json json{{"protocol", "loss-gap"},
                        {"precision", nn::kFloat32},
                        {"views", request_.repeats},
                        {"statistics", "running"},
                        {"training_loss", meanOf(training)},
                        {"test_loss", meanOf(test)},
                        {"negatives", contrastive ? "of the subset's classes" : "none"}};
    if (contrastive) json["batch"] = matchedBatch();
    for (const char* name : {metric::kLossGap, metric::kFrequentLossGap, metric::kRareLossGap})
      note(name, json);
  }

  /// Mean loss per class of the subset and of test images, where it depends on the other images of a batch:
  /// each batch of training images has a batch of test images with the same classes beside it, so that a
  /// difference is one of the images and not of the classes of the negatives. MoCo's negatives are the keys
  /// of the batch too: its queue holds keys of the training images themselves, which would be told apart from
  /// their own. The subset is passed through until about as many test images have been drawn as there are.
  std::pair<std::vector<double>, std::vector<double>> matchedLosses() const {
    const auto& indices = data_.subset.indices;
    const auto n = static_cast<std::int64_t>(indices.size());
    const int classes = testSet().classes();
    const ImageLosses compared = lossesOf(matchedBatch(), learn::Model::Negatives::Batch);
    MatchedImages matched(testSet().labels, compared.order(testSet().size(), 0));
    const std::int64_t passes = std::max<std::int64_t>(1, (testSet().size() + n - 1) / n) * request_.repeats;
    std::vector<double> trainingLosses, testLosses;
    std::vector<std::int64_t> trainingClasses, testClasses, seen(indices.size()), unseen(indices.size());
    for (std::int64_t pass = 0; pass < passes; ++pass) {
      const auto positions = compared.order(n, pass);
      for (std::size_t i = 0; i < seen.size(); ++i) {
        seen[i] = indices[static_cast<std::size_t>(positions[i])];
        const auto label = trainSet().labels[static_cast<std::size_t>(seen[i])];
        unseen[i] = matched.next(label);
        trainingClasses.push_back(label);
        testClasses.push_back(testSet().labels[static_cast<std::size_t>(unseen[i])]);
      }
      const auto before = compared.measureInOrder(trainSet(), seen, pass);
      const auto after = compared.measureInOrder(testSet(), unseen, pass);
      trainingLosses.insert(trainingLosses.end(), before.begin(), before.end());
      testLosses.insert(testLosses.end(), after.begin(), after.end());
    }
    return {perClass(trainingLosses, trainingClasses, classes), perClass(testLosses, testClasses, classes)};
  }

  void sharpness() {
    const auto& indices = data_.subset.indices;
    const ImageLosses each = losses();
    const auto before = each.measure(trainSet(), indices, 1);
    const torch::Tensor labels = evaluate::labelsOf(trainSet(), indices);
    // With the class weights of the last epoch, where there are any: the loss that training minimised.
    std::vector<double> weights;
    if (const auto ofImages = model_.labelLoss.imageWeights(labels, spec_.epochs - 1); ofImages.defined())
      weights.assign(ofImages.const_data_ptr<double>(), ofImages.const_data_ptr<double>() + ofImages.numel());
    each.gradient(trainSet(), indices, weights);
    std::vector<torch::Tensor> parameters;
    for (const auto& [name, parameter] : model_.namedParameters()) parameters.push_back(parameter);
    learn::SamStep step;
    const double norm = step.perturb(parameters, spec_.rho, spec_.samAdaptive);
    for (const auto& parameter : parameters) parameter.mutable_grad() = torch::Tensor();
    auto change = each.measure(trainSet(), indices, 1);
    step.restore();
    for (std::size_t i = 0; i < change.size(); ++i) change[i] -= before[i];
    rows_.metrics[metric::kSubsetSharpness] =
        weights.empty() ? meanOf(change) : weightedMean(change, weights);
    rows_.classMetrics[metric::kSubsetSharpness] = perClass(
        change, std::span(labels.const_data_ptr<std::int64_t>(), indices.size()), trainSet().classes());
    note(metric::kSubsetSharpness, {{"protocol", "sharpness"},
                                    {"precision", nn::kFloat32},
                                    {"rho", spec_.rho},
                                    {"adaptive", spec_.samAdaptive},
                                    {"gradient_norm", norm},
                                    {"statistics", "running"},
                                    {"class_weights", !weights.empty()},
                                    {"images", indices.size()}});
  }

  void spectrum() {
    const EvaluationState state(exact_);
    const torch::Tensor features = evaluator_.features(exact_, testSet());
    const evaluate::Spectrum found = evaluate::spectrumOf(features);
    rows_.metrics[metric::kEffectiveRank] = found.effectiveRank;
    note(metric::kEffectiveRank, {{"protocol", "spectrum"},
                                  {"images", testSet().size()},
                                  {"precision", nn::kFloat32},
                                  {"dimensions", features.size(1)},
                                  {"participation_ratio", found.participation},
                                  {"variance_shares", found.variances}});
  }

  void calibration() {
    const EvaluationState state(exact_);
    const torch::NoGradGuard noGradients;
    const torch::Tensor scores = evaluate::extractFeatures(
        [&](const torch::Tensor& images) { return exact_.logits(images); }, testSet(),
        augment::evaluationSettings(data_.dataset), kEvaluationBatch, parallel_);
    const auto [confidence, predicted] = scores.to(torch::kFloat64).softmax(1).max(1);
    const torch::Tensor sure = confidence.clamp(0, 1).contiguous();
    const torch::Tensor right = predicted.eq(evaluate::labelsOf(testSet())).contiguous();
    const auto count = static_cast<std::size_t>(sure.numel());
    std::vector<bool> correct(right.data_ptr<bool>(), right.data_ptr<bool>() + count);
    const auto found = report::calibrationOf(std::span(sure.const_data_ptr<double>(), count), correct);
    rows_.metrics[metric::kCalibrationError] = found.error;
    nlohmann::json json{{"protocol", "calibration"},
                        {"precision", nn::kFloat32},
                        {"bins", found.bins.size()},
                        {"largest", found.largest},
                        {"mean_confidence", found.meanConfidence}};
    for (const auto& bin : found.bins) {
      json["reliability"].push_back(
          {{"count", bin.count}, {"confidence", bin.confidence}, {"accuracy", bin.accuracy}});
    }
    note(metric::kCalibrationError, json);
  }

  void mapFeatures() {
    auto images = mapImages(testSet(), request_.images);
    const EvaluationState state(exact_);
    const torch::Tensor features = evaluator_.features(exact_, testSet(), images);
    rows_.featureMap = featureMap(features, std::move(images), data_.dataset.digest, parallel_);
    rows_.protocols[metric::kFeatureMap] = rows_.featureMap->protocol;
  }

  const learn::Model& model_;
  const nn::Device& device_;
  /// The same network in float32: small differences of losses, confidences and directions of little variance
  /// would drown in the rounding of bfloat16.
  const learn::Model exact_;
  const spec::ExperimentSpec& spec_;
  const RunData& data_;
  const spec::EvaluationRequest& request_;
  const Evaluator& evaluator_;
  const ParallelFor& parallel_;
  const Evaluator::Listener& listener_;
  store::EpochRows& rows_;
  const augment::Settings views_ = augment::trainingSettings(spec_, data_.dataset);
  torch::Tensor testFeatures_;
  std::optional<data::Dataset> target_;
};

}  // namespace

void evaluateProtocols(const TrainedRun& trained, const RunData& data, const spec::EvaluationRequest& request,
                       const Evaluator& evaluator, const ParallelFor& parallel,
                       const Evaluator::Listener& listener, store::EpochRows& rows) {
  spec::requireValid(request);
  Evaluation evaluation(trained, data, request, evaluator, parallel, listener, rows);
  auto order = request.protocols;
  std::ranges::stable_partition(order, [](Protocol protocol) { return protocol != Protocol::FineTuning; });
  for (const Protocol protocol : order) evaluation.require(protocol);
  for (const Protocol protocol : order) evaluation.measure(protocol);
}

}  // namespace skewscope::train
