// What bfloat16 leaves of SAM's perturbation: the network reads its weights rounded, and most of the steps
// rho g / ||g|| are below half a unit of that rounding. Trains a supervised network on the embedded images,
// then compares, on batches of its training images, the perturbation that was asked for with the one that the
// network sees, and the gradient and the loss there with those of float32.
//
// Usage: sam_rounding --width 16 --steps 100 --rho 0.05

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/data/shapes.h"
#include "core/learn/model.h"
#include "core/learn/sam.h"
#include "core/learn/step.h"
#include "core/nn/batch.h"
#include "core/nn/parallel.h"
#include "core/nn/torch.h"
#include "core/spec/options.h"

namespace {

using namespace skewscope;
using torch::Tensor;
using Values = std::vector<Tensor>;

/// The images, and batches of them: an epoch is a permutation.
class Batches {
 public:
  Batches(const data::Dataset& dataset, std::int64_t size) : set_(dataset.train), size_(size) {
    settings_.pipeline = augment::Pipeline::Supervised;
    settings_.mean = dataset.mean;
    settings_.stddev = dataset.stddev;
  }
  std::pair<Values, Tensor> operator[](std::int64_t step) {
    const std::int64_t steps = set_.size() / size_, epoch = step / steps;
    const auto order = permutation(set_.size(), {1, Purpose::Order, static_cast<std::uint32_t>(epoch)});
    const std::vector<std::int64_t> indices(order.begin() + step % steps * size_,
                                            order.begin() + (step % steps + 1) * size_);
    std::vector<std::int64_t> labels;
    for (const std::int64_t i : indices) labels.push_back(set_.labels[static_cast<std::size_t>(i)]);
    return {{buffer_.fill(settings_, set_, indices, 1, epoch, 0, nn::torchParallelFor())},
            torch::tensor(labels, torch::kInt64)};
  }

 private:
  const data::ImageSet& set_;
  std::int64_t size_;
  augment::Settings settings_;
  nn::BatchBuffer buffer_;
};

double testAccuracy(const learn::Model& model, const data::Dataset& dataset) {
  const torch::NoGradGuard noGrad;
  model.setTraining(false);
  augment::Settings settings;
  settings.mean = dataset.mean;
  settings.stddev = dataset.stddev;
  nn::BatchBuffer buffer;
  double right = 0;
  for (std::int64_t i = 0; i < dataset.test.size(); ++i) {
    const std::vector<std::int64_t> one{i};
    const Tensor scores =
        model.logits(buffer.fill(settings, dataset.test, one, 1, 0, 0, nn::torchParallelFor()));
    right +=
        scores.argmax(1).item<std::int64_t>() == dataset.test.labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  model.setTraining(true);
  return right / static_cast<double>(dataset.test.size());
}

/// The parameters, and which of them autocast rounds: those of convolutions and matrix products.
struct Parameters {
  explicit Parameters(const torch::nn::Module& root) {
    for (const auto& module : root.modules(/*include_self=*/false)) {
      const bool rounds = module->as<torch::nn::Conv2d>() || module->as<torch::nn::Linear>();
      for (const Tensor& tensor : module->parameters(/*recurse=*/false)) {
        live.push_back(tensor);
        rounded.push_back(rounds);
      }
    }
  }
  Values values() const {
    Values copies;
    for (const Tensor& tensor : live) copies.push_back(tensor.detach().clone());
    return copies;
  }
  void set(const Values& to) {
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < live.size(); ++i) live[i].copy_(to[i]);
  }
  /// What the network computes with in 16 bits.
  Values seen(const Values& from, torch::ScalarType type) const {
    Values found;
    for (std::size_t i = 0; i < from.size(); ++i)
      found.push_back(rounded[i] ? from[i].to(type).to(torch::kFloat32) : from[i]);
    return found;
  }

  Values live;
  std::vector<bool> rounded;
};

Tensor flat(const Values& values) {
  Values parts;
  for (const Tensor& tensor : values) parts.push_back(tensor.flatten().to(torch::kFloat64));
  return torch::cat(parts);
}

double length(const Tensor& a) {
  return a.norm().item<double>();
}
double cosine(const Tensor& a, const Tensor& b) {
  return a.dot(b).item<double>() / (length(a) * length(b));
}

/// Mean loss and gradient at `at`.
struct Slope {
  double loss;
  Tensor gradient;
};

Slope slopeAt(learn::Model model, bool bf16, Parameters& parameters, const Values& at,
              const std::pair<Values, Tensor>& batch) {
  model.bf16 = bf16;
  parameters.set(at);
  const learn::BatchNormFreeze freeze(*model.root);
  const Tensor loss = model.losses(batch.first, batch.second).mean();
  const auto gradients = torch::autograd::grad({loss}, parameters.live);
  return {loss.item<double>(), flat(gradients)};
}

/// Sums of what is measured, by its name, in the order of the first batch.
class Means {
 public:
  void add(const char* name, double value) {
    const auto found =
        std::find_if(sums_.begin(), sums_.end(), [&](const auto& sum) { return sum.first == name; });
    (found == sums_.end() ? sums_.emplace_back(name, 0.0) : *found).second += value;
  }
  void print(int batches) const {
    for (const auto& [name, sum] : sums_) fmt::print("  {:<66} {:8.4f}\n", name, sum / batches);
  }

