#include "ui/panels/title_line.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

#include "ui/theme/tabular_text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kGap = 8;

QFont bold(QFont font) {
  font.setWeight(QFont::DemiBold);
  return font;
}

}  // namespace

TitleLine::TitleLine(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TitleLine::set(const QString& title, const QString& subtitle) {
  if (title == title_ && subtitle == subtitle_) return;
  title_ = title;
  subtitle_ = subtitle;
  setToolTip(title.isEmpty() ? QString() : QStringLiteral("%1\n%2").arg(title, subtitle));
  setAccessibleName(QStringLiteral("%1, %2").arg(title, subtitle));
  updateGeometry();
  update();
}

QSize TitleLine::sizeHint() const {
  const double width = QFontMetricsF(bold(font())).horizontalAdvance(title_) + kGap +
                       QFontMetricsF(font()).horizontalAdvance(subtitle_);
  return {static_cast<int>(width) + 2, fontMetrics().height() + 8};
}

QSize TitleLine::minimumSizeHint() const {
  return {80, fontMetrics().height() + 8};
}

void TitleLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QFont strong = bold(font());
  const QFontMetricsF strongMetrics(strong);
  const QString name = elidedName(strongMetrics, title_, width());
  painter.setFont(strong);
  painter.setPen(tokens().text);
  painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, name);
  const double used = strongMetrics.horizontalAdvance(name) + kGap;
  const double room = width() - used;
  if (room < 40) return;
  painter.setFont(font());
  painter.setPen(tokens().muted);
  painter.drawText(QRectF(used, 0, room, height()), Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetricsF(font()).elidedText(subtitle_, Qt::ElideRight, room));
}

}  // namespace skewscope::ui
