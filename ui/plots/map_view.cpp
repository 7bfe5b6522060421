#include "ui/plots/map_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/plots/curve_overlay.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kMargin = 14, kRadius = 3.2, kReach = 9;  ///< pixels
constexpr double kShare = 0.38;  ///< radius of a point, of the room that each of them has
constexpr double kMostZoom = 200, kZoomStep = 1.25;
constexpr double kDimmed = 0.22;  ///< of points that are not selected, while others are
constexpr double kLassoStep = 3;  ///< pixels between its corners
constexpr int kCardSide = 96;

/// One picture of a sign, drawn again and again.
QPixmap sprite(const MapPoints::Group& group, double radius, double ratio, bool outlined) {
  const int side = static_cast<int>(std::ceil(2 * radius + 4));
  QPixmap picture(QSize(side, side) * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  // An edge in the colour of the ground keeps points apart that overlap.
  drawMarker(painter, group.sign, QPointF(side, side) / 2, radius, group.colour,
             outlined ? QPen(tokens().text, 0.9) : QPen(tokens().panel, 0.7));
  return picture;
}

MapView::Join joinOf(Qt::KeyboardModifiers modifiers) {
  if ((modifiers & (Qt::ControlModifier | Qt::AltModifier)) != 0) return MapView::Join::Remove;
  return (modifiers & Qt::ShiftModifier) != 0 ? MapView::Join::Add : MapView::Join::Replace;
}

}  // namespace

QPixmap groupSample(const MapPoints::Group& group, double ratio) {
  QPixmap picture(QSize(16, 16) * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  drawMarker(painter, group.sign, {8, 8}, 4.6, group.colour);
  return picture;
}

MapView::MapView(QWidget* parent) : QWidget(parent), points_(std::make_shared<MapPoints>()) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setTool(Tool::Lasso);
}

void MapView::setPoints(std::shared_ptr<const MapPoints> points) {
  const bool moved = points->places != points_->places;
  points_ = std::move(points);
  selected_.assign(points_->places.size(), 0);
  anySelected_ = false;
  if (moved) {
    low_ = high_ = points_->isEmpty() ? QPointF() : points_->places.front();
    for (const QPointF& place : points_->places) {
      low_ = {std::min(low_.x(), place.x()), std::min(low_.y(), place.y())};
      high_ = {std::max(high_.x(), place.x()), std::max(high_.y(), place.y())};
    }
    drawn_.clear();
    setCurrent(std::nullopt);
    showAll();
  } else {
    setCurrent(current_);  // what its card says may be another
  }
  redraw();
}

void MapView::setTool(Tool tool) {
  tool_ = tool;
  setCursor(tool == Tool::Move ? Qt::OpenHandCursor : Qt::CrossCursor);
}

void MapView::setSelected(const std::vector<std::int64_t>& images) {
  anySelected_ = false;
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    selected_[i] = std::ranges::binary_search(images, points_->images[i]) ? 1 : 0;
    anySelected_ = anySelected_ || selected_[i] != 0;
  }
  redraw();
}

/// Pixels of a unit of the map: the same along both axes, whose units mean nothing by themselves.
double MapView::scale() const {
  const QPointF size = high_ - low_;
  const double wide = (width() - 2 * kMargin) / std::max(size.x(), 1e-30);
  const double tall = (height() - 2 * kMargin) / std::max(size.y(), 1e-30);
  const double fit = std::min(wide, tall);
  return zoom_ * (std::isfinite(fit) && fit > 0 && fit < 1e25 ? fit : 1);
}

QPointF MapView::position(std::size_t point) const {
  const QPointF from = (points_->places[point] - centre_) * scale();
  return QPointF(width(), height()) / 2 + QPointF(from.x(), -from.y());
}

void MapView::showAll() {
  centre_ = (low_ + high_) / 2;
  zoom_ = 1;
  redraw();
}

void MapView::zoomBy(double factor, QPointF at) {
  const QPointF before = (at - QPointF(width(), height()) / 2) / scale();
  zoom_ = std::clamp(zoom_ * factor, 1.0, kMostZoom);
  const QPointF after = (at - QPointF(width(), height()) / 2) / scale();
  centre_ += QPointF(before.x() - after.x(), after.y() - before.y());
  if (zoom_ <= 1) centre_ = (low_ + high_) / 2;
  redraw();
}

void MapView::moveBy(QPointF pixels) {
  const QPointF by = pixels / scale();
  centre_ += QPointF(-by.x(), by.y());
  centre_ = {std::clamp(centre_.x(), low_.x(), high_.x()), std::clamp(centre_.y(), low_.y(), high_.y())};
  redraw();
}

void MapView::redraw() {
  stale_ = true;
  update();
}

