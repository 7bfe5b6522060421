#pragma once

#include <QImage>
#include <QPolygonF>
#include <QRgb>

namespace skewscope::ui {

/// Many thin lines that go from left to right, with smooth edges: QPainter takes ten times as long for them.
class ThinLines {
 public:
  /// An empty picture of that size; a unit of the lines is `ratio` pixels.
  ThinLines(const QSizeF& size, double ratio);

  /// Draws a line `width` units wide, opaque, over what is there. The points' x must ascend.
  void draw(const QPolygonF& line, QRgb colour, double width);
  /// The picture, with its device pixel ratio.
  const QImage& image() const { return image_; }

 private:
  void segment(QPointF from, QPointF to, QRgb colour, double width);

  QImage image_;
  double ratio_;
};

}  // namespace skewscope::ui
