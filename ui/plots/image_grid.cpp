#include "ui/plots/image_grid.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>

#include "ui/plots/chart_tip.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kGap = 2;
constexpr int kNamesGap = 8;
constexpr int kMostNames = 120;  // width
constexpr int kLeastCell = 24, kUsualCell = 34, kMostCell = 66;
constexpr int kUsualHeight = kPreviewRows * kUsualCell;

/// What an image is drawn as in a square: a whole multiple of its size where it is smaller, else scaled down.
QSize drawnSize(const QSize& image, int room) {
  const int side = std::max(image.width(), image.height());
  if (side <= 0) return {};
  if (side <= room) return image * (room / side);
  return image.scaled(room, room, Qt::KeepAspectRatio);
}

}  // namespace

ImageGrid::ImageGrid(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Example images"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void ImageGrid::setRows(std::vector<PreviewRow> rows) {
  rows_ = std::move(rows);
  QStringList names;
  for (const PreviewRow& row : rows_) names.append(row.className);
  setAccessibleDescription(names.join(QStringLiteral(", ")));
  updateGeometry();
  update();
}

int ImageGrid::namesWidth() const {
  int width = 0;
  for (const PreviewRow& row : rows_) width = std::max(width, fontMetrics().horizontalAdvance(row.className));
  return std::min(width, kMostNames) + kNamesGap;
}

int ImageGrid::fitted(int room) const {
  const int cell = std::clamp(room, kLeastCell, kMostCell);
  for (const PreviewRow& row : rows_) {
    if (row.images.empty()) continue;
    const QSize drawn = drawnSize(row.images[0].size(), cell - kGap);
    return std::max(drawn.width(), drawn.height()) + kGap;  // images of a data set have one size
  }
  return cell;
}

int ImageGrid::cell() const {
  if (rows_.empty()) return kUsualCell;
  return fitted(height() / static_cast<int>(rows_.size()));
}

QSize ImageGrid::sizeHint() const {
  const int rows = static_cast<int>(rows_.size());
  // Few classes leave room for larger images.
  const int cell = fitted(rows > 0 ? kUsualHeight / rows : kUsualCell);
  return {namesWidth() + kPreviewImages * kUsualCell, rows * cell};
}

QSize ImageGrid::minimumSizeHint() const {
  return {namesWidth() + kPreviewImages * kLeastCell, static_cast<int>(rows_.size()) * kLeastCell};
}

bool ImageGrid::event(QEvent* event) {
  const auto textAt = [this](QPointF place) {
    const int index = static_cast<int>(place.y()) / cell();
    if (index < 0 || index >= static_cast<int>(rows_.size())) return QString();
    const PreviewRow& row = rows_[static_cast<std::size_t>(index)];
    return tr("%1: %2 training images")
        .arg(row.className, QLocale().toString(static_cast<qlonglong>(row.count)));
  };
  return answerToolTip(*this, event, textAt) || QWidget::event(event);
}

void ImageGrid::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const int side = cell(), names = namesWidth();
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const PreviewRow& row = rows_[r];
    const int top = static_cast<int>(r) * side;
    painter.setPen(tokens().muted);
    painter.drawText(QRect(0, top, names - kNamesGap, side), Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(row.className, Qt::ElideRight, names - kNamesGap));
    for (std::size_t i = 0; i < row.images.size(); ++i) {
      const QImage& image = row.images[i];
      if (names + (static_cast<int>(i) + 1) * side - kGap > width()) break;
      const QRect slot(names + static_cast<int>(i) * side, top, side - kGap, side - kGap);
      QRect target(QPoint(0, 0), drawnSize(image.size(), slot.width()));
      target.moveCenter(slot.center());
      // Smoothing belongs to shrinking alone: enlarged, it would show what the network does not see.
      painter.setRenderHint(QPainter::SmoothPixmapTransform, target.width() < image.width());
      painter.drawImage(target, image);
    }
  }
}

}  // namespace skewscope::ui
