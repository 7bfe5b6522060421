#include "core/data/npy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string>

#include "core/data/dataset_kinds.h"
#include "tests/core/base/expect_error.h"
#include "tests/core/data/datasets_data.h"

namespace skewscope::data {
namespace {

using namespace test;
using namespace std::string_literals;

std::span<const std::byte> bytesOf(const std::string& text) {
  return std::as_bytes(std::span(text));
}

// A file as numpy.save writes it: the header is padded to a multiple of 64 bytes.
std::string npy(std::string dictionary, const std::string& elements, int major = 1) {
  const std::size_t first = major == 1 ? 10 : 12;
  dictionary += std::string(63 - (first + dictionary.size()) % 64, ' ') + "\n";
  std::string length;
  for (std::size_t i = 0; i < first - 8; ++i) length += static_cast<char>(dictionary.size() >> (8 * i));
  return "\x93NUMPY"s + static_cast<char>(major) + '\0' + length + dictionary + elements;
}
std::string header(const std::string& type, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
}
std::string labels(int train) {
  std::string content;
  for (int i = 0; i < (train ? 6 : 4); ++i) content += static_cast<char>(i % 3 == 2 ? 1 : i % 3);
  return content;
}

// Two classes, six and four images of 2x3.
std::map<std::string, std::string> smallFolder() {
  std::string pixels;
  for (int i = 0; i < 6 * 2 * 3 * 3; ++i) pixels += static_cast<char>(i * 5);
  return {{"train_images.npy", npy(header("|u1", "(6, 2, 3, 3)"), pixels)},
          {"train_labels.npy", npy(header("|u1", "(6,)"), labels(true))},
          {"test_images.npy", npy(header("|u1", "(4, 2, 3, 3)"), pixels.substr(0, 4 * 18))},
          {"test_labels.npy", npy(header("|i1", "(4, 1)"), labels(false))}};
}

Dataset read(const std::filesystem::path& folder, const DatasetOptions& options = {}) {
  return readNpyFolder(folder, options, serialFor());
}

TEST(Npy, HeadersOfEveryVersion) {
  for (const int major : {1, 2, 3}) {
    const std::string file = npy(header(">i4", "(2,)"), std::string("\0\0\0\5\0\0\1\0", 8), major);
    const auto parsed = parseNpyHeader(bytesOf(file), file.size(), "f");
    EXPECT_EQ(parsed.shape, std::vector<std::int64_t>{2});
    EXPECT_TRUE(parsed.isSigned && parsed.bigEndian);
    EXPECT_EQ(parsed.itemBytes, 4);
    EXPECT_EQ(parsed.dataOffset % 64, 0u);
    EXPECT_EQ(parseNpyLabels(bytesOf(file), "f"), (std::vector<std::uint16_t>{5, 256}));
  }
  // Other keys order, quotes and blanks; no trailing commas.
  const std::string other =
      npy("{ \"shape\":(2,3) ,\"fortran_order\" : False, \"descr\": \"|u1\"}", "abcdef");
  EXPECT_EQ(parseNpyHeader(bytesOf(other), other.size(), "f").shape, (std::vector<std::int64_t>{2, 3}));
  const std::string scalar = npy(header("|u1", "()"), "a");
  EXPECT_EQ(parseNpyHeader(bytesOf(scalar), scalar.size(), "f").elements, 1u);
}

TEST(Npy, LabelsOfEveryType) {
  const auto number = [](std::uint64_t value, int bytes, bool big) {
    std::string content;
    for (int i = 0; i < bytes; ++i) content += static_cast<char>(value >> (8 * (big ? bytes - 1 - i : i)));
    return content;
  };
  for (const char sign : {'i', 'u'}) {
    for (const int bytes : {1, 2, 4, 8}) {
      for (const char order : {'<', '>', '|'}) {
        if (order == '|' && bytes > 1) continue;
        const std::string type = order + std::string(1, sign) + std::to_string(bytes);
        SCOPED_TRACE(type);
        const auto file = [&](std::uint64_t value) {
          return npy(header(type, "(2,)"),
                     number(0, bytes, order == '>') + number(value, bytes, order == '>'));
        };
        EXPECT_EQ(parseNpyLabels(bytesOf(file(101)), "f"), (std::vector<std::uint16_t>{0, 101}));
        if (bytes > 1) {
          EXPECT_EQ(parseNpyLabels(bytesOf(file(9999)), "f").at(1), 9999);
          expectError(ErrorKind::Data, "is not from 0 to 9999",
                      [&] { parseNpyLabels(bytesOf(file(10000)), "f"); });
        }
        if (sign == 'i') {
          expectError(ErrorKind::Data, "label 1 at byte", [&] { parseNpyLabels(bytesOf(file(~0ull)), "f"); });
        }
      }
    }
  }
}

TEST(Npy, BadHeadersAreRefused) {
  const auto refused = [](const std::string& part, const std::string& file) {
    expectError(ErrorKind::Data, part, [&] { parseNpyHeader(bytesOf(file), file.size(), "the.npy"); });
    expectError(ErrorKind::Data, "the.npy", [&] { parseNpyHeader(bytesOf(file), file.size(), "the.npy"); });
  };
  const std::string good = npy(header("|u1", "(6,)"), "abcdef");
  for (std::size_t length = 0; length < good.size(); ++length) refused("", good.substr(0, length));
  refused("has 135 bytes; its header says 134", good + "x");
  refused("does not start", "PK\3\4 and so on");
  refused("version 4.0", npy(header("|u1", "(6,)"), "abcdef", 4));
  refused("C order", npy("{'descr': '|u1', 'fortran_order': True, 'shape': (6,), }", "abcdef"));
  refused("missing", npy("{'descr': '|u1', 'fortran_order': False, }", "a"));
  refused("\"descr\" is there twice",
          npy("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", "a"));
  refused("none of the three keys",
          npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'x': 1}", "a"));
  for (const char* type : {"<f4", "|O", "<U5", "|b1", "<u3", "=u4", "<c8", "", "<M8[ns]"}) {
    refused("is no integer", npy(header(type, "(1,)"), "a"));
  }
  refused("no byte order", npy(header("|u4", "(1,)"), "abcd"));
  refused("',' was expected", npy(header("|u1", "(1)"), "a"));
  refused("a length from 0", npy(header("|u1", "(-1,)"), "a"));
  refused("',' was expected", npy(header("|u1", "(1e3,)"), "a"));
  refused("a length from 0", npy(header("|u1", "(99999999999999999999,)"), "a"));
  refused("more than 4 dimensions", npy(header("|u1", "(1, 1, 1, 1, 1)"), "a"));
  refused("more than its", npy(header("|u1", "(1099511627776, 1099511627776)"), "a"));
  refused("more than its", npy(header("<u8", "(4294967296, 4294967296, 2)"), "a"));
  refused("blanks and a line end", npy(header("|u1", "(1,)") + "; import os", "a"));
  refused("at most 65536 are read", "\x93NUMPY\x02\x00\xff\xff\xff\x7f"s + header("|u1", "(1,)"));
}

TEST(Npy, ImagesInColourAndGrey) {
  const ImageSet colour = parseNpyImages(bytesOf(npy(header("|u1", "(2, 1, 2, 3)"), "abcdefghijkl")), "f");
  EXPECT_EQ(colour.height, 1);
  EXPECT_EQ(colour.width, 2);
  EXPECT_EQ(std::string(colour.pixels.begin(), colour.pixels.end()), "abcdefghijkl");
  const ImageSet grey = parseNpyImages(bytesOf(npy(header("|u1", "(2, 2, 1)"), "abcd")), "f");
  EXPECT_EQ(grey.height, 2);
  EXPECT_EQ(grey.width, 1);
  EXPECT_EQ(std::string(grey.pixels.begin(), grey.pixels.end()), "aaabbbcccddd");
  const auto refused = [](const std::string& part, const std::string& type, const std::string& shape,
                          std::size_t bytes) {
    const std::string file = npy(header(type, shape), std::string(bytes, 'a'));
    expectError(ErrorKind::Data, part, [&] { parseNpyImages(bytesOf(file), "f"); });
  };
  refused("must be uint8", "|i1", "(1, 1, 1)", 1);
  refused("must be uint8", "<u2", "(1, 1, 1)", 2);
  refused("(N, H, W) was expected", "|u1", "(1, 1, 1, 4)", 4);
  refused("(N, H, W) was expected", "|u1", "(4,)", 4);
  refused("has 0 images", "|u1", "(0, 2, 2)", 0);
  refused("images of 0x2", "|u1", "(3, 0, 2)", 0);
  refused("images of 1x1025", "|u1", "(1, 1, 1025)", 1025);
}

TEST(Npy, Folder) {
  const TemporaryFolder folder;
  auto files = smallFolder();
  writeFiles(folder.path(), files);
  const Dataset dataset = read(folder.path());
  EXPECT_EQ(dataset.train.size(), 6);
  EXPECT_EQ(dataset.test.size(), 4);
  EXPECT_EQ(dataset.train.labels, (std::vector<std::uint16_t>{0, 1, 1, 0, 1, 1}));
  EXPECT_EQ(dataset.test.labels, (std::vector<std::uint16_t>{0, 1, 1, 0}));
  EXPECT_EQ(dataset.train.classNames, (std::vector<std::string>{"class 0", "class 1"}));
  EXPECT_EQ(dataset.train.pixels[7], 35);
  EXPECT_EQ(dataset.digest, digestOf(dataset.train, dataset.test));
  // The statistics are those of the training pixels.
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i < dataset.train.pixels.size(); i += 3) {
    sum += dataset.train.pixels[i];
    squares += dataset.train.pixels[i] * dataset.train.pixels[i];
  }
  EXPECT_NEAR(dataset.mean[1], sum / 36 / 255, 1e-6);
  EXPECT_NEAR(dataset.stddev[1], std::sqrt(squares / 36 - sum / 36 * sum / 36) / 255, 1e-6);

