#include "core/base/tensor_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope {
namespace {

using test::contentOf;
using test::expectError;
using test::TemporaryFolder;
using test::writeContent;

std::vector<std::byte> bytesOf(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// A file put together by hand: 8 bytes of length, header, data.
std::string fileOf(std::string_view header, std::string_view data) {
  const std::uint64_t length = header.size();
  std::string content(8, '\0');
  std::memcpy(content.data(), &length, 8);
  return content + std::string(header) + std::string(data);
}

TensorFile parse(std::string_view content) {
  return parseTensorFile(std::as_bytes(std::span(content)), "the.file");
}

TensorFile example() {
  TensorFile file;
  file.tensors["weights"] = {TensorType::Float32, {2, 3}, bytesOf("aaaabbbbccccddddeeeeffff")};
  file.tensors["half"] = {TensorType::BFloat16, {3}, bytesOf("112233")};
  file.tensors["moments"] = {TensorType::Float64, {1}, bytesOf("abcdefgh")};
  file.tensors["step"] = {TensorType::Int64, {}, bytesOf("01234567")};
  file.tensors["bytes"] = {TensorType::UInt8, {1, 5, 1}, bytesOf("xyzzy")};
  file.tensors["nothing"] = {TensorType::Float32, {0, 7}, {}};
  file.metadata = {{"epoch", "12"}, {"text", "\"quoted\"\n\xC3\xA9"}};
  return file;
}

void expectEqual(const TensorFile& a, const TensorFile& b) {
  EXPECT_EQ(a.metadata, b.metadata);
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (const auto& [name, tensor] : a.tensors) {
    ASSERT_TRUE(b.tensors.contains(name)) << name;
    const auto& other = b.tensors.at(name);
    EXPECT_EQ(tensor.type, other.type) << name;
    EXPECT_EQ(tensor.shape, other.shape) << name;
    EXPECT_EQ(tensor.bytes, other.bytes) << name;
  }
}

TEST(TensorFile, RoundTrip) {
  const TemporaryFolder folder;
  for (const auto& file : {example(), TensorFile()}) {
    writeTensorFile(folder / "a.safetensors", file);
    expectEqual(readTensorFile(folder / "a.safetensors"), file);
    expectEqual(parse(contentOf(folder / "a.safetensors")), file);
  }
}

TEST(TensorFile, TensorsAreAligned) {
  const TemporaryFolder folder;
  writeTensorFile(folder / "a", example());
  const auto content = contentOf(folder / "a");
  std::uint64_t length = 0;
  std::memcpy(&length, content.data(), 8);
  EXPECT_EQ(length % 8, 0u);
  const auto at = [&](std::string_view bytes) { return content.find(bytes, 8 + length); };
  EXPECT_EQ(at("abcdefgh") % 8, 0u);
  EXPECT_EQ(at("01234567") % 8, 0u);
  EXPECT_EQ(at("aaaabbbb") % 4, 0u);
  EXPECT_EQ(at("112233") % 2, 0u);
}

TEST(TensorFile, ReadsAFileMadeByHand) {
  // By the description of the format (github.com/huggingface/safetensors, README, "Format"): order of keys
  // and of tensors, white space and padding are free.
  const auto file = parse(fileOf(
      R"({ "b":{"data_offsets":[4,8],"shape":[1],"dtype":"F32"}, "a": {"dtype":"U8","shape":[2,2],"data_offsets":[0,4]},
        "__metadata__":{"format":"pt"}}   )",
      "wxyzFFFF"));
  EXPECT_EQ(file.tensors.at("a").bytes, bytesOf("wxyz"));
  EXPECT_EQ(file.tensors.at("a").shape, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(file.tensors.at("b").bytes, bytesOf("FFFF"));
  EXPECT_EQ(file.tensors.at("b").type, TensorType::Float32);
  EXPECT_EQ(file.metadata.at("format"), "pt");
}

TEST(TensorFile, EveryTruncationIsNoticed) {
  const TemporaryFolder folder;
  writeTensorFile(folder / "a", example());
  const auto content = contentOf(folder / "a");
  for (std::size_t length = 0; length < content.size(); ++length) {
    expectError(ErrorKind::Data, "the.file", [&] { parse(std::string_view(content).substr(0, length)); });
  }
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{100}, content.size() - 1}) {
    writeContent(folder / "short", content.substr(0, length));
    expectError(ErrorKind::Data, "short", [&] { readTensorFile(folder / "short"); });
  }
  expectError(ErrorKind::Data, "the.file", [&] { parse(content + "x"); });
}

