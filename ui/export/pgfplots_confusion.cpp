// A confusion matrix for pgfplots: a matrix plot in the colours of the drawing.
#include <algorithm>
#include <cmath>

#include "ui/export/pgfplots.h"
#include "ui/export/pgfplots_picture.h"
#include "ui/plots/confusion_chart.h"
#include "ui/theme/text.h"

namespace skewscope::ui::tikz {
namespace {

constexpr int kStops = 20;  ///< of the map of colours, which is straight in RGB between them
constexpr int kMostNames = 40;

/// "skewscope cells": the colours from the smallest to the largest value that is drawn.
QString colourMap(const ConfusionChart& chart, double low, double high) {
  QString stops;
  for (int k = 0; k <= kStops; ++k) {
    const double part = static_cast<double>(k) / kStops;
    const QColor at = cellColour(chart, std::lerp(low, high, part), high, PlotPainter::Style());
    stops += QStringLiteral(" rgb255(%1)=(%2,%3,%4)").arg(k).arg(at.red()).arg(at.green()).arg(at.blue());
  }
  return QStringLiteral("colormap={skewscope cells}{%1}").arg(stops.trimmed());
}

}  // namespace

void Picture::draw(const ConfusionChart& chart) {
  const auto count = static_cast<int>(chart.classes.size());
  const PlotPainter::Style style;
  // The drawing has a key where its cells have no numbers.
  qsizetype longest = 0;
  for (const QString& name : chart.classes) longest = std::max(longest, name.size());
  const double names = count <= kMostNames ? 0.5 * unit_ * static_cast<double>(longest) : 0;
  const auto sideOf = [&](const QSizeF& room) {
    return std::min(room.width() + 3.5 * unit_ - names, room.height()) / std::max(count, 1);
  };
  auto entries = legendOf(chart);
  FigureLegend legend = spec_.legend;
  QSizeF free = room(entries, FigureLegend::None, names + 2.6 * unit_);
  const bool automatic = legend == FigureLegend::Automatic;
  if (automatic)
    legend = hasNumbers(chart, sideOf(free), unit_)    ? FigureLegend::None
             : isWide({spec_.widthMm, spec_.heightMm}) ? FigureLegend::Right
                                                       : FigureLegend::Bottom;
  free = room(entries, legend, names + 2.6 * unit_);
  const double side = sideOf(free);
  const bool numbered = hasNumbers(chart, side, unit_);

  std::vector<double> places;
  QStringList labels;
  for (int k = 0; k < count && count <= kMostNames; ++k) {
    places.push_back(k);
    labels.append(u'{' + latexWords(chart.classes[k]) + u'}');
  }
  const double most = largestValue(chart);
  const double high = most > 0 ? most : 1, low = chart.kind == ConfusionChart::Kind::Difference ? -high : 0;
  QStringList options = legendOptions(entries, legend) +
                        heading(spec_.withTitle ? chart.title : QString(), 0, keyAbove(entries, legend));
  if (legend == FigureLegend::Bottom)  // below the names, which are turned
    options.append(QStringLiteral("legend style={yshift=%1}").arg(points(-names)));
  // Above the names too, as in the drawing, and smaller rather than wider than the figure.
  options.append(QStringLiteral("title style={xshift=%1}").arg(points(-names - 2.6 * unit_)));
  options.append(titleFitting(chart.title, spec_.widthMm * kPointsPerMm));
  options.append(
      QStringLiteral("ymajorgrids=false,axis lines=box,axis line style={gray!25},axis on top,y dir=reverse"));
  options.append(QStringLiteral("xmin=-0.5,xmax=%1,ymin=-0.5,ymax=%1").arg(number(count - 0.5)));
  options.append(
      QStringLiteral("xtick=%1,ytick=%1").arg(places.empty() ? QStringLiteral("\\empty") : list(places)));
  options.append(
      QStringLiteral("xticklabels={%1},xticklabel style={rotate=90,anchor=east}").arg(labels.join(u',')));
  options.append(QStringLiteral("yticklabels={%1}").arg(labels.join(u',')));
  options.append(QStringLiteral("xlabel={%1},ylabel={%2}")
                     .arg(latexWords(predictedClassTitle()), latexWords(trueClassTitle())));
  const double type = std::min(0.9 * unit_, 0.42 * side);
  options.append(
      QStringLiteral("/tikz/skewscope number/.style={inner sep=0pt,font=\\fontsize{%1}{%2}\\selectfont}")
          .arg(type)
          .arg(1.2 * type));
  options.append(colourMap(chart, low, high));
  options.append(QStringLiteral("point meta min=%1,point meta max=%2").arg(number(low), number(high)));
  begin(QStringLiteral("panel0"), {side * count, side * count}, options);
  body_ +=
      QStringLiteral("\\addplot[forget plot,matrix plot*,mesh/cols=%1,point meta=explicit] coordinates {\n")
          .arg(count);
  QString without, digits;
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < count; ++column) {
      const double value = chart.at(row, column);
      body_ += QStringLiteral("(%1,%2) [%3] ")
                   .arg(column)
                   .arg(row)
                   .arg(std::isfinite(value) ? number(value) : QStringLiteral("0"));
      if (!std::isfinite(value)) {
        without += QStringLiteral("\\fill[%1] (axis cs:%2,%3) rectangle (axis cs:%4,%5);\n")
                       .arg(colour(style.grid))
                       .arg(column - 0.5)
                       .arg(row - 0.5)
                       .arg(column + 0.5)
                       .arg(row + 0.5);
      }
      if (!numbered) continue;
      const QColor cell = cellColour(chart, value, most, style);
      const QColor ink = cellInk(value, cell, style);
      digits += QStringLiteral("\\node[skewscope number,text=%1] at (axis cs:%2,%3) {%4%5};\n")
                    .arg(colour(ink))
                    .arg(column)
                    .arg(row)
                    .arg(row == column ? QStringLiteral("\\bfseries ") : QString(),
                         latexWords(cellValueText(chart, value)));
    }
    body_ += u'\n';
  }
  body_ += QStringLiteral("};\n") + without + digits;
  key(entries, legend);
  end();
}

}  // namespace skewscope::ui::tikz
