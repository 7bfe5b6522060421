#include "core/base/plain_text.h"

#include <gtest/gtest.h>

namespace skewscope {

TEST(PlainText, ShowsAnyBytes) {
  EXPECT_EQ(shown("weights 1"), "weights 1");
  EXPECT_EQ(shown("a\x1B[2Jb\nc\x7F"), "a?[2Jb?c?");
  EXPECT_EQ(shown("\xC3\xA9\xFF"), "\xC3\xA9?");
  const std::string line(80, 'a');
  EXPECT_EQ(shown(line), line);
  EXPECT_EQ(shown(line + 'a'), line + "...");
  EXPECT_EQ(shown("abcd", 2), "ab...");
  EXPECT_EQ(shown("a\xC3\xA9", 2), "a...") << "no half of a character";
}

TEST(PlainText, KeepsLines) {
  EXPECT_EQ(plainText("one\ntwo\x1B\xFF \xF0\x9F\x90\xB1"), "one\ntwo?? \xF0\x9F\x90\xB1");
  EXPECT_EQ(plainText(""), "");
}

TEST(PlainText, KnowsPlainUtf8) {
  for (const char* text : {"", "abc", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x90\xB1", "\xC2\xA0"}) {
    EXPECT_TRUE(isPlainUtf8(text)) << text;
  }
  for (const char* text : {"\n", "\x7F", "\x80", "\xC3", "\xC0\x80", "\xC2\x85", "\xED\xA0\x80",
                           "\xE0\x80\xAF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xE2\x82"}) {
    EXPECT_FALSE(isPlainUtf8(text)) << shown(text);
  }
}

}  // namespace skewscope
