#include "core/data/stl10.h"

#include <gtest/gtest.h>

#include <string>

#include "core/data/resize.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

namespace skewscope::data {
namespace {

using namespace test;

constexpr Stl10Sizes kSizes{2, 1};
constexpr std::size_t kSide = 96, kImage = 3 * kSide * kSide;

std::uint8_t stlPixel(std::size_t record, std::size_t row, std::size_t column, std::size_t channel) {
  return static_cast<std::uint8_t>(record * 11 + row * 2 + column * 3 + channel * 70);
}

// The official layout: channels of columns of rows, labels from 1.
std::map<std::string, std::string> smallStl10() {
  std::map<std::string, std::string> files;
  for (const bool train : {true, false}) {
    const std::string part = train ? "train" : "test";
    for (std::size_t r = 0; r < (train ? 20u : 10u); ++r) {
      files[part + "_y.bin"] += static_cast<char>(r % 10 + 1);
      std::string& pixels = files[part + "_X.bin"];
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t x = 0; x < kSide; ++x) {
          for (std::size_t y = 0; y < kSide; ++y) pixels += static_cast<char>(stlPixel(r, y, x, c));
        }
      }
    }
  }
  files["class_names.txt"] = "airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n";
  return files;
}

Dataset parse(const std::map<std::string, std::string>& files, int side = kStl10Side) {
  const std::string content = TarWriter().all(files, "stl10_binary/").content();
  return parseStl10Archive(std::as_bytes(std::span(content)), "the.tar", side, threadedFor(2), kSizes);
}

TEST(Stl10, ImagesAreTurnedToRows) {
  const Dataset dataset = parse(smallStl10(), 96);
  ASSERT_EQ(dataset.train.size(), 20);
  ASSERT_EQ(dataset.test.size(), 10);
  EXPECT_EQ(dataset.train.height, 96);
  for (std::size_t r = 0; r < 20; ++r) {
    EXPECT_EQ(dataset.train.labels[r], r % 10);
    const auto image = dataset.train.image(static_cast<std::int64_t>(r));
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        for (std::size_t c = 0; c < 3; ++c) ASSERT_EQ(image[(y * kSide + x) * 3 + c], stlPixel(r, y, x, c));
      }
    }
  }
}

TEST(Stl10, IsScaledOnce) {
  const Dataset dataset = parse(smallStl10());
  EXPECT_EQ(dataset.train.height, 32);
  EXPECT_EQ(dataset.train.width, 32);
  ImageSet large = parse(smallStl10(), 96).train;
  resizeSet(large, 32, Fit::Crop, serialFor());
  EXPECT_EQ(dataset.train.pixels, large.pixels);
  EXPECT_EQ(dataset.digest, digestOf(dataset.train, dataset.test));
}

TEST(Stl10, FolderAndArchiveAreTheSame) {
  const TemporaryFolder folder;
  auto files = smallStl10();
  const auto digest = parse(files).digest;
  writeFiles(folder / "stl10_binary", files);
  EXPECT_EQ(readStl10(folder.path(), 32, serialFor(), kSizes).digest, digest);
  files["unlabeled_X.bin"] = std::string(3 * kImage, 'u');  // passed over
  files["fold_indices.txt"] = "1 2 3\n";
  EXPECT_EQ(parse(files).digest, digest);
}

TEST(Stl10, DamageIsNamed) {
  const auto tryFile = [](const std::string& name, const auto& damage, const std::string& part) {
    auto files = smallStl10();
    damage(files[name]);
    expectError(ErrorKind::Data, part, [&] { parse(files); });
  };
  tryFile(
      "train_X.bin", [](std::string& s) { s.resize(kImage * 3 + 1); },
      "the.tar/train_X.bin has 82945 bytes; 20 records of 27648, 552960 bytes, were expected.");
  tryFile(
      "test_y.bin", [](std::string& s) { s.clear(); }, "the.tar/test_y.bin has 0 bytes; 10 records of 1");
  tryFile(
      "train_y.bin", [](std::string& s) { s[4] = 0; }, "the.tar/train_y.bin: byte 4 is label 0; 1 to 10");
  tryFile(
      "train_y.bin", [](std::string& s) { s[4] = 11; }, "byte 4 is label 11");
  tryFile(
      "train_y.bin", [](std::string& s) { s[4] = 1; },
      "class 0 (airplane) has 3 training images; 2 were expected");
  tryFile(
      "class_names.txt", [](std::string& s) { s = "airplane\n"; }, "names 1 classes; 10 were expected");
  auto files = smallStl10();
  files.erase("test_X.bin");
  expectError(ErrorKind::Data, "no member stl10_binary/test_X.bin", [&] { parse(files); });
  const TemporaryFolder folder;
  writeFiles(folder.path(), files);
  expectError(ErrorKind::Data, "test_X.bin", [&] { readStl10(folder.path(), 32, serialFor(), kSizes); });
}

}  // namespace
}  // namespace skewscope::data
