#include "core/compare/metric_title.h"

#include <gtest/gtest.h>

#include "core/store/records.h"

namespace skewscope::compare {

TEST(MetricTitle, NamesTheMetricsOfTheStore) {
  EXPECT_EQ(metricTitle(store::metric::kProbeAccuracy), "Linear probe");
  EXPECT_EQ(metricTitle(store::metric::kRareProbeAccuracy), "Probe of the rare classes");
  EXPECT_EQ(metricTitle("probe_texture"), "Probe of a factor, texture");
  EXPECT_EQ(metricTitle("ood_probe_stl10"), "Probe out of domain, stl10");
  EXPECT_EQ(metricTitle("fine_tune_my-set"), "Fine-tuned, my-set");
  EXPECT_EQ(metricTitle("of_the_future"), "of_the_future");
}

}  // namespace skewscope::compare
