#include "ui/plots/thin_lines.h"

#include <algorithm>
#include <cmath>

namespace skewscope::ui {
namespace {

/// `colour` over `below`, both premultiplied, as far as `part` of 256 covers.
QRgb mixed(QRgb below, QRgb colour, unsigned part) {
  const unsigned rest = 256 - part;
  const unsigned odd = ((below & 0xff00ff) * rest + (colour & 0xff00ff) * part) >> 8;
  const unsigned even = ((below >> 8) & 0xff00ff) * rest + ((colour >> 8) & 0xff00ff) * part;
  return (odd & 0xff00ff) | (even & 0xff00ff00);
}

}  // namespace

ThinLines::ThinLines(const QSizeF& size, double ratio)
    : image_((size * ratio).toSize().expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied), ratio_(ratio) {
  image_.fill(Qt::transparent);
  image_.setDevicePixelRatio(ratio);
}

void ThinLines::draw(const QPolygonF& line, QRgb colour, double width) {
  for (qsizetype k = 0; k + 1 < line.size(); ++k)
    segment(line[k] * ratio_, line[k + 1] * ratio_, colour, width * ratio_);
}

/// Column by column: what of each pixel lies between the edges of the line at the column's middle. The edges
/// are further apart than a steep line falls in a column, so that it has no gaps.
void ThinLines::segment(QPointF from, QPointF to, QRgb colour, double width) {
  if (!(to.x() > from.x())) return;
  const double slope = (to.y() - from.y()) / (to.x() - from.x());
  const double half = width * std::sqrt(1 + slope * slope) / 2;
  const int first = std::max(0, static_cast<int>(std::ceil(from.x() - 0.5)));
  const int last = std::min(image_.width() - 1, static_cast<int>(std::ceil(to.x() - 0.5)) - 1);
  auto* pixels = reinterpret_cast<QRgb*>(image_.bits());
  const auto stride = static_cast<std::size_t>(image_.bytesPerLine()) / sizeof(QRgb);
  for (int x = first; x <= last; ++x) {
    const double y = from.y() + slope * (x + 0.5 - from.x());
    const double top = std::max(y - half, 0.0),
                 bottom = std::min(y + half, static_cast<double>(image_.height()));
    for (int row = static_cast<int>(top); row < bottom; ++row) {
      const double covered = std::min(bottom, row + 1.0) - std::max(top, static_cast<double>(row));
      QRgb& pixel = pixels[static_cast<std::size_t>(row) * stride + static_cast<std::size_t>(x)];
      pixel = mixed(pixel, colour, static_cast<unsigned>(covered * 256 + 0.5));
    }
  }
}

}  // namespace skewscope::ui
