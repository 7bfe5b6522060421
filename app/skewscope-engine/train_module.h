#pragma once

#include <string>

#include "core/measure/training_step.h"
#include "core/train/evaluate_run.h"
#include "core/train/explain_run.h"
#include "core/train/gpu_check.h"
#include "core/train/session.h"

namespace skewscope::engine {

/// What the shared object with LibTorch offers. One object per process, never freed.
class TrainModule {
 public:
  virtual ~TrainModule() = default;
  /// LibTorch's version, "2.11.0".
  virtual std::string torchVersion() const = 0;
  /// train::checkGpu
  virtual train::GpuCheck checkGpu(int number) const = 0;
  /// train::runSession on the device that the option of that name calls `device`; empty: the run's own.
  virtual train::SessionResult train(store::Writer& writer, const std::string& run,
                                     const std::string& claimedBy, int cores, const std::string& device,
                                     train::Control& control, const train::EventSink& sink) = 0;
  /// train::evaluateRun
  virtual store::EpochRows evaluate(store::Writer& writer, const std::string& run,
                                    const spec::EvaluationRequest& request, int cores,
                                    const std::string& device, const train::EventSink& sink) = 0;
  /// train::explainRun
  virtual train::Explanation explain(const std::filesystem::path& store, const std::string& run,
                                     std::int64_t image, train::ExplainedClass target) = 0;
  /// measure::measureTrainingStep on the device of `spec`. `settings.note` is also told why that is not a
  /// GPU.
  virtual bench::Report bench(const spec::ExperimentSpec& spec, const measure::Settings& settings) = 0;
};

/// The symbol that the shared object exports: returns its TrainModule.
inline constexpr const char* kTrainModuleSymbol = "skewscopeTrainModule";

}  // namespace skewscope::engine
