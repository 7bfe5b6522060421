#include "core/data/cifar10.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/data/cifar10_files.h"

namespace skewscope::data {
namespace {

using namespace test;

constexpr std::size_t kImages = 20;
constexpr std::size_t kRecord = 3073;

// All is as smallCifar10() wrote it.
void expectSmall(const Dataset& dataset) {
  EXPECT_EQ(dataset.name, "cifar10");
  EXPECT_EQ(dataset.train.classNames, cifar10ClassNames());
  EXPECT_EQ(dataset.train.size(), 5 * static_cast<std::int64_t>(kImages));
  EXPECT_EQ(dataset.test.size(), static_cast<std::int64_t>(kImages));
  EXPECT_EQ(dataset.digest, digestOf(dataset.train, dataset.test));
  for (std::size_t i = 0; i < 6 * kImages; ++i) {
    const std::size_t batch = i / kImages, record = i % kImages;
    const ImageSet& set = batch < 5 ? dataset.train : dataset.test;
    const std::size_t index = batch < 5 ? i : record;
    ASSERT_EQ(set.labels[index], record % 10);
    const auto image = set.image(static_cast<std::int64_t>(index));
    for (std::size_t p = 0; p < 1024; ++p) {
      for (std::size_t c = 0; c < 3; ++c) ASSERT_EQ(image[p * 3 + c], pixel(batch, record, c, p));
    }
  }
}

void writeFolder(const std::filesystem::path& folder, const std::map<std::string, std::string>& files) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, content] : files) writeContent(folder / name, content);
}

Dataset parse(const std::string& content) {
  return parseCifar10Archive(std::as_bytes(std::span(content)), "the.tar", kImages);
}

void expectRefused(const std::string& part, const std::string& content) {
  expectError(ErrorKind::Data, part, [&] { parse(content); });
  expectError(ErrorKind::Data, "the.tar", [&] { parse(content); });
}

TEST(Cifar10, FolderParentAndArchiveAreTheSame) {
  const TemporaryFolder folder;
  const auto files = smallCifar10(kImages);
  writeFolder(folder / "cifar-10-batches-bin", files);
  expectSmall(readCifar10(folder.path(), kImages));
  expectSmall(readCifar10(folder / "cifar-10-batches-bin", kImages));
  writeContent(folder / "official.tar.gz", TarWriter().all(files).content());
  expectSmall(readCifar10(folder / "official.tar.gz", kImages));
  expectSmall(parse(TarWriter(false).all(files).content()));
  expectSmall(parse(TarWriter().all(files, "./cifar-10-batches-bin/").content()));
}

TEST(Cifar10, MetaIsOptional) {
  const TemporaryFolder folder;
  auto files = smallCifar10(kImages);
  files.erase("batches.meta.txt");
  writeFolder(folder.path(), files);
  expectSmall(readCifar10(folder.path(), kImages));
  expectSmall(parse(TarWriter().all(files).content()));
}

TEST(Cifar10, OtherClassNamesAreRefused) {
  const TemporaryFolder folder;
  auto files = smallCifar10(kImages);
  const auto tryMeta = [&](const std::string& meta, const std::string& part) {
    files["batches.meta.txt"] = meta;
    writeFolder(folder.path(), files);
    expectError(ErrorKind::Data, part, [&] { readCifar10(folder.path(), kImages); });
    expectRefused(part, TarWriter().all(files).content());
  };
  tryMeta("airplane\nautomobile\nbird\ndog\ndeer\ncat\nfrog\nhorse\nship\ntruck\n", "class 3 is not \"cat\"");
  tryMeta("airplane\nautomobile\n", "names 2 classes; 10 were expected");
  tryMeta("airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\nboat\n", "names 11 classes");
  tryMeta("", "names 0 classes");
}

