#pragma once

#include <gtest/gtest.h>

#include <limits>

#include "core/exchange/run_export.h"
#include "core/store/store.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::exchange {

/// A store with one run of ours: two epochs, classes, a value that is not there.
class ExportedRun : public testing::Test {
 protected:
  ExportedRun() : store_(store::Store::open(folder_ / "s.skewscope")) {
    spec::ExperimentSpec spec;
    spec.name = "ours, \"a\"";
    id_ = store_->addRun(spec);
    store_->claimRun(id_, "test");
    store::Store::RunStart start;
    start.classes = {{0, "cat", 90, 0}, {1, "dog/wolf", 9, 2}};
    store_->startRun(id_, start);
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    store_->writeEpoch(id_, {1,
                             {{"loss", 0.1}, {"knn_accuracy", 0.5}, {"seconds", 2.5}},
                             {{"knn_accuracy", {0.75, 0.25}}, {"sharpness", {0.1, kNone}}},
                             {},
                             {},
                             {},
                             {}});
    store_->writeEpoch(
        id_, {3, {{"loss", 1.0 / 3}, {"seconds", 1.5}}, {{"sharpness", {0.2, 0.3}}}, {}, {}, {}, {}});
  }
  RunValues values(const std::string& run) {
    store::Reader reader(store_->path());
    return readRunValues(reader, reader.run(run));
  }

  test::TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_;
  std::string id_;
};

}  // namespace skewscope::exchange
