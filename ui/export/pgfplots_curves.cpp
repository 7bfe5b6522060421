// Curves of a figure for pgfplots: axes with lines and bands, or small multiples.
#include <algorithm>
#include <cmath>

#include "ui/export/pgfplots.h"
#include "ui/export/pgfplots_picture.h"
#include "ui/plots/curve_overlay.h"

namespace skewscope::ui::tikz {

QString Picture::coordinates(const std::vector<double>& xs, const std::vector<double>& ys) {
  QString out = QStringLiteral(" coordinates {");
  for (std::size_t k = 0; k < xs.size(); ++k) out += u'(' + number(xs[k]) + u',' + number(ys[k]) + u')';
  return out + u'}';
}

/// The area of a band, cut at the ends of the axis as in a drawing; a gap interrupts it.
void Picture::band(const Curve& curve, const Pane& pane) {
  std::vector<double> xs, ys;
  std::size_t from = 0;  // of the part that has no gap
  const auto flush = [&](std::size_t end) {
    for (std::size_t k = end; k-- > from;) {
      xs.push_back(curve.x[k]);
      ys.push_back(std::clamp(curve.low[k], pane.yLow, pane.yHigh));
    }
    const QColor fill = bandFill(curve.colour);
    if (end > from + 1) {
      body_ += QStringLiteral("\\addplot[forget plot,draw=none,mark=none,fill=%1,fill opacity=%2]")
                   .arg(colour(fill))
                   .arg(static_cast<double>(fill.alphaF()), 0, 'f', 2) +
               coordinates(xs, ys) + QStringLiteral(" -- cycle;  % band of %1\n").arg(curve.key);
    }
    xs.clear();
    ys.clear();
    from = end + 1;
  };
  for (std::size_t k = 0; k < curve.x.size(); ++k) {
    if (std::isnan(curve.low[k]) || std::isnan(curve.high[k])) {
      flush(k);
      continue;
    }
    xs.push_back(curve.x[k]);
    ys.push_back(std::clamp(curve.high[k], pane.yLow, pane.yHigh));
  }
  flush(curve.x.size());
}

void Picture::line(const Curve& curve, const std::vector<double>& values, const QColor& ink, double width) {
  body_ += QStringLiteral("\\addplot[forget plot,mark=none,line width=%1,color=%2,opacity=%3,%4]")
               .arg(points(width), colour(ink))
               .arg(static_cast<double>(ink.alphaF()), 0, 'f', 2)
               .arg(dash(curve.style, width)) +
           coordinates(curve.x, values) + QStringLiteral(";  % %1\n").arg(curve.key);
}

void Picture::axes(const CurveSet& set, const Panel& panel, const Key& key) {
  double shares = 0;
  for (const Pane& pane : set.panes) shares += pane.share;
  const double gap = 2 * unit_;
  const double height = panel.size.height() - gap * static_cast<double>(set.panes.size() - 1);
  for (std::size_t p = 0; p < set.panes.size(); ++p) {
    const Pane& pane = set.panes[p];
    const bool first = p == 0, last = p + 1 == set.panes.size();
    QStringList options = ends("x", set.xLow, set.xHigh, set.xTicks, set.logX) +
                          ends("y", pane.yLow, pane.yHigh, pane.yTicks, pane.logY);
    options.append(QStringLiteral("ylabel={%1}").arg(latexWords(pane.yTitle)));
    if (first) {
      options += heading(panel.title, panel.letter, panel.above) + panel.place;
    } else {
      if (panel.alone) options += heading({}, static_cast<int>(p), 0);
      options.append(QStringLiteral("at={(panel%1x%2.south west)},anchor=north west,yshift=%3")
                         .arg(panel.number)
                         .arg(p - 1)
                         .arg(points(-gap)));
    }
    const bool keyed = panel.keyed && (key.place == FigureLegend::Bottom ? last : first);
    if (keyed) options += legendOptions(key.entries, key.place);
    options.append(last ? QStringLiteral("xlabel={%1}").arg(latexWords(set.xTitle))
                        : QStringLiteral("xticklabels={}"));
    begin(QStringLiteral("panel%1x%2").arg(panel.number).arg(p),
          {panel.size.width(), height * pane.share / shares}, options);
    for (const Curve& curve : pane.curves) {
      if (!curve.low.empty()) band(curve, pane);
      if (!curve.smooth.empty()) line(curve, curve.y, steppedBack(curve.colour), 0.5 * spec_.linePt);
    }
    for (const bool labelled : {false, true}) {
      for (const Curve& curve : pane.curves) {
        if (curve.labelled == labelled) line(curve, curve.line(), curve.colour, spec_.linePt);
      }
    }
    if (keyed) this->key(key.entries, key.place);
    end();
  }
}

void Picture::draw(const CurveSet& set) {
  const Key key{legendOf(set), place(true)};
  const double width = spec_.widthMm * kPointsPerMm;
  const double lines = std::ceil(0.45 * unit_ * static_cast<double>(set.caption.size()) / width);
  const QSizeF size = room(key.entries, key.place, 3.5 * unit_ + 1.1 * unit_ * lines);
  if (set.multiples) {
    drawMultiples(set, size, key);
  } else {
    Panel panel{.size = size, .title = spec_.withTitle ? set.title : QString()};
    panel.above = keyAbove(key.entries, key.place);
    axes(set, panel, key);
  }
  if (set.caption.isEmpty()) return;
  body_ += QStringLiteral(
               "\\node[anchor=north west,inner xsep=0pt,text width=%1,align=left,text=gray,"
               "font=\\fontsize{%2}{%3}\\selectfont] at (current bounding box.south west) {%4};\n")
               .arg(points(0.97 * width))
               .arg(0.9 * unit_)
               .arg(1.1 * unit_)
               .arg(latexWords(set.caption));
}

void Picture::drawMultiples(const CurveSet& set, const QSizeF& room, const Key& key) {
  const std::vector<CurveSet> parts = splitByRun(set);
  const int count = static_cast<int>(parts.size());
  const int columns = multipleColumns(parts.size()), rows = (count + columns - 1) / columns;
  const double across = 6 * unit_, down = 6.2 * unit_;  // for ticks, titles and names
  const double titled = spec_.withTitle ? 1.6 * unit_ : 0;
  const QSizeF size((room.width() - across * (columns - 1)) / columns,
                    (room.height() - titled - down * (rows - 1)) / rows);
  const int keyed = key.place == FigureLegend::Right    ? std::min(columns, count) - 1
                    : key.place == FigureLegend::Bottom ? (rows - 1) * columns
                                                        : 0;
  for (int i = 0; i < count; ++i) {
    const CurveSet& part = parts[static_cast<std::size_t>(i)];
    Panel panel{
        .size = size, .title = part.title, .number = i, .letter = i, .keyed = i == keyed, .alone = false};
    if (i % columns > 0) {
      panel.place.append(QStringLiteral("at={(panel%1x0.north east)},anchor=north west,xshift=%2")
                             .arg(i - 1)
                             .arg(points(across)));
    } else if (i > 0) {
      panel.place.append(QStringLiteral("at={(panel%1x%2.south west)},anchor=north west,yshift=%3")
                             .arg(i - columns)
                             .arg(part.panes.size() - 1)
                             .arg(points(-down)));
    }
    axes(part, panel, key);
  }
  if (spec_.withTitle) pageTitle(set.title);
}

}  // namespace skewscope::ui::tikz