TEST(TensorFile, AnyChangedByteIsRefusedOrHarmless) {
  const TemporaryFolder folder;
  writeTensorFile(folder / "a", example());
  const auto content = contentOf(folder / "a");
  for (std::size_t i = 0; i < content.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = content;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      try {
        const auto file = parse(changed);
        std::size_t bytes = 0;
        for (const auto& [name, tensor] : file.tensors) bytes += tensor.bytes.size();
        EXPECT_EQ(bytes, 51u) << "byte " << i << " bit " << bit;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Data);
      }
    }
  }
}

struct Damage {
  const char* header;
  const char* data;
  const char* message;
};

#define ONE(fields) "{\"t\":{" fields "}}"
constexpr Damage kDamages[] = {
    {"", "", "does not begin with {"},
    {" {}", "", "does not begin with {"},
    {"[]", "", "does not begin with {"},
    {"{", "", "no JSON"},
    {"{}x", "", "no JSON at byte 10"},
    {"{\"\xff\":1}", "", "no JSON"},
    {R"({"t":1})", "", "unexpected a number"},
    {R"({"t":"x"})", "", "unexpected text"},
    {R"({"t":null})", "", "unexpected null"},
    {R"({"t":[]})", "", "unexpected a list"},
    {R"({"t":{}})", "", "lacks"},
    {R"({"__metadata__":{"a":1}})", "", "unexpected a number"},
    {R"({"__metadata__":{"a":["b"]}})", "", "unexpected a list"},
    {R"({"__metadata__":{"a":{}}})", "", "unexpected an object"},
    {R"({"__metadata__":{"a":"1","a":"2"}})", "", "twice"},
    {ONE(R"("dtype":"U8","shape":[1])"), "x", "lacks"},
    {ONE(R"("dtype":"U8","data_offsets":[0,1])"), "x", "lacks"},
    {ONE(R"("shape":[1],"data_offsets":[0,1])"), "x", "lacks"},
    {ONE(R"("dtype":"U8","shape":[1],"data_offsets":[0])"), "x", "lacks"},
    {ONE(R"("dtype":"U8","shape":[1],"data_offsets":[0,1,1])"), "x", "more than two"},
    {ONE(R"("dtype":"U8","shape":[1],"data_offsets":[0,1],"extra":1)"), "x", "unknown field \"extra\""},
    {ONE(R"("dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1])"), "x", "twice"},
    {ONE(R"("dtype":"F16","shape":[1],"data_offsets":[0,2])"), "xx", "unknown type \"F16\""},
    {ONE(R"("dtype":8,"shape":[1],"data_offsets":[0,1])"), "x", "unexpected a number"},
    {ONE(R"("dtype":["U8"],"shape":[1],"data_offsets":[0,1])"), "x", "unexpected a list"},
    {ONE(R"("dtype":"U8","shape":1,"data_offsets":[0,1])"), "x", "unexpected a number"},
    {ONE(R"("dtype":"U8","shape":"1","data_offsets":[0,1])"), "x", "unexpected text"},
    {ONE(R"("dtype":"U8","shape":[-1],"data_offsets":[0,1])"), "x", "negative"},
    {ONE(R"("dtype":"U8","shape":[1.0],"data_offsets":[0,1])"), "x", "not whole"},
    {ONE(R"("dtype":"U8","shape":[true],"data_offsets":[0,1])"), "x", "true or false"},
    {ONE(R"("dtype":"U8","shape":[[1]],"data_offsets":[0,1])"), "x", "unexpected a list"},
    {ONE(R"("dtype":"U8","shape":[{}],"data_offsets":[0,1])"), "x", "unexpected an object"},
    {ONE(R"("dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1])"), "x", "2^63"},
    {ONE(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0])"), "", "too large"},
    {ONE(R"("dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0])"), "", "too large"},
    {ONE("\"dtype\":\"U8\",\"data_offsets\":[0,1],\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
         "1,1,1,"
         "1,1,1,1,1,1,1,1,1,1,1]"),
     "x", "too many dimensions"},
    {ONE(R"("dtype":"U8","shape":[2],"data_offsets":[0,1])"), "x", "has 1 bytes, its shape needs 2"},
    {ONE(R"("dtype":"U8","shape":[1],"data_offsets":[1,0])"), "x", "lies at bytes 1 to 0 of 1"},
    {ONE(R"("dtype":"U8","shape":[2],"data_offsets":[0,2])"), "x", "lies at bytes 0 to 2 of 1"},
    {ONE(R"("dtype":"U8","shape":[1],"data_offsets":[18446744073709551615,18446744073709551616])"), "x",
     "not whole"},
    {ONE(R"("dtype":"U8","shape":[1],"data_offsets":[1,2])"), "xy", "after the end"},
    {ONE(R"("dtype":"U8","shape":[1],"data_offsets":[0,1])"), "xy", "tensors end at byte 1 of 2"},
    Damage{
        R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
        "xyz", "\"b\" begins at byte 1 of the data, before the end"},
    Damage{
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
        "xyz", "\"b\" begins at byte 2 of the data, after the end"},
    Damage{
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
        "xy", "\"a\" is there twice"}};
