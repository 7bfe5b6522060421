// Time of one training step on this processor, where it goes, and its floor: the convolutions of the same
// network, forward and both backwards, each timed alone in the same precision and memory format.
//
// Usage: training_step_benchmark --network resnet18 --width 64 --stem-stride 1 --batch 64
// (with OMP_PROC_BIND=true GOMP_SPINCOUNT=20000, which the engine sets for itself)

#include <ATen/record_function.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <torch/torch.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "core/augment/augment.h"
#include "core/base/random.h"
#include "core/learn/model.h"
#include "core/learn/sam.h"
#include "core/learn/step.h"
#include "core/nn/batch.h"
#include "core/nn/parallel.h"
#include "core/spec/options.h"

namespace {

using namespace skewscope;
using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + std::ssize(values) / 2, values.end());
  return values[values.size() / 2];
}

/// The arguments of one convolution, as its backward pass needs them.
struct Convolution {
  std::vector<std::int64_t> input, weight, stride, padding;
  torch::ScalarType type;
  bool inputGradient;  ///< images have none

  auto operator<=>(const Convolution&) const = default;
};

/// What LibTorch calls on this thread while it lives: the time of each outermost operation, and convolutions.
class Recorder {
 public:
  Recorder() {
    active_ = this;
    handle_ = at::addThreadLocalCallback(
        at::RecordFunctionCallback(&begin, &end)
            .needsInputs(true)
            .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
  }
  ~Recorder() {
    at::removeCallback(handle_);
    active_ = nullptr;
  }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  std::map<std::string, double> milliseconds;
  std::map<Convolution, int> convolutions;

 private:
  static std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
    if (active_->depth_++ == 0) active_->start_ = Clock::now();
    if (std::string_view(function.name()) == "aten::convolution") {
      const auto inputs = function.inputs();
      const torch::Tensor x = inputs[0].toTensor(), weight = inputs[1].toTensor();
      ++active_->convolutions[{x.sizes().vec(), weight.sizes().vec(), inputs[3].toIntVector(),
                               inputs[4].toIntVector(), x.scalar_type(), x.requires_grad()}];
    }
    return nullptr;
  }
  static void end(const at::RecordFunction& function, at::ObserverContext*) {
    if (--active_->depth_ == 0) active_->milliseconds[function.name()] += millisecondsSince(active_->start_);
  }

  static thread_local Recorder* active_;
  at::CallbackHandle handle_;
  int depth_ = 0;
  Clock::time_point start_;
};
thread_local Recorder* Recorder::active_ = nullptr;

/// Median time of a call that is repeated for about `seconds`.
double timed(double seconds, const std::function<void()>& call) {
  call();
  std::vector<double> times;
  for (const auto start = Clock::now(); times.size() < 5 || millisecondsSince(start) < 1000 * seconds;) {
    const auto begin = Clock::now();
    call();
    times.push_back(millisecondsSince(begin));
  }
  return median(times);
}

/// Forward and backward of one convolution alone, in milliseconds.
double convolutionTime(const Convolution& of) {
  const auto made = [&](const std::vector<std::int64_t>& sizes) {
    return torch::randn(sizes).to(of.type).contiguous(torch::MemoryFormat::ChannelsLast);
  };
  const torch::NoGradGuard noGrad;
  const torch::Tensor x = made(of.input), weight = made(of.weight);
  const std::vector<std::int64_t> one{1, 1}, none{0, 0};
  torch::Tensor y;
  const double forward =
      timed(0.3, [&] { y = at::convolution(x, weight, {}, of.stride, of.padding, one, false, none, 1); });
  const torch::Tensor gradient = made(y.sizes().vec());
  return forward + timed(0.3, [&] {
           at::convolution_backward(gradient, x, weight, at::OptionalIntArrayRef(), of.stride, of.padding,
                                    one, false, none, 1, {of.inputGradient, true, false});
         });
}

/// The row of the table that an operation belongs to.
std::string kindOf(const std::string& operation) {
  const auto has = [&](const char* part) { return operation.find(part) != std::string::npos; };
  if (has("onv")) return "convolution";
  if (has("atch_norm") || has("atchNorm") || has("elu") || has("aten::add_") || has("AddBackward"))
    return "norm, ReLU, residual";
  if (has("_fused_sgd") || has("_foreach") || has("aten::norm") || has("aten::linalg_vector_norm"))
    return "optimiser";
  return "other operations";
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

}  // namespace

