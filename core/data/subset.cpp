#include "core/data/subset.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::data {

static_assert(std::endian::native == std::endian::little, "the digest is over little-endian numbers");

Subset drawSubset(const ImageSet& train, std::span<const std::int64_t> counts, std::uint64_t seed) {
  const auto classes = static_cast<std::size_t>(train.classes());
  if (counts.size() != classes) {
    throw Error(ErrorKind::Usage,
                fmt::format("{} class counts for a data set of {} classes.", counts.size(), classes));
  }
  std::vector<std::vector<std::int64_t>> members(classes);
  for (std::size_t i = 0; i < train.labels.size(); ++i) {
    members[train.labels[i]].push_back(static_cast<std::int64_t>(i));
  }
  Subset subset;
  subset.counts.assign(counts.begin(), counts.end());
  for (std::size_t c = 0; c < classes; ++c) {
    const auto available = static_cast<std::int64_t>(members[c].size());
    if (counts[c] < 0 || counts[c] > available) {
      throw Error(ErrorKind::Usage,
                  fmt::format("Class {} (\"{}\") has {} training images; {} were asked for.", c,
                              train.classNames[c], available, counts[c]),
                  "Choose fewer images (n_max or n).");
    }
    // One order per class and seed, whatever the counts: this is what makes subsets nest.
    const auto order = permutation(available, {seed, Purpose::Subset, 0, static_cast<std::uint32_t>(c), 0});
    for (std::int64_t i = 0; i < counts[c]; ++i) {
      subset.indices.push_back(members[c][static_cast<std::size_t>(order[static_cast<std::size_t>(i)])]);
    }
  }
  std::ranges::sort(subset.indices);
  subset.digest = Sha256().update(std::as_bytes(std::span(subset.indices))).hex();
  return subset;
}

Subset subsetFor(const spec::ExperimentSpec& spec, const ImageSet& train) {
  const auto plan = planSubset(spec, train.classCounts());
  return drawSubset(train, spec.balancedTwin ? plan.twinCounts : plan.counts,
                    static_cast<std::uint64_t>(spec.seed));
}

std::vector<std::int64_t> epochOrder(std::int64_t n, std::uint64_t seed, std::int64_t epoch) {
  return permutation(n, {seed, Purpose::Order, static_cast<std::uint32_t>(epoch), 0, 0});
}

}  // namespace skewscope::data
