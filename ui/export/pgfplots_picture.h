#pragma once

#include <QColor>
#include <QSizeF>
#include <QString>
#include <QStringList>
#include <vector>

#include "ui/export/figure_content.h"
#include "ui/plots/legend.h"

namespace skewscope::ui::tikz {

using report::FigureLegend;
using report::FigureSpec;

constexpr double kPointsPerMm = 72.0 / 25.4;

/// A value, exactly; "nan" where there is none.
QString number(double value);
/// A length; TeX has no exponents.
QString points(double value);
/// "{1,2,5}".
QString list(const std::vector<double>& values);
/// A colour without its transparency.
QString colour(const QColor& c);
/// The dashes of curvePen() for a line of that width.
QString dash(Qt::PenStyle style, double width);
/// Name of the mark that stands for a marker.
QString mark(Marker marker);

/// Writes the axes of a figure with their plots. All lengths are in points (1/72 inch).
class Picture {
 public:
  /// `spec` must outlive it.
  explicit Picture(const FigureSpec& spec) : spec_(spec), unit_(spec.fontPt) {}

  /// The whole file; with `stored` the figure is in it too, since it can be drawn again from a store.
  QByteArray finish(const FigureContent& content, bool stored) const;

  /// Adds a plot of its kind; one in each picture.
  void draw(const CurveSet& set);
  void draw(const WeightChart& chart);
  void draw(const BarChart& chart);
  void draw(const SummaryChart& chart);
  void draw(const PointChart& chart);
  void draw(const ConfusionChart& chart);
  void draw(const MapChart& chart);

 private:
  /// The key of a figure and where it stands.
  struct Key {
    std::vector<LegendEntry> entries;
    FigureLegend place;
  };
  /// Axes above each other, as one plot of a figure.
  struct Panel {
    QSizeF size;
    QString title;
    double above = 0;     ///< room between the axes and the title
    int number = 0;       ///< in the names of nodes
    int letter = 0;       ///< as report::panelLetter() counts
    bool keyed = true;    ///< has the key
    bool alone = true;    ///< is no small multiple: its lower axes have letters too
    QStringList place{};  ///< options that say where it is
  };
  static QString coordinates(const std::vector<double>& xs, const std::vector<double>& ys);
  void band(const Curve& curve, const Pane& pane);
  void line(const Curve& curve, const std::vector<double>& values, const QColor& ink, double width);
  void axes(const CurveSet& set, const Panel& panel, const Key& key);
  /// A line with its marks and its band, an area if `wanted`, cut at the ends of the axis.
  void pointLine(const PointChart::Line& line, const report::FigureAxis& y, bool wanted, double shift);
  /// Begins the axes of a map and puts its points or its message into them.
  void mapPanel(const MapChart& chart, std::size_t index, const QSizeF& size, QStringList options);
  void drawMultiples(const CurveSet& set, const QSizeF& room, const Key& key);

  /// Where the key stands; a key of its own place is to the right of curves and above all others.
  FigureLegend place(bool curves) const;

  /// Room for the axes inside the figure, in points, beside labels, title and key.
  QSizeF room(const std::vector<LegendEntry>& entries, FigureLegend legend, double below) const;

  /// Entries of a key above or below that stand side by side.
  int columns(const std::vector<LegendEntry>& entries) const;

  QStringList legendOptions(const std::vector<LegendEntry>& entries, FigureLegend legend) const;

  void key(const std::vector<LegendEntry>& entries, FigureLegend legend);

  void begin(const QString& name, const QSizeF& size, const QStringList& options);
  void end() { body_ += QStringLiteral("\\end{axis}\n"); }

  /// Letter and title of a panel, `above` points over its axes.
  QStringList heading(const QString& title, int panel, double above) const;
  /// Options that make a title smaller rather than wider than `room`, about: the widths of LaTeX's letters
  /// are not known here.
  QString titleFitting(const QString& title, double room) const;
  /// The title of several panels, above all that was drawn.
  void pageTitle(const QString& title);
  /// Height of a key that stands above the axes.
  double keyAbove(const std::vector<LegendEntry>& entries, FigureLegend legend) const;

  /// Options of axis "x" or "y": its ends, and ticks that are named as in a drawing.
  static QStringList ends(const char* axis, double low, double high, std::vector<double> ticks,
                          bool log = false);
  /// The same, as far as it was set.
  static QStringList ends(const char* axis, const report::FigureAxis& set);

  const FigureSpec& spec_;
  double unit_;
  QString body_;
};

}  // namespace skewscope::ui::tikz
