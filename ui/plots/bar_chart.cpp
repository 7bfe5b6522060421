#include "ui/plots/bar_chart.h"

#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/report/table.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSmall = 0.9;  ///< of the type size: ticks, key, values

double scaleOf(const BarChart& chart) {
  return chart.percent ? 100 : 1;
}

QString valueText(const BarChart& chart, double value) {
  return chart.percent ? percentText(value) : QString::number(value, 'f', 3);
}

/// Half the length of a bar's error line; 0 without one.
double deviation(const report::Band& band) {
  return band.n > 1 && std::isfinite(band.standardDeviation) ? band.standardDeviation : 0;
}

void drawKey(PlotPainter& plot, const BarChart& chart, double x, double y) {
  const double unit = plot.style().fontSize;
  for (const auto& series : chart.series) {
    plot.painter().setPen(Qt::NoPen);
    plot.painter().setBrush(series.colour);
    plot.painter().drawRect(QRectF(x, y - 0.4 * unit, 0.8 * unit, 0.8 * unit));
    plot.text(x + 1.2 * unit, y, series.name, kSmall * unit, Qt::AlignLeft, plot.style().ink);
    x += 2.6 * unit + plot.textWidth(series.name, kSmall * unit);
  }
}

/// Lines of text below a group; every line for itself, and only where it does not run into the next one's.
void drawCategories(PlotPainter& plot, const BarChart& chart, const BarChartLayout& layout) {
  const double size = kSmall * plot.style().fontSize;
  double widest = 0;
  for (const auto& lines : chart.categories) {
    for (const auto& line : lines) widest = std::max(widest, plot.textWidth(line, size));
  }
  const auto step = static_cast<std::size_t>(std::max(1.0, std::ceil((widest + 0.6 * size) / layout.slot())));
  for (std::size_t c = 0; c < chart.categories.size(); c += step) {
    double y = layout.plotArea().bottom() + size;
    for (const QString& line : chart.categories[c]) {
      plot.text(layout.middle(c), y, line, size, Qt::AlignHCenter, plot.style().muted);
      y += 1.3 * size;
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
  const double middle = bar.center().x(), scale = scaleOf(chart), spread = deviation(band);
  double above = std::min(bar.top(), layout.y()(0));
  if (spread > 0) {
    const double high = layout.y()(scale * (band.mean + spread)),
                 low = layout.y()(scale * (band.mean - spread));
    plot.painter().setPen(QPen(style.ink, 0.08 * style.fontSize, Qt::SolidLine, Qt::FlatCap));
    plot.painter().drawLine(QLineF(middle, low, middle, high));
    above = std::min(above, high);
  }
  const QString said = valueText(chart, band.mean);
  const double size = kSmall * style.fontSize;
  if (plot.textWidth(said, size) <= bar.width() + 0.5 * size)
    plot.text(middle, above - 0.7 * size, said, size, Qt::AlignHCenter, style.ink);
}

}  // namespace

bool BarChart::isEmpty() const {
  return std::ranges::none_of(series, [](const Series& each) {
    return std::ranges::any_of(each.bars, [](const report::Band& band) { return band.n > 0; });
  });
}

BarChartLayout::BarChartLayout(const PlotPainter& plot, const BarChart& chart, const QRectF& area,
                               bool title) {
  const double unit = plot.style().fontSize, scale = scaleOf(chart);
  double low = 0, high = 0;
  for (const auto& series : chart.series) {
    for (const auto& band : series.bars) {
      if (band.n == 0) continue;
      low = std::min(low, scale * (band.mean - deviation(band)));
      high = std::max(high, scale * (band.mean + deviation(band)));
    }
  }
  if (high <= low) high = low + (chart.percent ? 10 : 0.1);
  high += 0.1 * (high - low);  // room for the numbers
  qsizetype lines = 1;
  for (const auto& category : chart.categories) lines = std::max(lines, category.size());
  keyTop_ = area.top() + (title ? 2.6 : 0.8) * unit;
  const double bottom = area.bottom() - (0.8 + 1.2 * static_cast<double>(lines)) * unit;
  ticks_ = PlotPainter::ticks(low, high, 5);
  const double left = area.left() + plot.tickWidth(ticks_) + 2.6 * unit;
  plot_ = QRectF(QPointF(left, keyTop_ + 1.6 * unit), QPointF(area.right() - 0.5 * unit, bottom));
  y_ = {low, high, plot_.bottom(), plot_.top()};
  slot_ = plot_.width() / static_cast<double>(std::max<std::size_t>(chart.categories.size(), 1));
  width_ =
      std::min(0.8 * slot_ / static_cast<double>(std::max<std::size_t>(chart.series.size(), 1)), 5.0 * unit);
}

double BarChartLayout::middle(std::size_t category) const {
  return plot_.left() + (static_cast<double>(category) + 0.5) * slot_;
}

QRectF BarChartLayout::bar(const BarChart& chart, std::size_t series, std::size_t category) const {
  const report::Band& band = chart.series[series].bars[category];
  if (band.n == 0) return {};
  const double count = static_cast<double>(chart.series.size());
  const double left = middle(category) + (static_cast<double>(series) - count / 2) * width_;
  const double gap = 0.06 * width_, mean = scaleOf(chart) * band.mean;
  return QRectF(QPointF(left + gap, y_(std::max(mean, 0.0))),
                QPointF(left + width_ - gap, y_(std::min(mean, 0.0))));
}

void drawBarChart(PlotPainter& plot, const BarChart& chart, const QRectF& area, bool title) {
  const auto& style = plot.style();
  if (style.paper.isValid()) plot.painter().fillRect(area, style.paper);
  const double unit = style.fontSize;
  if (title) {
    // A long title gets smaller rather than cut.
    const double room = area.width() - unit, wanted = plot.textWidth(chart.title, unit, true);
    plot.text(area.left() + 0.5 * unit, area.top() + 1.2 * unit, chart.title,
              wanted > room ? unit * room / wanted : unit, Qt::AlignLeft, style.ink, true);
  }
  const BarChartLayout layout(plot, chart, area, title);
  drawKey(plot, chart, layout.plotArea().left(), layout.keyTop());
  plot.verticalAxis(layout.plotArea(), layout.y(), layout.ticks(), chart.yTitle, area.left() + 0.9 * unit);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    for (std::size_t c = 0; c < chart.categories.size(); ++c) drawBar(plot, chart, layout, s, c);
  }
  const double zero = layout.y()(0);
  plot.painter().setPen(QPen(style.muted, 0.06 * unit, Qt::SolidLine, Qt::FlatCap));
  plot.painter().drawLine(QLineF(layout.plotArea().left(), zero, layout.plotArea().right(), zero));
  drawCategories(plot, chart, layout);
}

