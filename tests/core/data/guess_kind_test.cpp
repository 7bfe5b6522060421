#include "core/data/guess_kind.h"

#include <gtest/gtest.h>

#include "tests/core/base/expect_error.h"
#include "tests/core/base/temporary_folder.h"

namespace skewscope::data {
namespace {

using namespace test;
namespace fs = std::filesystem;

TEST(GuessKind, NamesTellTheKind) {
  const std::pair<const char*, const char*> cases[] = {
      {"a/train_images.npy", "npy"},   {"b/cifar-10-batches-bin/data_batch_1.bin", "cifar10"},
      {"c/data_batch_1", "cifar10"},   {"d/cifar-100-python/train", "cifar100"},
      {"e/train.bin", "cifar100"},     {"f/stl10_binary/train_X.bin", "stl10"},
      {"g/train/cat/1.png", "folder"}, {"h/cat/1.png", "folder"},
  };
  const TemporaryFolder folder;
  for (const auto& [file, kind] : cases) {
    fs::create_directories((folder / file).parent_path());
    writeContent(folder / file, "x");
    EXPECT_EQ(guessKind(folder / std::string(file).substr(0, 1)), kind) << file;
  }
  for (const auto& [file, kind] :
       {std::pair{"cifar-10-python.tar.gz", "cifar10"}, std::pair{"cifar-100-binary.tar", "cifar100"},
        std::pair{"stl10_binary.tgz", "stl10"}}) {
    writeContent(folder / file, "x");
    EXPECT_EQ(guessKind(folder / file), kind);
  }
}

TEST(GuessKind, WhatHasNoFormIsAnError) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "empty/.hidden");
  writeContent(folder / "notes.txt", "x");
  expectError(ErrorKind::Data, "no kind of data set", [&] { guessKind(folder / "empty"); });
  expectError(ErrorKind::Data, "notes.txt", [&] { guessKind(folder / "notes.txt"); });
  expectError(ErrorKind::Data, "There is no file or folder", [&] { guessKind(folder / "gone"); });
}

}  // namespace
}  // namespace skewscope::data
