#include "ui/plots/bar_chart.h"

#include <algorithm>
#include <cmath>

#include "core/report/table.h"
#include "ui/plots/bar_chart_layout.h"
#include "ui/plots/csv_head.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSmall = 0.9;  ///< of the type size: ticks, key, values

double scaleOf(const BarChart& chart) {
  return chart.percent ? 100 : 1;
}

void drawKey(PlotPainter& plot, const BarChart& chart, const BarChartLayout& layout) {
  const double unit = plot.style().fontSize;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const QPointF at = layout.key(s);
    plot.painter().setPen(Qt::NoPen);
    plot.painter().setBrush(chart.series[s].colour);
    plot.painter().drawRect(QRectF(at.x(), at.y() - 0.4 * unit, 0.8 * unit, 0.8 * unit));
    plot.text(at.x() + 1.2 * unit, at.y(), chart.series[s].name, kSmall * unit, Qt::AlignLeft,
              plot.style().ink);
  }
  const QPointF at = layout.key(chart.series.size());
  plot.text(at.x(), at.y(), chart.spread(), kSmall * unit, Qt::AlignLeft, plot.style().muted);
}

void drawCategories(PlotPainter& plot, const BarChart& chart, const BarChartLayout& layout) {
  const GroupLabels& labels = layout.labels();
  for (std::size_t c = 0; c < chart.categories.size(); ++c) {
    double y = layout.plotArea().bottom() + (labels.turned ? 0.5 * plot.style().fontSize : labels.size);
    for (const QString& line : labels.lines[c]) {
      plot.text(layout.middle(c), y, line, labels.size, labels.turned ? Qt::AlignRight : Qt::AlignHCenter,
                plot.style().muted, false, labels.turned ? -90 : 0);
      y += 1.3 * labels.size;
    }
  }
}

void drawBar(PlotPainter& plot, const BarChart& chart, const BarChartLayout& layout, std::size_t s,
             std::size_t c) {
  const auto& series = chart.series[s];
  const report::Band& band = series.bars[c];
  if (band.n == 0) return;
  const auto& style = plot.style();
  const QRectF bar = layout.bar(chart, s, c);
  plot.painter().setPen(Qt::NoPen);
  plot.painter().setBrush(series.colour);
  plot.painter().drawRect(bar);
  const double middle = bar.center().x(), scale = scaleOf(chart), spread = deviationOf(band);
  // The number stands beyond the bar and its spread, on the side of the bar.
  const bool below = band.mean < 0;
  double end = below ? bar.bottom() : bar.top();
  if (spread > 0) {
    const double high = layout.y()(scale * (band.mean + spread)),
                 low = layout.y()(scale * (band.mean - spread));
    plot.painter().setPen(QPen(style.ink, 0.08 * style.fontSize, Qt::SolidLine, Qt::FlatCap));
    plot.painter().drawLine(QLineF(middle, low, middle, high));
    const double cap = std::min(0.25 * style.fontSize, bar.width() / 4);
    for (const double y : {low, high}) plot.painter().drawLine(QLineF(middle - cap, y, middle + cap, y));
    end = below ? std::max(end, low) : std::min(end, high);
  }
  const QString said = chart.valueText(band.mean);
  const double size = kSmall * style.fontSize;
  if (plot.textWidth(said, size) <= bar.width() + 0.5 * size)
    plot.text(middle, end + (below ? 0.7 : -0.7) * size, said, size, Qt::AlignHCenter, style.ink);
}

}  // namespace

bool BarChart::isEmpty() const {
  return std::ranges::none_of(series, [](const Series& each) {
    return std::ranges::any_of(each.bars, [](const report::Band& band) { return band.n > 0; });
  });
}

QString BarChart::spread() const {
  int least = 0, most = 0;
  for (const auto& each : series) {
    for (const auto& band : each.bars) {
      if (band.n == 0) continue;
      least = least == 0 ? band.n : std::min(least, band.n);
      most = std::max(most, band.n);
    }
  }
  if (most == 0) return {};
  if (most == 1) return ui::tr("one seed, N = 1");
  const QString n = least == most ? QString::number(most) : QStringLiteral("%1–%2").arg(least).arg(most);
  return ui::tr("mean ± standard deviation, N = %1").arg(n);
}

QString BarChart::valueText(double value) const {
  return percent ? percentText(value) : QString::number(value, 'f', 3);
}

double deviationOf(const report::Band& band) {
  return band.n > 1 && std::isfinite(band.standardDeviation) ? band.standardDeviation : 0;
}

void drawBarChart(PlotPainter& plot, const BarChart& chart, const QRectF& area) {
  const auto& style = plot.style();
  if (style.paper.isValid()) plot.painter().fillRect(area, style.paper);
  const double unit = style.fontSize;
  if (chart.isEmpty() && !chart.message.isEmpty()) {
    plot.text(area.center().x(), area.center().y(), chart.message,
              plot.fittingSize(chart.message, unit, area.width() - unit), Qt::AlignHCenter, style.muted);
    return;
  }
  const BarChartLayout layout(plot, chart, area);
  if (style.key) drawKey(plot, chart, layout);
  plot.verticalAxis(layout.plotArea(), layout.y(), layout.ticks(), chart.yTitle, area.left() + 0.9 * unit,
                    layout.labels().height - 0.5 * unit);
  plot.painter().save();
  // Bars that leave axes whose ends were set; their numbers stand above the edge all the same.
  if (chart.y != report::FigureAxis())
    plot.painter().setClipRect(layout.plotArea().adjusted(0, -1.5 * unit, 0, 0));
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    for (std::size_t c = 0; c < chart.categories.size(); ++c) drawBar(plot, chart, layout, s, c);
  }
  plot.painter().restore();
  const double zero = std::clamp(layout.y()(0), layout.plotArea().top(), layout.plotArea().bottom());
  plot.painter().setPen(QPen(style.muted, 0.06 * unit, Qt::SolidLine, Qt::FlatCap));
  plot.painter().drawLine(QLineF(layout.plotArea().left(), zero, layout.plotArea().right(), zero));
  drawCategories(plot, chart, layout);
}

QByteArray barChartCsv(const BarChart& chart) {
  std::string out = csvHead(chart.title, chart.provenance).toStdString();
  out.append("category,series,measure,unit,n,mean,standard_deviation,low,high\n");
  for (std::size_t c = 0; c < chart.categories.size(); ++c) {
    for (const auto& series : chart.series) {
      const report::Band& band = series.bars[c];
      out.append(report::csvField(chart.categories[c].join(u' ').toStdString())).append(",");
      out.append(report::csvField(series.name.toStdString())).append(",");
      out.append(report::csvField(chart.measure.toStdString())).append(chart.percent ? ",share," : ",,");
      out.append(std::to_string(band.n));
      for (const double value : {band.mean, band.standardDeviation, band.low, band.high})
        out.append(",").append(band.n > 0 ? report::exactNumber(value) : "");
      out.append("\n");
    }
  }
  return QByteArray::fromStdString(out);
}

}  // namespace skewscope::ui
