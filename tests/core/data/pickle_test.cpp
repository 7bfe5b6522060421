#include "core/data/pickle.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/core/base/expect_error.h"

namespace skewscope::data {
namespace {

using test::expectError;
using Kind = PickleValue::Kind;
using namespace std::string_literals;

const std::string kProto = "\x80\x02"s;

void expectRefused(const std::string& part, const std::string& content) {
  expectError(ErrorKind::Data, part, [&] { Pickle(std::as_bytes(std::span(content)), "file"); });
}

TEST(Pickle, ValuesOfEveryKind) {
  // {"a": -2, "b": [True, None, 300], "c": (1, "x")} written with a memo.
  const std::string content = kProto + "}q\x00(U\x01"s + "aJ\xfe\xff\xff\xffU\x01"s + "b](\x88NM\x2c\x01"s +
                              "eX\x01\x00\x00\x00"s + "cK\x01U\x01xq\x01\x86u."s;
  const Pickle pickle(std::as_bytes(std::span(content)), "file");
  EXPECT_EQ(pickle.get("a", Kind::Integer).integer, -2);
  const auto& list = pickle.get("b", Kind::List).items;
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0]->kind, Kind::Bool);
  EXPECT_EQ(list[1]->kind, Kind::None);
  EXPECT_EQ(list[2]->integer, 300);
  EXPECT_EQ(pickle.get("c", Kind::Tuple).items.at(1)->text(), "x");
  expectError(ErrorKind::Data, "no key \"d\"", [&] { pickle.get("d", Kind::Integer); });
  expectError(ErrorKind::Data, "\"a\" is an integer; a list was expected",
              [&] { pickle.get("a", Kind::List); });
}

TEST(Pickle, NothingIsEverExecuted) {
  expectRefused("names os.system", kProto + "cos\nsystem\n(U\x04true\x74R."s);
  expectRefused("names posix.system", kProto + "cposix\nsystem\n."s);
  expectRefused("names builtins.eval",
                "\x80\x04\x8c\x08"
                "builtins\x8c\x04"
                "eval\x93."s);
  expectRefused("names numpy.load", kProto + "cnumpy\nload\n."s);
  expectRefused("names numpy.core.multiarray.fromstring", kProto + "cnumpy.core.multiarray\nfromstring\n."s);
  // A known name in a role that it does not have.
  expectRefused("calls a name that is no function", kProto + "cnumpy\nndarray\n)R."s);
  expectRefused("calls what is no known name", kProto + "U\x01x)R."s);
  expectRefused("encodes in another way",
                kProto + "c_codecs\nencode\n(X\x01\x00\x00\x00xX\x03\x00\x00\x00zip\x74R."s);
  // INST, OBJ, NEWOBJ, EXT1, PERSID, BINPERSID, REDUCE's relatives.
  for (const char* opcode :
       {"i", "o", "\x81", "\x82", "P", "Q", "\x92", "\x97", "0", "2", "I", "V", "g", "p"}) {
    expectRefused("opcode 0x", kProto + "}" + opcode + ".");
  }
}

TEST(Pickle, Stack) {
  expectRefused("takes a value from an empty stack", kProto + "."s);
  expectRefused("takes a value from an empty stack", kProto + "}(a."s);
  expectRefused("mark that is not there", kProto + "}t."s);
  expectRefused("is not one dictionary", kProto + "}}."s);
  expectRefused("is not one dictionary", kProto + "]."s);
  expectRefused("never stored", kProto + "h\x05."s);
  expectRefused("memo entries", kProto + "}r\xff\xff\xff\xff."s);
  expectRefused("key without a value", kProto + "}(K\x01u."s);
  expectRefused("adds to an integer", kProto +
                                          "K\x01(K\x01"
                                          "e."s);
  expectRefused("nested too deeply", kProto + std::string(65, '('));
  expectRefused("ends at byte 7, where 200 more were expected at byte 5", kProto + "}U\xc8xx"s);
  expectRefused("ends at byte", kProto + "T\xff\xff\xff\xff"s);
  expectRefused("frame beyond the end", "\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xff}."s);
  expectRefused("protocol 2 to 5", "\x80\x01}."s);
  expectRefused("protocol 2 to 5", "(dp0\n."s);
  const std::string twice = kProto +
                            "}(U\x01"
                            "aK\x01U\x01"
                            "aK\x02u."s;
  expectError(ErrorKind::Data, "has the key \"a\" twice",
              [&] { Pickle(std::as_bytes(std::span(twice)), "file").get("a", Kind::Integer); });
}

