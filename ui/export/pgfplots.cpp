#include "ui/export/pgfplots.h"

#include <QHash>
#include <algorithm>
#include <cmath>

#include "core/report/table.h"
#include "ui/export/figure_palette.h"
#include "ui/export/pgfplots_picture.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace tikz {

void Picture::draw(const WeightChart& chart) {
  const auto entries = legendOf(chart);
  const FigureLegend legend = place(false);
  const auto [x, y] = weightAxes(chart);
  QStringList options = ends("x", x) + ends("y", y) + legendOptions(entries, legend) +
                        heading(spec_.withTitle ? chart.title : QString(), 0, keyAbove(entries, legend));
  options.append(QStringLiteral("xmode=log,ymode=log,log ticks with fixed point"));
  options.append(QStringLiteral("xlabel={%1}").arg(latexWords(ui::tr("training images of the class, n"))));
  options.append(QStringLiteral("ylabel={%1}").arg(latexWords(ui::tr("mean weight of its images"))));
  begin(QStringLiteral("panel0"), room(entries, legend, 3.5 * unit_), options);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    for (const auto& point : chart.series[s].points) {
      const bool named = s == 0 && chart.series[s].points.size() <= 30;
      body_ += QStringLiteral("\\addplot[forget plot,only marks,mark=%1,color=%2] coordinates {(%3,%4)}%5;\n")
                   .arg(mark(chart.series[s].marker), colour(point.colour),
                        number(static_cast<double>(point.count)), number(point.weight),
                        named ? QStringLiteral(" node[right,text=gray] {%1}").arg(latexWords(point.name))
                              : QString());
    }
  }
  key(entries, legend);
  end();
}

void Picture::draw(const BarChart& chart) {
  const auto entries = legendOf(chart);
  const FigureLegend legend = place(false);
  qsizetype lines = 1;
  QStringList labels;
  std::vector<double> places;
  for (const QStringList& category : chart.categories) {
    QStringList escaped;
    for (const QString& line : category) escaped.append(latexWords(line));
    lines = std::max(lines, category.size());
    labels.append(u'{' + escaped.join(QStringLiteral("\\\\")) + u'}');
    places.push_back(static_cast<double>(places.size()));
  }
  const QSizeF size = room(entries, legend, 1.5 * unit_ * static_cast<double>(lines + 1));
  QStringList options = legendOptions(entries, legend) + ends("y", chart.y) +
                        heading(spec_.withTitle ? chart.title : QString(), 0, keyAbove(entries, legend));
  bool below = false;  // some bar hangs from zero
  for (const auto& series : chart.series) {
    for (const report::Band& band : series.bars)
      below = below || (band.n > 0 && band.mean - deviationOf(band) < 0);
  }
  if (!chart.y.low)
    options.append(below ? QStringLiteral("enlarge y limits=0.1,extra y ticks={0},extra y tick labels={}")
                         : QStringLiteral("ymin=0,enlarge y limits={upper}"));
  options.append(QStringLiteral("ylabel={%1}").arg(latexWords(chart.yTitle)));
  options.append(QStringLiteral("xmin=-0.5,xmax=%1").arg(number(static_cast<double>(places.size()) - 0.5)));
  options.append(QStringLiteral("xtick=") + list(places));
  options.append(QStringLiteral("xticklabels={%1},xticklabel style={align=center}").arg(labels.join(u',')));
  begin(QStringLiteral("panel0"), size, options);
  const auto count = static_cast<double>(std::max<std::size_t>(chart.series.size(), 1));
  const double share = 0.8 / count;  // of a category's room
  const double width = share * size.width() / std::max(1.0, static_cast<double>(places.size()));
  const double scale = chart.percent ? 100 : 1;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const double shift = (static_cast<double>(s) - (count - 1) / 2) * share;
    body_ += QStringLiteral(
                 "\\addplot[forget plot,ybar,bar width=%1,bar shift=0pt,draw=none,fill=%2,"
                 "error bars/.cd,y dir=both,y explicit] coordinates {")
                 .arg(points(0.9 * width), colour(chart.series[s].colour));
    for (std::size_t c = 0; c < chart.series[s].bars.size(); ++c) {
      const report::Band& band = chart.series[s].bars[c];
      if (band.n == 0) continue;
      body_ += QStringLiteral("(%1,%2) +- (0,%3) ")
                   .arg(number(static_cast<double>(c) + shift), number(scale * band.mean),
                        number(scale * deviationOf(band)));
    }
    body_ += QStringLiteral("};\n");
  }
  key(entries, legend);
  end();
}

