#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/parallel.h"

namespace skewscope::train {

struct RunData;
struct TrainedRun;

/// Which score of a supervised head a map explains.
enum class ExplainedClass { Predicted, True };

/// Where a network looks at in one test image.
struct Explanation {
  std::int64_t image = 0;
  int trueClass = 0;
  std::optional<int> predicted;  ///< of the run's own head; nothing without one
  std::vector<double> scores;    ///< its softmax, one for each class; empty without a head
  std::string target;            ///< in words what the map explains
  int height = 0, width = 0;     ///< of the image and of the map
  std::vector<float> map;        ///< Grad-CAM in [0, 1], largest value 1 (all 0 if there is none), by rows
};

/// Grad-CAM of one test image by a run's checkpoint in float32, scaled bilinearly to the image: of the score
/// of the predicted or of the true class, or of the norm of the features where there is no head
/// (docs/methods/grad-cam.md). Throws Error (Usage) for an image that there is not.
Explanation explainImage(const TrainedRun& trained, const RunData& data, std::int64_t image,
                         ExplainedClass target, const ParallelFor& parallel);

/// The same for a run (id, its beginning, or name) of the store at `path`; opens model and images.
Explanation explainRun(const std::filesystem::path& path, const std::string& run, std::int64_t image,
                       ExplainedClass target);

}  // namespace skewscope::train
