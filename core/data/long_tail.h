#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/spec/experiment_spec.h"

namespace skewscope::data {

/// Class counts of the exponential profile, from many to few: int(nMax * r^(c / (C-1))), c = 0 .. C-1
/// (released code of the paper; Cui et al. 2019). At least 1 each.
std::vector<std::int64_t> exponentialCounts(std::int64_t nMax, double ratio, int classes);

/// Step profile: the first half of the classes (rounded up) nMax, the others int(nMax * ratio), at least 1.
std::vector<std::int64_t> stepCounts(std::int64_t nMax, double ratio, int classes);

/// Pareto profile as in ImageNet-LT (Liu et al. 2019): class sizes follow the quantiles of a Pareto tail with
/// shape `power`, scaled so that the largest is nMax and the smallest int(nMax * ratio), at least 1.
std::vector<std::int64_t> paretoCounts(std::int64_t nMax, double ratio, int classes, double power);

/// n images over `classes` classes as evenly as can be: the first n mod C classes get one more.
std::vector<std::int64_t> balancedCounts(std::int64_t n, int classes);

/// The plan of a subset: how many images of each class, indexed by class (not by rank).
struct SubsetPlan {
  std::vector<std::int64_t> counts;      ///< per class of the data set
  std::vector<int> order;                ///< classes from many to few (the class order of the spec)
  std::int64_t n = 0;                    ///< sum of counts
  std::vector<std::int64_t> twinCounts;  ///< the balanced twin's, per class; same n
  double ratio = 1;                      ///< the achieved min / max of the imbalanced counts
};

/// Class counts for a spec on a data set with `available` training images per class. With `n` > 0 the counts
/// of the profile are scaled to that total (largest remainder). Throws Error (Usage) that says which class
/// lacks how many images and the largest n_max (or n) that fits; for the twin too, if the spec asks for it.
SubsetPlan planSubset(const spec::ExperimentSpec& spec, std::span<const std::int64_t> available);

/// The largest n_max (n, if the spec gives one), at most the spec's own, for which the data set has enough
/// images in every class, for the balanced twin too if the spec asks for it; 0 if there is none. Other
/// options than that one are as in planSubset(), errors too.
std::int64_t largestFitting(const spec::ExperimentSpec& spec, std::span<const std::int64_t> available);

/// Head, middle and tail thirds of the classes by training count (SDCLR's convention for CIFAR: sizes as
/// equal as can be, remainder to many and then medium). Returns for each class 0 (many), 1 (medium) or 2
/// (few). Ties by class order.
std::vector<int> classGroups(std::span<const std::int64_t> counts);

}  // namespace skewscope::data
