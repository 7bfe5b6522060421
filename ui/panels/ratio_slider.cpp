#include "ui/panels/ratio_slider.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/spec/options.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct Tick {
  double ratio;
  const char* label;
};
// Cui et al. 2019 and the papers after it: IF 1, 10, 20, 50, 100, 200, 1000.
constexpr std::array<Tick, 7> kTicks{
    {{1, "1"}, {0.1, ".1"}, {0.05, ".05"}, {0.02, ".02"}, {0.01, ".01"}, {0.005, ".005"}, {0.001, ".001"}}};
constexpr double kDecades = 3;
constexpr double kSnapPixels = 6;
constexpr int kHandle = 8;  // radius
constexpr int kMargin = 12;
constexpr double kTrackY = 14;

double twoDigits(double value) {
  const double scale = std::pow(10.0, std::floor(std::log10(value)) - 1);
  return std::round(value / scale) * scale;
}

}  // namespace

RatioSlider::RatioSlider(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Imbalance ratio r"));
  setToolTip(
      tr("Smallest over largest class count. Drag, or use the arrow keys; Page Up and Page Down go to the "
         "ratios of the literature."));
  setCursor(Qt::PointingHandCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  describe();
}

double RatioSlider::positionOf(double ratio) {
  return -std::log10(std::clamp(ratio, kMinimum, kMaximum)) / kDecades;
}

double RatioSlider::ratioAt(double position, double snap) {
  const double place = std::clamp(position, 0.0, 1.0);
  const auto nearest = std::ranges::min_element(
      kTicks, {}, [place](const Tick& tick) { return std::abs(positionOf(tick.ratio) - place); });
  if (std::abs(positionOf(nearest->ratio) - place) <= snap) return nearest->ratio;
  return std::clamp(twoDigits(std::pow(10.0, -kDecades * place)), kMinimum, kMaximum);
}

void RatioSlider::setRatio(double ratio) {
  const double value = std::clamp(ratio, kMinimum, kMaximum);
  if (value == ratio_) return;
  ratio_ = value;
  describe();
  update();
}

void RatioSlider::moveTo(double ratio) {
  const double before = ratio_;
  setRatio(ratio);
  if (ratio_ != before) emit ratioChanged(ratio_);
}

void RatioSlider::step(int steps) {
  // Two significant digits can round a small step away; then the next digit is taken.
  const double next = ratioAt(positionOf(ratio_) + steps * 0.05 / kDecades, 0);
  const double fine = std::pow(10.0, std::floor(std::log10(ratio_)) - 1);
  moveTo(next == ratio_ ? ratio_ - (steps > 0 ? fine : -fine) : next);
}

void RatioSlider::toTick(int direction) {
  const double here = positionOf(ratio_);
  double target = direction > 0 ? kMinimum : kMaximum;
  for (const Tick& tick : kTicks) {
    const double place = positionOf(tick.ratio);
    if (direction > 0 && place > here + 1e-6) {
      target = tick.ratio;
      break;
    }
    if (direction < 0 && place < here - 1e-6) target = tick.ratio;
  }
  moveTo(target);
}

double RatioSlider::left() const {
  return kMargin;
}
double RatioSlider::length() const {
  return std::max(1, width() - 2 * kMargin);
}

void RatioSlider::drag(double x) {
  moveTo(ratioAt((x - left()) / length(), kSnapPixels / length()));
}

void RatioSlider::describe() {
  setAccessibleDescription(QString::fromStdString(spec::ratioText(ratio_)));
}

QSize RatioSlider::sizeHint() const {
  return {360, 40};
}
QSize RatioSlider::minimumSizeHint() const {
  return {180, 40};
}

void RatioSlider::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Tokens& t = tokens();
  const bool enabled = isEnabled();
  const double handle = left() + positionOf(ratio_) * length();
  painter.setPen(Qt::NoPen);
  painter.setBrush(t.line);
  painter.drawRoundedRect(QRectF(left(), kTrackY - 2, length(), 4), 2, 2);
  painter.setBrush(enabled ? t.accent : t.muted);
  painter.drawRoundedRect(QRectF(left(), kTrackY - 2, handle - left(), 4), 2, 2);

  QFont small = font();
  small.setPointSizeF(font().pointSizeF() * 0.8);
  painter.setFont(small);
  const QFontMetricsF metrics(small);
  double taken = -1e9;  // right end of the last label
  for (const Tick& tick : kTicks) {
    const double x = left() + positionOf(tick.ratio) * length();
    painter.setPen(QPen(t.muted, 1));
    painter.drawLine(QPointF(std::round(x) + 0.5, kTrackY + 7), QPointF(std::round(x) + 0.5, kTrackY + 10));
    const QString label = QString::fromLatin1(tick.label);
    const double width = metrics.horizontalAdvance(label);
    const double start = std::clamp(x - width / 2, 0.0, this->width() - width);
    if (start < taken + 6) continue;
    taken = start + width;
    painter.setPen(tick.ratio == ratio_ ? t.text : t.muted);
    painter.drawText(QPointF(start, kTrackY + 12 + metrics.ascent()), label);
  }

  if (hasFocus()) {
    QColor halo = t.accent;
    halo.setAlphaF(0.25f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(halo);
    painter.drawEllipse(QPointF(handle, kTrackY), kHandle + 4, kHandle + 4);
  }
  painter.setPen(QPen(t.panel, 2));
  painter.setBrush(enabled ? t.accent : t.muted);
  painter.drawEllipse(QPointF(handle, kTrackY), kHandle, kHandle);
}

void RatioSlider::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  dragging_ = true;
  drag(event->position().x());
}

void RatioSlider::mouseMoveEvent(QMouseEvent* event) {
  if (dragging_) drag(event->position().x());
}

void RatioSlider::mouseReleaseEvent(QMouseEvent*) {
  dragging_ = false;
}

void RatioSlider::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
      return step(1);
    case Qt::Key_Left:
    case Qt::Key_Up:
      return step(-1);
    case Qt::Key_PageDown:
      return toTick(1);
    case Qt::Key_PageUp:
      return toTick(-1);
    case Qt::Key_Home:
      return moveTo(kMaximum);
    case Qt::Key_End:
      return moveTo(kMinimum);
    default:
      QWidget::keyPressEvent(event);
  }
}

void RatioSlider::wheelEvent(QWheelEvent* event) {
  if (!hasFocus()) return event->ignore();
  step(event->angleDelta().y() < 0 ? 1 : -1);
  event->accept();
}

void RatioSlider::changeEvent(QEvent* event) {
  if (event->type() == QEvent::EnabledChange || event->type() == QEvent::PaletteChange) update();
  QWidget::changeEvent(event);
}

}  // namespace skewscope::ui
