#include "core/base/digest.h"

#include <gtest/gtest.h>

#include <span>
#include <string>

namespace skewscope {
namespace {

// Examples of NIST for FIPS 180-4, SHA-256 (csrc.nist.gov, "Examples with Intermediate Values" and the long
// message of FIPS 180-2, appendix B.3).
TEST(Sha256, FipsExamples) {
  EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(
      sha256Hex(
          "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
          "mnopqrstnopqrstu"),
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(sha256Hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesGiveTheSameAsTheWhole) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += static_cast<char>(i * 7);
  for (const std::size_t piece : {1u, 3u, 63u, 64u, 65u, 999u}) {
    Sha256 digest;
    for (std::size_t begin = 0; begin < text.size(); begin += piece) {
      digest.update(std::as_bytes(std::span(text)).subspan(begin, std::min(piece, text.size() - begin)));
    }
    EXPECT_EQ(digest.hex(), sha256Hex(text)) << piece;
  }
}

}  // namespace
}  // namespace skewscope
