#include "core/spec/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/spec/choices.h"
#include "core/spec/declare.h"
#include "core/spec/device_choice.h"
#include "core/spec/long_tail_options.h"
#include "core/spec/milestones.h"
#include "core/spec/presets.h"

namespace skewscope::spec {
namespace {

const Applies kSelfSupervised = [](const ExperimentSpec& s) { return s.mode != Mode::Supervised; };
const Applies kSupervised = [](const ExperimentSpec& s) { return s.mode == Mode::Supervised; };
const Applies kContrastive = [](const ExperimentSpec& s) {
  return s.mode != Mode::Supervised && s.method != Method::SimSiam;
};
const Applies kMoCo = [](const ExperimentSpec& s) {
  return s.mode != Mode::Supervised && s.method == Method::MoCo;
};
const Applies kSimSiam = [](const ExperimentSpec& s) {
  return s.mode != Mode::Supervised && s.method == Method::SimSiam;
};
const Applies kRwSam = [](const ExperimentSpec& s) { return s.mode == Mode::RwSam; };
const Applies kSam = [](const ExperimentSpec& s) { return takesSamSteps(s); };
const Applies kStepSchedule = [](const ExperimentSpec& s) { return s.schedule == Schedule::Step; };
const Applies kKde = [](const ExperimentSpec& s) {
  return s.mode == Mode::RwSam && s.samWeights == SamWeights::Kde;
};
const Applies kProbe = [](const ExperimentSpec& s) { return s.probe; };
const Applies kProfileRatio = [](const ExperimentSpec& s) { return s.profile != Profile::Custom; };

std::vector<Option> declareAll() {
  using S = ExperimentSpec;
  std::vector<Option> all;
  auto add = [&all](Option option) { all.push_back(std::move(option)); };

  add(words({"name", "Name", "Free text for the run table. Left empty, the name is made from the settings.",
             "", Group::Run},
            &S::name));
  add(choice(
      {"preset", "Preset",
       "Starting point of all other options: quick (minutes on a CPU), the settings of the literature, "
       "or what the paper's released code does where it departs from the paper.",
       "", Group::Run},
      &S::preset));
  all.back().note = presetNote;
  add(choice({"mode", "Mode",
              "How the features are learned: from labels, from pairs of views, or from pairs of views "
              "with the re-weighted sharpness-aware step.",
              "", Group::Run},
             &S::mode));
  add(choice({"method", "Method", "Self-supervised loss; also the base of rwSAM.", "", Group::Run, false,
              kSelfSupervised},
             &S::method));

  add(words({"dataset", "Data set", "Name of the data set; `skewscope-engine datasets` lists them.", "",
             Group::Data},
            &S::dataset));
  add(words({"data_dir", "Data folder", "Folder or archive that holds the data set. Embedded sets need none.",
             "", Group::Data},
            &S::dataDir));
  add(choice({"profile", "Profile", "Shape of the class counts from many to few.", "", Group::Data},
             &S::profile));
  add(real({"ratio", "Imbalance ratio r",
            "Smallest over largest class count; the literature's imbalance factor is "
            "1/r. 1 is balanced.",
            "", Group::Data, false, kProfileRatio},
           &S::ratio, 1e-4, 1.0, true));
  add(integer(
      {"n_max", "Images of largest class", "Images of the most frequent class; the profile gives the others.",
       "", Group::Data, false, [](const S& s) { return s.n == 0 && s.profile != Profile::Custom; }},
      &S::nMax, 1, 10'000'000));
  add(integer({"n", "Images in all",
               "Total number of images, shared out by the profile. 0: given by the largest "
               "class.",
               "", Group::Data, true, kProfileRatio},
              &S::n, 0, 100'000'000));
  add(words({"class_counts", "Class counts",
             "Images of each class, comma-separated, in the data set's class order.", "", Group::Data, false,
             [](const S& s) { return s.profile == Profile::Custom; }},
            &S::classCounts));
  add(words({"class_order", "Class order",
             "Which classes are frequent: empty for the data set's own order, `random` "
             "(by the seed), or class numbers from many to few, comma-separated.",
             "", Group::Data, true, kProfileRatio},
            &S::classOrder));
  add(real({"pareto_power", "Pareto power", "Shape of the Pareto tail; ImageNet-LT uses 6.", "", Group::Data,
            true, [](const S& s) { return s.profile == Profile::Pareto; }},
           &S::paretoPower, 0.1, 100));
  add(boolean({"balanced_twin", "Balanced twin",
               "Train on the balanced subset with the same number of images; the "
               "relative gap compares a run with its twin.",
               "", Group::Data},
              &S::balancedTwin));
  add(integer(
      {"seed", "Seed", "Decides subset, order, augmentation and initial parameters.", "", Group::Data},
      &S::seed, 0, 4'294'967'295));

  add(choice(
      {"network", "Network", "Backbone; all with a 3x3 stem and no max-pooling, as usual for small images.",
       "", Group::Network},
      &S::network));
  add(integer({"width", "Width",
               "Channels of the first stage; later stages have 2, 4 and 8 times as many. The "
               "literature's ResNet-18 has 64.",
               "channels", Group::Network},
              &S::width, 4, 256));
  add(integer({"stem_stride", "Stem stride", "1 is the CIFAR stem; 2 halves the side and quarters the work.",
               "", Group::Network, true},
              &S::stemStride, 1, 2));
  add(integer({"projector_hidden", "Projector hidden size", "Hidden layer of the projector.", "",
               Group::Network, true, kSelfSupervised},
              &S::projectorHidden, 8, 16384));
  add(integer({"projector_output", "Projector output size", "Dimension in which views are compared.", "",
               Group::Network, true, kSelfSupervised},
              &S::projectorOutput, 2, 16384));
  add(integer({"predictor_hidden", "Predictor hidden size", "Bottleneck of SimSiam's predictor.", "",
               Group::Network, true, kSimSiam},
              &S::predictorHidden, 2, 16384));

  add(integer({"epochs", "Epochs", "Passes over the subset.", "", Group::Training}, &S::epochs, 1, 100'000));
  add(integer({"batch", "Batch",
               "Images of a step. Incomplete batches at the end of an epoch are left out, but for "
               "subsets smaller than one batch.",
               "images", Group::Training},
              &S::batch, 2, 16384));
  add(real({"learning_rate", "Learning rate", "Of SGD, at the start of the schedule.", "", Group::Training},
           &S::learningRate, 1e-6, 100, true));
  add(choice(
      {"schedule", "Schedule",
       "Learning rate over time: cosine to 0 step by step, cosine that changes once an epoch (its last "
       "epoch is at rate 0), in steps at the milestones, or constant.",
       "", Group::Training, true},
      &S::schedule));
  add(words({"milestones", "Milestones",
             "Where the step schedule lowers the rate, comma-separated and ascending: shares of the training "
             "below 1 (0.6,0.8), counted after the warm-up, or epochs (160,180).",
             "", Group::Training, true, kStepSchedule},
            &S::milestones));
  add(real({"step_gamma", "Step factor", "What the rate is multiplied by at each milestone.", "",
            Group::Training, true, kStepSchedule},
           &S::stepGamma, 1e-4, 1, true));
  add(integer({"warmup_epochs", "Warm-up", "Linear ramp of the learning rate at the start.", "epochs",
               Group::Training, true},
              &S::warmupEpochs, 0, 10'000));
  add(real({"momentum", "Momentum", "Of SGD.", "", Group::Training, true}, &S::momentum, 0, 0.9999));
  add(boolean({"nesterov", "Nesterov", "Nesterov's form of the momentum.", "", Group::Training, true,
               [](const S& s) { return s.momentum > 0; }},
              &S::nesterov));
  add(real({"weight_decay", "Weight decay", "L2 penalty on all parameters.", "", Group::Training, true},
           &S::weightDecay, 0, 1));
  add(real({"temperature", "Temperature", "Of the contrastive loss: NT-Xent (SimCLR) or InfoNCE (MoCo).", "",
            Group::Training, true, kContrastive},
           &S::temperature, 0.01, 10, true));
  add(integer(
      {"moco_queue", "Queue size K", "Keys of earlier batches that MoCo's loss contrasts an image with.",
       "keys", Group::Training, true, kMoCo},
      &S::mocoQueue, 1, 1'000'000));
  add(real({"moco_momentum", "Key encoder momentum",
            "m of MoCo's key encoder, theta_k = m theta_k + (1 - m) theta_q at every step.", "",
            Group::Training, true, kMoCo},
           &S::mocoMomentum, 0, 1));
  for (Option& entry : longTailOptions()) add(std::move(entry));
  add(choice({"precision", "Precision",
              "Arithmetic of forward and backward passes. Automatic: 16 bits where the "
              "processor computes them faster than 32, and on a GPU.",
              "", Group::Training, true},
             &S::precision));
  add(words(
      {"device", "Device",
       "Where the network computes: `auto` (a GPU that can be used, else the processor), `cpu`, `cuda` (an "
       "NVIDIA GPU and nothing else), or `cuda:N` (number N, from 0).",
       "", Group::Training, true},
      &S::device));
  add(integer(
      {"threads", "Threads", "Processor threads; 0 uses all cores. Runs repeat bit for bit at equal counts.",
       "", Group::Training, true},
      &S::threads, 0, 1024));

  add(integer({"crop_padding", "Crop padding",
               "Black border from which the random crop of a supervised view is taken.", "pixels",
               Group::Augmentation, true, kSupervised},
              &S::cropPadding, 0, 64));
  add(real({"flip", "Flip probability", "Horizontal flip.", "", Group::Augmentation, true}, &S::flip, 0, 1));
  add(real({"crop_scale", "Smallest crop", "Smallest share of the area that RandomResizedCrop keeps.", "",
            Group::Augmentation, true, kSelfSupervised},
           &S::cropScale, 0.01, 1));
  add(real({"jitter_probability", "Jitter probability", "Chance that a view's colours are jittered.", "",
            Group::Augmentation, true, kSelfSupervised},
           &S::jitterProbability, 0, 1));
  add(real({"brightness", "Brightness jitter", "Factor within 1 - b .. 1 + b.", "", Group::Augmentation, true,
            kSelfSupervised},
           &S::brightness, 0, 1));
  add(real({"contrast", "Contrast jitter", "Factor within 1 - c .. 1 + c.", "", Group::Augmentation, true,
            kSelfSupervised},
           &S::contrast, 0, 1));
  add(real({"saturation", "Saturation jitter", "Factor within 1 - s .. 1 + s.", "", Group::Augmentation, true,
            kSelfSupervised},
           &S::saturation, 0, 1));
  add(real({"hue", "Hue jitter", "Rotation within -h .. h turns.", "turns", Group::Augmentation, true,
            kSelfSupervised},
           &S::hue, 0, 0.5));
  add(real({"grayscale", "Grayscale probability", "Chance that a view loses its colours.", "",
            Group::Augmentation, true, kSelfSupervised},
           &S::grayscale, 0, 1));

  add(boolean(
      {"sam", "SAM",
       "Supervised training with the sharpness-aware step, twice the time of plain training; works with "
       "every loss.",
       "", Group::Sam, false, kSupervised},
      &S::sam));
  add(real({"rho", "Perturbation rho", "Length of SAM's perturbation of the parameters.", "", Group::Sam,
            false, kSam},
           &S::rho, 1e-4, 100, true));
  add(boolean(
      {"sam_adaptive", "Adaptive (ASAM)",
       "The perturbation scales with each parameter: rho w^2 g / || |w| g ||. It needs a rho about ten times "
       "larger; the paper's code uses 0.5 with density weights and 7 with weights by rank.",
       "", Group::Sam, true, kSam},
      &S::samAdaptive));
  add(choice({"sam_weights", "Sample weights",
              "Weights of the perturbation: inverse estimated density (rwSAM), equal (plain SAM), or by the "
              "rank of the class, an oracle that uses the labels.",
              "", Group::Sam, false, kRwSam},
             &S::samWeights));
  add(words({"weights_from", "Weights from run",
             "Run whose features give the density. Empty: this run's own warm-up "
             "phase.",
             "", Group::Sam, true, kKde},
            &S::weightsFrom));
  add(integer({"weights_warmup", "Epochs before weights",
               "Epochs of the plain method before the density is estimated "
               "from this run's features.",
               "epochs", Group::Sam, true, [](const S& s) { return kKde(s) && s.weightsFrom.empty(); }},
              &S::weightsWarmup, 1, 100'000));
  add(real(
      {"kde_bandwidth", "Bandwidth", "Of the Gaussian kernel, as a multiple of the median pairwise distance.",
       "", Group::Sam, true, kKde},
      &S::kdeBandwidth, 0.01, 10, true));
  add(real({"kde_alpha", "Density exponent", "w = density^(-alpha).", "", Group::Sam, true, kKde},
           &S::kdeAlpha, 0, 10));
  add(real({"kde_clamp", "Weight quantile", "Weights above this quantile are set to it.", "", Group::Sam,
            true, kKde},
           &S::kdeClamp, 0.5, 1));
  add(real({"sam_oracle_base", "Oracle base",
            "Weight of a class is base^rank, rank 0 for the most frequent. Uses labels.", "", Group::Sam,
            true, [](const S& s) { return kRwSam(s) && s.samWeights == SamWeights::Oracle; }},
           &S::samOracleBase, 0.1, 10, true));
  add(choice({"sam_batch_norm", "BatchNorm statistics",
              "Which of SAM's two passes update running statistics.", "", Group::Sam, true, kSam},
             &S::samBatchNorm));

  add(integer({"evaluate_every", "Evaluate every", "Epochs between evaluations on the test images.", "epochs",
               Group::Evaluation},
              &S::evaluateEvery, 1, 100'000));
  add(integer(
      {"knn_k", "Neighbours k", "Of the live kNN accuracy.", "", Group::Evaluation, true, kSelfSupervised},
      &S::knnK, 1, 10'000));
  add(real({"knn_temperature", "kNN temperature", "A neighbour's vote weighs exp(cosine / temperature).", "",
            Group::Evaluation, true, kSelfSupervised},
           &S::knnTemperature, 0.01, 100, true));
  add(choice({"knn_bank", "kNN bank", "Images that vote: the training subset, or the full training set.", "",
              Group::Evaluation, true, kSelfSupervised},
             &S::knnBank));
  add(choice({"knn_space", "kNN space",
              "Vectors that are compared: the backbone's features, or what the projector makes "
              "of them.",
              "", Group::Evaluation, true, kSelfSupervised},
             &S::knnSpace));
  add(boolean({"probe", "Linear probe",
               "After training, a linear classifier on the frozen features with the balanced "
               "labels; needed for the relative gap.",
               "", Group::Evaluation, true},
              &S::probe));
  add(integer({"probe_per_class", "Probe images per class",
               "Balanced training images of the probe; 0 uses all.", "", Group::Evaluation, true, kProbe},
              &S::probePerClass, 0, 10'000'000));
  add(real({"probe_l2", "Probe penalty", "Weight of |W|^2 / 2 in the probe's objective.", "",
            Group::Evaluation, true, kProbe},
           &S::probeL2, 0, 10));
  for (Option& entry : retrainingOptions()) add(std::move(entry));
  return all;
}

std::int64_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::int64_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<std::int64_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::int64_t diagonal = row[0];
    row[0] = static_cast<std::int64_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::int64_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string expectation(const Option& option) {
  switch (option.type) {
    case OptionType::Boolean:
      return "true or false";
    case OptionType::Integer:
      return fmt::format("a whole number from {:.0f} to {:.0f}", option.minimum, option.maximum);
    case OptionType::Real:
      return fmt::format("a number from {:g} to {:g}", option.minimum, option.maximum);
    case OptionType::Choice: {
      std::string list;
      for (const auto& entry : option.choices) list += (list.empty() ? "" : ", ") + std::string(entry.name);
      return "one of " + list;
    }
    case OptionType::Text:
      return "text";
  }
  return {};
}

}  // namespace

const std::vector<Option>& options() {
  static const std::vector<Option> all = declareAll();
  return all;
}

const Option& option(std::string_view name) {
  const Option* nearest = nullptr;
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  for (const Option& candidate : options()) {
    if (candidate.name == name) return candidate;
    if (const auto distance = editDistance(candidate.name, name); distance < best) {
      best = distance;
      nearest = &candidate;
    }
  }
  throw Error(
      ErrorKind::Usage, fmt::format("There is no option '{}'.", name.substr(0, 80)),
      best <= 4 ? fmt::format("Did you mean '{}'?", nearest->name) : "See `skewscope-engine train --help`.");
}

std::string_view groupLabel(Group group) {
  switch (group) {
    case Group::Run:
      return "Run";
    case Group::Data:
      return "Data";
    case Group::Network:
      return "Network";
    case Group::Training:
      return "Training";
    case Group::Augmentation:
      return "Augmentation";
    case Group::Sam:
      return "Sharpness-aware step";
    case Group::Evaluation:
      return "Evaluation";
  }
  return "";
}

std::string flagName(const Option& option) {
  std::string flag = "--" + std::string(option.name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

std::string toText(const Value& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, bool>)
          return v ? "true" : "false";
        else if constexpr (std::is_same_v<T, std::string>)
          return v;
        else
          return fmt::format("{}", v);  // shortest text that reads back to the same number
      },
      value);
}

Value fromText(const Option& option, std::string_view text) {
  const auto refuse = [&]() -> Error {
    return Error(ErrorKind::Usage,
                 fmt::format("{} does not take '{}'.", flagName(option), text.substr(0, 80)),
                 fmt::format("Expected {}.", expectation(option)));
  };
  switch (option.type) {
    case OptionType::Boolean:
      if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
      if (text == "false" || text == "0" || text == "no" || text == "off") return false;
      throw refuse();
    case OptionType::Integer: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc() || end != text.data() + text.size()) throw refuse();
      return number;
    }
    case OptionType::Real: {
      double number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) throw refuse();
      return number;
    }
    case OptionType::Choice:
      for (const auto& entry : option.choices) {
        if (entry.name == text) return std::string(text);
      }
      throw refuse();
    case OptionType::Text:
      return std::string(text);
  }
  throw refuse();
}

std::string displayText(const Option& option, const Value& value) {
  if (option.type == OptionType::Choice) {
    for (const auto& entry : option.choices) {
      if (entry.name == std::get<std::string>(value)) return std::string(entry.label);
    }
  }
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "yes" : "no";
  return toText(value);
}

std::vector<Problem> validate(const ExperimentSpec& spec) {
  std::vector<Problem> problems;
  for (const Option& option : options()) {
    if (option.type == OptionType::Integer || option.type == OptionType::Real) {
      const Value value = option.get(spec);
      const double number = option.type == OptionType::Integer
                                ? static_cast<double>(std::get<std::int64_t>(value))
                                : std::get<double>(value);
      if (!(number >= option.minimum && number <= option.maximum)) {
        problems.push_back({option.name, fmt::format("{} must be {}; it is {}.", option.label,
                                                     expectation(option), toText(value))});
      }
    } else if (option.type == OptionType::Text && std::get<std::string>(option.get(spec)).size() > 4096) {
      problems.push_back({option.name, fmt::format("{} is longer than 4,096 characters.", option.label)});
    }
  }
  if (!deviceChoice(spec.device)) {
    problems.push_back(
        {"device",
         fmt::format("Device must be auto, cpu, cuda, or a GPU's number such as cuda:1; it is '{}'.",
                     spec.device.substr(0, 80))});
  }
  if (spec.warmupEpochs >= spec.epochs && spec.warmupEpochs > 0) {
    problems.push_back({"warmup_epochs", "The warm-up must be shorter than the training."});
  }
  if (kKde(spec) && spec.weightsFrom.empty() && spec.weightsWarmup >= spec.epochs) {
    problems.push_back(
        {"weights_warmup", "The density weights come after the last epoch; train longer or warm up less."});
  }
  if (spec.schedule == Schedule::Step) {
    if (std::string message = milestoneProblem(spec); !message.empty()) {
      problems.push_back({"milestones", std::move(message)});
    }
  }
  if (spec.profile == Profile::Custom && spec.classCounts.empty()) {
    problems.push_back(
        {"class_counts", "The custom profile needs the images of each class, such as 500,200,50."});
  }
  return problems;
}

void requireValid(const ExperimentSpec& spec) {
  const auto problems = validate(spec);
  if (problems.empty()) return;
  std::string text;
  for (const Problem& problem : problems) text += (text.empty() ? "" : " ") + problem.message;
  throw Error(ErrorKind::Usage, text);
}

std::string ratioText(double ratio) {
  const double factor = 1.0 / ratio;
  return std::abs(factor - std::round(factor)) < 0.005 ? fmt::format("{:g} (IF {:.0f})", ratio, factor)
                                                       : fmt::format("{:g} (IF {:.1f})", ratio, factor);
}

std::string describe(const ExperimentSpec& spec) {
  std::string ratio = fmt::format("{:g}", spec.ratio);
  if (ratio.starts_with("0.")) ratio.erase(0, 1);
  std::string text = spec.mode == Mode::Supervised ? "Supervised" : std::string(choiceLabel(spec.method));
  if (spec.mode == Mode::RwSam) {
    text += spec.samWeights == SamWeights::Equal ? (spec.samAdaptive ? " ASAM" : " SAM")
            : spec.samAdaptive                   ? " rwASAM"
                                                 : " rwSAM";
    if (spec.samWeights == SamWeights::Oracle) text += " oracle";
  }
  if (spec.mode == Mode::Supervised) text += describeLabels(spec);
  // The embedded set goes without saying; runs on another must not share the names of those on it.
  if (spec.dataset != ExperimentSpec{}.dataset) text += " " + spec.dataset;
  if (spec.profile != Profile::Exponential) text.append(" ").append(choiceName(spec.profile));
  if (spec.profile != Profile::Custom) text += " r " + ratio;
  if (spec.balancedTwin) text += " twin";
  return text + fmt::format(" s{}", spec.seed);
}

}  // namespace skewscope::spec
