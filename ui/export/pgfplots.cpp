#include "ui/export/pgfplots.h"

#include <QHash>
#include <algorithm>
#include <cmath>

#include "core/report/table.h"
#include "ui/export/figure_palette.h"
#include "ui/plots/legend.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::FigureLegend;
using report::FigureSpec;

constexpr double kPointsPerMm = 72.0 / 25.4;

QString number(double value) {
  return std::isfinite(value) ? text(report::exactNumber(value)) : QStringLiteral("nan");
}

/// A length; TeX has no exponents.
QString points(double value) {
  return QString::number(value, 'f', 3) + QStringLiteral("bp");
}

QString list(const std::vector<double>& values) {
  QStringList parts;
  for (const double value : values) parts.append(number(value));
  return u'{' + parts.join(u',') + u'}';
}

QString colour(const QColor& c) {
  return QStringLiteral("{rgb,255:red,%1;green,%2;blue,%3}").arg(c.red()).arg(c.green()).arg(c.blue());
}

QString dash(Qt::PenStyle style, double width) {
  const auto pattern = [&](std::initializer_list<double> parts) {
    QString out = QStringLiteral("dash pattern=");
    bool on = true;
    for (const double part : parts) {
      out += (on ? QStringLiteral("on ") : QStringLiteral("off ")) + points(part * width) + u' ';
      on = !on;
    }
    return out.trimmed();
  };
  switch (style) {  // those of curvePen()
    case Qt::DashLine:
      return pattern({4, 2.5});
    case Qt::DotLine:
      return pattern({2, 1.5});
    case Qt::DashDotLine:
      return pattern({4, 1.5, 1, 1.5});
    default:
      return QStringLiteral("solid");
  }
}

QString mark(Marker marker) {
  switch (marker) {
    case Marker::Square:
      return QStringLiteral("square*");
    case Marker::Triangle:
      return QStringLiteral("triangle*");
    case Marker::Diamond:
      return QStringLiteral("diamond*");
    case Marker::Circle:
      return QStringLiteral("*");
    case Marker::None:
      break;
  }
  return QStringLiteral("none");
}

/// Writes axes with their plots.
class Picture {
 public:
  explicit Picture(const FigureSpec& spec) : spec_(spec), unit_(spec.fontPt) {}

  QByteArray finish(const FigureContent& content, bool stored) const {
    const QString head = content.title().simplified();
    QString out = QStringLiteral("% %1\n% %2\n").arg(head, content.provenance().simplified());
    out += QStringLiteral(
        "% In the preamble: \\usepackage{pgfplots} \\pgfplotsset{compat=1.15}; then \\input this file.\n");
    out += QStringLiteral("% <skewscope:origin>") +
           text(report::originJson(content.origin, stored ? &spec_ : nullptr)) +
           QStringLiteral("</skewscope:origin>\n");
    out += QStringLiteral("\\begin{tikzpicture}[font=\\fontsize{%1}{%2}\\selectfont]\n")
               .arg(unit_)
               .arg(1.2 * unit_);
    return (out + body_ + QStringLiteral("\\end{tikzpicture}\n")).toUtf8();
  }

  void draw(const CurveSet& set);
  void draw(const WeightChart& chart);
  void draw(const BarChart& chart);
  void draw(const SummaryChart& chart);

 private:
  /// Where the key stands; a key of its own place is to the right of curves and above all others.
  FigureLegend place(bool curves) const {
    if (spec_.legend != FigureLegend::Automatic) return spec_.legend;
    return curves ? FigureLegend::Right : FigureLegend::Top;
  }

  /// Room for the axes inside the figure, in points, beside labels, title and key.
  QSizeF room(const std::vector<LegendEntry>& entries, FigureLegend legend, double below) const {
    qsizetype longest = 0;
    for (const LegendEntry& entry : entries) longest = std::max(longest, entry.text.size());
    const double key = 0.53 * unit_ * static_cast<double>(longest) + 4 * unit_;
    double width = spec_.widthMm * kPointsPerMm - 6.5 * unit_;
    const bool titled = spec_.withTitle || !spec_.panelLetter.empty();
    double height = spec_.heightMm * kPointsPerMm - below - (titled ? 2 : 0.5) * unit_;
    if (legend == FigureLegend::Right) width -= std::min(key, 0.5 * width);
    if (legend == FigureLegend::Top || legend == FigureLegend::Bottom) {
      const double rows = std::ceil(static_cast<double>(entries.size()) / columns(entries));
      height -= std::min(1.4 * unit_ * rows + unit_, 0.5 * height);
    }
    return {std::max(width, 3 * unit_), std::max(height, 3 * unit_)};
  }

