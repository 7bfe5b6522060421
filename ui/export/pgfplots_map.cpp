// Feature maps for pgfplots: panels beside each other, each with one table of all its points.
#include <algorithm>

#include "core/report/table.h"
#include "ui/export/pgfplots.h"
#include "ui/export/pgfplots_picture.h"
#include "ui/plots/map_chart.h"
#include "ui/theme/text.h"

namespace skewscope::ui::tikz {
namespace {

constexpr double kEdge = 0.22, kCross = 0.62;  ///< widths of lines, of the radius, as in the drawing

/// A coordinate as the store has it: in single precision.
QString exact(double coordinate) {
  return text(report::exactNumber(static_cast<float>(coordinate)));
}

/// The signs and colours of the groups by their places, for `scatter/classes`.
QString scatterClasses(const MapPoints& map, double radius) {
  QStringList classes;
  for (std::size_t g = 0; g < map.groups.size(); ++g) {
    const MapPoints::Group& group = map.groups[g];
    const QString ink = colour(group.colour);
    const QString looks =
        group.sign == Marker::Cross
            ? QStringLiteral("draw=%1,line width=%2").arg(ink, points(kCross * radius))
            : QStringLiteral("draw=white,fill=%1,line width=%2").arg(ink, points(kEdge * radius));
    classes.append(QStringLiteral("%1={mark=%2,%3}").arg(g).arg(mark(group.sign), looks));
  }
  return QStringLiteral("scatter/classes={%1}").arg(classes.join(QStringLiteral(",\n    ")));
}

}  // namespace

void Picture::mapPanel(const MapChart& chart, std::size_t index, const QSizeF& size, QStringList options) {
  const MapPoints& map = chart.panels[index].points;
  const double radius = mapPointRadius(chart, spec_.linePt);
  options.append(QStringLiteral(
      "ymajorgrids=false,axis lines=box,axis line style={gray!25},xtick=\\empty,ytick=\\empty"));
  if (map.isEmpty()) {
    options.append(QStringLiteral("xmin=0,xmax=1,ymin=0,ymax=1"));
    begin(QStringLiteral("panel%1").arg(index), size, options);
    body_ += QStringLiteral("\\node[text=gray,align=center,text width=%1] at (axis cs:0.5,0.5) {%2};\n")
                 .arg(points(0.9 * size.width()), latexWords(chart.panels[index].message));
    return;
  }
  const QRectF seen = mapExtent(map, size, 2 * radius);
  options.append(
      QStringLiteral("xmin=%1,xmax=%2,ymin=%3,ymax=%4")
          .arg(number(seen.left()), number(seen.right()), number(seen.top()), number(seen.bottom())));
  const QString across = mapAxisTitle(chart.projection, 0), up = mapAxisTitle(chart.projection, 1);
  if (!across.isEmpty())
    options.append(QStringLiteral("xlabel={%1},ylabel={%2}").arg(latexWords(across), latexWords(up)));
  begin(QStringLiteral("panel%1").arg(index), size, options);
  body_ +=
      QStringLiteral(
          "\\addplot[forget plot,only marks,mark size=%1,scatter,scatter src=explicit symbolic,\n    %2]\n"
          "  table[header=false,x index=0,y index=1,meta index=2,row sep=crcr] {\n")
          .arg(points(radius), scatterClasses(map, radius));
  for (const std::size_t i : mapDrawingOrder(map)) {
    body_ += QStringLiteral("%1 %2 %3\\\\\n")
                 .arg(exact(map.places[i].x()), exact(map.places[i].y()))
                 .arg(map.groupOf[i]);
  }
  body_ += QStringLiteral("};\n");
}

void Picture::draw(const MapChart& chart) {
  const auto entries = legendOf(chart);
  const QSizeF page = QSizeF(spec_.widthMm, spec_.heightMm) * kPointsPerMm;
  FigureLegend legend = spec_.legend;
  if (legend == FigureLegend::Automatic) legend = isWide(page) ? FigureLegend::Right : FigureLegend::Bottom;
  const std::size_t count = chart.panels.size();
  const bool several = count > 1, titled = !mapAxisTitle(chart.projection, 0).isEmpty();
  const double beside = (titled ? 2 : 0.3) * unit_, below = beside;  // of the titles of the axes
  const double between = beside + unit_, above = several ? (spec_.withTitle ? 3.2 : 1.6) * unit_ : 0;
  const QSizeF all = room(entries, legend, below);
  const double width = all.width() + 6.2 * unit_ - beside - between * static_cast<double>(count - 1);
  const QSizeF size(std::max(width / static_cast<double>(count), 3 * unit_),
                    std::max(all.height() - above, 3 * unit_));
  // A key on the right is that of the last panel.
  const std::size_t keyed = legend == FigureLegend::Right ? count - 1 : 0;
  for (std::size_t p = 0; p < count; ++p) {
    const QString title = several ? chart.panels[p].title : spec_.withTitle ? chart.title : QString();
    QStringList options = heading(title, static_cast<int>(p), several ? 0 : keyAbove(entries, legend));
    options.append(titleFitting(title, several ? size.width() : page.width()));
    if (p == keyed) {
      QStringList placed = legendOptions(entries, legend);
      // Above the titles of the panels; and below there are no numbers.
      if (several && legend == FigureLegend::Top)
        placed.replaceInStrings(QStringLiteral("1.03"), number(1 + 3.1 * unit_ / size.height()));
      if (legend == FigureLegend::Bottom)
        placed.append(QStringLiteral("legend style={yshift=%1}").arg(points(3.3 * unit_ - below)));
      options += placed;
    }
    if (p > 0) {
      options.append(QStringLiteral("at={(panel%1.south east)},anchor=south west,xshift=%2")
                         .arg(p - 1)
                         .arg(points(between)));
    }
    mapPanel(chart, p, size, options);
    if (p == keyed) key(entries, legend);
    end();
  }
  if (several && spec_.withTitle) pageTitle(chart.title);
}

}  // namespace skewscope::ui::tikz
