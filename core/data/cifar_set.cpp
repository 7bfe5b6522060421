#include "core/data/cifar_set.h"

#include <fmt/format.h>

#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kBinary = 0;  // index in layouts()

std::string getAgain(const CifarSet& set, const char* form) {
  return fmt::format(
      "Get {}-{}.tar.gz again from https://www.cs.toronto.edu/~kriz/cifar.html and compare its checksum.",
      set.stem, form);
}

std::vector<Layout> layouts(const CifarSet& set) {
  Layout binary, python;
  binary.title = python.title = set.title;
  binary.folder = set.binaryFolder;
  python.folder = set.pythonFolder;
  binary.whatToGive = python.whatToGive =
      fmt::format("Give the folder {} or {}, the folder above it, {}-binary.tar.gz or {}-python.tar.gz.",
                  set.binaryFolder, set.pythonFolder, set.stem, set.stem);
  binary.getAgain = getAgain(set, "binary");
  python.getAgain = getAgain(set, "python");
  for (const auto& file : set.files) {
    binary.files.push_back({file.name + ".bin", static_cast<std::size_t>(file.images) * set.record.bytes()});
    python.files.push_back({file.name, mostCifarPickle(file.images)});
  }
  binary.files.push_back({set.binaryMeta, set.mostMeta, false});
  python.files.push_back({set.pythonMeta, set.mostMeta, false});
  return {binary, python};
}

void checkNames(FileSet& files, const CifarSet& set, bool binary) {
  const std::string& meta = binary ? set.binaryMeta : set.pythonMeta;
  if (!files.has(meta)) return;
  const auto content = files.take(meta);
  const std::string name = files.shownName(meta);
  if (binary) {
    checkClassNames(content, name, set.classNames, files.layout().getAgain);
  } else {
    checkCifarPickleNames(content, name, set.namesKey, set.classNames, files.layout().getAgain);
  }
}

Dataset assemble(FileSet files, const std::vector<Layout>& known, const CifarSet& set) {
  const bool binary = &files.layout() == &known[kBinary];
  const std::string& advice = files.layout().getAgain;
  checkNames(files, set, binary);
  Dataset dataset;
  dataset.name = set.name;
  dataset.title = set.title;
  dataset.mean = set.mean;
  dataset.stddev = set.stddev;
  std::array<std::int64_t, 2> images{};
  for (ImageSet* part : {&dataset.train, &dataset.test}) {
    part->height = part->width = 32;
    part->classNames = set.classNames;
  }
  for (const auto& file : set.files) images[file.test] += file.images;
  dataset.train.pixels.reserve(static_cast<std::size_t>(images[0]) * kCifarImageBytes);
  dataset.test.pixels.reserve(static_cast<std::size_t>(images[1]) * kCifarImageBytes);
  for (std::size_t f = 0; f < set.files.size(); ++f) {
    const std::string& file = files.layout().files[f].name;
    const std::string name = files.shownName(file);
    const std::int64_t count = set.files[f].images;
    ImageSet& part = set.files[f].test ? dataset.test : dataset.train;
    // Before the file is read as well: what is much too long is not taken into memory.
    if (binary) checkCifarLength(name, files.sizeOf(file), set.record, count, advice);
    const auto content = files.take(file);
    if (!binary) {
      appendCifarPickle(content, name, set.labelsKey, count, part, advice);
      continue;
    }
    checkCifarLength(name, content.size(), set.record, count, advice);
    appendCifarRecords(content, name, set.record, part, advice);
    if (set.checkRecords) set.checkRecords(content, name, advice);
  }
  const auto classes = static_cast<std::int64_t>(set.classNames.size());
  checkCounts(dataset.train, files.name(), "training", images[0] / classes, advice);
  checkCounts(dataset.test, files.name(), "test", images[1] / classes, advice);
  dataset.digest = digestOf(dataset.train, dataset.test);
  return dataset;
}

}  // namespace

Dataset readCifarSet(const std::filesystem::path& path, const CifarSet& set) {
  const auto known = layouts(set);
  return assemble(openFiles(path, known), known, set);
}

Dataset parseCifarSet(std::span<const std::byte> content, const std::string& name, const CifarSet& set) {
  const auto known = layouts(set);
  return assemble(parseArchive(content, name, known), known, set);
}

std::string cifarBinaryAdvice(const CifarSet& set) {
  return getAgain(set, "binary");
}

}  // namespace skewscope::data
