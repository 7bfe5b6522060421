#pragma once

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <functional>
#include <span>

#include "ui/plots/curve_set.h"

namespace skewscope::ui {

/// Draws plots for paper. All lengths are in points (1/72 inch), whatever the device: text is laid out at a
/// large size and scaled, so that it has the same width on screen, in a PDF and in an SVG.
class PlotPainter {
 public:
  /// Colours and sizes of a figure.
  struct Style {
    double fontSize = 8;       ///< pt, of axis labels; ticks and end labels are a little smaller
    double lineWidth = 1.0;    ///< pt
    QColor paper = Qt::white;  ///< invalid: transparent
    QColor ink{0x1c2430}, muted{0x5f6978}, grid{0xe3e7ec};
    QString family;         ///< empty: Inter, or else the application's
    bool key = true;        ///< with a key above the axes, where the plot has one
    bool endLabels = true;  ///< curves: with names and last values at their ends
    QString panelLetter;    ///< of the first panel, as report::panelLetter() counts on; empty: none
  };

  /// Sizes and colours on screen, where a unit is a pixel: those of the scheme, without paper.
  static Style screenStyle();

  /// One unit of `painter` must be one point.
  PlotPainter(QPainter& painter, Style style);

  const Style& style() const { return style_; }
  QPainter& painter() { return painter_; }

  double textWidth(const QString& text, double size, bool bold = false) const;
  /// Height of capital letters.
  double capHeight(double size) const;
  /// `size`, or as much less as the text needs to fit `room`.
  double fittingSize(const QString& text, double size, double room, bool bold = false) const;
  /// The text with as much of its middle left out as it takes to fit `room`: names differ at their ends.
  QString elided(const QString& text, double size, double room, bool bold = false) const;
  /// Lines of a text that is broken at words to fit `room`.
  QStringList lines(const QString& text, double size, double room) const;
  /// Draws one line of text with its middle (vertically) at `y` and left, centre or right at `x`.
  void text(double x, double y, const QString& text, double size, Qt::Alignment alignment,
            const QColor& colour, bool bold = false, double angle = 0);

  /// A straight or (`log`, low > 0) logarithmic scale from values to points. On a logarithmic one, what is
  /// not above 0 is at its beginning.
  struct Scale {
    double low = 0, high = 1, from = 0, to = 1;
    bool log = false;
    /// Where a value is on the way from `low`, 0, to `high`, 1.
    double part(double value) const;
    double operator()(double value) const { return from + part(value) * (to - from); }
    /// The reverse.
    double valueAt(double place) const;
  };
  /// Round ticks inside [low, high], about `count` of them; whole numbers only if `whole`.
  static std::vector<double> ticks(double low, double high, int count, bool whole = false);
  /// The ones inside [low, high] of those that were set.
  static std::vector<double> inside(const std::vector<double>& ticks, double low, double high);
  /// Width that the tick labels of a vertical axis need.
  double tickWidth(const std::vector<double>& ticks) const;
  /// Horizontal grid lines with their labels, and the axis title turned by 90 degrees at `titleX` (if not
  /// empty). A title that is longer than the axis goes on into `below`, the room under it, and then gets
  /// smaller.
  void verticalAxis(const QRectF& area, const Scale& y, const std::vector<double>& ticks,
                    const QString& title, double titleX, double below = 0);
  /// The title of verticalAxis() by itself.
  void verticalTitle(const QRectF& area, const QString& title, double titleX, double below = 0);
  /// Base line, tick labels and title below `area`. A number that would touch the one before is left out.
  void horizontalAxis(const QRectF& area, const Scale& x, const std::vector<double>& ticks,
                      const QString& title);
  /// A line through the points; NaN interrupts it, a point alone becomes a dot.
  void line(std::span<const double> xs, std::span<const double> ys, const Scale& x, const Scale& y,
            const QColor& colour, Qt::PenStyle style, double width);

  /// The area between two lines; NaN in either interrupts it.
  void band(std::span<const double> xs, std::span<const double> lows, std::span<const double> highs,
            const Scale& x, const Scale& y, const QColor& colour);

  /// Draws a whole CurveSet into `area`: panes, axes, curves and end labels, or a grid of small multiples,
  /// and its caption below. Panes below the first one have their letter above, if there are letters; of small
  /// multiples each has its own, the first one too.
  void curves(const CurveSet& set, const QRectF& area);

 private:
  /// One pair of axes, or those above each other of one set; without its caption.
  void plot(const CurveSet& set, const QRectF& area, const QString& title);
  /// Height of the key of overlaid runs, drawn along the top of `area`.
  double key(const CurveSet& set, const QRectF& area);
  void grid(const CurveSet& set, const QRectF& area);
  void pane(const Pane& pane, const CurveSet& set, const QRectF& area, bool last, double labelWidth);
  double endLabelWidth(const CurveSet& set) const;
  QString endLabel(const Pane& pane, const Curve& curve, double xHigh) const;
  QFont font(bool bold) const;

  QPainter& painter_;
  Style style_;
};

}  // namespace skewscope::ui