void Picture::draw(const SummaryChart& chart) {
  const auto entries = legendOf(chart);
  const FigureLegend legend = place(false);
  qsizetype longest = 0;
  for (const SummaryMode& mode : chart.modes) {
    longest = std::max(longest, mode.title.size());  // turned below the bars
    for (const QString& name : mode.classNames) longest = std::max(longest, name.size() + 5);
  }
  const double below = 0.5 * unit_ * static_cast<double>(longest) + 2 * unit_;
  const QSizeF all = room(entries, legend, below);
  const auto modes = static_cast<double>(chart.modes.size());
  const QSizeF size((all.width() - 6 * unit_) / (modes + 1) - unit_, all.height() - 2 * unit_);
  const auto next = [&](std::size_t panel, double shift) {
    return QStringLiteral("at={(panel%1.south east)},anchor=south west,xshift=%2")
        .arg(panel - 1)
        .arg(points(shift));
  };
  for (std::size_t m = 0; m < chart.modes.size(); ++m) {
    const SummaryMode& mode = chart.modes[m];
    const QColor own = paletteRun(chart.palette, static_cast<int>(m), static_cast<int>(chart.modes.size()));
    std::vector<double> ranks;
    QStringList labels;
    for (std::size_t c = 0; c < mode.counts.size(); ++c) {
      ranks.push_back(static_cast<double>(c));
      labels.append(QStringLiteral("{%1 %2}").arg(latexWords(mode.classNames[c])).arg(mode.counts[c]));
    }
    QStringList options = ends("y", chart.y.low.value_or(0), chart.y.high.value_or(100), chart.y.ticks) +
                          heading(mode.title, static_cast<int>(m), 0);
    options.append(QStringLiteral("xtick=") + list(ranks));
    options.append(
        QStringLiteral("xticklabels={%1},xticklabel style={rotate=90,anchor=east}").arg(labels.join(u',')));
    options.append(QStringLiteral("enlarge x limits=0.05"));
    if (m == 0) {
      options.append(
          QStringLiteral("ylabel={%1}").arg(latexWords(ui::tr("linear probe accuracy, test (%)"))));
      QStringList placed = legendOptions(entries, legend);
      // Above the titles of the panels.
      if (legend == FigureLegend::Top) placed.replaceInStrings(QStringLiteral("1.03"), QStringLiteral("1.2"));
      options += placed;
    } else {
      options.append(QStringLiteral("yticklabels={}"));
      options.append(next(m, unit_));
    }
    begin(QStringLiteral("panel%1").arg(m), size, options);
    const auto line = [&](const std::vector<double>& values, const QString& style) {
      body_ += QStringLiteral("\\addplot[forget plot,line width=%1,%2] coordinates {")
                   .arg(points(spec_.linePt), style);
      for (std::size_t c = 0; c < values.size(); ++c)
        body_ += u'(' + number(static_cast<double>(c)) + u',' + number(100 * values[c]) + u')';
      body_ += QStringLiteral("};\n");
    };
    line(mode.balanced,
         QStringLiteral("gray,mark=diamond*,mark options={solid},") + dash(Qt::DotLine, spec_.linePt));
    line(mode.imbalanced, QStringLiteral("mark=*,color=") + colour(own));
    if (m == 0) key(entries, legend);
    end();
  }
  QStringList names;
  std::vector<double> places;
  for (const SummaryMode& mode : chart.modes) {
    places.push_back(static_cast<double>(places.size()));
    names.append(u'{' + latexWords(mode.title) + u'}');
  }
  QStringList options = ends("y", chart.y2) + heading({}, static_cast<int>(chart.modes.size()), 0);
  const bool hanging = std::any_of(chart.modes.begin(), chart.modes.end(), [](const SummaryMode& mode) {
    return !mode.gaps.empty() && report::band(mode.gaps).mean < 0;
  });
  if (!chart.y2.low && !hanging) options.append(QStringLiteral("ymin=0,enlarge y limits={upper}"));
  options.append(QStringLiteral("ylabel={%1}").arg(latexWords(ui::tr("relative gap to the twin (%)"))));
  options.append(QStringLiteral("xmin=-0.5,xmax=%1").arg(number(modes - 0.5)));
  options.append(QStringLiteral("xtick=") + list(places));
  options.append(
      QStringLiteral("xticklabels={%1},xticklabel style={rotate=90,anchor=east}").arg(names.join(u',')));
  options.append(next(chart.modes.size(), 5.5 * unit_));
  begin(QStringLiteral("panel%1").arg(chart.modes.size()), size, options);
  for (std::size_t m = 0; m < chart.modes.size(); ++m) {
    if (chart.modes[m].gaps.empty()) continue;
    const report::Band band = report::band(chart.modes[m].gaps);
    body_ +=
        QStringLiteral(
            "\\addplot[forget plot,ybar,bar width=%1,draw=none,fill=%2,error bars/.cd,y "
            "dir=both,y explicit] coordinates {(%3,%4) +- (0,%5)};\n")
            .arg(points(0.6 * size.width() / modes),
                 colour(paletteRun(chart.palette, static_cast<int>(m), static_cast<int>(modes))),
                 number(static_cast<double>(m)), number(100 * band.mean), number(100 * deviationOf(band)));
  }
  end();
}

}  // namespace tikz

