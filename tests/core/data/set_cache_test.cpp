#include "core/data/set_cache.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/tensor_file.h"
#include "core/data/resize.h"
#include "core/data/subset.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::data {
namespace {

namespace fs = std::filesystem;

struct SetCache : testing::Test {
  test::TemporaryFolder folder;
  fs::path file = folder / "cache/set.safetensors";
  int reads = 0;

  static Dataset made() {
    Dataset dataset;
    dataset.name = "made";
    dataset.title = "Made up";
    for (ImageSet* set : {&dataset.train, &dataset.test}) {
      set->height = 2;
      set->width = 3;
      set->classNames = {"cat", "d\xC3\xB6g"};
      set->labels = {0, 1, 1};
      set->pixels.resize(3 * set->imageBytes());
      for (std::size_t i = 0; i < set->pixels.size(); ++i) set->pixels[i] = static_cast<std::uint8_t>(7 * i);
    }
    dataset.test.pixels[0] = 200;
    dataset.mean = {0.1f, 0.25f, 1.0f / 3};
    dataset.stddev = {0.5f, 0.2f, 0.7f};
    dataset.digest = digestOf(dataset.train, dataset.test);
    return dataset;
  }
  Dataset load() {
    return throughCache(file, [&] {
      ++reads;
      return made();
    });
  }
  void change(const std::function<void(TensorFile&)>& edit) {
    TensorFile content = readTensorFile(file);
    edit(content);
    writeTensorFile(file, content);
  }
};

TEST_F(SetCache, WhatWasReadOnceComesBackWhole) {
  const Dataset first = load(), second = load();
  EXPECT_EQ(reads, 1);
  const Dataset wanted = made();
  for (const Dataset* set : {&first, &second}) {
    EXPECT_EQ(set->name, wanted.name);
    EXPECT_EQ(set->title, wanted.title);
    EXPECT_EQ(set->digest, wanted.digest);
    EXPECT_EQ(set->mean, wanted.mean);
    EXPECT_EQ(set->stddev, wanted.stddev);
    EXPECT_EQ(set->train.classNames, wanted.train.classNames);
    EXPECT_EQ(set->test.labels, wanted.test.labels);
    EXPECT_EQ(set->train.pixels, wanted.train.pixels);
    EXPECT_EQ(set->test.pixels, wanted.test.pixels);
    EXPECT_EQ(set->test.width, 3);
  }
  EXPECT_EQ(throughCache({}, made).digest, wanted.digest);
}

TEST_F(SetCache, WhatDoesNotFitIsReadAnew) {
  load();
  const std::vector<std::function<void(TensorFile&)>> damages{
      [](TensorFile& content) { content.tensors.at("train").bytes[3] ^= std::byte{1}; },
      [](TensorFile& content) { content.tensors.at("test_labels").bytes[0] = std::byte{7}; },
      [](TensorFile& content) { content.tensors.at("test_labels").bytes[7] = std::byte{0x80}; },
      [](TensorFile& content) { content.tensors.erase("test"); },
      [](TensorFile& content) {
        auto& tensor = content.tensors.at("train");
        tensor.shape = {1, 2, 9, 3};
      },
      [](TensorFile& content) {
        content.tensors.at("train").shape = {3, 18};
      },
      [](TensorFile& content) { content.metadata["dataset"] = "[]"; },
      [](TensorFile& content) { content.metadata["dataset"] = "{"; },
      [](TensorFile& content) { content.metadata.clear(); },
  };
  for (std::size_t i = 0; i < damages.size(); ++i) {
    change(damages[i]);
    EXPECT_EQ(load().digest, made().digest) << i;
    EXPECT_EQ(reads, static_cast<int>(i) + 2) << i;
    load();
    EXPECT_EQ(reads, static_cast<int>(i) + 2) << "it is written anew";
  }
}

TEST_F(SetCache, TheFileIsThatOfTheSourcesAsTheyAre) {
  const fs::path source = folder / "source";
  fs::create_directories(source / "inner/deep");
  EXPECT_TRUE(cacheFileOf(folder / "cache", "npy", source, {}).empty());
  EXPECT_TRUE(cacheFileOf(folder / "cache", "npy", folder / "nowhere", {}).empty());
  std::ofstream(source / "inner/a.bin") << "a";
  const auto now = [&](const DatasetOptions& options = {}) {
    return cacheFileOf(folder / "cache", "npy", source, options);
  };
  const fs::path before = now();
  EXPECT_EQ(before.parent_path(), folder / "cache");
  EXPECT_EQ(now(), before);
  DatasetOptions options;
  options.side = 16;
  EXPECT_NE(now(options), before);
  options.side = 0;
  options.fit = Fit::Squash;
  EXPECT_NE(now(options), before);
  EXPECT_NE(cacheFileOf(folder / "cache", "stl10", source, {}), before);
  fs::last_write_time(source / "inner/a.bin",
                      fs::last_write_time(source / "inner/a.bin") + std::chrono::seconds(2));
  EXPECT_NE(now(), before);
  const fs::path later = now();
  std::ofstream(source / "b.bin") << "b";
  EXPECT_NE(now(), later);
}

}  // namespace
}  // namespace skewscope::data