 private:
  std::vector<std::pair<std::string, double>> sums_;
};

void measure(const learn::Model& model, Parameters& parameters, const std::pair<Values, Tensor>& batch,
             double rho, bool adaptive, Means& means) {
  const Values start = parameters.values();
  const Slope low = slopeAt(model, true, parameters, start, batch);
  std::int64_t at = 0;
  for (Tensor& parameter : parameters.live) {
    parameter.mutable_grad() =
        low.gradient.slice(0, at, at + parameter.numel()).to(torch::kFloat32).view(parameter.sizes());
    at += parameter.numel();
  }
  learn::SamStep sam;
  sam.perturb(parameters.live, rho, adaptive);
  const Values moved = parameters.values();
  for (Tensor& parameter : parameters.live) parameter.mutable_grad().reset();

  const Tensor asked = flat(moved) - flat(start);
  const auto difference = [&](torch::ScalarType type) {
    return flat(parameters.seen(moved, type)) - flat(parameters.seen(start, type));
  };
  const Tensor seen = difference(torch::kBFloat16), half = difference(torch::kHalf);
  means.add("length of the perturbation seen / asked for", length(seen) / length(asked));
  means.add("cosine of the two", cosine(seen, asked));
  means.add("part along the one asked for", seen.dot(asked).item<double>() / asked.dot(asked).item<double>());
  means.add("share of parameters that do not move", (seen == 0).to(torch::kFloat64).mean().item<double>());
  means.add("length of one seen in float16 / asked for", length(half) / length(asked));
  means.add("cosine of those two", cosine(half, asked));
  const Values startSeen = parameters.seen(start, torch::kBFloat16);
  const Values movedSeen = parameters.seen(moved, torch::kBFloat16);
  means.add("length of the weights' rounding itself / of the perturbation",
            length(flat(startSeen) - flat(start)) / length(asked));

  const Slope low2 = slopeAt(model, true, parameters, moved, batch);
  const Slope exact = slopeAt(model, false, parameters, start, batch);
  const Slope exact2 = slopeAt(model, false, parameters, moved, batch);
  const Slope weights = slopeAt(model, false, parameters, startSeen, batch);
  const Slope weights2 = slopeAt(model, false, parameters, movedSeen, batch);
  parameters.set(start);
  means.add("first gradient, bfloat16 to float32: cosine", cosine(low.gradient, exact.gradient));
  means.add("second gradient, bfloat16 to float32: cosine", cosine(low2.gradient, exact2.gradient));
  means.add("second gradient, float32 with rounded weights to float32: cosine",
            cosine(weights2.gradient, exact2.gradient));
  means.add("second gradient to first, both float32: cosine", cosine(exact2.gradient, exact.gradient));
  const Tensor change = exact2.gradient - exact.gradient;
  const auto compare = [&](const char* name, const Tensor& other, const char* part) {
    means.add(name, cosine(other, change));
    means.add(part, other.dot(change).item<double>() / change.dot(change).item<double>());
  };
  compare("their difference, bfloat16 to float32: cosine", low2.gradient - low.gradient,
          "part along that of float32, bfloat16");
  compare("their difference, rounded weights to float32: cosine", weights2.gradient - weights.gradient,
          "part along that of float32, rounded weights");
  means.add("rise of the loss, float32", exact2.loss - exact.loss);
  means.add("rise of the loss, bfloat16", low2.loss - low.loss);
  means.add("rise of the loss, float32 with rounded weights", weights2.loss - weights.loss);
}

}  // namespace