  writeContent(folder / "class_names.txt", "left\nright hand\n");
  EXPECT_EQ(read(folder.path()).train.classNames, (std::vector<std::string>{"left", "right hand"}));
  DatasetOptions options;
  options.side = 4;
  const Dataset scaled = read(folder.path(), options);
  EXPECT_EQ(scaled.train.height, 4);
  EXPECT_EQ(scaled.test.width, 4);
  EXPECT_EQ(scaled.train.pixels.size(), 6u * 4 * 4 * 3);
}

TEST(Npy, ScaledOnceAndKeptInTheCache) {
  const TemporaryFolder folder;
  for (const auto& [name, content] : smallFolder()) writeContent(folder / name, content);
  ::setenv("XDG_CACHE_HOME", (folder / "home").c_str(), 1);
  const auto kept = [&] {
    const auto images = folder / "home/skewscope/images";
    return std::filesystem::exists(images) ? std::distance(std::filesystem::directory_iterator(images), {})
                                           : 0;
  };
  readKind("npy", folder.path(), {}, serialFor());
  EXPECT_EQ(kept(), 0) << "nothing is scaled";
  DatasetOptions options;
  options.side = 16;
  const auto first = readKind("npy", folder.path(), options, serialFor());
  EXPECT_EQ(kept(), 1);
  const auto second = readKind("npy", folder.path(), options, serialFor());
  EXPECT_EQ(kept(), 1);
  ::unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(first.digest, read(folder.path(), options).digest);
  EXPECT_EQ(second.digest, first.digest);
  EXPECT_EQ(second.title, first.title);
  EXPECT_EQ(second.mean, first.mean);
}

TEST(Npy, FolderDamage) {
  const auto tryFile = [](const std::string& name, const std::string& content, const std::string& part) {
    const TemporaryFolder folder;
    auto files = smallFolder();
    files[name] = content;
    writeFiles(folder.path(), files);
    expectError(ErrorKind::Data, part, [&] { read(folder.path()); });
    expectError(ErrorKind::Data, folder.path().string(), [&] { read(folder.path()); });
  };
  tryFile("train_labels.npy", npy(header("|u1", "(5,)"), "\0\1\1\0\1"s), "has 5 labels for the 6 images");
  tryFile("train_labels.npy", npy(header("|u1", "(6,)"), "\0\2\2\0\2\2"s),
          "class 1 (class 1) has no training images");
  tryFile("train_labels.npy", npy(header("|u1", "(6,)"), std::string(6, '\0')), "has 1 classes");
  tryFile("test_labels.npy", npy(header("|u1", "(4,)"), "\0\1\1\2"s), "test image 3 has label 2");
  tryFile("train_images.npy", "", "does not start");
  tryFile("test_images.npy", npy(header("|u1", "(4, 3, 2, 3)"), std::string(72, 'x')), "test images 3x2");
  tryFile("class_names.txt", "a\nb\nc\n", "class 2 (c) has no training images");
  tryFile("class_names.txt", "a\n", "has 1 classes");
  tryFile("class_names.txt", "a\na\n", "line 2 has the name of another class");
  tryFile("class_names.txt", "a\n\xff\xfe\n", "line 2 is no name");
  tryFile("class_names.txt", "a\n\nb\n", "line 2 is no name");
  const TemporaryFolder folder;
  expectError(ErrorKind::Data, "train_labels.npy", [&] { read(folder.path()); });
}

// Written by numpy itself (tests/reference/made_up_images.py): 8 images, pixel (i, y, x, c) = (i 31 + y 7 + x
// 3 + c 50) mod 256.
TEST(Npy, FilesOfNumpy) {
  for (const char* name : {"images_v1.npy", "images_v2.npy", "images_v3.npy"}) {
    SCOPED_TRACE(name);
    const auto path = dataFile(name);
    const std::string content = contentOf(path);
    const ImageSet set = parseNpyImages(bytesOf(content), name);
    ASSERT_EQ(set.pixels.size(), 8u * 4 * 5 * 3);
    for (std::size_t i = 0; i < set.pixels.size(); ++i) {
      const std::size_t c = i % 3, x = i / 3 % 5, y = i / 15 % 4, n = i / 60;
      ASSERT_EQ(set.pixels[i], (n * 31 + y * 7 + x * 3 + c * 50) % 256);
    }
  }
  const std::string little = contentOf(dataFile("labels_i8.npy")),
                    big = contentOf(dataFile("labels_big.npy"));
  EXPECT_EQ(parseNpyLabels(bytesOf(little), "l"), (std::vector<std::uint16_t>{0, 1, 2, 3, 0, 1, 2, 300}));
  EXPECT_EQ(parseNpyLabels(bytesOf(big), "b"), (std::vector<std::uint16_t>{0, 1, 2, 3, 0, 1, 2, 300}));
  const std::string fortran = contentOf(dataFile("images_fortran.npy"));
  expectError(ErrorKind::Data, "C order", [&] { parseNpyImages(bytesOf(fortran), "f"); });
}

}  // namespace
}  // namespace skewscope::data