QString latexWords(const QString& words) {
  static const QHash<QChar, QString> kCommands{
      {u'α', QStringLiteral("$\\alpha$")},   {u'β', QStringLiteral("$\\beta$")},
      {u'γ', QStringLiteral("$\\gamma$")},   {u'δ', QStringLiteral("$\\delta$")},
      {u'ε', QStringLiteral("$\\epsilon$")}, {u'λ', QStringLiteral("$\\lambda$")},
      {u'μ', QStringLiteral("$\\mu$")},      {u'ρ', QStringLiteral("$\\rho$")},
      {u'σ', QStringLiteral("$\\sigma$")},   {u'τ', QStringLiteral("$\\tau$")},
      {u'±', QStringLiteral("$\\pm$")},      {u'×', QStringLiteral("$\\times$")},
      {u'·', QStringLiteral("$\\cdot$")},    {u'−', QStringLiteral("$-$")},
      {u'≤', QStringLiteral("$\\le$")},      {u'≥', QStringLiteral("$\\ge$")},
      {u'→', QStringLiteral("$\\to$")},      {u'…', QStringLiteral("\\ldots{}")},
      {u'–', QStringLiteral("--")},          {u'—', QStringLiteral("---")},
      {u'“', QStringLiteral("``")},          {u'”', QStringLiteral("''")},
      {u'„', QStringLiteral(",,")}};
  QString out;
  for (const QChar c : text(report::latexText(words.toStdString()))) {
    if (const auto found = kCommands.constFind(c); found != kCommands.constEnd()) {
      out += *found;
    } else {
      out += c.unicode() > 0x17f ? QChar(u'?') : c;  // Latin Extended-A is in every installation
    }
  }
  return out;
}

QByteArray pgfplots(const FigureContent& content, const report::FigureSpec& spec) {
  tikz::Picture picture(spec);
  std::visit([&](const auto& plot) { picture.draw(plot); }, content.plot);
  return picture.finish(content, !content.origin.runs.empty() || !content.origin.experiment.empty());
}

}  // namespace skewscope::ui