int main(int argc, char** argv) {
  std::string network = "resnet10", precision = "bfloat16";
  std::int64_t width = 16, batch = 128, perClass = 400, seed = 1;
  double rho = 0.05, rate = 0.05;
  int steps = 100, threads = 1, batches = 8;
  bool adaptive = false;
  CLI::App app("What bfloat16 leaves of SAM's perturbation");
  app.add_option("--network", network)->check(CLI::IsMember({"resnet10", "resnet18"}));
  app.add_option("--width", width);
  app.add_option("--batch", batch);
  app.add_option("--per-class", perClass, "training images of each of ten classes");
  app.add_option("--seed", seed);
  app.add_option("--rate", rate);
  app.add_option("--rho", rho, "0: plain steps, and nothing is compared");
  app.add_flag("--adaptive", adaptive);
  app.add_option("--steps", steps, "to train before the comparison");
  app.add_option("--batches", batches, "to compare on");
  app.add_option("--precision", precision, "of the training")->check(CLI::IsMember({"float32", "bfloat16"}));
  app.add_option("--threads", threads);
  CLI11_PARSE(app, argc, argv);

  torch::set_num_threads(threads);
  spec::ExperimentSpec spec;
  spec.mode = spec::Mode::Supervised;
  spec.network = network == "resnet10" ? spec::Network::ResNet10 : spec::Network::ResNet18;
  spec.width = width;
  spec.stemStride = 2;
  spec.seed = seed;
  spec.precision = precision == "float32" ? spec::Precision::Float32 : spec::Precision::BFloat16;
  const data::Dataset dataset =
      data::makeShapes({.trainPerClass = perClass, .testPerClass = 100}, nn::torchParallelFor());
  const learn::Model model = learn::makeModel(spec, 10);
  Parameters parameters(*model.root);
  Batches train(dataset, batch);
  learn::Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  learn::SamStep sam;
  double loss = 0;
  for (int step = 0; step < steps; ++step) {
    const auto [views, labels] = train[step];
    const double now = rate * (1 + std::cos(std::numbers::pi * step / steps)) / 2;
    const auto result = rho > 0 ? learn::samStep(model, views, labels, {}, optimiser, now, sam,
                                                 {.rho = rho, .adaptive = adaptive})
                                : learn::plainStep(model, views, labels, optimiser, now);
    if (step >= steps - 20) loss += result.loss / 20;
  }
  const double size = length(flat(parameters.values()));
  fmt::print(
      "{} w{} ({} parameters of length {:.2f}), {} steps of {} in {}, rho {}{}, seed {}: loss {:.4f}, test "
      "{:.4f}\n",
      network, width, flat(parameters.values()).numel(), size, steps, batch, precision, rho,
      adaptive ? " adaptive" : "", seed, loss, testAccuracy(model, dataset));
  if (rho == 0) return 0;
  Means means;
  for (int i = 0; i < batches; ++i) measure(model, parameters, train[steps + i], rho, adaptive, means);
  means.print(batches);
}
