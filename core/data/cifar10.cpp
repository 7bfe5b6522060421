#include "core/data/cifar10.h"

#include "core/data/cifar_set.h"

namespace skewscope::data {
namespace {

CifarSet cifar10(std::int64_t batchImages) {
  CifarSet set;
  set.name = "cifar10";
  set.title = "CIFAR-10";
  set.stem = "cifar-10";
  set.binaryFolder = "cifar-10-batches-bin";
  set.pythonFolder = "cifar-10-batches-py";
  set.binaryMeta = "batches.meta.txt";
  set.pythonMeta = "batches.meta";
  set.mostMeta = 4096;
  set.namesKey = "label_names";
  set.labelsKey = "labels";
  set.classNames = cifar10ClassNames();
  set.record = {{10}, 0};
  for (const char* name : {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"})
    set.files.push_back({name, batchImages});
  set.files.push_back({"test_batch", batchImages, true});
  // The values that the literature normalises with; the deviation is the mean of the deviations within
  // images.
  set.mean = {0.4914f, 0.4822f, 0.4465f};
  set.stddev = {0.2023f, 0.1994f, 0.2010f};
  return set;
}

}  // namespace

const std::vector<std::string>& cifar10ClassNames() {
  static const std::vector<std::string> names = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                 "dog",      "frog",       "horse", "ship", "truck"};
  return names;
}

void appendCifar10Batch(std::span<const std::byte> content, const std::string& name, ImageSet& set) {
  const CifarSet known = cifar10(kCifar10BatchImages);
  appendCifarRecords(content, name, known.record, set, cifarBinaryAdvice(known));
}

Dataset parseCifar10Archive(std::span<const std::byte> content, const std::string& name,
                            std::int64_t batchImages) {
  return parseCifarSet(content, name, cifar10(batchImages));
}

Dataset readCifar10(const std::filesystem::path& path, std::int64_t batchImages) {
  return readCifarSet(path, cifar10(batchImages));
}

}  // namespace skewscope::data