TEST(Cifar10, DamagedBatches) {
  const TemporaryFolder folder;
  const auto tryBatch = [&](const std::string& name, const auto& damage, const std::string& part) {
    auto files = smallCifar10(kImages);
    damage(files[name]);
    writeFolder(folder.path(), files);
    expectError(ErrorKind::Data, part, [&] { readCifar10(folder.path(), kImages); });
    expectError(ErrorKind::Data, name, [&] { readCifar10(folder.path(), kImages); });
  };
  tryBatch(
      "data_batch_2.bin", [](std::string& s) { s.resize(5 * kRecord + 100); },
      "data_batch_2.bin ends at byte 15465, inside record 5 (bytes 15365 to 18437); 61460 bytes were "
      "expected.");
  tryBatch(
      "test_batch.bin", [](std::string& s) { s.resize(19 * kRecord); },
      "has 19 records in 58387 bytes; 20 records in 61460 bytes were expected.");
  tryBatch(
      "data_batch_5.bin", [](std::string& s) { s += 'x'; }, "ends at byte 61461, inside record 20");
  tryBatch(
      "data_batch_5.bin", [](std::string& s) { s += std::string(kRecord, '\0'); }, "has 21 records");
  tryBatch(
      "data_batch_1.bin", [](std::string& s) { s.clear(); }, "has 0 records");
  tryBatch(
      "data_batch_3.bin", [](std::string& s) { s[7 * kRecord] = 10; },
      "data_batch_3.bin: record 7 at byte 21511 has label 10; 0 to 9 were expected.");
  tryBatch(
      "data_batch_3.bin", [](std::string& s) { s[0] = '\xff'; }, "record 0 at byte 0 has label 255");
}

TEST(Cifar10, WrongClassCounts) {
  auto files = smallCifar10(kImages);
  files["data_batch_4.bin"][0] = 3;
  expectRefused("class 0 (airplane) has 9 training images; 10 were expected.",
                TarWriter().all(files).content());
  files = smallCifar10(kImages);
  files["test_batch.bin"][0] = 3;
  expectRefused("class 0 (airplane) has 1 test images; 2 were expected.", TarWriter().all(files).content());
}

TEST(Cifar10, MissingFiles) {
  const TemporaryFolder folder;
  expectError(ErrorKind::Data, "does not hold CIFAR-10", [&] { readCifar10(folder.path()); });
  expectError(ErrorKind::Data, "no file or folder", [&] { readCifar10(folder / "missing"); });
  for (std::size_t b = 0; b < 6; ++b) {
    const std::string name = batchName(b);
    auto files = smallCifar10(kImages);
    files.erase(name);
    expectRefused("no member cifar-10-batches-bin/" + name, TarWriter().all(files).content());
    writeFolder(folder / name, files);
    expectError(ErrorKind::Data, name, [&] { readCifar10(folder / name, kImages); });
  }
}

TEST(Cifar10, ArchivesThatAreNot) {
  expectRefused("cannot be read", "");
  expectRefused("cannot be read", "This is no archive at all, but text that is long enough to be looked at.");
  const auto content = TarWriter().all(smallCifar10(kImages)).content();
  for (const std::size_t length :
       {std::size_t{5}, std::size_t{20}, content.size() / 2, content.size() - 20}) {
    expectRefused("the.tar", content.substr(0, length));
  }
  const auto plain = TarWriter(false).all(smallCifar10(kImages)).content();
  expectRefused("the.tar", plain.substr(0, plain.size() / 2));
  // The files must be where the official archive has them.
  expectRefused("no member", TarWriter().all(smallCifar10(kImages), "elsewhere/").content());
}

