#include "app/skewscope-engine/train_module.h"

#include <torch/version.h>

#include "core/nn/heap_allocator.h"
#include "core/train/run_device.h"

namespace skewscope::engine {
namespace {

class Module final : public TrainModule {
 public:
  std::string torchVersion() const override { return TORCH_VERSION; }
  train::GpuCheck checkGpu(int number) const override { return train::checkGpu(number); }
  train::SessionResult train(store::Writer& writer, const std::string& run, const std::string& claimedBy,
                             int cores, const std::string& device, train::Control& control,
                             const train::EventSink& sink) override {
    return train::runSession(writer, run, claimedBy, cores, control, sink,
                             [&](const std::string& own, const nn::MemoryNeed& need) {
                               return train::openDeviceHere(device.empty() ? own : device, need);
                             });
  }
  store::EpochRows evaluate(store::Writer& writer, const std::string& run,
                            const spec::EvaluationRequest& request, int cores, const std::string& device,
                            const train::EventSink& sink) override {
    return train::evaluateRun(writer, run, request, cores, device, sink);
  }
  train::Explanation explain(const std::filesystem::path& store, const std::string& run, std::int64_t image,
                             train::ExplainedClass target) override {
    return train::explainRun(store, run, image, target);
  }
  bench::Report bench(const spec::ExperimentSpec& spec, const measure::Settings& settings) override {
    const train::RunDevice place = train::openDeviceHere(spec.device);
    if (!place.note.empty()) settings.note(place.note);
    return measure::measureTrainingStep(spec, settings, place.device);
  }
};

}  // namespace
}  // namespace skewscope::engine

extern "C" __attribute__((visibility("default"))) skewscope::engine::TrainModule* skewscopeTrainModule() {
  skewscope::nn::useHeapAllocator();
  static skewscope::engine::Module module;
  return &module;
}
