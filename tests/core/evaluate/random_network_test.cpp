#include <gtest/gtest.h>

#include "core/data/shapes.h"
#include "core/evaluate/evaluation.h"
#include "core/evaluate/knn.h"
#include "core/nn/initialise.h"
#include "core/nn/parallel.h"
#include "core/nn/precision.h"
#include "core/nn/resnet.h"

namespace skewscope::evaluate {
namespace {

/// A network that was never trained, on the embedded images: chance is 10 % for the class. 1,000 test images
/// have a standard error of 1 %, so 14 % is clearly above chance; random features cannot be good.
TEST(RandomNetwork, FeaturesAreAboveChanceAndFarFromGood) {
  data::ShapesSettings shapes;
  shapes.trainPerClass = 200;
  shapes.testPerClass = 100;
  const ParallelFor parallel = nn::torchParallelFor();
  const data::Dataset dataset = data::makeShapes(shapes, parallel);
  nn::ResNet network(nn::ResNetSettings{.network = spec::Network::ResNet10, .width = 16, .stemStride = 2});
  nn::initialise(*network, 1);
  nn::toChannelsLast(*network);
  network->eval();
  const auto settings = augment::evaluationSettings(dataset);
  const auto features = [&](const data::ImageSet& images) {
    return extractFeatures([&](torch::Tensor batch) { return network->forward(batch); }, images, settings,
                           250, parallel);
  };
  const torch::Tensor train = features(dataset.train), test = features(dataset.test);
  ASSERT_EQ(train.size(1), network->featureDim());
  const torch::Tensor trainLabels = labelsOf(dataset.train), testLabels = labelsOf(dataset.test);

  const auto probe = classProbe(train, trainLabels, test, testLabels, 10, {});
  RecordProperty("probe", std::to_string(probe.confusion.accuracy()));
  EXPECT_TRUE(probe.converged);
  EXPECT_GT(probe.confusion.accuracy(), 0.14);
  EXPECT_LT(probe.confusion.accuracy(), 0.60);

  const auto knn = confusionOf(knnPredict(train, trainLabels, test, 10, 20, 0.1), testLabels, 10);
  RecordProperty("knn", std::to_string(knn.accuracy()));
  EXPECT_GT(knn.accuracy(), 0.13);

  // Background is where most pixels are: even random features hold it (chance 25 %).
  const data::Factor& background = dataset.train.factors.at(1);
  ASSERT_EQ(background.name, "background");
  const double factor = factorProbe(train, labelsOf(background), test, labelsOf(dataset.test.factors.at(1)),
                                    static_cast<int>(background.values.size()), {});
  RecordProperty("background", std::to_string(factor));
  EXPECT_GT(factor, 0.30);
}

}  // namespace
}  // namespace skewscope::evaluate
