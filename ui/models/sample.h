#pragma once

#include <QImage>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/sample_history.h"
#include "core/data/image_set.h"
#include "core/report/neighbours.h"
#include "core/store/reader.h"

namespace skewscope::ui {

/// A test image, and the run whose features, views and gaze are shown of it.
struct Sample {
  compare::SampleHistory history;
  std::vector<store::RunRecord> runs;         ///< on the data of the first
  std::optional<store::RunRecord> of;         ///< the one that was chosen
  std::vector<report::Neighbour> neighbours;  ///< rows are test images; nearest first
  bool hasMap = false, inMap = false;         ///< whether that run has a feature map, with this image
};

/// Reads test image `image` of the data of the first of `ids`. `chosen`: which run is looked at; the first if
/// it is not one of them. At most `count` neighbours. Throws Error as Reader and sampleHistory() do.
Sample readSample(store::Reader& reader, const std::vector<std::string>& ids, std::int64_t image,
                  const std::string& chosen, std::size_t count);

/// `count` views of an image as training by `spec` would draw them in (0-based) epoch `epoch`. Any thread.
std::vector<QImage> drawnViews(const spec::ExperimentSpec& spec,
                               const std::shared_ptr<const data::ImageSet>& images, std::int64_t image,
                               std::int64_t epoch, int count);

}  // namespace skewscope::ui