void MapView::drawLayer() {
  const double ratio = devicePixelRatioF();
  layer_ = QPixmap(size() * ratio);
  layer_.setDevicePixelRatio(ratio);
  layer_.fill(tokens().panel);
  stale_ = false;
  QPainter painter(&layer_);
  // Points that are close are smaller, so that they do not hide each other; few of them are easy to meet.
  const double room =
      zoom_ * std::sqrt(1.0 * width() * height() / static_cast<double>(points_->places.size() + 1));
  const double radius = std::clamp(kShare * room, 0.5 * kRadius, 2 * kRadius);
  const QRectF seen = QRectF(rect()).adjusted(-2 * radius, -2 * radius, 2 * radius, 2 * radius);
  const auto draw = [&](bool chosen) {
    painter.setOpacity(anySelected_ && !chosen ? kDimmed : 1);
    std::vector<QPixmap> sprites;
    for (const auto& group : points_->groups) sprites.push_back(sprite(group, radius, ratio, chosen));
    for (std::size_t i = 0; i < points_->places.size(); ++i) {
      if ((selected_[i] != 0) != chosen) continue;
      const QPointF at = position(i);
      const QPixmap& picture = sprites[static_cast<std::size_t>(points_->groupOf[i])];
      const double side = picture.width() / ratio;
      if (seen.contains(at)) painter.drawPixmap(at - QPointF(side, side) / 2, picture);
    }
  };
  draw(false);
  if (anySelected_) draw(true);
}

void MapView::paintEvent(QPaintEvent*) {
  if (stale_ || layer_.isNull()) drawLayer();
  QPainter painter(this);
  painter.drawPixmap(0, 0, layer_);
  painter.setRenderHint(QPainter::Antialiasing);
  if (current_) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().text, 1.6));
    painter.drawEllipse(position(*current_), 2.2 * kRadius, 2.2 * kRadius);
  }
  if (drawn_.size() > 1) {
    QColor fill = tokens().accent;
    fill.setAlphaF(0.12F);
    painter.setBrush(fill);
    painter.setPen(QPen(tokens().accent, 1.2, Qt::DashLine));
    if (tool_ == Tool::Rectangle) {
      painter.drawRect(QRectF(drawn_.first(), drawn_.last()).normalized());
    } else {
      painter.drawPolygon(drawn_);
    }
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(hasFocus() ? tokens().accent : tokens().line, 1));
  painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  if (card_ && drawn_.isEmpty() && !moving_) drawCard(painter);
}

void MapView::drawCard(QPainter& painter) const {
  QSize image;
  if (!card_->image.isNull()) {
    // Small images in whole factors, so that a pixel stays a square.
    const int side = std::max(card_->image.width(), card_->image.height());
    image = card_->image.size() * std::max(kCardSide / std::max(side, 1), 1);
  }
  const QFontMetrics metrics = painter.fontMetrics();
  int wide = image.width();
  for (const QString& line : card_->lines) wide = std::max(wide, metrics.horizontalAdvance(line));
  const int gap = image.isEmpty() ? 0 : 6;
  QRectF box(0, 0, wide + 16,
             image.height() + gap + metrics.lineSpacing() * static_cast<int>(card_->lines.size()) + 16);
  const QPointF at = position(*current_);
  box.moveTopLeft(at + QPointF(14, 14));
  if (box.right() > width() - 4) box.moveRight(at.x() - 14);
  if (box.bottom() > height() - 4) box.moveBottom(std::max(at.y() - 14, box.height() + 4));
  box.moveLeft(std::max(box.left(), 4.0));
  painter.setBrush(tokens().panel);
  painter.setPen(QPen(tokens().line, 1));
  painter.drawRoundedRect(box, 6, 6);
  const QPointF inside = box.topLeft() + QPointF(8, 8);
  if (!image.isEmpty()) painter.drawImage(QRectF(inside, QSizeF(image)), card_->image);
  double y = inside.y() + image.height() + gap + metrics.ascent();
  for (qsizetype i = 0; i < card_->lines.size(); ++i) {
    painter.setPen(i == 0 ? tokens().text : tokens().muted);
    painter.drawText(QPointF(inside.x(), y), card_->lines[i]);
    y += metrics.lineSpacing();
  }
}