#undef ONE

TEST(TensorFile, EveryDamageIsNamed) {
  const TemporaryFolder folder;
  for (const auto& [header, data, message] : kDamages) {
    SCOPED_TRACE(header);
    const auto content = fileOf(header, data);
    expectError(ErrorKind::Data, message, [&] { parse(content); });
    expectError(ErrorKind::Data, "the.file", [&] { parse(content); });
    writeContent(folder / "file", content);
    expectError(ErrorKind::Data, message, [&] { readTensorFile(folder / "file"); });
  }
}

TEST(TensorFile, HeaderLengthIsChecked) {
  std::string content(64, ' ');
  const auto claim = [&](std::uint64_t length) {
    std::memcpy(content.data(), &length, 8);
    return content;
  };
  expectError(ErrorKind::Data, "header claims 57 bytes, and the file has 64", [&] { parse(claim(57)); });
  expectError(ErrorKind::Data, "header claims 18446744073709551615",
              [&] { parse(claim(~std::uint64_t{0})); });
  expectError(ErrorKind::Data, "header claims 16777217", [&] { parse(claim((1 << 24) + 1)); });
}

TEST(TensorFile, LongNamesDoNotFillTheMessage) {
  const auto content =
      fileOf("{\"" + std::string(79, 'n') + "\xC3\xA9" + std::string(5000, 'n') + "\":{}}", "");
  try {
    parse(content);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_LT(error.message().size(), 300u);
    EXPECT_EQ(error.message().find('\xC3'), std::string::npos) << "cut inside a character";
  }
}

TEST(TensorFile, WhatCannotBeWritten) {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, TensorBytes tensor) {
    TensorFile file;
    file.tensors[name] = std::move(tensor);
    writeTensorFile(folder / "a", file);
  };
  expectError(ErrorKind::Internal, "shape", [&] { write("t", {TensorType::Float32, {2}, bytesOf("1234")}); });
  expectError(ErrorKind::Internal, "shape", [&] { write("t", {TensorType::UInt8, {-1}, {}}); });
  expectError(ErrorKind::Internal, "name", [&] { write("__metadata__", {TensorType::UInt8, {0}, {}}); });
  expectError(ErrorKind::Internal, "UTF-8", [&] { write("\xff", {TensorType::UInt8, {0}, {}}); });
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));
}

TEST(TensorFile, MissingFile) {
  const TemporaryFolder folder;
  expectError(ErrorKind::Data, "Cannot open", [&] { readTensorFile(folder / "missing"); });
  expectError(ErrorKind::Data, "Cannot open", [&] { readTensorFile(folder.path()); });
}

}  // namespace
}  // namespace skewscope
