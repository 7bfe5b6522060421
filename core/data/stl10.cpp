#include "core/data/stl10.h"

#include <fmt/format.h>

#include "core/data/cifar_records.h"
#include "core/data/data_error.h"
#include "core/data/resize.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kSide = 96, kPlane = kSide * kSide, kImage = 3 * kPlane;
constexpr std::int64_t kClasses = 10;
constexpr const char* kMeta = "class_names.txt";
constexpr std::int64_t kUnlabelledBytes = std::int64_t{100000} * static_cast<std::int64_t>(kImage);

std::vector<Layout> layouts(const Stl10Sizes& sizes) {
  const auto train = static_cast<std::size_t>(kClasses * sizes.trainPerClass);
  const auto test = static_cast<std::size_t>(kClasses * sizes.testPerClass);
  Layout layout;
  layout.title = "STL-10";
  layout.folder = "stl10_binary";
  layout.files = {{"train_X.bin", train * kImage},
                  {"train_y.bin", train},
                  {"test_X.bin", test * kImage},
                  {"test_y.bin", test},
                  {kMeta, 4096, false}};
  layout.mostOther = kUnlabelledBytes;  // unlabeled_X.bin is passed over
  layout.whatToGive = "Give the folder stl10_binary, the folder above it, or stl10_binary.tar.gz.";
  layout.getAgain = "Get stl10_binary.tar.gz again from https://cs.stanford.edu/~acoates/stl10/.";
  return {layout};
}

void checkLength(const std::string& name, std::size_t bytes, std::size_t record, std::int64_t images,
                 const std::string& getAgain) {
  const std::size_t expected = static_cast<std::size_t>(images) * record;
  if (bytes == expected) return;
  damaged(fmt::format("{} has {} bytes; {} records of {}, {} bytes, were expected.", name, bytes, images,
                      record, expected),
          getAgain);
}

std::vector<std::byte> content(FileSet& files, const std::string& file, std::size_t record,
                               std::int64_t images) {
  const std::string name = files.shownName(file);
  checkLength(name, files.sizeOf(file), record, images, files.layout().getAgain);
  auto bytes = files.take(file);
  checkLength(name, bytes.size(), record, images, files.layout().getAgain);
  return bytes;
}

ImageSet readPart(FileSet& files, const std::string& part, std::int64_t perClass, int side,
                  const ParallelFor& parallel) {
  const std::string labelFile = part + "_y.bin";
  const std::int64_t images = kClasses * perClass;
  const auto labels = content(files, labelFile, 1, images);
  ImageSet set;
  set.classNames = stl10ClassNames();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = std::to_integer<int>(labels[i]);
    if (label < 1 || label > kClasses) {
      damaged(fmt::format("{}: byte {} is label {}; 1 to {} were expected.", files.shownName(labelFile), i,
                          label, kClasses),
              files.layout().getAgain);
    }
    set.labels.push_back(static_cast<std::uint16_t>(label - 1));
  }
  checkCounts(set, files.name(), part == "train" ? "training" : "test", perClass, files.layout().getAgain);

  const auto pixels = content(files, part + "_X.bin", kImage, images);
  const Resizer resizer(static_cast<int>(kSide), static_cast<int>(kSide), side, Fit::Squash);
  set.height = set.width = side;
  set.pixels.resize(static_cast<std::size_t>(images) * set.imageBytes());
  parallel(images, 16, [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::uint8_t> image(kImage);
    for (std::int64_t i = begin; i < end; ++i) {
      const std::byte* in = pixels.data() + static_cast<std::size_t>(i) * kImage;
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t x = 0; x < kSide; ++x) {
          for (std::size_t y = 0; y < kSide; ++y) {
            image[(y * kSide + x) * 3 + c] = std::to_integer<std::uint8_t>(*in++);
          }
        }
      }
      resizer.resize(
          image,
          std::span(set.pixels).subspan(static_cast<std::size_t>(i) * set.imageBytes(), set.imageBytes()));
    }
  });
  return set;
}

Dataset assemble(FileSet files, int side, const ParallelFor& parallel, const Stl10Sizes& sizes) {
  if (files.has(kMeta)) {
    checkClassNames(files.take(kMeta), files.shownName(kMeta), stl10ClassNames(), files.layout().getAgain);
  }
  Dataset dataset;
  dataset.name = "stl10";
  dataset.title = "STL-10";
  dataset.train = readPart(files, "train", sizes.trainPerClass, side, parallel);
  dataset.test = readPart(files, "test", sizes.testPerClass, side, parallel);
  // The values that the literature normalises with (mean and deviation over the labelled training pixels).
  dataset.mean = {0.4467f, 0.4398f, 0.4066f};
  dataset.stddev = {0.2603f, 0.2566f, 0.2713f};
  dataset.digest = digestOf(dataset.train, dataset.test);
  return dataset;
}

}  // namespace

const std::vector<std::string>& stl10ClassNames() {
  static const std::vector<std::string> names = {"airplane", "bird",  "car",    "cat",  "deer",
                                                 "dog",      "horse", "monkey", "ship", "truck"};
  return names;
}

Dataset readStl10(const std::filesystem::path& path, int side, const ParallelFor& parallel,
                  const Stl10Sizes& sizes) {
  const auto known = layouts(sizes);
  return assemble(openFiles(path, known), side, parallel, sizes);
}

Dataset parseStl10Archive(std::span<const std::byte> content, const std::string& name, int side,
                          const ParallelFor& parallel, const Stl10Sizes& sizes) {
  const auto known = layouts(sizes);
  return assemble(parseArchive(content, name, known), side, parallel, sizes);
}

}  // namespace skewscope::data
