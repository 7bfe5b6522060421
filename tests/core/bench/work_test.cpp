#include "core/bench/work.h"

#include <gtest/gtest.h>

namespace skewscope::bench {
namespace {

TEST(BenchWork, ConvolutionByHand) {
  // 3x3, stride 2, two images of 4 channels and 6x6 pixels -> 8 channels of 3x3, in float32.
  const ConvolutionShape shape{.batch = 2,
                               .inputChannels = 4,
                               .height = 6,
                               .width = 6,
                               .outputChannels = 8,
                               .kernelHeight = 3,
                               .kernelWidth = 3,
                               .outputHeight = 3,
                               .outputWidth = 3,
                               .inputGradient = true,
                               .valueSize = 4};
  const double products = 2.0 * 8 * 9 * (4 * 9), input = 2.0 * 4 * 36, weight = 8.0 * 4 * 9,
               output = 2.0 * 8 * 9;
  EXPECT_EQ(forwardWork(shape).flop, 2 * products);
  EXPECT_EQ(forwardWork(shape).bytes, 4 * (input + weight + output));
  EXPECT_EQ(backwardWork(shape).flop, 4 * products);
  EXPECT_EQ(backwardWork(shape).bytes, 4 * (output + 2 * input + 2 * weight));

  ConvolutionShape first = shape;
  first.inputGradient = false;
  EXPECT_EQ(backwardWork(first).flop, 2 * products);
  EXPECT_EQ(backwardWork(first).bytes, 4 * (output + input + weight));
}

TEST(BenchWork, ProductByHand) {
  const ProductShape shape{.rows = 3, .inner = 5, .columns = 7, .gradients = 2, .valueSize = 2};
  EXPECT_EQ(forwardWork(shape).flop, 2 * 3 * 5 * 7);
  EXPECT_EQ(forwardWork(shape).bytes, 2 * (15 + 35 + 21));
  EXPECT_EQ(backwardWork(shape).flop, 4 * 3 * 5 * 7);
  EXPECT_EQ(backwardWork({.rows = 3, .inner = 5, .columns = 7, .gradients = 0, .valueSize = 2}).flop, 0);
}

TEST(BenchWork, MapsAreCountedOnce) {
  const NormShape plain{.values = 1000, .residual = false, .valueSize = 2};
  const NormShape joined{.values = 1000, .residual = true, .valueSize = 2};
  EXPECT_EQ(forwardWork(plain).bytes, 2 * 2000);
  EXPECT_EQ(forwardWork(joined).bytes, 3 * 2000);
  EXPECT_EQ(backwardWork(plain).bytes, 3 * 2000);
  EXPECT_EQ(backwardWork(joined).bytes, 5 * 2000);
}

TEST(BenchWork, ParametersAreFloat32) {
  EXPECT_EQ(sgdWork(100, true).bytes, 5 * 400);
  EXPECT_EQ(sgdWork(100, false).bytes, 3 * 400);
  EXPECT_EQ(samNormWork(100).bytes, 400);
  EXPECT_EQ(samPerturbWork(100).bytes, 4 * 400);
  EXPECT_EQ(samRestoreWork(100).bytes, 2 * 400);
}

TEST(BenchWork, ViewsReadABytePerValueAndWriteTheirOwnSize) {
  EXPECT_EQ(augmentationWork(10, 32 * 32, 2, 4).bytes, 10 * 2 * 3 * 1024 * 5.0);
  EXPECT_EQ(augmentationWork(10, 32 * 32, 2, 2).bytes, 10 * 2 * 3 * 1024 * 3.0);
}

TEST(BenchWork, FloorIsTheLongerOfArithmeticAndTraffic) {
  const Ceilings ceilings{.flopPerSecond = 1e9, .bytesPerSecond = 1e10};
  EXPECT_DOUBLE_EQ(floorMs({.flop = 2e6, .bytes = 1e6}, ceilings), 2);
  EXPECT_DOUBLE_EQ(floorMs({.flop = 2e6, .bytes = 5e7}, ceilings), 5);
  EXPECT_EQ(floorMs({}, ceilings), 0);
}

}  // namespace
}  // namespace skewscope::bench
