#include "ui/models/sample.h"

#include <algorithm>

#include "core/augment/picture.h"

namespace skewscope::ui {

Sample readSample(store::Reader& reader, const std::vector<std::string>& ids, std::int64_t image,
                  const std::string& chosen, std::size_t count) {
  Sample sample;
  sample.history = compare::sampleHistory(reader, ids, image);
  for (const std::string& id : ids) {
    sample.runs.push_back(reader.run(id));
    if (sample.runs.back().dataDigest != sample.runs.front().dataDigest) sample.runs.pop_back();
  }
  const auto found = std::ranges::find(sample.runs, chosen, &store::RunRecord::id);
  sample.of = found != sample.runs.end() ? *found : sample.runs.front();
  const auto map = reader.featureMap(sample.of->id);
  sample.hasMap = map.has_value();
  if (!map) return sample;
  const auto place = std::ranges::lower_bound(map->images, image);
  sample.inMap = place != map->images.end() && *place == image;
  if (!sample.inMap) return sample;
  sample.neighbours =
      report::nearestByCosine(map->components, map->dimensions, place - map->images.begin(), count);
  for (report::Neighbour& each : sample.neighbours)
    each.row = map->images[static_cast<std::size_t>(each.row)];
  return sample;
}

std::vector<QImage> drawnViews(const spec::ExperimentSpec& spec,
                               const std::shared_ptr<const data::ImageSet>& images, std::int64_t image,
                               std::int64_t epoch, int count) {
  std::vector<QImage> views;
  for (int view = 0; view < count; ++view) {
    const auto pixels = augment::viewPicture(spec, *images, image, epoch, view);
    views.push_back(QImage(pixels.data(), images->width, images->height,
                           static_cast<qsizetype>(images->width) * data::ImageSet::kChannels,
                           QImage::Format_RGB888)
                        .copy());
  }
  return views;
}

}  // namespace skewscope::ui