  /// Entries of a key above or below that stand side by side.
  int columns(const std::vector<LegendEntry>& entries) const {
    qsizetype longest = 1;
    for (const LegendEntry& entry : entries) longest = std::max(longest, entry.text.size());
    const double each = 0.5 * unit_ * static_cast<double>(longest) + 4 * unit_;
    return std::max(1, static_cast<int>(spec_.widthMm * kPointsPerMm / each));
  }

  QStringList legendOptions(const std::vector<LegendEntry>& entries, FigureLegend legend) const {
    if (legend == FigureLegend::None || entries.empty()) return {};
    QStringList options{QStringLiteral("legend cell align=left")};
    if (legend == FigureLegend::Right) {
      options.append(QStringLiteral("legend style={draw=none,at={(1.03,1)},anchor=north west}"));
    } else {
      options.append(QStringLiteral("legend columns=%1").arg(columns(entries)));
      options.append(legend == FigureLegend::Top
                         ? QStringLiteral("legend style={draw=none,at={(0,1.03)},anchor=south west}")
                         : QStringLiteral("legend style={draw=none,at={(0,0)},anchor=north west,yshift=%1}")
                               .arg(points(-3.6 * unit_)));
    }
    return options;
  }

  void key(const std::vector<LegendEntry>& entries, FigureLegend legend) {
    if (legend == FigureLegend::None) return;
    for (const LegendEntry& entry : entries) {
      QString image = QStringLiteral("empty legend");
      if (entry.sample == LegendEntry::Sample::Line) {
        image = QStringLiteral("color=%1,%2,line width=%3,mark=%4,mark options={solid}")
                    .arg(colour(entry.colour), dash(entry.style, spec_.linePt), points(spec_.linePt),
                         mark(entry.marker));
      } else if (entry.sample == LegendEntry::Sample::Square) {
        image = QStringLiteral("area legend,draw=%1,fill=%1").arg(colour(entry.colour));
      } else if (entry.sample == LegendEntry::Sample::Sign) {
        image = QStringLiteral("only marks,mark=%1,color=%2").arg(mark(entry.marker), colour(entry.colour));
      }
      body_ +=
          QStringLiteral("\\addlegendimage{%1}\\addlegendentry{%2}\n").arg(image, latexWords(entry.text));
    }
  }

  void begin(const QString& name, const QSizeF& size, const QStringList& options) {
    QStringList all{
        QStringLiteral("name=") + name,
        QStringLiteral("scale only axis"),
        QStringLiteral("width=") + points(size.width()),
        QStringLiteral("height=") + points(size.height()),
        QStringLiteral("axis lines=left"),
        QStringLiteral("axis line style={-,gray}"),
        QStringLiteral("ymajorgrids"),
        QStringLiteral("grid style={gray!25}"),
        QStringLiteral("tick style={draw=none}"),
        QStringLiteral("tick label style={font=\\fontsize{%1}{%2}\\selectfont,/pgf/number format/fixed,"
                       "/pgf/number format/precision=5,/pgf/number format/1000 sep={}}")
            .arg(0.9 * unit_)
            .arg(1.1 * unit_),
        QStringLiteral("scaled ticks=false"),
        QStringLiteral("unbounded coords=jump"),
        QStringLiteral("clip marker paths=true")};
    body_ += QStringLiteral("\\begin{axis}[\n  ") + (all + options).join(QStringLiteral(",\n  ")) +
             QStringLiteral("\n]\n");
  }
  void end() { body_ += QStringLiteral("\\end{axis}\n"); }

