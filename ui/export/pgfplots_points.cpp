// Points with bands, for pgfplots: panels beside each other.
#include <algorithm>
#include <cmath>

#include "ui/export/pgfplots.h"
#include "ui/export/pgfplots_picture.h"
#include "ui/plots/curve_overlay.h"

namespace skewscope::ui::tikz {

void Picture::pointLine(const PointChart::Line& line, const report::FigureAxis& y, bool wanted,
                        double shift) {
  const bool areas = wanted && isJoined(line);  // else bars
  std::vector<double> xs, ys, edgeXs, edgeYs;
  bool bars = false;
  for (const auto& point : line.points) {
    xs.push_back(point.x);
    ys.push_back(100 * point.y);
    bars = bars || (!areas && !std::isnan(point.low));
  }
  if (areas) {  // there and back; points without a band are left out of it
    for (const bool back : {false, true}) {
      auto members = line.points;
      std::erase_if(members, [](const auto& point) { return std::isnan(point.low); });
      if (back) std::reverse(members.begin(), members.end());
      for (const auto& point : members) {
        edgeXs.push_back(point.x);
        edgeYs.push_back(std::clamp(100 * (back ? point.low : point.high), *y.low, *y.high));
      }
    }
    const QColor fill = bandFill(line.colour);
    if (edgeXs.size() > 2) {
      body_ += QStringLiteral("\\addplot[forget plot,draw=none,mark=none,fill=%1,fill opacity=%2]")
                   .arg(colour(fill))
                   .arg(static_cast<double>(fill.alphaF()), 0, 'f', 2) +
               coordinates(edgeXs, edgeYs) + QStringLiteral(" -- cycle;\n");
    }
  }
  const QString moved = shift == 0 ? QString() : QStringLiteral("xshift=%1,").arg(points(shift));
  body_ +=
      QStringLiteral(
          "\\addplot[forget plot,%7%6mark=%1,mark size=%2,mark options={solid},line width=%3,color=%4,%5")
          .arg(mark(line.marker), points((line.points.size() > 30 ? 0.15 : 0.25) * unit_),
               points(spec_.linePt), colour(line.colour), dash(line.style, spec_.linePt),
               isJoined(line) ? QString() : QStringLiteral("only marks,"), moved);
  if (!bars) {
    body_ += u']' + coordinates(xs, ys) + QStringLiteral(";\n");
    return;
  }
  body_ += QStringLiteral(",error bars/.cd,y dir=both,y explicit,error bar style={solid}] coordinates {");
  for (const auto& point : line.points) {
    body_ += u'(' + number(point.x) + u',' + number(100 * point.y) + u')';
    if (!std::isnan(point.low)) {
      body_ += QStringLiteral(" += (0,%1) -= (0,%2) ")
                   .arg(number(100 * (point.high - point.y)), number(100 * (point.y - point.low)));
    }
  }
  body_ += QStringLiteral("};\n");
}

void Picture::draw(const PointChart& chart) {
  const auto entries = legendOf(chart);
  const FigureLegend legend = place(false);
  const auto count = static_cast<double>(chart.panels.size());
  const bool several = chart.panels.size() > 1;
  const double titled = several ? (spec_.withTitle ? 3.2 : 1.6) * unit_ : 0;
  const double across = 6.5 * unit_;  // for ticks and title of the next panel
  const QSizeF all = room(entries, legend, 3.5 * unit_);
  const QSizeF size(std::max((all.width() - across * (count - 1)) / count, 3 * unit_),
                    std::max(all.height() - titled, 3 * unit_));
  // Beside the last panel: beside another it would lie over the next.
  const std::size_t keyed = legend == FigureLegend::Right ? chart.panels.size() - 1 : 0;
  for (std::size_t p = 0; p < chart.panels.size(); ++p) {
    const PointChart::Panel& panel = chart.panels[p];
    const auto [x, y] = pointAxes(panel);
    const QString title = several ? panel.title : spec_.withTitle ? chart.title : QString();
    QStringList options = ends("x", *x.low, *x.high, x.ticks, true) + ends("y", *y.low, *y.high, y.ticks) +
                          heading(title, static_cast<int>(p), several ? 0 : keyAbove(entries, legend));
    if (p == keyed) {
      QStringList placed = legendOptions(entries, legend);
      // Above the titles of the panels.
      if (several && legend == FigureLegend::Top)
        placed.replaceInStrings(QStringLiteral("1.03"), number(1 + 3.1 * unit_ / size.height()));
      options += placed;
    }
    if (p > 0) {
      options.append(QStringLiteral("at={(panel%1.south east)},anchor=south west,xshift=%2")
                         .arg(p - 1)
                         .arg(points(across)));
    }
    options.append(QStringLiteral("xlabel={%1}").arg(latexWords(panel.xTitle)));
    options.append(QStringLiteral("ylabel={%1}").arg(latexWords(panel.yTitle)));
    begin(QStringLiteral("panel%1").arg(p), size, options);
    const auto shifts = barShifts(panel, chart.areas, unit_);
    for (std::size_t l = 0; l < panel.lines.size(); ++l) pointLine(panel.lines[l], y, chart.areas, shifts[l]);
    if (p == keyed) key(entries, legend);
    end();
  }
  if (several && spec_.withTitle) pageTitle(chart.title);
}

}  // namespace skewscope::ui::tikz
