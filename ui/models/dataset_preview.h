#pragma once

#include <QImage>
#include <QString>
#include <cstdint>
#include <vector>

#include "core/data/image_set.h"

namespace skewscope::ui {

/// A few images of one class.
struct PreviewRow {
  QString className;
  std::int64_t count = 0;  ///< training images of the class
  std::vector<QImage> images;
};

constexpr int kPreviewRows = 10;    ///< classes that are shown, the first ones
constexpr int kPreviewImages = 10;  ///< images of a class at most
constexpr int kPreviewSide = 96;    ///< pixels; larger images are scaled down to it

/// Image `index` of `set`, scaled down to kPreviewSide if it is larger. Thread-safe; a copy.
QImage previewImage(const data::ImageSet& set, std::int64_t index);

/// Rows of the first classes of `set`, in the data set's order, with images from all over the class at equal
/// distances: the same at each call. Thread-safe; copies what it keeps.
std::vector<PreviewRow> previewOf(const data::ImageSet& set);

}  // namespace skewscope::ui
