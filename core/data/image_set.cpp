#include "core/data/image_set.h"

#include <bit>
#include <cstddef>

#include "core/base/digest.h"

namespace skewscope::data {
namespace {

static_assert(std::endian::native == std::endian::little, "the digest is over little-endian numbers");

void addNumber(Sha256& digest, std::int64_t value) {
  digest.update(std::as_bytes(std::span(&value, 1)));
}

// Every part is preceded by its length, so that no two different sets give the same bytes.
void addSet(Sha256& digest, const ImageSet& set) {
  addNumber(digest, set.height);
  addNumber(digest, set.width);
  addNumber(digest, set.classes());
  for (const std::string& name : set.classNames) {
    addNumber(digest, static_cast<std::int64_t>(name.size()));
    digest.update(name);
  }
  addNumber(digest, set.size());
  digest.update(std::as_bytes(std::span(set.labels)));
  addNumber(digest, static_cast<std::int64_t>(set.pixels.size()));
  digest.update(std::as_bytes(std::span(set.pixels)));
}

}  // namespace

std::vector<std::int64_t> ImageSet::classCounts() const {
  std::vector<std::int64_t> counts(classNames.size(), 0);
  for (const std::uint16_t label : labels) ++counts.at(label);
  return counts;
}

std::string digestOf(const ImageSet& train, const ImageSet& test) {
  Sha256 digest;
  digest.update("skewscope images 1\n");
  addSet(digest, train);
  addSet(digest, test);
  return digest.hex();
}

}  // namespace skewscope::data
