#include "core/data/cifar100.h"

#include <fmt/format.h>

#include <array>

#include "core/data/cifar_set.h"
#include "core/data/data_error.h"

namespace skewscope::data {
namespace {

constexpr std::int64_t kClasses = 100, kCoarse = 20;
constexpr std::size_t kRecord = 2 + kCifarImageBytes;

// Each fine class belongs to one coarse class: where it does not, one of the two labels is wrong. Keeps what
// it has seen from file to file.
class CoarseCheck {
 public:
  CoarseCheck() { coarseOf_.fill(-1); }

  void operator()(std::span<const std::byte> content, const std::string& name, const std::string& getAgain) {
    for (std::size_t r = 0; r < content.size() / kRecord; ++r) {
      const int coarse = std::to_integer<int>(content[r * kRecord]);
      int& known = coarseOf_[std::to_integer<std::size_t>(content[r * kRecord + 1])];
      if (known < 0) known = coarse;
      if (known == coarse) continue;
      damaged(
          fmt::format("{}: record {} at byte {} has coarse label {}; images of its class before it have {}.",
                      name, r, r * kRecord, coarse, known),
          getAgain);
    }
  }

 private:
  std::array<int, kClasses> coarseOf_{};
};

CifarSet cifar100(const Cifar100Sizes& sizes) {
  CifarSet set;
  set.name = "cifar100";
  set.title = "CIFAR-100";
  set.stem = "cifar-100";
  set.binaryFolder = "cifar-100-binary";
  set.pythonFolder = "cifar-100-python";
  set.binaryMeta = "fine_label_names.txt";
  set.pythonMeta = "meta";
  set.mostMeta = 16384;
  set.namesKey = "fine_label_names";
  set.labelsKey = "fine_labels";
  set.classNames = cifar100ClassNames();
  set.record = {{kCoarse, kClasses}, 1};
  set.files = {{"train", kClasses * sizes.trainPerClass}, {"test", kClasses * sizes.testPerClass, true}};
  // The values that the literature normalises with (mean and deviation over all training pixels).
  set.mean = {0.5071f, 0.4867f, 0.4408f};
  set.stddev = {0.2675f, 0.2565f, 0.2761f};
  set.checkRecords = CoarseCheck();
  return set;
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
  return parseCifarSet(content, name, cifar100(sizes));
}

Dataset readCifar100(const std::filesystem::path& path, const Cifar100Sizes& sizes) {
  return readCifarSet(path, cifar100(sizes));
}

}  // namespace skewscope::data
