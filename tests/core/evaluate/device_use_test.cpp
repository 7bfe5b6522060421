// How often evaluations read from a device, which is waited for then, and what they do where its memory is
// full.
#include <gtest/gtest.h>

#include <cstddef>

#include "core/evaluate/knn.h"
#include "core/evaluate/linear_probe.h"
#include "core/evaluate/probe_objective.h"
#include "tests/core/evaluate/blobs.h"
#include "tests/core/nn/remote_device.h"

namespace skewscope::evaluate {
namespace {

/// Reads of the device while `work` is done.
template <typename Work>
std::int64_t readsOf(const Work& work) {
  const std::int64_t before = test::remoteReads();
  work();
  return test::remoteReads() - before;
}

/// What `work` gives while the device has room for next to nothing. It must not have read from it.
template <typename Work>
auto withoutRoom(const Work& work) {
  const std::int64_t before = test::remoteReads();
  test::setRemoteRoom(std::size_t{1} << 14);
  auto done = work();
  test::setRemoteRoom({});
  EXPECT_EQ(test::remoteReads(), before);
  return done;
}

TEST(DeviceUse, TheObjectiveOfAProbeIsReadOnceEachTime) {
  const Blobs blobs = makeBlobs(300, 3, 6, 1.0, 41);
  const ProbeObjective objective(blobs.features.to(test::remoteDevice()),
                                 blobs.labels.to(test::remoteDevice()), 3, 0.1);
  torch::Tensor gradient = objective.start();
  EXPECT_EQ(readsOf([&] { objective.evaluate(objective.start(), gradient); }), 1);
  Preconditioner preconditioner;
  EXPECT_EQ(readsOf([&] { preconditioner = objective.preconditioner(); }), 1);
  EXPECT_EQ(readsOf([&] { preconditioner(gradient); }), 0);
}

TEST(DeviceUse, AProbeIsFittedOnTheProcessorWhereThereIsNoRoom) {
  const Blobs blobs = makeBlobs(900, 3, 6, 1.0, 42);
  const auto fitted = [&](const torch::Device& where) {
    return fitProbe(blobs.features, blobs.labels, 3, {}, where);
  };
  const Probe far = withoutRoom([&] { return fitted(test::remoteDevice()); }), near = fitted(torch::kCPU);
  EXPECT_TRUE(torch::equal(far.weight, near.weight));
  EXPECT_TRUE(torch::equal(far.bias, near.bias));
  EXPECT_EQ(far.iterations, near.iterations);
}

TEST(DeviceUse, NeighboursAreThenTheProcessors) {
  const Blobs bank = makeBlobs(900, 3, 6, 1.0, 43), queries = makeBlobs(100, 3, 6, 1.0, 44);
  const auto elected = [&](const torch::Device& where) {
    return knnPredict(bank.features, bank.labels, queries.features, 3, 20, 0.1, where);
  };
  EXPECT_TRUE(torch::equal(withoutRoom([&] { return elected(test::remoteDevice()); }), elected(torch::kCPU)));
}

}  // namespace
}  // namespace skewscope::evaluate