TEST(Cifar10, AnyChangedByteIsRefusedOrKeepsTheSizes) {
  // libarchive does not compare gzip's checksum, so a changed pixel passes; the data set's digest tells it
  // apart.
  const auto content = TarWriter().all(smallCifar10(kImages)).content();
  int refused = 0;
  for (std::size_t i = 0; i < content.size(); i += 7) {
    auto changed = content;
    changed[i] = static_cast<char>(changed[i] ^ 0x55);
    try {
      const auto dataset = parse(changed);
      EXPECT_EQ(dataset.train.pixels.size(), 5 * kImages * dataset.train.imageBytes());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Data);
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(Cifar10, HostileMembersAreRefused) {
  const auto files = smallCifar10(kImages);
  const std::string root = "cifar-10-batches-bin/";
  expectRefused("absolute path", TarWriter().all(files).file("/etc/passwd", "x").content());
  expectRefused("\"..\"", TarWriter().all(files).file(root + "../../x", "x").content());
  expectRefused("\"..\"", TarWriter().folder("..").content());
  expectRefused("data_batch_1.bin is a link",
                TarWriter().symlink(root + "data_batch_1.bin", "/etc/passwd").content());
  expectRefused("is a link", TarWriter().all(files).symlink("readme.html", "elsewhere").content());
  expectRefused("is a link",
                TarWriter().all(files).hardlink(root + "again", root + "data_batch_1.bin").content());
  expectRefused("link or a device", TarWriter().all(files).pipe(root + "pipe").content());
  expectRefused("two members named", TarWriter().all(files).all(files).content());
}

TEST(Cifar10, NothingGrowsBeyondWhatIsExpected) {
  auto files = smallCifar10(kImages);
  const std::string root = "cifar-10-batches-bin/";
  // 100 MB of zeros are 100 kB in the archive.
  const std::string zeros(100'000'000, '\0');
  expectRefused("readme.html has 100000000 bytes and is no part of CIFAR-10",
                TarWriter().file(root + "readme.html", zeros).all(files).content());
  files["data_batch_2.bin"] = zeros;
  expectRefused("data_batch_2.bin has 100000000 bytes; at most 61460 were expected",
                TarWriter().all(files).content());
  files = smallCifar10(kImages);
  files["batches.meta.txt"] = std::string(5000, 'a');
  expectRefused("batches.meta.txt has 5000 bytes", TarWriter().all(files).content());
  TarWriter several;
  for (int i = 0; i < 3; ++i) several.file(root + "readme" + std::to_string(i), zeros.substr(0, 1'000'000));
  expectRefused("readme2 has 1000000 bytes and is no part of CIFAR-10", several.content());
  TarWriter many;
  for (int i = 0; i < 65; ++i) many.file(root + "readme" + std::to_string(i), "x");
  expectRefused("more than 64 members", many.content());
}

TEST(Cifar10, StrangeNamesAreShownAsText) {
  try {
    parse(TarWriter(false).file("/\x1b[2J\n" + std::string(90, 'n'), "x").content());
    ADD_FAILURE();
  } catch (const Error& error) {
    for (const char c : error.message()) EXPECT_TRUE(c >= ' ' && c <= '~');
    EXPECT_LT(error.message().size(), 300u);
  }
}

TEST(Cifar10, AppendLeavesTheSetAloneOnError) {
  ImageSet set;
  set.height = set.width = 32;
  set.classNames = cifar10ClassNames();
  const std::string good = smallCifar10(2)["data_batch_1.bin"];
  appendCifar10Batch(std::as_bytes(std::span(good)), "a", set);
  auto bad = good;
  bad[kRecord] = 11;
  EXPECT_THROW(appendCifar10Batch(std::as_bytes(std::span(bad)), "b", set), Error);
  bad = good + "x";
  expectError(ErrorKind::Data, "b ends at byte 6147",
              [&] { appendCifar10Batch(std::as_bytes(std::span(bad)), "b", set); });
  EXPECT_EQ(set.size(), 2);
  EXPECT_EQ(set.pixels.size(), 2 * set.imageBytes());
}

TEST(Cifar10, RealData) {
  const char* path = std::getenv("SKEWSCOPE_TEST_CIFAR10");
  if (!path || !std::filesystem::exists(path)) {
    GTEST_SKIP()
        << "set SKEWSCOPE_TEST_CIFAR10 to the folder cifar-10-batches-bin or to cifar-10-binary.tar.gz";
  }
  const auto dataset = readCifar10(path);
  EXPECT_EQ(dataset.train.size(), 50000);
  EXPECT_EQ(dataset.test.size(), 10000);
  // Mean and deviation of the training pixels as widely published: 125.307 122.950
  // 113.865, 62.993 62.089 66.705.
  double sum[3] = {}, squares[3] = {};
  for (std::size_t i = 0; i < dataset.train.pixels.size(); ++i) {
    const double value = dataset.train.pixels[i];
    sum[i % 3] += value;
    squares[i % 3] += value * value;
  }
  const double count = 50000.0 * 1024, means[3] = {125.307, 122.950, 113.865},
               deviations[3] = {62.993, 62.089, 66.705};
  for (std::size_t c = 0; c < 3; ++c) {
    const double mean = sum[c] / count;
    EXPECT_NEAR(mean, means[c], 0.001);
    EXPECT_NEAR(std::sqrt(squares[c] / count - mean * mean), deviations[c], 0.001);
    EXPECT_NEAR(dataset.mean[c], means[c] / 255, 1e-4);
  }
}

}  // namespace
}  // namespace skewscope::data
