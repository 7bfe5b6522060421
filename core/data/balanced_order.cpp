#include "core/data/balanced_order.h"

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/data/subset.h"

namespace skewscope::data {

EpochDraws balancedDraws(std::span<const std::int64_t> labels, std::int64_t draws, const RandomKey& key) {
  if (labels.empty()) throw Error(ErrorKind::Internal, "There is nothing to draw from an empty subset.");
  std::map<std::int64_t, std::vector<std::int64_t>> byClass;
  for (std::size_t i = 0; i < labels.size(); ++i) byClass[labels[i]].push_back(static_cast<std::int64_t>(i));
  std::vector<const std::vector<std::int64_t>*> classes;
  for (const auto& [label, members] : byClass) classes.push_back(&members);

  EpochDraws result;
  std::vector<int> drawn(labels.size(), 0);
  Random random(key);
  for (std::int64_t draw = 0; draw < draws; ++draw) {
    const auto& members = *classes[random.below(static_cast<std::uint32_t>(classes.size()))];
    const std::int64_t position = members[random.below(static_cast<std::uint32_t>(members.size()))];
    result.positions.push_back(position);
    result.repeats.push_back(drawn[static_cast<std::size_t>(position)]++);
  }
  return result;
}

EpochDraws epochDraws(const spec::ExperimentSpec& spec, std::span<const std::int64_t> labels,
                      std::int64_t draws, std::int64_t epoch) {
  const auto seed = static_cast<std::uint64_t>(spec.seed);
  if (spec.mode != spec::Mode::Supervised || spec.sampling == spec::Sampling::Instance) {
    return {epochOrder(static_cast<std::int64_t>(labels.size()), seed, epoch), {}};
  }
  // View 0 of these keys is epochOrder's.
  return balancedDraws(labels, draws,
                       {.seed = seed,
                        .purpose = Purpose::Order,
                        .epoch = static_cast<std::uint32_t>(epoch),
                        .item = 0,
                        .view = 1});
}

std::vector<std::int64_t> balancedChoice(std::span<const std::uint16_t> labels, std::int64_t count,
                                         const RandomKey& key) {
  std::vector<std::int64_t> chosen = permutation(static_cast<std::int64_t>(labels.size()), key);
  std::map<std::uint16_t, std::int64_t> seen;
  std::vector<std::int64_t> turn(labels.size());  // in which round an image's class gives it
  for (const std::int64_t image : chosen)
    turn[static_cast<std::size_t>(image)] = seen[labels[static_cast<std::size_t>(image)]]++;
  std::ranges::stable_sort(chosen, {},
                           [&](std::int64_t image) { return turn[static_cast<std::size_t>(image)]; });
  chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0))));
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace skewscope::data
