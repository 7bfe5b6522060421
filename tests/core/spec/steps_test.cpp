#include "core/spec/steps.h"

#include <gtest/gtest.h>

namespace skewscope::spec {
namespace {

TEST(Steps, OnlyWholeBatchesCount) {
  ExperimentSpec spec;
  spec.batch = 128;
  EXPECT_EQ(stepsPerEpoch(spec, 128), 1);
  EXPECT_EQ(stepsPerEpoch(spec, 2478), 19);  // 46 images are left over
  EXPECT_EQ(batchSize(spec, 2478), 128);
}

TEST(Steps, FewImagesAreOneBatch) {
  ExperimentSpec spec;
  spec.batch = 128;
  EXPECT_EQ(batchSize(spec, 40), 40);
  EXPECT_EQ(stepsPerEpoch(spec, 40), 1);
  EXPECT_EQ(stepsPerEpoch(spec, 0), 0);
}

}  // namespace
}  // namespace skewscope::spec
