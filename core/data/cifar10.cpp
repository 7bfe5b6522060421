#include "core/data/cifar10.h"

#include <array>

#include "core/data/cifar_records.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kBatches = 6;  // the last one is the test set
constexpr std::array<const char*, kBatches> kBatchNames = {"data_batch_1", "data_batch_2", "data_batch_3",
                                                           "data_batch_4", "data_batch_5", "test_batch"};
constexpr const char* kBinaryMeta = "batches.meta.txt";
constexpr const char* kPythonMeta = "batches.meta";
constexpr std::size_t kMostMeta = 4096;
constexpr std::size_t kBinary = 0;  // index in layouts()
constexpr const char* kWhatToGive =
    "Give the folder cifar-10-batches-bin or cifar-10-batches-py, the folder above it, "
    "cifar-10-binary.tar.gz or "
    "cifar-10-python.tar.gz.";

const CifarRecord& record() {
  static const CifarRecord layout{{10}, 0};
  return layout;
}

std::vector<Layout> layouts(std::int64_t batchImages) {
  Layout binary, python;
  binary.title = python.title = "CIFAR-10";
  binary.folder = "cifar-10-batches-bin";
  python.folder = "cifar-10-batches-py";
  binary.whatToGive = python.whatToGive = kWhatToGive;
  binary.getAgain =
      "Get cifar-10-binary.tar.gz again from https://www.cs.toronto.edu/~kriz/cifar.html and compare its "
      "checksum.";
  python.getAgain =
      "Get cifar-10-python.tar.gz again from https://www.cs.toronto.edu/~kriz/cifar.html and compare its "
      "checksum.";
  for (const char* name : kBatchNames) {
    binary.files.push_back(
        {std::string(name) + ".bin", static_cast<std::size_t>(batchImages) * record().bytes()});
    python.files.push_back({name, mostCifarPickle(batchImages)});
  }
  binary.files.push_back({kBinaryMeta, kMostMeta, false});
  python.files.push_back({kPythonMeta, kMostMeta, false});
  return {binary, python};
}

Dataset emptyDataset() {
  Dataset dataset;
  dataset.name = "cifar10";
  dataset.title = "CIFAR-10";
  for (ImageSet* set : {&dataset.train, &dataset.test}) {
    set->height = set->width = 32;
    set->classNames = cifar10ClassNames();
  }
  // The values that the literature normalises with; the deviation is the mean of the deviations within
  // images.
  dataset.mean = {0.4914f, 0.4822f, 0.4465f};
  dataset.stddev = {0.2023f, 0.1994f, 0.2010f};
  return dataset;
}

Dataset assemble(FileSet files, const std::vector<Layout>& known, std::int64_t batchImages) {
  const bool binary = &files.layout() == &known[kBinary];
  const std::string& getAgain = files.layout().getAgain;
  const char* meta = binary ? kBinaryMeta : kPythonMeta;
  if (files.has(meta)) {
    const auto content = files.take(meta);
    const std::string name = files.shownName(meta);
    if (binary) {
      checkClassNames(content, name, cifar10ClassNames(), getAgain);
    } else {
      checkCifarPickleNames(content, name, "label_names", cifar10ClassNames(), getAgain);
    }
  }
  Dataset dataset = emptyDataset();
  const std::size_t batchBytes = static_cast<std::size_t>(batchImages) * kCifarImageBytes;
  dataset.train.pixels.reserve((kBatches - 1) * batchBytes);
  dataset.test.pixels.reserve(batchBytes);
  for (std::size_t b = 0; b < kBatches; ++b) {
    ImageSet& set = b + 1 < kBatches ? dataset.train : dataset.test;
    const std::string& file = files.layout().files[b].name;
    const std::string name = files.shownName(file);
    if (binary) checkCifarLength(name, files.sizeOf(file), record(), batchImages, getAgain);
    const auto content = files.take(file);
    if (binary) {
      checkCifarLength(name, content.size(), record(), batchImages, getAgain);
      appendCifarRecords(content, name, record(), set, getAgain);
    } else {
      appendCifarPickle(content, name, "labels", batchImages, set, getAgain);
    }
  }
  const std::int64_t perClass = batchImages / 10;
  checkCounts(dataset.train, files.name(), "training", static_cast<std::int64_t>(kBatches - 1) * perClass,
              getAgain);
  checkCounts(dataset.test, files.name(), "test", perClass, getAgain);
  dataset.digest = digestOf(dataset.train, dataset.test);
  return dataset;
}

}  // namespace

const std::vector<std::string>& cifar10ClassNames() {
  static const std::vector<std::string> names = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                 "dog",      "frog",       "horse", "ship", "truck"};
  return names;
}

void appendCifar10Batch(std::span<const std::byte> content, const std::string& name, ImageSet& set) {
  appendCifarRecords(content, name, record(), set, layouts(kCifar10BatchImages)[kBinary].getAgain);
}

Dataset parseCifar10Archive(std::span<const std::byte> content, const std::string& name,
                            std::int64_t batchImages) {
  const auto known = layouts(batchImages);
  return assemble(parseArchive(content, name, known), known, batchImages);
}

Dataset readCifar10(const std::filesystem::path& path, std::int64_t batchImages) {
  const auto known = layouts(batchImages);
  return assemble(openFiles(path, known), known, batchImages);
}

}  // namespace skewscope::data
