#pragma once

#include <cstdint>
#include <span>

#include "core/augment/settings.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/data/image_set.h"
#include "core/spec/experiment_spec.h"

namespace skewscope::augment {

/// Settings of a spec for its training views, normalised by the data set's statistics.
Settings trainingSettings(const spec::ExperimentSpec& spec, const data::Dataset& dataset);
/// Normalisation only.
Settings evaluationSettings(const data::Dataset& dataset);

/// Draws the parameters of view `view` of image `image` in `epoch`: Random({seed, Augmentation, epoch, image,
/// view}).
ViewParameters drawParameters(const Settings& settings, int height, int width, std::uint64_t seed,
                              std::int64_t epoch, std::int64_t image, int view);

/// Transforms one image: uint8 HWC in, normalised float HWC out (`out` holds height * width * 3 values).
void transform(const Settings& settings, const ViewParameters& parameters, const data::ImageSet& images,
               std::int64_t image, std::span<float> out);

/// One view of each image of a batch, in parallel over images. `out`: [indices.size()][height][width][3]
/// float32 (NHWC). The same bits for any number of threads. Does not allocate per image.
void augmentBatch(const Settings& settings, const data::ImageSet& images,
                  std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch, int view,
                  const ParallelFor& parallel, std::span<float> out);

/// The same with a view of its own for each image: what an epoch needs that draws images more than once. As
/// many views as indices.
void augmentBatch(const Settings& settings, const data::ImageSet& images,
                  std::span<const std::int64_t> indices, std::uint64_t seed, std::int64_t epoch,
                  std::span<const int> views, const ParallelFor& parallel, std::span<float> out);

}  // namespace skewscope::augment
