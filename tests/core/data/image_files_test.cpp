#include "core/data/image_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "core/data/image_codec.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

namespace skewscope::data {
namespace {

using namespace test;
namespace fs = std::filesystem;

/// A folder of images that are all real files of tests/data.
class ImageFiles : public testing::Test {
 protected:
  // Puts `source` at `path` below the root.
  void put(const std::string& path, const std::string& source = "smooth.png") {
    fs::create_directories((root() / path).parent_path());
    fs::copy_file(dataFile(source), root() / path, fs::copy_options::overwrite_existing);
  }
  fs::path root() const { return folder_ / "root"; }
  fs::path cache() const { return folder_ / "cache"; }
  // Two classes with training and test images of every format.
  void small() {
    put("train/cat/b.PNG");
    put("train/cat/a.jpg", "smooth.jpg");
    put("train/cat/.hidden", "smooth.jpg");
    put("train/dog/deeper/c.webp", "lossless.webp");
    put("train/dog/d.jpeg", "grey.jpg");
    put("test/cat/e.png");
    put("test/dog/f.png", "palette.png");
    writeContent(root() / "README.txt", "beside the folders");
    writeContent(root() / "train/notes.txt", "beside the class folders");
  }
  std::size_t cacheFiles() const {
    return fs::exists(cache()) ? static_cast<std::size_t>(std::distance(fs::directory_iterator(cache()), {}))
                               : 0;
  }

