// How often evaluations read from a device, which is waited for then, and what they do where its memory is
// full.
#include <gtest/gtest.h>

#include <cstddef>
#include <span>

#include "core/evaluate/classifier_retraining.h"
#include "core/evaluate/features.h"
#include "core/evaluate/knn.h"
#include "core/evaluate/linear_probe.h"
#include "core/evaluate/probe_objective.h"
#include "core/evaluate/sgd_probe.h"
#include "tests/core/evaluate/blobs.h"
#include "tests/core/evaluate/tiny_images.h"
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

TEST(DeviceUse, HeadsAreTrainedWithoutReadingABatch) {
  const Blobs blobs = makeBlobs(300, 3, 6, 1.0, 45);  // five batches
  const torch::Tensor there = blobs.features.to(test::remoteDevice());
  const ViewFeatures views = [&](std::int64_t, std::span<const std::int64_t> positions) {
    return there.narrow(0, 0, std::ssize(positions));
  };
  SgdProbeSettings probe;
  probe.epochs = 4;
  probe.batch = 64;
  probe.learningRate = 0.1;
  // The loss and the predictions of each epoch.
  EXPECT_EQ(readsOf([&] {
              sgdProbe(views, blobs.labels, blobs.features, blobs.labels, 3, probe, test::remoteDevice());
            }),
            2 * 4);
  RetrainingSettings retraining;
  retraining.epochs = 4;
  retraining.batch = 64;
  // The loss of each epoch, and the classifier.
  EXPECT_EQ(
      readsOf([&] { retrainClassifier(blobs.features, blobs.labels, 3, retraining, test::remoteDevice()); }),
      4 + 2);
}

TEST(DeviceUse, AClassifierIsReTrainedOnTheProcessorWhereThereIsNoRoom) {
  const Blobs blobs = makeBlobs(900, 3, 6, 1.0, 46);
  const auto trained = [&](const torch::Device& where) {
    return retrainClassifier(blobs.features, blobs.labels, 3, {}, where);
  };
  const LinearClassifier far = withoutRoom([&] { return trained(test::remoteDevice()); });
  EXPECT_TRUE(torch::equal(far.weight, trained(torch::kCPU).weight));
}

TEST(DeviceUse, FeaturesAreReadInPiecesOf64Mebibytes) {
  const data::ImageSet images = tinyImages(5, 2);
  // Rows of 32 MiB: two of them are a piece, an image at a time.
  constexpr std::int64_t kWidth = std::int64_t{1} << 23;
  const auto features = [&](const torch::Device& where) {
    return extractFeatures(
        [&](const torch::Tensor& batch) {
          return (batch.to(where).sum({1, 2, 3}).unsqueeze(1) + torch::zeros({1, kWidth}).to(where))
              .to(torch::kFloat64);
        },
        images, augment::Settings(), 1, serialFor());
  };
  torch::Tensor there;
  const std::int64_t pieces = readsOf([&] { there = features(test::remoteDevice()); });
  EXPECT_EQ(pieces, 3);
  EXPECT_EQ(there.scalar_type(), torch::kFloat32);
  EXPECT_TRUE(torch::equal(there, features(torch::kCPU)));
}

}  // namespace
}  // namespace skewscope::evaluate