QByteArray barChartCsv(const BarChart& chart) {
  std::string out = "category,series,n,mean,standard_deviation,low,high\r\n";
  for (std::size_t c = 0; c < chart.categories.size(); ++c) {
    for (const auto& series : chart.series) {
      const report::Band& band = series.bars[c];
      out.append(report::csvField(chart.categories[c].join(u' ').toStdString())).append(",");
      out.append(report::csvField(series.name.toStdString())).append(",").append(std::to_string(band.n));
      for (const double value : {band.mean, band.standardDeviation, band.low, band.high})
        out.append(",").append(band.n > 0 ? report::exactNumber(value) : "");
      out.append("\r\n");
    }
  }
  return QByteArray::fromStdString(out);
}

BarChartView::BarChartView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void BarChartView::setChart(const BarChart& chart) {
  chart_ = chart;
  setAccessibleName(chart.title);
  QStringList said;
  for (const auto& series : chart.series) {
    for (std::size_t c = 0; c < series.bars.size(); ++c) {
      if (series.bars[c].n > 0)
        said.append(
            tr("%1, %2: %3")
                .arg(chart.categories[c].join(u' '), series.name, valueText(chart, series.bars[c].mean)));
    }
  }
  setAccessibleDescription(said.join(QStringLiteral("; ")));
  update();
}

void BarChartView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  PlotPainter plot(painter, PlotPainter::screenStyle());
  drawBarChart(plot, chart_, QRectF(rect()), false);
}

bool BarChartView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  QPixmap nothing(1, 1);
  QPainter painter(&nothing);
  const PlotPainter plot(painter, PlotPainter::screenStyle());
  const BarChartLayout layout(plot, chart_, QRectF(rect()), false);
  for (std::size_t s = 0; s < chart_.series.size(); ++s) {
    for (std::size_t c = 0; c < chart_.categories.size(); ++c) {
      const report::Band& band = chart_.series[s].bars[c];
      if (band.n == 0 || !layout.bar(chart_, s, c).adjusted(0, -4, 0, 4).contains(help->pos())) continue;
      QString said =
          tr("%1, %2: %3")
              .arg(chart_.categories[c].join(u' '), chart_.series[s].name, valueText(chart_, band.mean));
      if (deviation(band) > 0) said += tr(" ± %1").arg(valueText(chart_, band.standardDeviation));
      QToolTip::showText(help->globalPos(), said + tr(", N = %1").arg(band.n), this);
      return true;
    }
  }
  QToolTip::hideText();
  event->ignore();
  return true;
}

}  // namespace skewscope::ui
