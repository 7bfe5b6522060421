#include "ui/theme/tabular_text.h"

#include <QPainter>
#include <QRectF>
#include <algorithm>
#include <cstdlib>

namespace skewscope::ui {
namespace {

bool isDigit(QChar character) {
  return character >= u'0' && character <= u'9';
}

qreal cellWidth(const QFontMetricsF& metrics) {
  qreal widest = 0;
  for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
    widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
  }
  return widest;
}

/// End of the piece that starts at `start`: one digit, or all up to the next digit.
qsizetype pieceEnd(const QString& text, qsizetype start) {
  if (isDigit(text[start])) return start + 1;
  qsizetype end = start + 1;
  while (end < text.size() && !isDigit(text[end])) ++end;
  return end;
}

}  // namespace

void useTabularFigures(QFont& font) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
  font.setFeature(QFont::Tag("tnum"), 1);
#else
  Q_UNUSED(font);
#endif
}

qreal tabularWidth(const QFontMetricsF& metrics, const QString& text) {
  const qreal cell = cellWidth(metrics);
  qreal width = 0;
  for (qsizetype start = 0; start < text.size();) {
    const qsizetype end = pieceEnd(text, start);
    width += isDigit(text[start]) ? cell : metrics.horizontalAdvance(text.mid(start, end - start));
    start = end;
  }
  return width;
}

QString elidedName(const QFontMetricsF& metrics, const QString& name, double width) {
  if (metrics.horizontalAdvance(name) <= width) return name;
  const QStringList words = name.split(u' ', Qt::SkipEmptyParts);
  // Most words first; of as many, those around the middle go.
  for (qsizetype kept = words.size() - 1; kept >= 2; --kept) {
    QString best;
    qsizetype nearest = 0;
    for (qsizetype head = 1; head < kept; ++head) {
      const QString before = words.first(head).join(u' '), after = words.last(kept - head).join(u' ');
      const qsizetype off = std::abs(before.size() - after.size());
      const QString shorter = before + QStringLiteral(" … ") + after;
      if (metrics.horizontalAdvance(shorter) > width || (!best.isEmpty() && off >= nearest)) continue;
      best = shorter;
      nearest = off;
    }
    if (!best.isEmpty()) return best;
  }
  return metrics.elidedText(name, Qt::ElideMiddle, width);
}

void drawTabular(QPainter& painter, const QRectF& area, Qt::Alignment flags, const QString& text) {
  const QFontMetricsF metrics(painter.font(), painter.device());
  const qreal cell = cellWidth(metrics);
  const qreal width = tabularWidth(metrics, text);
  qreal x = area.left();
  if (flags & Qt::AlignRight) x = area.right() - width;
  if (flags & Qt::AlignHCenter) x = area.center().x() - width / 2;
  qreal y = area.center().y() + (metrics.ascent() - metrics.descent()) / 2;
  if (flags & Qt::AlignTop) y = area.top() + metrics.ascent();
  if (flags & Qt::AlignBottom) y = area.bottom() - metrics.descent();
  for (qsizetype start = 0; start < text.size();) {
    const qsizetype end = pieceEnd(text, start);
    const QString piece = text.mid(start, end - start);
    const qreal advance = metrics.horizontalAdvance(piece);
    if (isDigit(text[start])) {
      painter.drawText(QPointF(x + (cell - advance) / 2, y), piece);
      x += cell;
    } else {
      painter.drawText(QPointF(x, y), piece);
      x += advance;
    }
    start = end;
  }
}

}  // namespace skewscope::ui
