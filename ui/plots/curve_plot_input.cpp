// What mouse and keys do in a plot of curves.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ui/plots/curve_overlay.h"
#include "ui/plots/curve_plot.h"

namespace skewscope::ui {
namespace {

constexpr double kReach = 6;  ///< from the pointer to a curve that is meant, in pixels
constexpr double kStill = 3;  ///< a press that moves no further is a click, as QCustomPlot has it
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Distance of `point` to the line from `a` to `b`.
double distanceToSegment(const QPointF& point, const QPointF& a, const QPointF& b) {
  const QPointF along = b - a, to = point - a;
  const double length = QPointF::dotProduct(along, along);
  const double t = length > 0 ? std::clamp(QPointF::dotProduct(to, along) / length, 0.0, 1.0) : 0;
  const QPointF off = to - t * along;
  return std::hypot(off.x(), off.y());
}

}  // namespace

void CurvePlot::moveReadout(double place) {
  const double before = hover_->place();
  showReadout(place);
  const double after = hover_->place();
  if (before != after && !(std::isnan(before) && std::isnan(after))) emit readoutMoved(after);
}

void CurvePlot::zoom(double factor) {
  for (QCPAxisRect* rect : rects_) {
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    const QCPRange range = x->range();
    const double middle = laid_->logX ? std::sqrt(range.lower * range.upper) : range.center();
    x->scaleRange(factor, std::isnan(hover_->place()) ? middle : hover_->place());
    break;  // the others follow the first
  }
  replot(QCustomPlot::rpRefreshHint);
}

void CurvePlot::step(int direction) {
  const std::vector<double>& places = drawn().places;
  if (places.empty()) return;
  auto place = static_cast<std::ptrdiff_t>(places.size()) - 1;
  if (!std::isnan(hover_->place())) {
    const auto found = std::ranges::lower_bound(places, hover_->place());
    place = std::clamp<std::ptrdiff_t>(found - places.begin() + direction, 0, place);
  }
  moveReadout(places[static_cast<std::size_t>(place)]);
  setAccessibleDescription(hover_->text());
}

CurveName CurvePlot::lineAt(const QPointF& position) const {
  CurveName found;
  double nearest = kReach;
  const qsizetype panes = std::min(rects_.size(), static_cast<qsizetype>(laid_->panes.size()));
  for (qsizetype p = 0; p < panes; ++p) {
    const QCPAxis* x = rects_[p]->axis(QCPAxis::atBottom);
    const QCPAxis* y = rects_[p]->axis(QCPAxis::atLeft);
    if (!QRectF(rects_[p]->rect()).adjusted(0, -4, 4, 4).contains(position)) continue;
    const double from = x->pixelToCoord(position.x() - kReach), to = x->pixelToCoord(position.x() + kReach);
    for (const Curve& curve : laid_->panes[static_cast<std::size_t>(p)].curves) {
      const std::vector<double>& line = curve.line();
      const auto first = std::ranges::lower_bound(curve.x, from) - curve.x.begin();
      const auto last = std::ranges::upper_bound(curve.x, to) - curve.x.begin();
      const auto pointAt = [&](std::ptrdiff_t k) {
        const auto i = static_cast<std::size_t>(k);
        return QPointF(x->coordToPixel(curve.x[i]), y->coordToPixel(line[i]));
      };
      const std::ptrdiff_t end = std::min(last, static_cast<std::ptrdiff_t>(line.size()) - 1);
      for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(first - 1, 0); k <= end; ++k) {
        if (std::isnan(line[static_cast<std::size_t>(k)])) continue;
        const bool joined = k > 0 && !std::isnan(line[static_cast<std::size_t>(k - 1)]);
        const QPointF here = pointAt(k);
        const double off = distanceToSegment(position, joined ? pointAt(k - 1) : here, here);
        if (off >= nearest || isolationOf(*laid_, {curve.key, curve.run}).isEmpty()) continue;
        nearest = off;
        found = {curve.key, curve.run};
      }
    }
  }
  return found;
}

