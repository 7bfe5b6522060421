// Time of the augmentation per view on one core, as a whole and by inner loop and instruction set.
// Usage: augment_benchmark [--benchmark_filter=REGEX]

#include <benchmark/benchmark.h>

#include <numeric>
#include <string>
#include <vector>

#include "core/augment/augment.h"
#include "core/augment/kernels.h"

namespace {

using namespace skewscope;

/// Random pixels: no operation here takes longer for some images than for others.
data::ImageSet randomImages(int side, std::int64_t count) {
  data::ImageSet images;
  images.height = images.width = side;
  images.classNames = {"all"};
  images.labels.assign(static_cast<std::size_t>(count), 0);
  images.pixels.resize(static_cast<std::size_t>(count) * images.imageBytes());
  Random random({1, Purpose::Generator});
  for (auto& pixel : images.pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  return images;
}

augment::Settings settingsOf(augment::Pipeline pipeline) {
  augment::Settings settings;
  settings.pipeline = pipeline;
  settings.mean = {0.4914f, 0.4822f, 0.4465f};
  settings.stddev = {0.2023f, 0.1994f, 0.2010f};
  return settings;
}

/// A batch of 256 images through a pipeline; items are views.
void batch(benchmark::State& state, augment::Pipeline pipeline) {
  const auto images = randomImages(static_cast<int>(state.range(0)), 256);
  std::vector<std::int64_t> indices(256);
  std::iota(indices.begin(), indices.end(), 0);
  std::vector<float> out(indices.size() * images.imageBytes());
  const auto settings = settingsOf(pipeline);
  const auto parallel = serialFor();
  std::int64_t epoch = 0;
  for (auto _ : state) {
    augment::augmentBatch(settings, images, indices, 1, epoch++, 0, parallel, out);
    benchmark::DoNotOptimize(out.data());
  }
  const auto views = static_cast<double>(state.iterations()) * 256;
  state.counters["per_view"] =
      benchmark::Counter(views, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void drawing(benchmark::State& state) {
  const auto settings = settingsOf(augment::Pipeline::SelfSupervised);
  std::int64_t image = 0;
  for (auto _ : state) benchmark::DoNotOptimize(augment::drawParameters(settings, 32, 32, 1, 0, image++, 0));
}

/// One inner loop on a 32 x 32 image for each instruction set of this processor.
template <typename Body>
void registerKernel(const char* name, Body body) {
  for (const augment::Kernels* kernels : augment::availableKernels()) {
    benchmark::RegisterBenchmark((std::string("kernel/") + name + "/" + kernels->name).c_str(),
                                 [kernels, body](benchmark::State& state) {
                                   std::vector<float> planes(3 * 1024), out(3 * 1024);
                                   Random random({2, Purpose::Generator});
                                   for (float& value : planes) value = random.uniform();
                                   for (auto _ : state) {
                                     body(*kernels, planes.data(), out.data());
                                     benchmark::ClobberMemory();
                                   }
                                 });
  }
}

const bool kRegistered = [] {
  using augment::Kernels;
  registerKernel("brightness",
                 [](const Kernels& k, float* planes, float*) { k.brightness(planes, 1024, 1.01f); });
  registerKernel("contrast",
                 [](const Kernels& k, float* planes, float*) { k.contrast(planes, 1024, 1.01f); });
  registerKernel("saturation",
                 [](const Kernels& k, float* planes, float*) { k.saturation(planes, 1024, 1.01f); });
  registerKernel("hue", [](const Kernels& k, float* planes, float*) { k.hue(planes, 1024, 0.03f); });
  registerKernel("grayscale", [](const Kernels& k, float* planes, float*) { k.grayscale(planes, 1024); });
  registerKernel("pack", [](const Kernels& k, float* planes, float* out) {
    constexpr float kMean[3] = {0.5f, 0.5f, 0.5f}, kInverse[3] = {4, 4, 4};
    k.pack(planes, 1024, kMean, kInverse, out);
  });
  return true;
}();

BENCHMARK_CAPTURE(batch, normalise, augment::Pipeline::None)->Arg(32);
BENCHMARK_CAPTURE(batch, supervised, augment::Pipeline::Supervised)->Arg(32);
BENCHMARK_CAPTURE(batch, self_supervised, augment::Pipeline::SelfSupervised)->Arg(32)->Arg(96);
BENCHMARK(drawing);

}  // namespace
