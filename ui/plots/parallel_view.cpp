#include "ui/plots/parallel_view.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "ui/plots/chart_tip.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kDragged = 4;  ///< pixels from which on a press is a drag
constexpr std::size_t kMostLevels = 20;
constexpr double kAround = 1e-6;  ///< of an axis: what a range reaches beyond the levels at its ends

}  // namespace

ParallelView::ParallelView(QWidget* parent)
    : QWidget(parent), drawing_([this](const QImage& lines, bool) {
        lines_ = lines;
        stale_ = true;
        update();
      }) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Parallel coordinates"));
}

ParallelChart::Axis* ParallelView::focused() {
  return axis_ >= 0 && axis_ < static_cast<int>(chart_.axes.size())
             ? &chart_.axes[static_cast<std::size_t>(axis_)]
             : nullptr;
}

void ParallelView::setChart(ParallelChart chart) {
  const QString key = focused() != nullptr ? focused()->key : QString();
  const QString run = hovered_ >= 0 && hovered_ < chart_.ids.size() ? chart_.ids[hovered_] : QString();
  chart_ = std::move(chart);
  const auto same = std::ranges::find(chart_.axes, key, &ParallelChart::Axis::key);
  axis_ = same == chart_.axes.end() ? -1 : static_cast<int>(same - chart_.axes.begin());
  if (axis_ < 0) level_ = anchor_ = -1;
  hovered_ = static_cast<int>(chart_.ids.indexOf(run));
  drag_ = Drag::None;
  layOut();
}

void ParallelView::clearBrushes() {
  if (!chart_.isBrushed()) return;
  for (auto& axis : chart_.axes) axis.brush.reset();
  level_ = anchor_ = -1;
  redraw();
  emit axesChanged();
}

void ParallelView::layOut() {
  layout_ = ParallelLayout(chart_, QSizeF(size()), QFontMetricsF(font()));
  redraw();
}

void ParallelView::redraw() {
  kept_ = chart_.kept();
  stale_ = true;
  describe();
  drawLines();
  update();
}

void ParallelView::drawLines() {
  ManyLines many = manyLines(chart_, layout_, kept_, devicePixelRatioF());
  if (many.lines.empty()) {
    lines_ = {};
    return drawing_.cancel();
  }
  drawing_.ask([many = std::move(many)] { return many.draw(); });
}

/// What a screen reader says: how many runs are kept, and the axis in focus with cursor and range.
void ParallelView::describe() {
  if (chart_.isEmpty()) return setAccessibleDescription(chart_.message);
  const auto inside = std::ranges::count(kept_, true);
  QStringList said{
      tr("%1 of %n run(s) in the ranges", nullptr, static_cast<int>(chart_.ids.size())).arg(inside)};
  if (const auto* axis = focused()) {
    said.append(tr("Axis %1 of %2: %3").arg(axis_ + 1).arg(chart_.axes.size()).arg(axis->title));
    if (axis->flipped) said.append(tr("flipped"));
    if (level_ >= 0) {
      if (const auto at =
              compare::brushBetween(axis->values, level_ - kAround, level_ + kAround, axis->flipped)) {
        compare::AxisBrush only = *at;
        const bool value = only.range.has_value();
        said.append(value ? axisValueText(axis->values, std::midpoint(only.range->first, only.range->second))
                          : brushText(axis->values, only));
      }
    }
    said.append(axis->brush ? tr("range %1").arg(brushText(axis->values, *axis->brush)) : tr("no range"));
  }
  setAccessibleDescription(said.join(QStringLiteral(". ")));
}

void ParallelView::focusAxis(int axis) {
  if (chart_.isEmpty()) return;
  axis = std::clamp(axis, 0, static_cast<int>(chart_.axes.size()) - 1);
  if (axis != axis_) level_ = anchor_ = -1;
  axis_ = axis;
  describe();
  update();
}

void ParallelView::moveAxis(int axis, int place) {
  place = std::clamp(place, 0, static_cast<int>(chart_.axes.size()) - 1);
  if (axis < 0 || axis == place) return;
  const auto from = chart_.axes.begin() + axis, to = chart_.axes.begin() + place;
  if (from < to) {
    std::rotate(from, from + 1, to + 1);
  } else {
    std::rotate(to, from, from + 1);
  }
  axis_ = place;
  layOut();
}

