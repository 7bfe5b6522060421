#include "core/spec/presets.h"

#include "core/spec/half_name.h"
#include "core/spec/options.h"

namespace skewscope::spec {
namespace {

/// Settings of the literature. Self-supervised: the paper's released code for CIFAR-10 (SimSiam, ResNet-18,
/// batch 512, lr .06, wd 5e-4, 1600 epochs, cosine, grayscale .2), SimCLR's CIFAR settings (temperature .5)
/// and those of MoCo's CIFAR notebook (K 4096, m .99, temperature .1, lr .06 at batch 512). Supervised: the
/// usual CIFAR long-tail recipe (lr .1, batch 128, 200 epochs), since the paper released none.
void applyPaper(ExperimentSpec& spec) {
  const bool supervised = spec.mode == Mode::Supervised;
  const bool moco = spec.method == Method::MoCo;
  spec.nMax = spec.dataset == "shapes" ? 1000 : 5000;
  spec.network = Network::ResNet18;
  spec.width = 64;
  spec.projectorHidden = 2048;
  spec.stemStride = 1;
  spec.epochs = supervised ? 200 : 1600;
  spec.batch = supervised ? 128 : 512;
  spec.learningRate = supervised ? 0.1 : spec.method == Method::SimClr ? 0.5 : 0.06;
  spec.warmupEpochs = !supervised && spec.method == Method::SimClr ? 10 : 0;
  spec.temperature = moco ? 0.1 : 0.5;
  spec.mocoQueue = 4096;
  spec.grayscale = 0.2;
  spec.weightsWarmup = 400;
  spec.evaluateEvery = supervised ? 1 : 10;
}

/// Minutes on two cores: ResNet-10 of width 16 and stem stride 2. A high grayscale probability takes away the
/// shortcut of matching two views by colour; SimCLR learns within this budget, SimSiam needs more.
void applyQuick(ExperimentSpec& spec) {
  const bool supervised = spec.mode == Mode::Supervised;
  spec.nMax = spec.dataset == "shapes" ? 500 : 2500;
  spec.network = Network::ResNet10;
  spec.width = 16;
  spec.stemStride = 2;
  // An epoch of the embedded images (1,237 at r = .01) has 9 steps, one of CIFAR-10 with n_max 2500
  // (6,197) 48.
  spec.epochs = supervised && spec.dataset != "shapes" ? 30 : 40;
  spec.batch = 128;
  spec.learningRate = supervised ? 0.05 : 0.03;
  spec.warmupEpochs = 0;
  spec.temperature = 0.2;
  spec.projectorHidden = 512;
  spec.grayscale = !supervised && spec.dataset == "shapes" ? 0.5 : 0.2;
  spec.weightsWarmup = 10;
  spec.evaluateEvery = supervised ? 1 : 4;
  // Neighbours from an imbalanced bank vote for the frequent classes whatever the features are; the embedded
  // training set is small enough to be the bank. For CIFAR-10 that would take longer than the training.
  if (!supervised && spec.dataset == "shapes") spec.knnBank = KnnBank::Train;
}

/// Where the paper's released code departs from the paper, as far as training and live evaluation go
/// (docs/methods/as-released.md lists all of it). It has no supervised training.
void applyReleased(ExperimentSpec& spec) {
  applyPaper(spec);
  if (spec.mode == Mode::Supervised) return;
  spec.schedule = Schedule::CosineByEpoch;
  spec.samWeights = SamWeights::Equal;
  spec.samAdaptive = true;
  spec.rho = 7.0;
  spec.samBatchNorm = SamBatchNorm::Both;
  spec.knnK = 1;
  spec.knnBank = KnnBank::Train;
  spec.knnSpace = KnnSpace::Projector;
}

/// Half images (paper section 3.2): the first half of the classes frequent, and no flip, which would swap the
/// halves. Paper: 5000 and 10 images a class, ResNet-50.
void applyHalves(ExperimentSpec& spec) {
  if (spec.preset == Preset::Paper) spec.network = Network::ResNet50;
  spec.profile = Profile::Step;
  spec.ratio = spec.preset == Preset::Quick ? 0.02 : 0.002;
  spec.flip = 0;
}

}  // namespace

std::string presetNote(const ExperimentSpec& spec) {
  if (spec.preset != Preset::Released) return {};
  if (spec.mode == Mode::Supervised)
    return "The released code has no supervised training; these are the settings of the preset Paper.";
  // Of what is still as the preset set it: each option can be changed by itself.
  const ExperimentSpec released = defaults(Preset::Released, spec.mode, spec.method, spec.dataset);
  std::string note = "Differs from the paper as its released code does:";
  const auto say = [&](bool unchanged, const char* what) {
    if (unchanged) note.append(note.back() == ':' ? " " : "; ").append(what);
  };
  say(spec.schedule == released.schedule, "the learning rate changes once an epoch and is 0 in the last");
  say(spec.knnK == released.knnK && spec.knnBank == released.knnBank && spec.knnSpace == released.knnSpace,
      "kNN takes one neighbour from the full training set in the projector's space");
  if (spec.mode == Mode::RwSam) {
    say(spec.samWeights == released.samWeights,
        "all sample weights are equal (the weighted loss is switched off there)");
    say(spec.samAdaptive && spec.rho == released.rho, "the step is adaptive (ASAM) with rho 7");
    say(spec.samBatchNorm == released.samBatchNorm, "both passes update BatchNorm's statistics");
  }
  if (note.back() == ':') return "None of the preset's departures from the paper is left.";
  return note + ".";
}

ExperimentSpec defaults(Preset preset, Mode mode, Method method, const std::string& dataset) {
  ExperimentSpec spec;
  spec.preset = preset;
  spec.mode = mode;
  spec.method = method;
  const auto half = halfName(dataset);
  spec.dataset = half ? half->base : dataset;
  if (preset == Preset::Paper) applyPaper(spec);
  if (preset == Preset::Released) applyReleased(spec);
  if (preset == Preset::Quick) applyQuick(spec);
  if (half) applyHalves(spec);
  spec.dataset = dataset;
  // SimSiam compares in the space of its projector, SimCLR and MoCo in a small one of their own.
  spec.projectorOutput = method == Method::SimSiam ? 2048 : 128;
  return spec;
}

ExperimentSpec rebase(const ExperimentSpec& spec, Preset preset, Mode mode, Method method,
                      const std::string& dataset) {
  const ExperimentSpec before = defaults(spec.preset, spec.mode, spec.method, spec.dataset);
  ExperimentSpec after = defaults(preset, mode, method, dataset);
  for (const Option& option : options()) {
    if (option.name == "preset" || option.name == "mode" || option.name == "method" ||
        option.name == "dataset")
      continue;
    if (option.get(spec) != option.get(before)) option.set(after, option.get(spec));
  }
  return after;
}

}  // namespace skewscope::spec