  /// Letter and title of a panel, `above` points over its axes.
  QStringList heading(const QString& title, int panel, double above) const {
    const QString words = (text(report::panelLetter(spec_.panelLetter, panel)) + u' ' + title).trimmed();
    if (words.isEmpty()) return {};
    return {
        QStringLiteral("title={%1}").arg(latexWords(words)),
        QStringLiteral("title style={font=\\fontsize{%1}{%2}\\selectfont\\bfseries,at={(0,1)},anchor=south "
                       "west,yshift=%3}")
            .arg(unit_)
            .arg(1.2 * unit_)
            .arg(points(above + 0.2 * unit_))};
  }
  /// Height of a key that stands above the axes.
  double keyAbove(const std::vector<LegendEntry>& entries, FigureLegend legend) const {
    if (legend != FigureLegend::Top) return 0;
    return (1.45 * std::ceil(static_cast<double>(entries.size()) / columns(entries)) + 0.5) * unit_;
  }

  static QStringList ends(const char* axis, double low, double high, const std::vector<double>& ticks) {
    const QString name = QLatin1String(axis);
    QStringList options{name + QStringLiteral("min=") + number(low),
                        name + QStringLiteral("max=") + number(high)};
    if (!ticks.empty()) options.append(name + QStringLiteral("tick=") + list(ticks));
    return options;
  }
  static QStringList ends(const char* axis, const report::FigureAxis& set) {
    const QString name = QLatin1String(axis);
    QStringList options;
    if (set.low) options.append(name + QStringLiteral("min=") + number(*set.low));
    if (set.high) options.append(name + QStringLiteral("max=") + number(*set.high));
    if (!set.ticks.empty()) options.append(name + QStringLiteral("tick=") + list(set.ticks));
    return options;
  }

  const FigureSpec& spec_;
  double unit_;
  QString body_;
};

void Picture::draw(const CurveSet& set) {
  const auto entries = legendOf(set);
  const FigureLegend legend = place(true);
  double shares = 0;
  for (const Pane& pane : set.panes) shares += pane.share;
  const double gap = 2 * unit_;
  QSizeF size = room(entries, legend, 3.5 * unit_);
  const double height = size.height() - gap * static_cast<double>(set.panes.size() - 1);
  for (std::size_t p = 0; p < set.panes.size(); ++p) {
    const Pane& pane = set.panes[p];
    const bool last = p + 1 == set.panes.size();
    size.setHeight(height * pane.share / shares);
    QStringList options =
        ends("x", set.xLow, set.xHigh, set.xTicks) + ends("y", pane.yLow, pane.yHigh, pane.yTicks);
    options.append(QStringLiteral("ylabel={%1}").arg(latexWords(pane.yTitle)));
    options += heading(p == 0 && spec_.withTitle ? set.title : QString(), static_cast<int>(p),
                       p == 0 ? keyAbove(entries, legend) : 0);
    if (p == 0) options += legendOptions(entries, legend);
    if (p > 0)
      options.append(QStringLiteral("at={(panel%1.south west)},anchor=north west,yshift=%2")
                         .arg(p - 1)
                         .arg(points(-gap)));
    options.append(last ? QStringLiteral("xlabel={%1}").arg(latexWords(set.xTitle))
                        : QStringLiteral("xticklabels={}"));
    begin(QStringLiteral("panel%1").arg(p), size, options);
    for (const bool labelled : {false, true}) {
      for (const Curve& curve : pane.curves) {
        if (curve.labelled != labelled) continue;
        body_ += QStringLiteral(
                     "\\addplot[forget plot,mark=none,line width=%1,color=%2,opacity=%3,%4] "
                     "coordinates {")
                     .arg(points(spec_.linePt), colour(curve.colour))
                     .arg(static_cast<double>(curve.colour.alphaF()), 0, 'f', 2)
                     .arg(dash(curve.style, spec_.linePt));
        for (std::size_t k = 0; k < curve.x.size(); ++k)
          body_ += u'(' + number(curve.x[k]) + u',' + number(curve.y[k]) + u')';
        body_ += QStringLiteral("};  % %1\n").arg(curve.key);
      }
    }
    if (p == 0) key(entries, legend);
    end();
  }
}

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

}  // namespace

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

QByteArray pgfplots(const FigureContent& content, const FigureSpec& spec) {
  Picture picture(spec);
  std::visit([&](const auto& plot) { picture.draw(plot); }, content.plot);
  return picture.finish(content, !content.origin.runs.empty() || !content.origin.experiment.empty());
}

}  // namespace skewscope::ui
