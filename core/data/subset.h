#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/data/image_set.h"
#include "core/data/long_tail.h"

namespace skewscope::data {

/// Image indices of a subset and the counts they come to.
struct Subset {
  std::vector<std::int64_t> indices;  ///< into the training set, ascending
  std::vector<std::int64_t> counts;   ///< per class
  std::string digest;                 ///< SHA-256 of the indices: equal if and only if the subsets are
};

/// Draws counts[c] images of each class c. Each class has one random order per seed and a subset takes its beginning,
/// so that of one seed every smaller subset is contained in every larger one, and every mode that is compared gets the
/// same images. Throws Error (Usage) if a class has too few.
Subset drawSubset(const ImageSet& train, std::span<const std::int64_t> counts, std::uint64_t seed);

/// The subset of a spec: planSubset's counts (or its twin's if spec.balancedTwin), drawn with spec.seed.
Subset subsetFor(const spec::ExperimentSpec& spec, const ImageSet& train);

/// Order in which an epoch visits a subset of n images: positions 0 .. n-1, a function of seed and epoch alone.
std::vector<std::int64_t> epochOrder(std::int64_t n, std::uint64_t seed, std::int64_t epoch);

}  // namespace skewscope::data