void ParallelView::flipAxis(int axis) {
  chart_.axes[static_cast<std::size_t>(axis)].flipped = !chart_.axes[static_cast<std::size_t>(axis)].flipped;
  level_ = anchor_ = -1;
  layOut();
  emit axesChanged();
}

void ParallelView::setBrush(int axis, std::optional<compare::AxisBrush> brush) {
  auto& of = chart_.axes[static_cast<std::size_t>(axis)];
  if (of.brush == brush) return;
  of.brush = std::move(brush);
  redraw();
  emit axesChanged();
}

/// The cursor goes to the next value; with `extend` the range goes from where it began to the cursor.
void ParallelView::stepLevel(bool up, bool extend) {
  if (focused() == nullptr) focusAxis(0);
  const auto* axis = focused();
  if (axis == nullptr) return;
  const auto levels = compare::levelsOf(axis->values, kMostLevels, axis->flipped);
  if (levels.empty()) return;
  if (level_ < 0) {
    level_ = anchor_ = up ? levels.front() : levels.back();
  } else {
    const auto next = up ? std::ranges::upper_bound(levels, level_ + kAround)
                         : std::ranges::lower_bound(levels, level_ - kAround);
    if (up && next != levels.end()) level_ = *next;
    if (!up && next != levels.begin()) level_ = *(next - 1);
    if (!extend) anchor_ = level_;
  }
  if (extend) {
    const double low = std::min(level_, anchor_), high = std::max(level_, anchor_);
    setBrush(axis_, compare::brushBetween(axis->values, low - kAround, high + kAround, axis->flipped));
  }
  describe();
  update();
}

void ParallelView::hover(QPointF place) {
  pointer_ = place;
  const bool onAxis = layout_.axisAt(place) >= 0, onTitle = layout_.titleAt(place) >= 0;
  const int run = onAxis || onTitle || chart_.isEmpty() ? -1 : layout_.runAt(place, kept_);
  setCursor(onTitle    ? Qt::OpenHandCursor
            : onAxis   ? Qt::CrossCursor
            : run >= 0 ? Qt::PointingHandCursor
                       : Qt::ArrowCursor);
  if (run < 0 && hovered_ < 0) return;
  hovered_ = run;
  update();
}

void ParallelView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || chart_.isEmpty()) return QWidget::mousePressEvent(event);
  pressed_ = event->position();
  moved_ = false;
  const int title = layout_.titleAt(pressed_), axis = layout_.axisAt(pressed_);
  drag_ = title >= 0 ? Drag::Title : axis >= 0 ? Drag::Range : Drag::None;
  if (drag_ != Drag::None) focusAxis(title >= 0 ? title : axis);
}

void ParallelView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF place = event->position();
  if (drag_ == Drag::None || !(event->buttons() & Qt::LeftButton)) return hover(place);
  moved_ = moved_ || (place - pressed_).manhattanLength() >= kDragged;
  if (!moved_) return;
  hovered_ = -1;
  if (drag_ == Drag::Title) return moveAxis(axis_, layout_.placeAt(place.x()));
  const auto* axis = focused();
  if (axis == nullptr) return;
  level_ = anchor_ = -1;
  setBrush(axis_, compare::brushBetween(axis->values, layout_.positionAt(pressed_.y()),
                                        layout_.positionAt(place.y()), axis->flipped));
}

void ParallelView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return QWidget::mouseReleaseEvent(event);
  const Drag ended = std::exchange(drag_, Drag::None);
  if (ended != Drag::None && moved_) emit axesChanged();
  if (ended != Drag::None || chart_.isEmpty()) return;
  if (const int run = layout_.runAt(event->position(), kept_); run >= 0) emit runClicked(chart_.ids[run]);
}

void ParallelView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || chart_.isEmpty()) return;
  if (const int title = layout_.titleAt(event->position()); title >= 0) {
    flipAxis(title);
  } else if (const int axis = layout_.axisAt(event->position()); axis >= 0) {
    setBrush(axis, std::nullopt);
  }
}

void ParallelView::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

void ParallelView::contextMenuEvent(QContextMenuEvent* event) {
  if (chart_.isEmpty()) return;
  const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
  const QPointF place = event->pos();
  const int title = layout_.titleAt(place), axis = title >= 0 ? title : layout_.axisAt(place);
  if (byMouse && axis >= 0) showMenu(axis, event->globalPos());
  if (byMouse) return;
  focusAxis(std::max(axis_, 0));
  showMenu(axis_, mapToGlobal(layout_.title(static_cast<std::size_t>(axis_)).center().toPoint()));
}

