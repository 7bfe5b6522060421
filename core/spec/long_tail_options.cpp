#include "core/spec/long_tail_options.h"

#include "core/spec/declare.h"

namespace skewscope::spec {
namespace {

using S = ExperimentSpec;

bool isSupervised(const S& spec) {
  return spec.mode == Mode::Supervised;
}

Applies withLoss(Loss loss) {
  return [loss](const S& spec) { return isSupervised(spec) && spec.loss == loss; };
}

bool isReweighted(const S& spec) {
  return isSupervised(spec) && spec.reweight != Reweight::None;
}

bool isRetrained(const S& spec) {
  return isSupervised(spec) && spec.crt;
}

}  // namespace

std::vector<Option> longTailOptions() {
  return {
      choice({"loss", "Loss",
              "What supervised training minimises. All but cross-entropy and focal know how many images each "
              "class has.",
              "", Group::Training, false, isSupervised},
             &S::loss),
      real({"focal_gamma", "Focal gamma",
            "Focal loss (1 - p)^gamma times the cross-entropy; 0 is the cross-entropy.", "", Group::Training,
            true, withLoss(Loss::Focal)},
           &S::focalGamma, 0, 10),
      real(
          {"ldam_margin", "LDAM margin",
           "Margin of the rarest class, in units of cosine; another class's is smaller by the fourth root of "
           "the counts' ratio.",
           "", Group::Training, true, withLoss(Loss::Ldam)},
          &S::ldamMargin, 0, 2),
      real({"ldam_scale", "LDAM scale", "A score is this times the cosine of feature and class weight.", "",
            Group::Training, true, withLoss(Loss::Ldam)},
           &S::ldamScale, 0.1, 1000, true),
      real({"logit_tau", "Logit adjustment tau",
            "Training scores get tau times the logarithm of the class's share; 0 is the cross-entropy.", "",
            Group::Training, true, withLoss(Loss::LogitAdjustment)},
           &S::logitTau, 0, 10),
      choice({"reweight", "Class weights",
              "Weights of the classes in the supervised loss: none, or inverse to the effective number of "
              "images. Goes with every loss.",
              "", Group::Training, false, isSupervised},
             &S::reweight),
      real({"reweight_beta", "Effective number beta",
            "An image counts beta times as much as the one before it. 0: all classes weigh the same; 1: "
            "inverse to their counts.",
            "", Group::Training, true, isReweighted},
           &S::reweightBeta, 0, 1),
      real({"reweight_start", "Deferred until",
            "Share of the epochs before the class weights apply; 0 is from the start. LDAM-DRW defers them "
            "until 0.8.",
            "", Group::Training, true, isReweighted},
           &S::reweightStart, 0, 0.999),
      choice(
          {"sampling", "Sampling",
           "What an epoch draws: each image once, or as often a random class and then a random image of it, "
           "with replacement.",
           "", Group::Training, false, isSupervised},
          &S::sampling),
  };
}

std::vector<Option> retrainingOptions() {
  return {
      boolean(
          {"crt", "Re-train classifier (cRT)",
           "After supervised training, a new classifier on the frozen features of the training subset with "
           "class-balanced sampling; its accuracy is a metric of its own.",
           "", Group::Evaluation, false, isSupervised},
          &S::crt),
      integer({"crt_epochs", "cRT epochs", "Passes of the re-training, as many steps each as an epoch has.",
               "epochs", Group::Evaluation, true, isRetrained},
              &S::crtEpochs, 1, 10'000),
      real({"crt_learning_rate", "cRT learning rate",
            "At the start of the re-training, which has a cosine schedule; batch, momentum and weight decay "
            "are the run's.",
            "", Group::Evaluation, true, isRetrained},
           &S::crtLearningRate, 1e-6, 100, true),
  };
}

std::string describeLabels(const ExperimentSpec& spec) {
  std::string text;
  if (spec.loss != Loss::CrossEntropy) text.append(" ").append(choiceLabel(spec.loss));
  if (spec.reweight != Reweight::None) text += spec.reweightStart > 0 ? " DRW" : " CB";
  if (spec.sampling != Sampling::Instance) text += " re-sampled";
  if (spec.crt) text += " cRT";
  if (spec.sam) text += spec.samAdaptive ? " ASAM" : " SAM";
  return text;
}

}  // namespace skewscope::spec
