#pragma once

#include <cstdint>
#include <string>

namespace skewscope::spec {

/// How the features are learned (the three positions of the window's mode switch).
enum class Mode {
  Supervised,      ///< cross-entropy on the imbalanced labels
  SelfSupervised,  ///< SimSiam, SimCLR or MoCo; labels are never read
  RwSam,           ///< a self-supervised method with the re-weighted SAM step (paper section 4)
};
/// Self-supervised loss, also the base of rwSAM.
enum class Method { SimSiam, SimClr, MoCo };
/// Shape of the class counts.
enum class Profile { Exponential, Step, Pareto, Custom };
/// Backbone.
enum class Network { ResNet10, ResNet18, ResNet34, ResNet50 };
/// Learning rate over the epochs, after the warm-up.
enum class Schedule { Cosine, CosineByEpoch, Step, Constant };
/// What the supervised mode minimises (docs/methods/long-tail-losses.md).
enum class Loss {
  CrossEntropy,
  Focal,            ///< Lin et al., ICCV 2017
  Ldam,             ///< label-distribution-aware margins on a normalised head; Cao et al., NeurIPS 2019
  BalancedSoftmax,  ///< Ren et al., NeurIPS 2020
  LogitAdjustment,  ///< Menon et al., ICLR 2021, as a training loss
};
/// Weights of the classes in the supervised loss.
enum class Reweight {
  None,
  ClassBalanced,  ///< inverse to the effective number of images; Cui et al., CVPR 2019
};
/// How a supervised epoch draws its images.
enum class Sampling {
  Instance,       ///< each image once
  ClassBalanced,  ///< a random class, then a random image of it
};
/// Arithmetic of the forward and backward passes; parameters are always float32.
enum class Precision { Auto, Float32, BFloat16 };
/// Weights w_j of the perturbation in rwSAM.
enum class SamWeights {
  Kde,     ///< inverse kernel density estimate of the features (the paper's)
  Equal,   ///< all equal: plain SAM
  Oracle,  ///< by the rank of the class: uses labels (the paper's released code)
};
/// Which of SAM's two passes update BatchNorm's running statistics.
enum class SamBatchNorm { First, Both };
/// Images whose features vote in kNN.
enum class KnnBank { Subset, Train };
/// Vectors that kNN compares.
enum class KnnSpace { Backbone, Projector };
/// A starting point for all options (presets.h).
enum class Preset {
  Quick,  ///< minutes on two CPU cores, for the embedded images and small studies
  Paper,  ///< the settings of the literature (ICLR 2022 paper; its released code where the paper is silent)
  Released,  ///< what the paper's released code does where it departs from the paper
};

/// Everything that decides a run's result, as plain values. Each member is declared once for all uses (form,
/// command line, JSON, validation, difference, documentation) in options.cpp; names there are the JSON keys.
/// Initial values here are those of the Quick preset in supervised mode.
struct ExperimentSpec {
  std::string name;  ///< free text; empty: made from the settings (describe())
  Preset preset = Preset::Quick;
  Mode mode = Mode::Supervised;
  Method method = Method::SimClr;

  // Data
  std::string dataset = "shapes";  ///< a name of data::datasetNames()
  std::string dataDir;  ///< folder or archive of the data set; empty: where the data set needs none
  Profile profile = Profile::Exponential;
  double ratio = 0.01;        ///< r in (0, 1]: smallest over largest class count
  std::int64_t nMax = 500;    ///< images of the largest class; used where n is 0
  std::int64_t n = 0;         ///< images in all; 0: from nMax
  std::string classCounts;    ///< comma-separated, for the custom profile
  std::string classOrder;     ///< "" as in the data set, "random", or class numbers from many to few
  double paretoPower = 6.0;   ///< shape of the Pareto profile
  bool balancedTwin = false;  ///< use the balanced subset with the same n instead
  std::int64_t seed = 1;      ///< of subset, order, augmentation and initial parameters

  // Network
  Network network = Network::ResNet10;
  std::int64_t width = 16;      ///< channels of the first stage
  std::int64_t stemStride = 2;  ///< 1: the CIFAR stem; 2: quarter of the work
  std::int64_t projectorHidden = 512;
  std::int64_t projectorOutput = 128;
  std::int64_t predictorHidden = 512;  ///< SimSiam only

