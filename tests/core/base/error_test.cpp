#include "core/base/error.h"

#include <gtest/gtest.h>

namespace skewscope {
namespace {

TEST(Error, MessageJoinsWhatAndAdvice) {
  EXPECT_EQ(Error(ErrorKind::Data, "It broke.", "Mend it.").message(), "It broke. Mend it.");
  EXPECT_EQ(Error(ErrorKind::Data, "It broke.").message(), "It broke.");
}

TEST(Error, TextIsPlainWhateverItQuotes) {
  const Error error(ErrorKind::Data, "The class \"\xFF\x1B[2J\" is wrong.", "See \xC3\xA9\x07.");
  EXPECT_STREQ(error.what(), "The class \"??[2J\" is wrong.");
  EXPECT_EQ(error.advice(), "See \xC3\xA9?.");
}

TEST(Error, KindsAreTheExitStatuses) {
  // docs/engine.md promises these numbers to scripts.
  EXPECT_EQ(static_cast<int>(ErrorKind::Internal), 1);
  EXPECT_EQ(static_cast<int>(ErrorKind::Usage), 2);
  EXPECT_EQ(static_cast<int>(ErrorKind::Data), 3);
  EXPECT_EQ(static_cast<int>(ErrorKind::Store), 4);
  EXPECT_EQ(static_cast<int>(ErrorKind::Resource), 5);
  EXPECT_EQ(static_cast<int>(ErrorKind::Interrupted), 6);
}

}  // namespace
}  // namespace skewscope