std::optional<std::size_t> MapView::pointAt(QPointF position) const {
  std::optional<std::size_t> nearest;
  double least = kReach * kReach;
  for (std::size_t i = 0; i < points_->places.size(); ++i) {
    const QPointF away = this->position(i) - position;
    const double distance = QPointF::dotProduct(away, away);
    if (distance <= least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

void MapView::setCurrent(std::optional<std::size_t> point) {
  if (point && *point >= points_->places.size()) point.reset();
  current_ = point;
  card_.reset();
  if (point && cards_) card_ = cards_(points_->images[*point]);
  setAccessibleDescription(card_ ? card_->lines.join(QStringLiteral(", ")) : QString());
  update();
}

void MapView::finishSelection(Qt::KeyboardModifiers modifiers) {
  const QPolygonF outline = std::exchange(drawn_, {});
  update();
  std::vector<std::int64_t> inside;
  if (outline.size() > 1) {
    const QRectF box = tool_ == Tool::Rectangle ? QRectF(outline.first(), outline.last()).normalized()
                                                : outline.boundingRect();
    for (std::size_t i = 0; i < points_->places.size(); ++i) {
      const QPointF at = position(i);
      if (box.contains(at) && (tool_ == Tool::Rectangle || outline.containsPoint(at, Qt::OddEvenFill)))
        inside.push_back(points_->images[i]);
    }
  } else if (const auto point = pointAt(outline.isEmpty() ? last_ : outline.first())) {
    inside.push_back(points_->images[*point]);  // a click
  }
  emit chosen(inside, joinOf(modifiers));
}

void MapView::mousePressEvent(QMouseEvent* event) {
  last_ = event->position();
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && tool_ == Tool::Move)) {
    moving_ = true;
    setCursor(Qt::ClosedHandCursor);
  } else if (event->button() == Qt::LeftButton && !points_->isEmpty()) {
    drawn_ = QPolygonF({event->position()});
  }
}

void MapView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (moving_) {
    moveBy(at - std::exchange(last_, at));
  } else if (drawn_.isEmpty()) {
    const auto point = pointAt(at);
    if (point != current_) setCurrent(point);
  } else {
    const QPointF away = at - drawn_.last();
    if (tool_ == Tool::Rectangle && drawn_.size() > 1) {
      drawn_.last() = at;
    } else if (QPointF::dotProduct(away, away) >= kLassoStep * kLassoStep) {
      drawn_.append(at);
    }
    update();
  }
}

void MapView::mouseReleaseEvent(QMouseEvent* event) {
  if (std::exchange(moving_, false)) {
    setTool(tool_);
  } else if (!drawn_.isEmpty() && event->button() == Qt::LeftButton) {
    finishSelection(event->modifiers());
  }
}

void MapView::mouseDoubleClickEvent(QMouseEvent* event) {
  drawn_.clear();
  if (const auto point = pointAt(event->position())) emit opened(points_->images[*point]);
}

void MapView::wheelEvent(QWheelEvent* event) {
  if (!points_->isEmpty()) zoomBy(std::pow(1.0015, event->angleDelta().y()), event->position());
  event->accept();
}

/// To the point that is nearest in a direction, what lies aside counting double.
void MapView::step(QPointF direction) {
  if (points_->isEmpty()) return;
  const QPointF from = current_ ? position(*current_) : QPointF(width(), height()) / 2;
  std::optional<std::size_t> next;
  double least = 0;
  for (std::size_t i = 0; i < points_->places.size(); ++i) {
    const QPointF away = position(i) - from;
    const double along = QPointF::dotProduct(away, direction);
    const double aside = std::abs(away.x() * direction.y() - away.y() * direction.x());
    // The first step goes to the point in the middle.
    const double cost = current_ ? along + 2 * aside : std::hypot(away.x(), away.y());
    if ((current_ && along <= 0.01) || (next && cost >= least)) continue;
    next = i;
    least = cost;
  }
  if (!next) return;
  setCurrent(next);
  const QRectF inside = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
  if (!inside.contains(position(*next))) moveBy(-(position(*next) - QPointF(rect().center())));
}

void MapView::keyPressEvent(QKeyEvent* event) {
  const bool shift = (event->modifiers() & Qt::ShiftModifier) != 0;
  const QPointF middle = current_ ? position(*current_) : QPointF(rect().center());
  const auto arrow = [&](QPointF direction) {
    if (shift) {
      moveBy(-40 * direction);
    } else {
      step(direction);
    }
  };
  switch (event->key()) {
    case Qt::Key_Left:
      return arrow({-1, 0});
    case Qt::Key_Right:
      return arrow({1, 0});
    case Qt::Key_Up:
      return arrow({0, -1});
    case Qt::Key_Down:
      return arrow({0, 1});
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoomBy(kZoomStep, middle);
    case Qt::Key_Minus:
      return zoomBy(1 / kZoomStep, middle);
    case Qt::Key_0:
    case Qt::Key_Home:
      return showAll();
    case Qt::Key_Space:
      if (!current_) return;
      emit chosen({points_->images[*current_]}, selected_[*current_] != 0 ? Join::Remove : Join::Add);
      return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (current_) emit opened(points_->images[*current_]);
      return;
    case Qt::Key_A:
      if ((event->modifiers() & Qt::ControlModifier) == 0) break;
      emit chosen(points_->images, Join::Replace);
      return;
    case Qt::Key_Escape:
      if (drawn_.isEmpty() && !anySelected_) break;
      if (drawn_.isEmpty()) emit chosen({}, Join::Replace);
      drawn_.clear();
      update();
      return;
    default:
      break;
  }
  QWidget::keyPressEvent(event);
}

void MapView::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  setCurrent(std::nullopt);
}

void MapView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  redraw();
}

void MapView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) redraw();
}

}  // namespace skewscope::ui
