// Times of evaluations on this processor beside their floors, measured in the same run: kNN beside the matrix
// products that it is made of, features beside the convolutions of their network, probes on cached features,
// checkpoints.
//
// Usage: evaluation_benchmark knn | features | probe | checkpoint [options]
// (with OMP_PROC_BIND=true GOMP_SPINCOUNT=20000, which the engine sets for itself)
//
// "processor" is the time that the process used over the number of threads: what it would take if nothing
// else ran. Waiting threads that spin count as well.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/heap.h"
#include "core/base/random.h"
#include "core/evaluate/features.h"
#include "core/evaluate/knn.h"
#include "core/evaluate/linear_probe.h"
#include "core/evaluate/sgd_probe.h"
#include "core/learn/model.h"
#include "core/measure/convolutions_alone.h"
#include "core/measure/recorder.h"
#include "core/nn/batch.h"
#include "core/nn/heap_allocator.h"
#include "core/nn/parallel.h"
#include "core/nn/torch.h"
#include "core/train/checkpoint.h"

namespace {

using namespace skewscope;

struct Seconds {
  double wall = std::numeric_limits<double>::infinity(), processor = wall;
};

/// The fastest of `calls` calls.
Seconds fastest(int calls, const std::function<void()>& call) {
  const auto now = [](clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  Seconds best;
  for (int i = 0; i < calls; ++i) {
    const double wall = now(CLOCK_MONOTONIC), processor = now(CLOCK_PROCESS_CPUTIME_ID);
    call();
    best.wall = std::min(best.wall, now(CLOCK_MONOTONIC) - wall);
    best.processor =
        std::min(best.processor, (now(CLOCK_PROCESS_CPUTIME_ID) - processor) / torch::get_num_threads());
  }
  return best;
}

void print(const std::string& what, const Seconds& seconds) {
  fmt::print("  {:<44} {:7.3f} s, processor {:7.3f} s\n", what, seconds.wall, seconds.processor);
  std::fflush(stdout);
}

/// Labelled features: `classes` directions in a common one, as behind a ReLU, with noise of about that
/// length.
struct Features {
  torch::Tensor rows, labels;
};
Features makeFeatures(std::int64_t count, std::int64_t dimensions, int classes, std::int64_t seed) {
  torch::manual_seed(1);
  const torch::Tensor centres = torch::randn({classes, dimensions});
  torch::manual_seed(static_cast<std::uint64_t>(seed) + 1);
  Features features;
  features.labels = torch::randint(classes, {count}, torch::kInt64);
  features.rows =
      (centres.index_select(0, features.labels) + 2 * torch::randn({count, dimensions}) + 1).relu();
  return features;
}

struct Options {
  int threads = 2, calls = 3;
  std::int64_t bank = 50'000, queries = 10'000, dimensions = 512, k = 20;
  std::string network = "resnet18", precision = "bfloat16";
  std::int64_t width = 64, stride = 1, batch = 500, images = 2000;
  std::int64_t probeImages = 12'406, epochs = 1;
};

void knn(const Options& options) {
  const Features bank = makeFeatures(options.bank, options.dimensions, 10, 1);
  const Features queries = makeFeatures(options.queries, options.dimensions, 10, 2);
  for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
    const torch::Tensor a = queries.rows.to(type), b = bank.rows.to(type);
    constexpr std::int64_t kTile = 1024;
    torch::Tensor products = torch::empty({kTile * kTile}, a.options());
    print(
        fmt::format("products alone, {}", type == torch::kFloat32 ? "float32" : "bfloat16"),
        fastest(options.calls, [&] {
          for (std::int64_t i = 0; i < a.size(0); i += kTile) {
            const torch::Tensor rows = a.narrow(0, i, std::min(kTile, a.size(0) - i));
            for (std::int64_t j = 0; j < b.size(0); j += kTile) {
              const torch::Tensor columns = b.narrow(0, j, std::min(kTile, b.size(0) - j));
              torch::Tensor tile =
                  products.narrow(0, 0, rows.size(0) * columns.size(0)).view({rows.size(0), columns.size(0)});
              torch::mm_out(tile, rows, columns.t());
            }
          }
        }));
  }
  print(fmt::format("knnPredict, k = {}", options.k), fastest(options.calls, [&] {
          evaluate::knnPredict(bank.rows, bank.labels, queries.rows, 10, options.k, 0.1);
        }));
}

void probe(const Options& options) {
  const Features train = makeFeatures(options.probeImages, options.dimensions, 10, 1);
  evaluate::ProbeSettings settings;
  int iterations = 0;
  const Seconds fitted = fastest(options.calls, [&] {
    iterations = evaluate::fitProbe(train.rows, train.labels, 10, settings).iterations;
  });
  print(fmt::format("fitProbe, {} iterations", iterations), fitted);
  print("the products of one iteration alone", fastest(options.calls, [&] {
          const torch::Tensor weight = torch::randn({10, options.dimensions});
          const torch::Tensor scores = torch::mm(train.rows, weight.t());
          torch::mm(scores.t(), train.rows);
        }));
  const Features test = makeFeatures(options.queries, options.dimensions, 10, 2);
  evaluate::SgdProbeSettings steps;
  steps.epochs = options.epochs;
  print(fmt::format("sgdProbe, {} epochs on cached features", options.epochs), fastest(options.calls, [&] {
          evaluate::sgdProbe(
              [&](std::int64_t, std::span<const std::int64_t> positions) {
                return train.rows.index_select(
                    0, torch::tensor(std::vector<std::int64_t>(positions.begin(), positions.end())));
              },
              train.labels, test.rows, test.labels, 10, steps);
        }));
}

data::ImageSet randomImages(std::int64_t count) {
  data::ImageSet images;
  images.height = images.width = 32;
  images.classNames.assign(10, "class");
  images.labels.assign(static_cast<std::size_t>(count), 0);
  images.pixels.resize(static_cast<std::size_t>(count) * images.imageBytes());
  Random random({1, Purpose::Generator});
  for (auto& pixel : images.pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  return images;
}

spec::ExperimentSpec specOf(const Options& options) {
  spec::ExperimentSpec spec;
  spec.network = options.network == "resnet10" ? spec::Network::ResNet10 : spec::Network::ResNet18;
  spec.width = options.width;
  spec.stemStride = options.stride;
  spec.precision = options.precision == "float32" ? spec::Precision::Float32 : spec::Precision::BFloat16;
  return spec;
}

/// What holds training up, and what goes on beside it.
void checkpoint(const Options& options) {
  const spec::ExperimentSpec spec = specOf(options);
  const learn::Model model = learn::makeModel(spec, 10);
  const learn::Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  train::Position position;
  position.stats = train::EpochStats(10);
  print("takeCheckpoint (training waits)",
        fastest(options.calls, [&] { train::takeCheckpoint(spec, model, optimiser, position); }));
  const TensorFile taken = train::takeCheckpoint(spec, model, optimiser, position);
  const auto path = std::filesystem::temp_directory_path() / "evaluation_benchmark.safetensors";
  print("saveCheckpoint (beside training)",
        fastest(options.calls, [&] { train::saveCheckpoint(path, taken); }));
  std::filesystem::remove(path);
}

void features(const Options& options) {
  const learn::Model model = learn::makeModel(specOf(options), 10);
  model.setTraining(false);
  const data::ImageSet images = randomImages(options.images);
  augment::Settings settings;
  settings.pipeline = augment::Pipeline::None;
  const ParallelFor parallel = nn::torchParallelFor();
  std::vector<std::int64_t> part(static_cast<std::size_t>(options.batch));
  for (std::size_t i = 0; i < part.size(); ++i) part[i] = static_cast<std::int64_t>(i) % options.images;
  const torch::NoGradGuard noGradients;
  nn::BatchBuffer buffer;
  const torch::Tensor batch = buffer.fill(settings, images, part, 0, 0, 0, parallel);
  measure::DeviceClock clock(torch::kCPU);
  measure::Recorder recorder(measure::Recorder::What::Shapes, clock);
  recorder.beginStep();
  model.features(batch);
  recorder.endStep();
  measure::ConvolutionsAlone alone(clock, recorder.convolutions(), measure::ConvolutionsAlone::What::Forward);
  for (int i = 0; i < options.calls; ++i) alone.pass();
  const double batches = static_cast<double>(options.images) / static_cast<double>(options.batch);
  fmt::print("convolutions alone, {} images in batches of {}: {:.3f} s\n", options.images, options.batch,
             batches * alone.ms().forward / 1000);
  print("extractFeatures", fastest(options.calls, [&] {
          evaluate::extractFeatures([&](const torch::Tensor& x) { return model.features(x); }, images,
                                    settings, options.batch, parallel);
        }));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Times of evaluations beside their floors");
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--threads", options.threads);
  app.add_option("--calls", options.calls, "the fastest of so many counts");
  app.add_option("--dimensions", options.dimensions);
  CLI::App* neighbours = app.add_subcommand("knn", "10,000 queries against 50,000 features");
  neighbours->add_option("--bank", options.bank);
  neighbours->add_option("--queries", options.queries);
  neighbours->add_option("-k", options.k);
  CLI::App* probes = app.add_subcommand("probe", "probes on cached features");
  probes->add_option("--images", options.probeImages);
  probes->add_option("--epochs", options.epochs);
  CLI::App* extraction = app.add_subcommand("features", "features of images");
  extraction->add_option("--network", options.network)->check(CLI::IsMember({"resnet10", "resnet18"}));
  extraction->add_option("--width", options.width);
  extraction->add_option("--stem-stride", options.stride);
  extraction->add_option("--precision", options.precision)->check(CLI::IsMember({"float32", "bfloat16"}));
  extraction->add_option("--batch", options.batch);
  extraction->add_option("--images", options.images);
  CLI::App* checkpoints = app.add_subcommand("checkpoint", "a checkpoint of a network with its optimiser");
  checkpoints->add_option("--network", options.network)->check(CLI::IsMember({"resnet10", "resnet18"}));
  checkpoints->add_option("--width", options.width);
  CLI11_PARSE(app, argc, argv);
  keepHeap();  // as the engine does
  nn::useHeapAllocator();
  torch::set_num_threads(options.threads);
  if (neighbours->parsed()) {
    fmt::print("{} queries, bank {}, {} dimensions, {} threads\n", options.queries, options.bank,
               options.dimensions, options.threads);
    knn(options);
  } else if (probes->parsed()) {
    fmt::print("{} x {}, {} threads\n", options.probeImages, options.dimensions, options.threads);
    probe(options);
  } else if (checkpoints->parsed()) {
    fmt::print("{} w{}\n", options.network, options.width);
    checkpoint(options);
  } else {
    fmt::print("{} w{} stride {} {}, {} threads\n", options.network, options.width, options.stride,
               options.precision, options.threads);
    features(options);
  }
}
