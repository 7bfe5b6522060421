#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/system.h"
#include "core/spec/presets.h"
#include "core/store/reader.h"
#include "core/train/run_device.h"
#include "core/train/session.h"
#include "tests/core/nn/device_under_test.h"

namespace skewscope::test {

/// A run of seconds: two epochs of three steps.
inline spec::ExperimentSpec smallSpec(spec::Mode mode, spec::Method method) {
  auto spec = spec::defaults(spec::Preset::Quick, mode, method);
  spec.width = 4;
  spec.nMax = 50;
  spec.ratio = 0.1;
  spec.batch = 48;
  spec.epochs = 2;
  spec.weightsWarmup = 1;
  spec.projectorHidden = 32;
  spec.projectorOutput = 16;
  spec.predictorHidden = 16;
  spec.mocoQueue = 100;
  spec.probePerClass = 20;
  spec.threads = 2;
  spec.precision = spec::Precision::Float32;
  spec.device = "cpu";
  return spec;
}

/// Whole runs on a device.
class SessionOnDevice : public OnDevice {
 protected:
  void SetUp() override {
    OnDevice::SetUp();
    folder_ = std::filesystem::temp_directory_path() / ("skewscope-" + newUuid());
    writer_ = std::make_unique<store::Writer>(path());
  }
  void TearDown() override {
    writer_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::filesystem::path path() const { return folder_ / "test.skewscope"; }
  store::RunRecord record(const std::string& run) { return store::Reader(path()).run(run); }
  std::string add(const spec::ExperimentSpec& spec) {
    return writer_->run([&](store::Store& s) { return s.addRun(spec); });
  }
  /// Trains to the end, or to the first sign of progress.
  train::SessionResult train(const std::string& run, const train::RunDevice& where, bool whole = true) {
    train::Control control;
    return train::runSession(
        *writer_, run, "", 2, control,
        [&](const protocol::Event& event) {
          if (!whole && std::holds_alternative<protocol::Step>(event)) control.requestStop();
          if (const auto* log = std::get_if<protocol::Log>(&event)) log_ += log->text + "\n";
        },
        [&](const std::string&, const nn::MemoryNeed&) { return where; });
  }
  std::vector<double> series(const std::string& run, const char* metric) {
    return store::Reader(path()).series(run, metric).values;
  }

  static train::RunDevice there() { return {device(), {}}; }

  std::filesystem::path folder_;
  std::unique_ptr<store::Writer> writer_;
  std::string log_;
};

}  // namespace skewscope::test
