// Inputs for the readers of data sets: small sets made here, and files of tests/data.
#include <string>

#include "core/data/registry.h"
#include "tests/core/data/datasets_data.h"
#include "tests/fuzz/corpus.h"

namespace skewscope::fuzz {
namespace {

using test::contentOf;
using test::dataFile;
using test::TarWriter;

// The layout of STL-10 with one image a class.
std::map<std::string, std::string> smallStl10() {
  std::map<std::string, std::string> files;
  for (const std::string part : {"train", "test"}) {
    files[part + "_X.bin"] = std::string(10 * 3 * 96 * 96, 'x');
    for (char label = 1; label <= 10; ++label) files[part + "_y.bin"] += label;
  }
  return files;
}

}  // namespace

void datasetSeeds(const std::filesystem::path& root) {
  Corpus cifar100(root, "cifar100_archive"), stl10(root, "stl10_archive");
  const auto binary = test::smallCifar100(1, 1);
  cifar100.add(TarWriter().all(binary, "cifar-100-binary/").content());
  cifar100.add(TarWriter()
                   .all({{"fine_label_names.txt", binary.at("fine_label_names.txt")}}, "cifar-100-binary/")
                   .content());
  stl10.add(TarWriter().all(smallStl10(), "stl10_binary/").content());
  stl10.add(TarWriter().all({{"class_names.txt", "airplane\nbird\n"}}, "stl10_binary/").content());

  Corpus pickles(root, "pickle"), batches(root, "cifar_python");
  batches.add(test::pickledBatch());
  pickles.add(test::pickledBatch());
  for (const char* archive :
       {"cifar-10-python2.tar.gz", "cifar-10-protocol2.tar.gz", "cifar-10-protocol4.tar.gz"}) {
    pickles.add(test::unpacked(archive).at("batches.meta"));
    pickles.add(test::unpacked(archive).at("test_batch"));
  }
  Corpus arrays(root, "npy");
  for (const char* name : {"images_v1.npy", "images_v2.npy", "images_v3.npy", "images_fortran.npy",
                           "labels_i8.npy", "labels_big.npy"}) {
    arrays.add(contentOf(dataFile(name)));
  }
  Corpus images(root, "image_codec");
  for (const char* name :
       {"smooth.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "smooth.png", "grey.png", "palette.png",
        "alpha.png", "grey16.png", "lossless.webp", "lossy.webp", "animated.webp"}) {
    images.add(contentOf(dataFile(name)));
  }
  Corpus lists(root, "image_list");
  lists.add("train/n01440764/n01440764_190.JPEG 0\ntrain/n01443537/a b.JPEG\t1\r\n");
  lists.add("../x 0\n");
  Corpus registry(root, "registry");
  data::RegisteredDataset set;
  set.name = "mine";
  set.kind = "list";
  set.path = "/data";
  set.options.trainList = set.options.testList = "/data/list.txt";
  set.digest = std::string(64, '0');
  set.classNames = {"a", "b"};
  set.trainPerClass = {1, 2};
  set.test = 3;
  set.height = set.width = 32;
  registry.add(data::registryText({}));
  registry.add(data::registryText({set}));
}

}  // namespace skewscope::fuzz
