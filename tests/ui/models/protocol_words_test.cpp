#include "ui/models/protocol_words.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace skewscope::ui {
namespace {

TEST(ProtocolWords, EveryProtocolHasSome) {
  const auto words = protocolWords();
  EXPECT_EQ(words.size(), spec::protocols().size());
  for (const auto& info : spec::protocols()) {
    const auto found = std::ranges::find(words, info.protocol, &ProtocolWords::protocol);
    ASSERT_NE(found, words.end()) << info.name;
    EXPECT_FALSE(found->title.isEmpty() || found->help.isEmpty()) << info.name;
  }
}

TEST(ProtocolWords, NameWhatAnEvaluationHasLeft) {
  EXPECT_EQ(evaluationName("ood_probe_natural"), QStringLiteral("Probe out of domain, natural"));
  EXPECT_EQ(evaluationName("loss_gap_rare"), QStringLiteral("Loss gap, rare"));
  EXPECT_TRUE(evaluationName("loss").isEmpty());
  EXPECT_TRUE(evaluationName("probe_accuracy").isEmpty());
}

}  // namespace
}  // namespace skewscope::ui