void ParallelView::showMenu(int axis, const QPoint& place) {
  focusAxis(axis);
  const auto& of = chart_.axes[static_cast<std::size_t>(axis)];
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setAccessibleName(of.title);
  QAction* flip = menu->addAction(tr("Largest value below"), this, [this, axis] { flipAxis(axis); });
  flip->setCheckable(true);
  flip->setChecked(of.flipped);
  menu->addAction(tr("Clear the range"), this, [this, axis] { setBrush(axis, std::nullopt); })
      ->setEnabled(of.brush.has_value());
  menu->addSeparator();
  const auto move = [&](const QString& text, int by) {
    QAction* action = menu->addAction(text, this, [this, axis, by] {
      moveAxis(axis, axis + by);
      emit axesChanged();
    });
    action->setEnabled(axis + by >= 0 && axis + by < static_cast<int>(chart_.axes.size()));
  };
  move(tr("Move to the left"), -1);
  move(tr("Move to the right"), 1);
  menu->addSeparator();
  menu->addAction(tr("Hide the axis"), this, [this, key = of.key] { emit axisHidden(key); });
  menu->popup(place);
}

void ParallelView::keyPressEvent(QKeyEvent* event) {
  if (chart_.isEmpty()) return QWidget::keyPressEvent(event);
  const bool right = event->key() == Qt::Key_Right;
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
      if (event->modifiers() & Qt::ControlModifier) {
        focusAxis(std::max(axis_, 0));
        moveAxis(axis_, axis_ + (right ? 1 : -1));
        emit axesChanged();
      } else {
        focusAxis(axis_ < 0 ? 0 : axis_ + (right ? 1 : -1));
      }
      return;
    case Qt::Key_Up:
    case Qt::Key_Down:
      return stepLevel(event->key() == Qt::Key_Up, event->modifiers() & Qt::ShiftModifier);
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
      level_ = anchor_ = -1;
      if (focused() != nullptr) setBrush(axis_, std::nullopt);
      return;
    case Qt::Key_F:
      focusAxis(std::max(axis_, 0));
      return flipAxis(axis_);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      emit keptChosen();
      return;
    case Qt::Key_Escape:
      if (!chart_.isBrushed()) break;
      return clearBrushes();
    default:
      break;
  }
  QWidget::keyPressEvent(event);
}

void ParallelView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  if (axis_ < 0 && event->reason() != Qt::MouseFocusReason) focusAxis(0);
  update();
}

void ParallelView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

bool ParallelView::event(QEvent* event) {
  const auto textAt = [this](QPointF place) {
    const int title = chart_.isEmpty() ? -1 : layout_.titleAt(place);
    return title < 0 ? QString() : chart_.axes[static_cast<std::size_t>(title)].title;
  };
  return answerToolTip(*this, event, textAt) || QWidget::event(event);
}

void ParallelView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layOut();
}

void ParallelView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) redraw();
  if (event->type() == QEvent::FontChange) layOut();
}

void ParallelView::drawFocus(QPainter& painter) const {
  if (!hasFocus() || axis_ < 0) return;
  const auto axis = static_cast<std::size_t>(axis_);
  painter.setPen(QPen(tokens().accent, 1.4));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(layout_.title(axis).adjusted(-2, -1, 2, 3), 4, 4);
  if (level_ < 0) return;
  const QPointF at(layout_.x(axis), layout_.y(level_));
  painter.setBrush(tokens().panel);
  painter.setPen(QPen(tokens().accent, 2));
  painter.drawEllipse(at, 5, 5);
}

void ParallelView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (chart_.isEmpty()) {
    painter.setPen(tokens().muted);
    painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, chart_.message);
    return;
  }
  const QSize pixels = size() * devicePixelRatioF();
  if (stale_ || picture_.size() != pixels) {
    picture_ = QPixmap(pixels);
    picture_.setDevicePixelRatio(devicePixelRatioF());
    picture_.fill(Qt::transparent);
    QPainter inside(&picture_);
    inside.setFont(font());
    drawParallelChart(inside, chart_, layout_, kept_, lines_);
    stale_ = false;
  }
  painter.drawPixmap(0, 0, picture_);
  drawFocus(painter);
  if (hovered_ >= 0) drawParallelReadout(painter, chart_, layout_, hovered_, pointer_, QRectF(rect()));
}

}  // namespace skewscope::ui
