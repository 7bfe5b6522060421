#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QString>

class QPainter;
class QRectF;

namespace skewscope::ui {

/// Turns on the font's tabular figures where this Qt can (6.7 and later); a no-op before.
void useTabularFigures(QFont& font);

/// Width of `text` with every digit as wide as the widest one.
qreal tabularWidth(const QFontMetricsF& metrics, const QString& text);

/// `name` if it fits into `width`; otherwise without the fewest of its words, from the middle, "SimCLR … r .01
/// twin s3": first and last words tell runs apart. Cut within a word where one is too long for that.
QString elidedName(const QFontMetricsF& metrics, const QString& name, double width);

/// Draws one line of text with all digits in cells of one width, so that numbers stand still while they
/// change and line up in columns, whatever the font. `flags`: horizontal and vertical Qt::Alignment.
void drawTabular(QPainter& painter, const QRectF& area, Qt::Alignment flags, const QString& text);

}  // namespace skewscope::ui