  TemporaryFolder folder_;
  DatasetOptions options_;
};

TEST_F(ImageFiles, TrainAndTestFolders) {
  small();
  const auto listing = listImageFolder(root(), options_);
  EXPECT_EQ(listing.classNames, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(listing.train, (std::vector<ImageEntry>{{"train/cat/a.jpg", 0},
                                                    {"train/cat/b.PNG", 0},
                                                    {"train/dog/d.jpeg", 1},
                                                    {"train/dog/deeper/c.webp", 1}}));
  EXPECT_EQ(listing.test, (std::vector<ImageEntry>{{"test/cat/e.png", 0}, {"test/dog/f.png", 1}}));
  fs::rename(root() / "test", root() / "val");
  EXPECT_EQ(listImageFolder(root(), options_).test.at(0).path, "val/cat/e.png");
}

TEST_F(ImageFiles, PixelsAreTheScaledImages) {
  small();
  options_.side = 16;
  const auto dataset = loadImages(listImageFolder(root(), options_), options_, threadedFor(2), "");
  ASSERT_EQ(dataset.train.size(), 4);
  EXPECT_EQ(dataset.train.labels, (std::vector<std::uint16_t>{0, 0, 1, 1}));
  EXPECT_EQ(dataset.train.height, 16);
  const std::string content = contentOf(dataFile("smooth.png"));
  const auto image = decodeImage(std::as_bytes(std::span(content)), "smooth.png");
  std::vector<std::uint8_t> expected(16 * 16 * 3);
  Resizer(40, 60, 16, Fit::Crop).resize(image.pixels, expected);
  EXPECT_TRUE(std::ranges::equal(dataset.train.image(1), expected));
  EXPECT_TRUE(std::ranges::equal(dataset.test.image(0), expected));
  EXPECT_EQ(dataset.digest, digestOf(dataset.train, dataset.test));
  options_.side = 0;
  EXPECT_EQ(loadImages(listImageFolder(root(), options_), options_, serialFor(), "").train.height, 32);
}

TEST_F(ImageFiles, CacheIsUsedUntilSomethingChanges) {
  small();
  const auto load = [&] {
    return loadImages(listImageFolder(root(), options_), options_, serialFor(), cache());
  };
  const std::string digest = load().digest;
  ASSERT_EQ(cacheFiles(), 1u);
  const fs::path file = fs::directory_iterator(cache())->path();
  // The same size and time with other content: only the cache can give the old images.
  const auto image = root() / "train/cat/b.PNG";
  const auto time = fs::last_write_time(image);
  const std::string original = contentOf(image);
  writeContent(image, std::string(original.size(), 'x'));
  fs::last_write_time(image, time);
  EXPECT_EQ(load().digest, digest);
  // A damaged cache is not believed: the (now unreadable) image is opened.
  std::string bytes = contentOf(file);
  bytes[bytes.size() - 5] = static_cast<char>(bytes[bytes.size() - 5] ^ 1);
  writeContent(file, bytes);
  expectError(ErrorKind::Data, "train/cat/b.PNG", load);
  writeContent(image, original);
  fs::last_write_time(image, time);
  EXPECT_EQ(load().digest, digest);
  bytes = contentOf(file);
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, bytes.size() / 2}) {
    writeContent(file, bytes.substr(0, length));
    EXPECT_EQ(load().digest, digest);
    EXPECT_EQ(contentOf(file), bytes) << "it is written anew";
  }
  // Another time of a file, another side, another fit: other caches.
  fs::last_write_time(image, time + std::chrono::seconds(1));
  EXPECT_EQ(load().digest, digest);
  EXPECT_EQ(cacheFiles(), 2u);
  options_.side = 20;
  EXPECT_NE(load().digest, digest);
  options_.fit = Fit::Squash;
  load();
  EXPECT_EQ(cacheFiles(), 4u);
}

TEST_F(ImageFiles, CacheThatCannotBeWrittenIsLeftOut) {
  small();
  writeContent(folder_ / "file", "no folder");
  const auto listing = listImageFolder(root(), options_);
  EXPECT_EQ(loadImages(listing, options_, serialFor(), folder_ / "file").digest,
            loadImages(listing, options_, serialFor(), "").digest);
}

TEST_F(ImageFiles, SplitOfOneFolder) {
  for (int i = 0; i < 10; ++i) put("cat/" + std::to_string(i) + ".png");
  for (int i = 0; i < 5; ++i) put("dog/" + std::to_string(i) + ".png");
  for (int i = 0; i < 2; ++i) put("emu/" + std::to_string(i) + ".png");
  options_.testFraction = 0.3;
  const auto listing = listImageFolder(root(), options_);
  const auto count = [](const std::vector<ImageEntry>& entries, int label) {
    return std::ranges::count(entries, label, &ImageEntry::label);
  };
  // Stratified: .3 of each class, rounded, and never all or none.
  EXPECT_EQ(count(listing.test, 0), 3);
  EXPECT_EQ(count(listing.test, 1), 2);
  EXPECT_EQ(count(listing.test, 2), 1);
  EXPECT_EQ(count(listing.train, 0), 7);
  std::set<std::string> all;
  for (const auto* part : {&listing.train, &listing.test}) {
    for (const auto& entry : *part) all.insert(entry.path);
  }
  EXPECT_EQ(all.size(), 17u);
  EXPECT_EQ(listImageFolder(root(), options_).test, listing.test)
      << "the split is a function of names and seed";
  options_.splitSeed = 2;
  EXPECT_NE(listImageFolder(root(), options_).test, listing.test);
  // A new class leaves the split of the others alone if it comes after them.
  options_.splitSeed = 1;
  put("fox/0.png");
  expectError(ErrorKind::Data, "fox/0.png is the only image of its class",
              [&] { listImageFolder(root(), options_); });
  put("fox/1.png");
  const auto more = listImageFolder(root(), options_).test;
  EXPECT_TRUE(std::equal(listing.test.begin(), listing.test.end(), more.begin()));
}

TEST_F(ImageFiles, FoldersThatAreRefused) {
  const auto refused = [&](const std::string& part) {
    expectError(ErrorKind::Data, part,
                [&] { loadImages(listImageFolder(root(), options_), options_, serialFor(), ""); });
  };
  refused("There is no folder");
  fs::create_directories(root());
  refused("has 0 classes");
  small();
  fs::rename(root() / "test", root() / "elsewhere");
  refused("no folder test (or val)");
  fs::rename(root() / "elsewhere", root() / "test");
  put("test/emu/g.png");
  refused("test/emu has no counterpart");
  fs::remove_all(root() / "test/emu");
  fs::create_directories(root() / "train/ant");
  refused("train/ant has no images");
  fs::remove_all(root() / "train/ant");
  writeContent(root() / "train/cat/x.gif", "GIF89a");
  refused("x.gif is in a class folder and is no JPEG, PNG or WebP image");
  fs::rename(root() / "train/cat/x.gif", root() / "train/cat/x.png");
  refused("x.png is none of JPEG, PNG and WebP");
  writeContent(root() / "train/cat/x.png", "");
  refused("train/cat/x.png is empty");
  fs::remove(root() / "train/cat/x.png");
  writeContent(root() / "train/cat/\xff.png", "x");
  refused("not plain UTF-8");
  fs::remove(root() / "train/cat/\xff.png");
  options_.side = 1025;
  refused("at most 1024");
  options_.side = 0;
  EXPECT_NO_THROW(loadImages(listImageFolder(root(), options_), options_, serialFor(), ""));
}

TEST_F(ImageFiles, LinksMayNotLeaveTheRoot) {
  small();
  put("../outside/secret.png");
  const auto refused = [&](const std::string& part) {
    expectError(ErrorKind::Data, part, [&] { listImageFolder(root(), options_); });
  };
  fs::create_symlink(folder_ / "outside/secret.png", root() / "train/cat/link.png");
  refused("link.png is a link that leads to no image below the root");
  fs::remove(root() / "train/cat/link.png");
  fs::create_symlink("nowhere.png", root() / "train/cat/link.png");
  refused("link.png");
  fs::remove(root() / "train/cat/link.png");
  fs::create_directory_symlink(folder_ / "outside", root() / "train/emu");
  refused("train/emu is a link to a folder");
  fs::remove(root() / "train/emu");
  fs::create_directory_symlink(folder_ / "outside", root() / "train/cat/more");
  refused("train/cat/more is a link to a folder");
  fs::remove(root() / "train/cat/more");
  fs::create_symlink("a.jpg", root() / "train/cat/again.jpg");
  EXPECT_EQ(listImageFolder(root(), options_).train.size(), 5u) << "a link within the root is an image";
}

TEST(ImageList, Lines) {
  const auto parse = [](const std::string& text) {
    return parseImageList(std::as_bytes(std::span(text)), "the list");
  };
  EXPECT_EQ(parse("train/a b.jpg 3\r\n\nx.png\t0\n"),
            (std::vector<ImageEntry>{{"train/a b.jpg", 3}, {"x.png", 0}}));
  EXPECT_EQ(parse("./a.jpg 9999").at(0).label, 9999);
  EXPECT_TRUE(parse("").empty());
  const auto refused = [&](const std::string& part, const std::string& text) {
    expectError(ErrorKind::Data, part, [&] { parse(text); });
    expectError(ErrorKind::Data, "the list: line ", [&] { parse(text); });
  };
  refused("line 2 has a path that is absolute, /etc/passwd", "a.jpg 0\n/etc/passwd 1\n");
  refused("leads out of the root", "../a.jpg 0");
  refused("leads out of the root", "a/../../b.jpg 0");
  refused("leads out of the root", "a/.. 0");
  refused("is empty", " 0");
  refused("not plain UTF-8", "\xff.jpg 0");
  refused("not plain UTF-8", std::string("a\0b.jpg 0", 9));
  refused("has no blank", "a.jpg");
  refused("has the label \"x\"", "a.jpg x");
  refused("has the label \"\"", "a.jpg ");
  refused("has the label \"-1\"", "a.jpg -1");
  refused("has the label \"10000\"", "a.jpg 10000");
  refused("has the label \"99999999999\"", "a.jpg 99999999999");
  refused("has the label \"1.0\"", "a.jpg 1.0");
  refused("is longer than 4096 bytes", std::string(4100, 'a') + " 0");
}

TEST_F(ImageFiles, Lists) {
  small();
  options_.trainList = folder_ / "train.txt";
  options_.testList = folder_ / "test.txt";
  writeContent(options_.trainList, "train/dog/d.jpeg 1\ntrain/cat/a.jpg 0\ntrain/cat/b.PNG 0\n");
  writeContent(options_.testList, "test/dog/f.png 1\n");
  const auto listing = readImageLists(root(), options_);
  EXPECT_EQ(listing.classNames, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(listing.train.at(0), (ImageEntry{"train/dog/d.jpeg", 1})) << "the order of the list";
  const auto dataset = loadImages(listing, options_, serialFor(), "");
  EXPECT_EQ(dataset.train.labels, (std::vector<std::uint16_t>{1, 0, 0}));
  EXPECT_EQ(dataset.test.labels, (std::vector<std::uint16_t>{1}));
  // Folders that are not the classes give no names.
  writeContent(options_.trainList, "train/dog/d.jpeg 1\ntrain/cat/a.jpg 0\ntrain/cat/b.PNG 1\n");
  EXPECT_EQ(readImageLists(root(), options_).classNames, (std::vector<std::string>{"class 0", "class 1"}));

  const auto refused = [&](const std::string& part, const std::string& train, const std::string& test) {
    writeContent(options_.trainList, train);
    writeContent(options_.testList, test);
    expectError(ErrorKind::Data, part,
                [&] { loadImages(readImageLists(root(), options_), options_, serialFor(), ""); });
  };
  const std::string good = "train/dog/d.jpeg 1\ntrain/cat/a.jpg 0\n";
  refused("train/cat/none.jpg is not there", good + "train/cat/none.jpg 0", "test/cat/e.png 0");
  refused("train/cat is no file", good + "train/cat 0", "test/cat/e.png 0");
  refused("test image 0 has label 2", good, "test/cat/e.png 2");
  refused("class 1 (class 1) has no training images", "train/cat/a.jpg 0\ntrain/dog/d.jpeg 2\n",
          "test/cat/e.png 0");
  refused("names no images", good, "\n");
  put("../outside/secret.png");
  fs::create_directory_symlink(folder_ / "outside", root() / "linked");
  refused("leads out of", good + "linked/secret.png 0", "test/cat/e.png 0");
  writeContent(options_.trainList, good);
  options_.testList = folder_ / "missing.txt";
  expectError(ErrorKind::Data, "missing.txt", [&] { readImageLists(root(), options_); });
}

}  // namespace
}  // namespace skewscope::data