  // Training
  std::int64_t epochs = 40;
  std::int64_t batch = 128;
  double learningRate = 0.05;
  double momentum = 0.9;
  double weightDecay = 5e-4;
  Schedule schedule = Schedule::Cosine;
  std::int64_t warmupEpochs = 0;       ///< linear ramp of the learning rate
  std::string milestones = "0.6,0.8";  ///< of the step schedule: shares of the training, or epochs
  double stepGamma = 0.1;              ///< factor of the rate at each milestone
  bool nesterov = false;               ///< of SGD's momentum
  double temperature = 0.2;            ///< of NT-Xent and InfoNCE
  std::int64_t mocoQueue = 1024;       ///< MoCo: keys in the queue, K
  double mocoMomentum = 0.99;          ///< MoCo: m of the key encoder
  Precision precision = Precision::Auto;
  std::string device = "auto";  ///< where the network computes (device_choice.h)
  std::int64_t threads = 0;     ///< 0: all cores of this process

  // Long-tailed labels, supervised mode
  Loss loss = Loss::CrossEntropy;
  double focalGamma = 2.0;
  double ldamMargin = 0.5;  ///< of the rarest class, in units of cosine
  double ldamScale = 30.0;  ///< scores are this times a cosine
  double logitTau = 1.0;
  Reweight reweight = Reweight::None;
  double reweightBeta = 0.9999;  ///< effective number (1 - beta^n) / (1 - beta); 1: n
  double reweightStart = 0.0;    ///< share of the epochs before the weights apply (DRW: 0.8)
  Sampling sampling = Sampling::Instance;

  // Augmentation
  std::int64_t cropPadding = 4;  ///< supervised: zero border of the random crop, pixels
  double flip = 0.5;             ///< probability of a horizontal flip
  double cropScale = 0.2;        ///< self-supervised: smallest area of RandomResizedCrop
  double jitterProbability = 0.8;
  double brightness = 0.4;
  double contrast = 0.4;
  double saturation = 0.4;
  double hue = 0.1;
  double grayscale = 0.2;

  // SAM
  bool sam = false;          ///< supervised mode with SAM steps
  double rho = 0.05;         ///< length of the perturbation
  bool samAdaptive = false;  ///< ASAM: the perturbation scales with the parameters
  SamWeights samWeights = SamWeights::Kde;
  std::string weightsFrom;          ///< run whose features give the density; empty: this run's warm-up phase
  std::int64_t weightsWarmup = 10;  ///< epochs of plain SSL before the weights are computed
  double kdeBandwidth = 0.5;        ///< h as a multiple of the median pairwise distance
  double kdeAlpha = 1.0;            ///< w = density^(-alpha)
  double kdeClamp = 0.99;           ///< weights above this quantile are set to it
  double samOracleBase = 1.2;       ///< oracle weights: base^rank
  SamBatchNorm samBatchNorm = SamBatchNorm::First;

  // Evaluation
  std::int64_t evaluateEvery = 1;  ///< epochs between evaluations during training
  std::int64_t knnK = 20;
  double knnTemperature = 0.1;  ///< a neighbour's vote is exp(cosine / temperature)
  KnnBank knnBank = KnnBank::Subset;
  KnnSpace knnSpace = KnnSpace::Backbone;
  bool probe = true;               ///< linear probe on cached features after training
  std::int64_t probePerClass = 0;  ///< balanced training images of the probe per class; 0: all
  double probeL2 = 1e-4;           ///< weight of |W|^2 / 2 in the probe's objective
  bool crt = false;                ///< supervised: re-train the classifier after training (cRT)
  std::int64_t crtEpochs = 10;
  double crtLearningRate = 0.1;

  bool operator==(const ExperimentSpec&) const = default;
};

/// Whether training takes SAM steps, from the start or after a warm-up.
inline bool takesSamSteps(const ExperimentSpec& spec) {
  return spec.mode == Mode::RwSam || (spec.mode == Mode::Supervised && spec.sam);
}

}  // namespace skewscope::spec
