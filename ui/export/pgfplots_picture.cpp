#include "ui/export/pgfplots_picture.h"

#include <algorithm>
#include <cmath>

#include "core/report/table.h"
#include "ui/export/pgfplots.h"
#include "ui/plots/axis_ticks.h"
#include "ui/theme/text.h"

namespace skewscope::ui::tikz {

QString number(double value) {
  return std::isfinite(value) ? text(report::exactNumber(value)) : QStringLiteral("nan");
}

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
    case Marker::Cross:
      return QStringLiteral("x");
    case Marker::None:
      break;
  }
  return QStringLiteral("none");
}

QByteArray Picture::finish(const FigureContent& content, bool stored) const {
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

FigureLegend Picture::place(bool curves) const {
  if (spec_.legend != FigureLegend::Automatic) return spec_.legend;
  return curves ? FigureLegend::Right : FigureLegend::Top;
}

QSizeF Picture::room(const std::vector<LegendEntry>& entries, FigureLegend legend, double below) const {
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

int Picture::columns(const std::vector<LegendEntry>& entries) const {
  qsizetype longest = 1;
  for (const LegendEntry& entry : entries) longest = std::max(longest, entry.text.size());
  const double each = 0.5 * unit_ * static_cast<double>(longest) + 4 * unit_;
  return std::max(1, static_cast<int>(spec_.widthMm * kPointsPerMm / each));
}

QStringList Picture::legendOptions(const std::vector<LegendEntry>& entries, FigureLegend legend) const {
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

void Picture::key(const std::vector<LegendEntry>& entries, FigureLegend legend) {
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
    body_ += QStringLiteral("\\addlegendimage{%1}\\addlegendentry{%2}\n").arg(image, latexWords(entry.text));
  }
}

void Picture::begin(const QString& name, const QSizeF& size, const QStringList& options) {
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

QStringList Picture::heading(const QString& title, int panel, double above) const {
  const QString words = (text(report::panelLetter(spec_.panelLetter, panel)) + u' ' + title).trimmed();
  if (words.isEmpty()) return {};
  return {QStringLiteral("title={%1}").arg(latexWords(words)),
          QStringLiteral("title style={font=\\fontsize{%1}{%2}\\selectfont\\bfseries,at={(0,1)},anchor=south "
                         "west,yshift=%3}")
              .arg(unit_)
              .arg(1.2 * unit_)
              .arg(points(above + 0.2 * unit_))};
}

QString Picture::titleFitting(const QString& title, double room) const {
  const double size = std::min(unit_, room / (0.64 * static_cast<double>(title.size() + 4)));
  return QStringLiteral("title style={font=\\fontsize{%1}{%2}\\selectfont\\bfseries}")
      .arg(size)
      .arg(1.2 * size);
}

void Picture::pageTitle(const QString& title) {
  body_ += QStringLiteral(
               "\\node[anchor=south west,inner xsep=0pt,font=\\fontsize{%1}{%2}\\selectfont\\bfseries] at "
               "(current bounding box.north west) {%3};\n")
               .arg(unit_)
               .arg(1.2 * unit_)
               .arg(latexWords(title));
}

double Picture::keyAbove(const std::vector<LegendEntry>& entries, FigureLegend legend) const {
  if (legend != FigureLegend::Top) return 0;
  return (1.45 * std::ceil(static_cast<double>(entries.size()) / columns(entries)) + 0.5) * unit_;
}

QStringList Picture::ends(const char* axis, double low, double high, std::vector<double> ticks, bool log) {
  const QString name = QLatin1String(axis);
  QStringList options{name + QStringLiteral("min=") + number(low),
                      name + QStringLiteral("max=") + number(high)};
  if (log) options.append(name + QStringLiteral("mode=log"));
  const bool shortened = log || std::max(std::abs(low), std::abs(high)) >= 1e5;
  if (ticks.empty() && shortened) ticks = log ? logTicks(low, high, 5) : PlotPainter::ticks(low, high, 5);
  if (!ticks.empty()) options.append(name + QStringLiteral("tick=") + list(ticks));
  if (!shortened) return options;
  QStringList labels;  // as in a drawing: "200k", and no powers of ten
  for (const double tick : ticks) labels.append(u'{' + latexWords(tickText(tick)) + u'}');
  options.append(name + QStringLiteral("ticklabels={%1}").arg(labels.join(u',')));
  return options;
}

QStringList Picture::ends(const char* axis, const report::FigureAxis& set) {
  const QString name = QLatin1String(axis);
  QStringList options;
  if (set.low) options.append(name + QStringLiteral("min=") + number(*set.low));
  if (set.high) options.append(name + QStringLiteral("max=") + number(*set.high));
  if (!set.ticks.empty()) options.append(name + QStringLiteral("tick=") + list(set.ticks));
  return options;
}

}  // namespace skewscope::ui::tikz
