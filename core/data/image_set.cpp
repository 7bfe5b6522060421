#include "core/data/image_set.h"

#include <bit>
#include <cmath>
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

void channelStatistics(const ImageSet& set, std::array<float, 3>& mean, std::array<float, 3>& stddev) {
  // Exact integer sums, so that the result does not depend on the order.
  std::array<std::uint64_t, 3> sums{}, squares{};
  for (std::size_t i = 0; i < set.pixels.size(); i += 3) {
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint32_t value = set.pixels[i + c];
      sums[c] += value;
      squares[c] += value * value;
    }
  }
  const double count = static_cast<double>(set.pixels.size()) / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    const double average = static_cast<double>(sums[c]) / count;
    const double variance = static_cast<double>(squares[c]) / count - average * average;
    mean[c] = static_cast<float>(average / 255);
    stddev[c] = static_cast<float>(std::sqrt(variance > 0 ? variance : 0) / 255);
  }
}

std::string digestOf(const ImageSet& train, const ImageSet& test) {
  Sha256 digest;
  digest.update("skewscope images 1\n");
  addSet(digest, train);
  addSet(digest, test);
  return digest.hex();
}

}  // namespace skewscope::data
