#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "core/data/cifar10.h"
#include "core/data/cifar100.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

// The pickles are made by tests/reference/cifar_python.py with the same images as smallCifar10() and
// smallCifar100().

namespace skewscope::data {
namespace {

using namespace test;

constexpr std::size_t kImages = 20;

std::span<const std::byte> bytesOf(const std::string& text) {
  return std::as_bytes(std::span(text));
}

// The binary version of the same images.
Dataset binary10() {
  const std::string content = TarWriter().all(smallCifar10(kImages)).content();
  return parseCifar10Archive(bytesOf(content), "binary", kImages);
}

void expectSame(const Dataset& a, const Dataset& b) {
  EXPECT_EQ(a.train.labels, b.train.labels);
  EXPECT_EQ(a.test.labels, b.test.labels);
  EXPECT_TRUE(a.train.pixels == b.train.pixels);
  EXPECT_TRUE(a.test.pixels == b.test.pixels);
  EXPECT_EQ(a.digest, b.digest);
}

TEST(CifarPython, EveryFormGivesWhatTheBinaryVersionGives) {
  const Dataset expected = binary10();
  for (const char* form : {"python2", "protocol2", "protocol4"}) {
    SCOPED_TRACE(form);
    expectSame(readCifar10(dataFile(std::string("cifar-10-") + form + ".tar.gz"), kImages), expected);
  }
}

TEST(CifarPython, FolderAndParentToo) {
  const TemporaryFolder folder;
  writeFiles(folder / "cifar-10-batches-py", unpacked("cifar-10-python2.tar.gz"));
  const Dataset expected = binary10();
  expectSame(readCifar10(folder.path(), kImages), expected);
  expectSame(readCifar10(folder / "cifar-10-batches-py", kImages), expected);
}

TEST(CifarPython, Cifar100HasFineLabels) {
  const Cifar100Sizes sizes{2, 1};
  const std::string content = TarWriter().all(smallCifar100(2, 1), "cifar-100-binary/").content();
  const Dataset expected = parseCifar100Archive(bytesOf(content), "binary", sizes);
  expectSame(readCifar100(dataFile("cifar-100-python2.tar.gz"), sizes), expected);
  const TemporaryFolder folder;
  writeFiles(folder / "cifar-100-python", unpacked("cifar-100-python2.tar.gz"));
  expectSame(readCifar100(folder.path(), sizes), expected);
}

TEST(CifarPython, DamageIsNamed) {
  const TemporaryFolder folder;
  const auto original = unpacked("cifar-10-python2.tar.gz");
  const auto tryFile = [&](const std::string& name, const auto& damage, const std::string& part) {
    auto files = original;
    damage(files.at(name));
    writeFiles(folder.path(), files);
    expectError(ErrorKind::Data, part, [&] { readCifar10(folder.path(), kImages); });
    expectError(ErrorKind::Data, name, [&] { readCifar10(folder.path(), kImages); });
  };
  tryFile(
      "data_batch_2", [](std::string& s) { s.resize(s.size() / 2); }, "ends at byte");
  tryFile(
      "data_batch_2", [](std::string& s) { s.clear(); }, "does not start as a pickle of protocol 2 to 5");
  tryFile(
      "data_batch_2", [](std::string& s) { s += "x"; }, "the pickle ends at byte");
  tryFile(
      "batches.meta", [](std::string& s) { s.replace(s.find("bird"), 4, "fish"); },
      "class 2 is not \"bird\"");
  tryFile(
      "test_batch", [](std::string& s) { s.replace(s.find("labels"), 6, "Labels"); }, "no key \"labels\"");
  // The largest number of the labels, 9, becomes 10.
  tryFile(
      "data_batch_3", [](std::string& s) { s[s.rfind("K\x09") + 1] = 10; },
      "label 19 of \"labels\" is no number from 0 to 9");
  tryFile(
      "data_batch_1", [](std::string& s) { s += std::string(300'000, 'x'); }, "data_batch_1");
  auto files = original;
  std::string& batch = files.at("data_batch_3");
  batch[batch.rfind("K\x09") + 1] = 8;
  writeFiles(folder.path(), files);
  expectError(ErrorKind::Data, "class 8 (ship) has 11 training images; 10 were expected",
              [&] { readCifar10(folder.path(), kImages); });
  expectError(ErrorKind::Data, "another shape than 10 x 3072",
              [&] { readCifar10(dataFile("cifar-10-python2.tar.gz"), 10); });
}

TEST(CifarPython, EveryPrefixIsRefused) {
  const auto files = unpacked("cifar-10-protocol4.tar.gz");
  const TemporaryFolder folder;
  writeFiles(folder.path(), files);
  const std::string whole = files.at("test_batch");
  for (std::size_t length = 0; length < whole.size(); length += length < 300 ? 1 : 4999) {
    writeContent(folder / "test_batch", whole.substr(0, length));
    EXPECT_THROW(readCifar10(folder.path(), kImages), Error) << length;
  }
}

TEST(CifarPython, RealData) {
  const char* path = std::getenv("SKEWSCOPE_TEST_CIFAR10");
  const char* python = std::getenv("SKEWSCOPE_TEST_CIFAR10_PYTHON");
  if (!path || !python) {
    GTEST_SKIP()
        << "set SKEWSCOPE_TEST_CIFAR10 and SKEWSCOPE_TEST_CIFAR10_PYTHON to both versions of CIFAR-10";
  }
  expectSame(readCifar10(python), readCifar10(path));
}

}  // namespace
}  // namespace skewscope::data
