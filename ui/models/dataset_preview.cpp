#include "ui/models/dataset_preview.h"

#include <algorithm>

namespace skewscope::ui {
QImage previewImage(const data::ImageSet& set, std::int64_t index) {
  const QImage pixels(set.image(index).data(), set.width, set.height,
                      static_cast<qsizetype>(set.width) * data::ImageSet::kChannels, QImage::Format_RGB888);
  if (std::max(set.width, set.height) <= kPreviewSide) return pixels.copy();
  return pixels.scaled(kPreviewSide, kPreviewSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

std::vector<PreviewRow> previewOf(const data::ImageSet& set) {
  const auto counts = set.classCounts();
  const std::size_t shown = std::min(counts.size(), static_cast<std::size_t>(kPreviewRows));
  std::vector<PreviewRow> rows(shown);
  for (std::size_t c = 0; c < shown; ++c) {
    rows[c].className = QString::fromStdString(set.classNames[c]);
    rows[c].count = counts[c];
  }
  std::vector<std::int64_t> seen(shown);
  for (std::int64_t i = 0; i < set.size(); ++i) {
    const std::size_t label = set.labels[static_cast<std::size_t>(i)];
    if (label >= shown) continue;
    PreviewRow& row = rows[label];
    const std::int64_t wanted = std::min<std::int64_t>(row.count, kPreviewImages);
    const auto taken = static_cast<std::int64_t>(row.images.size());
    if (taken < wanted && seen[label] == taken * row.count / wanted)
      row.images.push_back(previewImage(set, i));
    ++seen[label];
  }
  return rows;
}

}  // namespace skewscope::ui
