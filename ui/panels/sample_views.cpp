#include "ui/panels/sample_views.h"

#include <QPainter>
#include <algorithm>
#include <array>

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kGap = 6;
constexpr float kMostOpaque = 0.72F;

}  // namespace

SampleViews::SampleViews(QWidget* parent) : QWidget(parent) {}

void SampleViews::setImages(std::vector<QImage> images) {
  images_ = std::move(images);
  heat_ = {};
  update();
}

void SampleViews::setHeat(const std::vector<float>& values, int width, int height) {
  heat_ = {};
  if (width > 0 && height > 0 &&
      values.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
    // Blue to yellow keeps its order without hue.
    const std::array kAnchors{QColor(0x2a1a8a), QColor(0xc0306f), QColor(0xffd43b)};
    heat_ = QImage(width, height, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const float value = std::clamp(values[static_cast<std::size_t>(y * width + x)], 0.0F, 1.0F);
        QColor colour = rampColour(kAnchors, static_cast<double>(value));
        colour.setAlphaF(kMostOpaque * value);
        heat_.setPixelColor(x, y, colour);
      }
    }
  }
  update();
}

void SampleViews::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (images_.empty()) return;
  const int count = static_cast<int>(images_.size());
  const int side = std::min((width() - (count - 1) * kGap) / count, height());
  if (side <= 0) return;
  for (int i = 0; i < count; ++i) {
    const QImage& image = images_[static_cast<std::size_t>(i)];
    const int longest = std::max({image.width(), image.height(), 1});
    const QSize drawn = longest <= side ? image.size() * (side / longest)
                                        : image.size().scaled(side, side, Qt::KeepAspectRatio);
    QRect target(QPoint(0, 0), drawn);
    target.moveTopLeft({i * (side + kGap) + (side - drawn.width()) / 2, (height() - drawn.height()) / 2});
    // Smoothing belongs to shrinking alone: enlarged, it would show what the network does not see.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, longest > side);
    painter.drawImage(target, image);
    if (i > 0 || heat_.isNull()) continue;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, true);
    painter.drawImage(target, heat_);
  }
}

}  // namespace skewscope::ui
