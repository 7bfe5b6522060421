#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/datasets.h"
#include "core/data/image_set.h"
#include "core/spec/half_name.h"

namespace skewscope::data {

/// Settings of the half-image data set.
struct HalfSettings {
  spec::HalfGeometry geometry = spec::HalfGeometry::SideBySide;
  /// Colour of a blank half; nothing: the mean colour of the data set, rounded, which normalisation turns
  /// into zero.
  std::optional<std::array<std::uint8_t, 3>> blank;
  std::uint64_t seed = 1;  ///< of the images in the label-irrelevant halves
};

/// The semi-synthetic data set of Liu et al. (ICLR 2022), section 3.2, from any data set of at least two
/// classes whose images have an even width. Image i of each part stays image i, with its label and factors:
/// - a frequent class (the first half of the classes, rounded up): left half its image, right half a random
///   other image of the same part, of any class;
/// - a rare class: left half blank, right half its image.
/// All images of `base` are used: how many of the frequent and the rare classes a run trains on is the choice
/// of its subset (the step profile), and the label-irrelevant halves do not depend on it. Name, title, mean
/// and deviation are those of `base`. Deterministic in `settings`, on any number of threads. Throws Error
/// (Usage) if `base` does not fit.
Dataset makeHalves(const Dataset& base, const HalfSettings& settings, const ParallelFor& parallel);

/// Number of frequent classes of `classes`: the first half, rounded up.
int frequentClasses(int classes);

/// The images of the rare classes of a half-image data set alone, training and test, labels 0 .. from the
/// first rare class on: the balanced set on which the paper probes frozen features. Throws Error (Usage) if
/// there is no rare class.
Dataset rareProbe(const Dataset& halves);

/// What is known of the half-image data sets of those of `infos` that have ten classes of 32x32 images.
std::vector<DatasetInfo> halfInfos(const std::vector<DatasetInfo>& infos);

}  // namespace skewscope::data
