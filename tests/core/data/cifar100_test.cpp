#include "core/data/cifar100.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

namespace skewscope::data {
namespace {

using namespace test;

constexpr Cifar100Sizes kSizes{2, 1};
constexpr std::size_t kRecord = 3074;
const std::string kRoot = "cifar-100-binary/";

Dataset parse(const std::map<std::string, std::string>& files) {
  const std::string content = TarWriter().all(files, kRoot).content();
  return parseCifar100Archive(std::as_bytes(std::span(content)), "the.tar", kSizes);
}

TEST(Cifar100, NamesAreAlphabetical) {
  const auto& names = cifar100ClassNames();
  EXPECT_EQ(names.size(), 100u);
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  // Labels as the documentation of the data set numbers them.
  EXPECT_EQ(names[0], "apple");
  EXPECT_EQ(names[47], "maple_tree");
  EXPECT_EQ(names[99], "worm");
}

TEST(Cifar100, FolderParentAndArchiveAreTheSame) {
  const TemporaryFolder folder;
  const auto files = smallCifar100(2, 1);
  writeFiles(folder / "cifar-100-binary", files);
  const Dataset dataset = readCifar100(folder.path(), kSizes);
  EXPECT_EQ(dataset.name, "cifar100");
  EXPECT_EQ(dataset.train.size(), 200);
  EXPECT_EQ(dataset.test.size(), 100);
  for (std::size_t r = 0; r < 300; ++r) {
    const std::size_t part = r < 200 ? 0 : 1, index = r < 200 ? r : r - 200;
    const ImageSet& set = part == 0 ? dataset.train : dataset.test;
    ASSERT_EQ(set.labels[index], index % 100);
    const auto image = set.image(static_cast<std::int64_t>(index));
    for (std::size_t i = 0; i < 1024; ++i) {
      for (std::size_t c = 0; c < 3; ++c) ASSERT_EQ(image[i * 3 + c], pixel(part, index, c, i));
    }
  }
  EXPECT_EQ(dataset.digest, digestOf(dataset.train, dataset.test));
  EXPECT_EQ(readCifar100(folder / "cifar-100-binary", kSizes).digest, dataset.digest);
  EXPECT_EQ(parse(files).digest, dataset.digest);
  writeContent(folder / "archive.tar.gz", TarWriter().all(files, kRoot).content());
  EXPECT_EQ(readCifar100(folder / "archive.tar.gz", kSizes).digest, dataset.digest);
}

TEST(Cifar100, DamageIsNamed) {
  const auto tryFile = [](const std::string& name, const auto& damage, const std::string& part) {
    auto files = smallCifar100(2, 1);
    damage(files[name]);
    expectError(ErrorKind::Data, part, [&] { parse(files); });
    expectError(ErrorKind::Data, name, [&] { parse(files); });
  };
  tryFile(
      "train.bin", [](std::string& s) { s.resize(7 * kRecord + 5); },
      "ends at byte 21523, inside record 7 (bytes 21518 to 24591); 614800 bytes were expected.");
  tryFile(
      "test.bin", [](std::string& s) { s.clear(); }, "has 0 records in 0 bytes; 100 records");
  tryFile(
      "train.bin", [](std::string& s) { s[3 * kRecord + 1] = 100; },
      "record 3 at byte 9222 has label 100; 0 to 99 were expected.");
  tryFile(
      "train.bin", [](std::string& s) { s[3 * kRecord] = 20; },
      "has coarse label 20; 0 to 19 were expected.");
  tryFile(
      "train.bin", [](std::string& s) { s[103 * kRecord] = 7; },
      "record 103 at byte 316622 has coarse label 7; images of its class before it have 0.");
  tryFile(
      "test.bin", [](std::string& s) { s[5 * kRecord] = 0; }, "has coarse label 0; images of its class");
  tryFile(
      "fine_label_names.txt", [](std::string& s) { s.replace(0, 5, "pears"); }, "class 0 is not \"apple\"");
  auto files = smallCifar100(2, 1);
  files["train.bin"][1] = 1;  // of the same coarse class
  expectError(ErrorKind::Data, "class 0 (apple) has 1 training images; 2 were expected",
              [&] { parse(files); });
  files = smallCifar100(2, 1);
  files.erase("test.bin");
  expectError(ErrorKind::Data, "no member cifar-100-binary/test.bin", [&] { parse(files); });
  expectError(ErrorKind::Data, "does not hold CIFAR-100", [] { readCifar100(TemporaryFolder().path()); });
}

}  // namespace
}  // namespace skewscope::data
