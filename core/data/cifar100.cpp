#include "core/data/cifar100.h"

#include <fmt/format.h>

#include <array>

#include "core/data/cifar_records.h"
#include "core/data/data_error.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

constexpr std::int64_t kClasses = 100, kCoarse = 20;
constexpr std::size_t kBinary = 0;  // index in layouts()
constexpr std::size_t kMostMeta = 16384;
constexpr const char* kBinaryMeta = "fine_label_names.txt";
constexpr const char* kPythonMeta = "meta";

const CifarRecord& record() {
  static const CifarRecord layout{{kCoarse, kClasses}, 1};
  return layout;
}

std::vector<Layout> layouts(const Cifar100Sizes& sizes) {
  const std::array<std::int64_t, 2> images = {kClasses * sizes.trainPerClass, kClasses * sizes.testPerClass};
  Layout binary, python;
  binary.title = python.title = "CIFAR-100";
  binary.folder = "cifar-100-binary";
  python.folder = "cifar-100-python";
  binary.whatToGive = python.whatToGive =
      "Give the folder cifar-100-binary or cifar-100-python, the folder above it, cifar-100-binary.tar.gz or "
      "cifar-100-python.tar.gz.";
  binary.getAgain =
      "Get cifar-100-binary.tar.gz again from https://www.cs.toronto.edu/~kriz/cifar.html and compare its "
      "checksum.";
  python.getAgain =
      "Get cifar-100-python.tar.gz again from https://www.cs.toronto.edu/~kriz/cifar.html and compare its "
      "checksum.";
  for (std::size_t part = 0; part < 2; ++part) {
    const std::string name = part == 0 ? "train" : "test";
    binary.files.push_back({name + ".bin", static_cast<std::size_t>(images[part]) * record().bytes()});
    python.files.push_back({name, mostCifarPickle(images[part])});
  }
  binary.files.push_back({kBinaryMeta, kMostMeta, false});
  python.files.push_back({kPythonMeta, kMostMeta, false});
  return {binary, python};
}

// Each fine class belongs to one coarse class: where it does not, one of the two labels is wrong.
void checkCoarse(std::span<const std::byte> content, const std::string& name,
                 std::array<int, kClasses>& coarseOf, const std::string& getAgain) {
  const std::size_t size = record().bytes();
  for (std::size_t r = 0; r < content.size() / size; ++r) {
    const int coarse = std::to_integer<int>(content[r * size]);
    int& known = coarseOf[std::to_integer<std::size_t>(content[r * size + 1])];
    if (known < 0) known = coarse;
    if (known == coarse) continue;
    damaged(
        fmt::format("{}: record {} at byte {} has coarse label {}; images of its class before it have {}.",
                    name, r, r * size, coarse, known),
        getAgain);
  }
}

Dataset assemble(FileSet files, const std::vector<Layout>& known, const Cifar100Sizes& sizes) {
  const bool binary = &files.layout() == &known[kBinary];
  const std::string& getAgain = files.layout().getAgain;
  const char* meta = binary ? kBinaryMeta : kPythonMeta;
  if (files.has(meta)) {
    const auto content = files.take(meta);
    const std::string name = files.shownName(meta);
    if (binary) {
      checkClassNames(content, name, cifar100ClassNames(), getAgain);
    } else {
      checkCifarPickleNames(content, name, "fine_label_names", cifar100ClassNames(), getAgain);
    }
  }
  Dataset dataset;
  dataset.name = "cifar100";
  dataset.title = "CIFAR-100";
  // The values that the literature normalises with (mean and deviation over all training pixels).
  dataset.mean = {0.5071f, 0.4867f, 0.4408f};
  dataset.stddev = {0.2675f, 0.2565f, 0.2761f};
  std::array<int, kClasses> coarseOf;
  coarseOf.fill(-1);
  for (std::size_t part = 0; part < 2; ++part) {
    ImageSet& set = part == 0 ? dataset.train : dataset.test;
    const std::int64_t perClass = part == 0 ? sizes.trainPerClass : sizes.testPerClass;
    set.height = set.width = 32;
    set.classNames = cifar100ClassNames();
    const std::string& file = files.layout().files[part].name;
    const std::string name = files.shownName(file);
    if (binary) checkCifarLength(name, files.sizeOf(file), record(), kClasses * perClass, getAgain);
    const auto content = files.take(file);
    if (binary) {
      checkCifarLength(name, content.size(), record(), kClasses * perClass, getAgain);
      appendCifarRecords(content, name, record(), set, getAgain);
      checkCoarse(content, name, coarseOf, getAgain);
    } else {
      appendCifarPickle(content, name, "fine_labels", kClasses * perClass, set, getAgain);
    }
    checkCounts(set, files.name(), part == 0 ? "training" : "test", perClass, getAgain);
  }
  dataset.digest = digestOf(dataset.train, dataset.test);
  return dataset;
}

}  // namespace

const std::vector<std::string>& cifar100ClassNames() {
  static const std::vector<std::string> names = {
      "apple",       "aquarium_fish", "baby",      "bear",       "beaver",       "bed",
      "bee",         "beetle",        "bicycle",   "bottle",     "bowl",         "boy",
      "bridge",      "bus",           "butterfly", "camel",      "can",          "castle",
      "caterpillar", "cattle",        "chair",     "chimpanzee", "clock",        "cloud",
      "cockroach",   "couch",         "crab",      "crocodile",  "cup",          "dinosaur",
      "dolphin",     "elephant",      "flatfish",  "forest",     "fox",          "girl",
      "hamster",     "house",         "kangaroo",  "keyboard",   "lamp",         "lawn_mower",
      "leopard",     "lion",          "lizard",    "lobster",    "man",          "maple_tree",
      "motorcycle",  "mountain",      "mouse",     "mushroom",   "oak_tree",     "orange",
      "orchid",      "otter",         "palm_tree", "pear",       "pickup_truck", "pine_tree",
      "plain",       "plate",         "poppy",     "porcupine",  "possum",       "rabbit",
      "raccoon",     "ray",           "road",      "rocket",     "rose",         "sea",
      "seal",        "shark",         "shrew",     "skunk",      "skyscraper",   "snail",
      "snake",       "spider",        "squirrel",  "streetcar",  "sunflower",    "sweet_pepper",
      "table",       "tank",          "telephone", "television", "tiger",        "tractor",
      "train",       "trout",         "tulip",     "turtle",     "wardrobe",     "whale",
      "willow_tree", "wolf",          "woman",     "worm"};
  return names;
}

Dataset parseCifar100Archive(std::span<const std::byte> content, const std::string& name,
                             const Cifar100Sizes& sizes) {
  const auto known = layouts(sizes);
  return assemble(parseArchive(content, name, known), known, sizes);
}

Dataset readCifar100(const std::filesystem::path& path, const Cifar100Sizes& sizes) {
  const auto known = layouts(sizes);
  return assemble(openFiles(path, known), known, sizes);
}

}  // namespace skewscope::data