// A list that contains itself is a legal pickle; it must neither hang nor leak.
TEST(Pickle, CyclesAreHarmless) {
  const std::string content = kProto +
                              "}(U\x01"
                              "a]q\x01h\x01"
                              "au."s;
  const Pickle pickle(std::as_bytes(std::span(content)), "file");
  const PickleValue& list = pickle.get("a", Kind::List);
  EXPECT_EQ(list.items.at(0), &list);
}

// The array of a pickle whose parts can be exchanged.
std::string array(const std::string& shape, const std::string& type, const std::string& order,
                  const std::string& content) {
  return kProto +
         "}U\x01"
         "dcnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01"
         "b\x87R(K\x01"s +
         shape + "cnumpy\ndtype\nU\x02"s + type +
         "K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"s + order + "U"s +
         static_cast<char>(content.size()) + content + "tbs."s;
}

TEST(Pickle, Arrays) {
  const std::string content = array("K\x02K\x03\x86", "u1", "\x89", "abcdef");
  const Pickle pickle(std::as_bytes(std::span(content)), "file");
  const PickleValue& value = pickle.get("d", Kind::Array);
  EXPECT_EQ(value.shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(value.text(), "abcdef");
  expectRefused("shape does not fit its 5 bytes", array("K\x02K\x03\x86", "u1", "\x89", "abcde"));
  expectRefused("shape does not fit its 6 bytes",
                array("J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86", "u1", "\x89", "abcdef"));
  expectRefused("impossible shape", array("J\xff\xff\xff\xffK\x03\x86", "u1", "\x89", "abcdef"));
  expectRefused("0 dimensions", array(")", "u1", "\x89", ""));
  expectRefused("Fortran order", array("K\x02K\x03\x86", "u1", "\x88", "abcdef"));
  expectRefused("another type than unsigned bytes", array("K\x02K\x03\x86", "f8", "\x89", "abcdef"));
  expectRefused("another type than unsigned bytes", array("K\x02K\x03\x86", "O8", "\x89", "abcdef"));
}

TEST(Pickle, Latin1) {
  const std::string call = "c_codecs\nencode\n";
  const std::string text = kProto +
                           "}U\x01"
                           "a" +
                           call + "X\x05\x00\x00\x00x\xc3\xbf\xc2\x80X\x06\x00\x00\x00latin1\x86Rs."s;
  const Pickle pickle(std::as_bytes(std::span(text)), "file");
  EXPECT_EQ(pickle.get("a", Kind::Text).text(), "x\xff\x80");
  expectRefused("not latin1", kProto + call + "X\x02\x00\x00\x00\xc4\x80X\x06\x00\x00\x00latin1\x86R."s);
  expectRefused("not latin1", kProto + call + "X\x01\x00\x00\x00\xc3X\x06\x00\x00\x00latin1\x86R."s);
  // One text encoded over and over would multiply memory.
  std::string again = kProto + "X\x64\x00\x00\x00"s + std::string(100, 'x') +
                      "q\x00X\x06\x00\x00\x00latin1q\x01"s + call + "q\x02";
  for (int i = 0; i < 50; ++i) again += "h\x02h\x00h\x01\x86R"s;
  expectRefused("again and again", again);
}

}  // namespace
}  // namespace skewscope::data