int main(int argc, char** argv) {
  std::string network = "resnet10", mode = "supervised", precision = "float32";
  std::int64_t width = 16, stride = 2, batch = 128, projector = 512;
  int threads = 2, seconds = 10;
  bool operations = false, sam = false;
  CLI::App app("Time of a training step against the time of its convolutions alone");
  app.add_option("--network", network)
      ->check(CLI::IsMember({"resnet10", "resnet18", "resnet34", "resnet50"}));
  app.add_option("--width", width);
  app.add_option("--stem-stride", stride);
  app.add_option("--batch", batch);
  app.add_option("--projector-hidden", projector);
  app.add_option("--mode", mode)->check(CLI::IsMember({"supervised", "simclr", "simsiam"}));
  app.add_flag("--sam", sam, "SAM steps");
  app.add_option("--precision", precision)->check(CLI::IsMember({"float32", "bfloat16"}));
  app.add_option("--threads", threads);
  app.add_option("--seconds", seconds, "time to measure for");
  app.add_flag("--operations", operations, "list every operation");
  CLI11_PARSE(app, argc, argv);

  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);  // as the engine does
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  torch::set_num_threads(threads);
  spec::ExperimentSpec spec;
  const bool supervised = mode == "supervised";
  spec.mode = supervised ? spec::Mode::Supervised : spec::Mode::SelfSupervised;
  spec.method = mode == "simsiam" ? spec::Method::SimSiam : spec::Method::SimClr;
  spec.network = network == "resnet10"   ? spec::Network::ResNet10
                 : network == "resnet18" ? spec::Network::ResNet18
                 : network == "resnet34" ? spec::Network::ResNet34
                                         : spec::Network::ResNet50;
  spec.width = width;
  spec.stemStride = stride;
  spec.projectorHidden = projector;
  spec.precision = precision == "float32" ? spec::Precision::Float32 : spec::Precision::BFloat16;
  const learn::Model model = learn::makeModel(spec, 10);
  learn::Sgd optimiser(model.namedParameters(), 0.9, 5e-4);
  learn::SamStep perturbation;
  const data::ImageSet images = randomImages(batch);
  augment::Settings settings;
  settings.pipeline = supervised ? augment::Pipeline::Supervised : augment::Pipeline::SelfSupervised;
  settings.mean = {0.4914f, 0.4822f, 0.4465f};
  settings.stddev = {0.2023f, 0.1994f, 0.2010f};
  std::vector<std::int64_t> indices(static_cast<std::size_t>(batch));
  std::iota(indices.begin(), indices.end(), 0);
  const torch::Tensor labels = torch::arange(batch) % 10;
  std::vector<nn::BatchBuffer> buffers(static_cast<std::size_t>(model.viewCount()));
  const ParallelFor parallel = nn::torchParallelFor();

  std::int64_t epoch = 0;
  double augmentation = 0;
  const auto step = [&] {
    const auto begin = Clock::now();
    std::vector<torch::Tensor> views;
    for (std::size_t v = 0; v < buffers.size(); ++v)
      views.push_back(buffers[v].fill(settings, images, indices, 1, epoch, static_cast<int>(v), parallel));
    ++epoch;
    augmentation += millisecondsSince(begin);
    if (sam) {
      learn::samStep(model, views, labels, {}, optimiser, 1e-4, perturbation, {});
    } else {
      learn::plainStep(model, views, labels, optimiser, 1e-4);
    }
  };
  for (int i = 0; i < 3; ++i) step();
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const std::int64_t first = epoch;
  const double time = timed(seconds, step);
  getrusage(RUSAGE_SELF, &after);
  const double pages =
      static_cast<double>(after.ru_minflt - before.ru_minflt) / static_cast<double>(epoch - first);

  // Where it goes, by a few steps more, which the recording slows a little.
  constexpr int kRecorded = 5;
  std::map<std::string, double> kinds, calls;
  std::map<Convolution, int> convolutions;
  double recorded = 0;
  augmentation = 0;
  {
    Recorder recorder;
    const auto begin = Clock::now();
    for (int i = 0; i < kRecorded; ++i) step();
    recorded = millisecondsSince(begin);
    calls = recorder.milliseconds;
    convolutions = recorder.convolutions;
  }
  double rest = recorded - augmentation;
  for (const auto& [name, milliseconds] : calls) {
    kinds[kindOf(name)] += milliseconds;
    rest -= milliseconds;
  }
  kinds["augmentation"] = augmentation;
  kinds["between operations"] = rest;
  double floor = 0;
  for (const auto& [convolution, count] : convolutions)
    floor += convolutionTime(convolution) * count / kRecorded;

  fmt::print("{} w{} stride {} batch {} {}{} {}, {} threads\n", network, width, stride, batch, mode,
             sam ? " sam" : "", precision, threads);
  fmt::print(
      "step {:.2f} ms, {:.0f} images/s; convolutions alone {:.2f} ms; step / convolutions {:.3f}; {:.0f} "
      "page "
      "faults a step\n",
      time, 1000 * static_cast<double>(batch) / time, floor, time / floor, pages);
  for (const auto& [kind, milliseconds] : kinds)
    fmt::print("  {:<22} {:5.1f} %  {:8.3f} ms\n", kind, 100 * milliseconds / recorded,
               milliseconds / kRecorded);
  if (operations) {
    for (const auto& [name, milliseconds] : calls)
      fmt::print("    {:<60} {:<22} {:8.3f} ms\n", name, kindOf(name), milliseconds / kRecorded);
  }
}
