#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::data {

/// What an epoch visits.
struct EpochDraws {
  std::vector<std::int64_t> positions;  ///< in the subset
  std::vector<int>
      repeats;  ///< how often the position was drawn before, per draw; empty: none is drawn twice
};

/// Class-balanced re-sampling (as in Kang et al., ICLR 2020, section 3): `draws` times a class at random, all
/// that have images being as likely, then an image of it at random, with replacement. `labels`: the class of
/// each image of a subset. A function of labels, draws and key alone, of which fewer draws take the
/// beginning. Throws Error (Internal) for a subset without images.
EpochDraws balancedDraws(std::span<const std::int64_t> labels, std::int64_t draws, const RandomKey& key);

/// What the (0-based) epoch of a run visits: epochOrder, or `draws` class-balanced draws from a stream of its
/// own where spec.sampling asks for them (supervised mode).
EpochDraws epochDraws(const spec::ExperimentSpec& spec, std::span<const std::int64_t> labels,
                      std::int64_t draws, std::int64_t epoch);

/// `count` images (or all there are), as equally many of each class as there are, ascending: each class gives
/// its images in an order of its own, in turn with the others. Fewer images are contained in more. `labels`:
/// the class of each image. A function of labels, count and key alone.
std::vector<std::int64_t> balancedChoice(std::span<const std::uint16_t> labels, std::int64_t count,
                                         const RandomKey& key);

}  // namespace skewscope::data