void CurvePlot::click(const CurveName& curve, Qt::KeyboardModifiers modifiers) {
  const QString what = isolationOf(*laid_, curve);
  emit curveClicked(what.isEmpty() ? curve.key : what, modifiers);
}

void CurvePlot::stepCurve(int direction) {
  std::vector<const Curve*> choices;
  for (const Pane& pane : laid_->panes) {
    for (const Curve& curve : pane.curves) {
      if (curve.labelled && !isolationOf(*laid_, {curve.key, curve.run}).isEmpty()) choices.push_back(&curve);
    }
  }
  if (choices.empty()) return;
  const auto now = std::ranges::find_if(choices, [&](const Curve* curve) {
    return CurveName{curve->key, curve->run} == emphasis_;
  });
  const auto count = static_cast<std::ptrdiff_t>(choices.size());
  std::ptrdiff_t place = direction > 0 ? 0 : count - 1;
  if (now != choices.end()) place = (now - choices.begin() + direction + count) % count;
  const Curve& chosen = *choices[static_cast<std::size_t>(place)];
  emphasise({chosen.key, chosen.run});
  setAccessibleDescription(chosen.label);
}

void CurvePlot::mouseMoveEvent(QMouseEvent* event) {
  QCustomPlot::mouseMoveEvent(event);
  const CurveName label = labels_->curveAt(event->position());
  const CurveName under = !label.isNone()                    ? label
                          : event->buttons() == Qt::NoButton ? lineAt(event->position())
                                                             : CurveName();
  setCursor(under.isNone() ? Qt::ArrowCursor : Qt::PointingHandCursor);
  emphasise(under);
  for (QCPAxisRect* rect : rects_) {
    const QRectF area = QRectF(rect->rect()).adjusted(0, -4, 4, 4);
    if (!label.isNone() || !area.contains(event->position())) continue;
    moveReadout(rect->axis(QCPAxis::atBottom)->pixelToCoord(event->position().x()));
    return;
  }
  moveReadout(kNaN);
}

void CurvePlot::mousePressEvent(QMouseEvent* event) {
  lastClick_ = {};
  pressed_.reset();
  const CurveName label = labels_->curveAt(event->position());
  if (event->button() == Qt::LeftButton && !label.isNone()) {
    click(label, event->modifiers());
    event->accept();
    return;
  }
  if (event->button() == Qt::LeftButton) pressed_ = event->position();
  QCustomPlot::mousePressEvent(event);
}

void CurvePlot::mouseReleaseEvent(QMouseEvent* event) {
  QCustomPlot::mouseReleaseEvent(event);
  const auto pressed = std::exchange(pressed_, std::nullopt);
  if (!pressed || (event->position() - *pressed).manhattanLength() > kStill) return;
  lastClick_ = lineAt(*pressed);
  if (lastClick_.isNone()) {
    emit groundClicked();
  } else {
    click(lastClick_, event->modifiers());
  }
}

void CurvePlot::mouseDoubleClickEvent(QMouseEvent* event) {
  if (labels_->curveAt(event->position()).isNone()) {
    // Its first click was none by itself.
    if (!lastClick_.isNone()) click(std::exchange(lastClick_, {}), event->modifiers());
    selectionRect()->cancel();
    resetZoom();
  }
  event->accept();
}

void CurvePlot::leaveEvent(QEvent* event) {
  QCustomPlot::leaveEvent(event);
  emphasise({});
  moveReadout(kNaN);
}

void CurvePlot::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
      return step(-1);
    case Qt::Key_Right:
      return step(1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoom(0.7);
    case Qt::Key_Minus:
      return zoom(1 / 0.7);
    case Qt::Key_Home:
      return resetZoom();
    case Qt::Key_Up:
      return stepCurve(-1);
    case Qt::Key_Down:
      return stepCurve(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (emphasis_.isNone()) break;
      return click(emphasis_, event->modifiers());
    case Qt::Key_Escape:
      moveReadout(kNaN);
      emphasise({});
      return event->ignore();  // whoever has this plot may have something to bring back
    default:
      break;
  }
  QCustomPlot::keyPressEvent(event);
}

}  // namespace skewscope::ui
