#include "ui/plots/weight_chart.h"

#include <algorithm>
#include <cmath>

#include "core/report/correlation.h"
#include "core/report/table.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/plots/curve_overlay.h"
#include "ui/theme/colours.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSmall = 0.9;
constexpr Marker kMarkers[] = {Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond};

/// 1, 2 and 5 times the powers of ten inside [low, high]; only the powers where that would be too many,
/// evenly spaced values where it would be too few.
std::vector<double> decades(double low, double high) {
  if (high / low < 5) return PlotPainter::ticks(low, high, 5);
  std::vector<double> all, coarse;
  for (int power = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, power) <= high; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, power);
      if (value < low * 0.999 || value > high * 1.001) continue;
      all.push_back(value);
      if (factor == 1.0) coarse.push_back(value);
    }
  }
  return all.size() > 10 ? coarse : all;
}

/// A logarithmic axis from the smallest to the largest value with a little room on both sides.
struct LogAxis {
  double low, high;
  PlotPainter::Scale scale;

  LogAxis(double smallest, double largest, double from, double to) {
    const double room = std::max(0.08 * std::log10(largest / smallest), 0.05);
    low = smallest * std::pow(10.0, -room);
    high = largest * std::pow(10.0, room);
    scale = {std::log10(low), std::log10(high), from, to};
  }
  double operator()(double value) const { return scale(std::log10(value)); }
};

QString number(double value) {
  return QString::number(value, 'g', 4);
}

QString correlationText(const WeightChart::Series& series) {
  return std::isnan(series.correlation)
             ? ui::tr("all classes weigh the same")
             : ui::tr("rank correlation with 1/n %1").arg(series.correlation, 0, 'f', 2);
}

std::vector<double> meanWeights(const RunData& run) {
  const auto found = run.classMetrics.find(store::metric::kWeight);
  std::vector<double> values;
  if (found == run.classMetrics.end() || found->second.epochs.empty()) return values;
  for (const auto& series : found->second.values) values.push_back(series.back());
  return values;
}

/// Where a name stands beside its point.
struct Place {
  QRectF box;
  Qt::Alignment alignment;
};

/// The first place to the right, left, above or below of a point that is free; to the right if none is.
Place placeOf(const QPointF& at, const QSizeF& size, double gap, const QRectF& inside,
              const std::vector<QRectF>& taken) {
  const double width = size.width(), height = size.height();
  const Place places[] = {
      {{at.x() + gap, at.y() - height / 2, width, height}, Qt::AlignLeft},
      {{at.x() - gap - width, at.y() - height / 2, width, height}, Qt::AlignRight},
      {{at.x() - width / 2, at.y() - gap - height, width, height}, Qt::AlignHCenter},
      {{at.x() - width / 2, at.y() + gap, width, height}, Qt::AlignHCenter},
  };
  for (const Place& place : places) {
    const bool free =
        std::ranges::none_of(taken, [&](const QRectF& box) { return box.intersects(place.box); });
    if (free && inside.contains(place.box)) return place;
  }
  return places[0];
}

void drawPoints(PlotPainter& plot, const WeightChart::Series& series, const LogAxis& x, const LogAxis& y,
                const QRectF& inside, bool named) {
  const double unit = plot.style().fontSize, size = kSmall * unit, radius = 0.32 * unit;
  std::vector<QRectF> taken;
  for (const auto& point : series.points) {
    const QPointF at(x(static_cast<double>(point.count)), y(point.weight));
    drawMarker(plot.painter(), series.marker, at, radius, point.colour);
    taken.emplace_back(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius);
  }
  if (!named) return;
  for (const auto& point : series.points) {
    const QPointF at(x(static_cast<double>(point.count)), y(point.weight));
    const auto [box, alignment] =
        placeOf(at, {plot.textWidth(point.name, size), size}, 0.7 * unit, inside, taken);
    const double anchor = alignment == Qt::AlignLeft    ? box.left()
                          : alignment == Qt::AlignRight ? box.right()
                                                        : box.center().x();
    plot.text(anchor, box.center().y(), point.name, size, alignment, plot.style().muted);
    taken.push_back(box);
  }
}

}  // namespace

WeightChart weightChart(const std::vector<std::shared_ptr<const RunData>>& runs, bool dark) {
  WeightChart chart;
  chart.title = ui::tr("Density weights and class sizes");
  for (const auto& run : runs) {
    const auto weights = meanWeights(*run);
    WeightChart::Series series;
    series.run = text(run->record.name);
    series.marker = kMarkers[chart.series.size() % std::size(kMarkers)];
    const auto order = classesByRank(*run);
    const int classes = static_cast<int>(order.size());
    std::vector<double> values, rarity;
    for (int rank = 0; rank < classes; ++rank) {
      const auto entry =
          std::ranges::find(run->classes, order[static_cast<std::size_t>(rank)], &store::RunClass::index);
      if (entry == run->classes.end()) continue;
      const auto index = static_cast<std::size_t>(entry->index);
      if (index >= weights.size() || !(weights[index] > 0) || entry->trainCount < 1) continue;
      series.points.push_back(
          {text(entry->name), entry->trainCount, weights[index], classColour(rank, classes, dark)});
      values.push_back(weights[index]);
      rarity.push_back(1 / static_cast<double>(entry->trainCount));
    }
    if (series.points.empty()) continue;
    series.correlation = report::spearman(values, rarity);
    chart.series.push_back(std::move(series));
    chart.provenance +=
        (chart.provenance.isEmpty() ? QString() : QStringLiteral("; ")) +
        QStringLiteral("run %1, spec %2").arg(text(run->record.id), text(run->record.specHash));
  }
  if (chart.series.empty())
    chart.message = ui::tr("No density weights: they are there from the first rwSAM epoch of a run.");
  return chart;
}

void drawWeightChart(PlotPainter& plot, const WeightChart& chart, const QRectF& area, bool title) {
  const auto& style = plot.style();
  if (style.paper.isValid()) plot.painter().fillRect(area, style.paper);
  const double unit = style.fontSize, size = kSmall * unit;
  if (chart.isEmpty()) {
    plot.text(area.center().x(), area.center().y(), chart.message, unit, Qt::AlignHCenter, style.muted);
    return;
  }
  double top = area.top() + 1.2 * unit;
  if (title) {
    plot.text(area.left() + 0.5 * unit, top, chart.title, unit, Qt::AlignLeft, style.ink, true);
    top += 1.6 * unit;
  }
  for (const auto& series : chart.series) {
    const double left = area.left() + 5.5 * unit;
    drawMarker(plot.painter(), series.marker, {left, top}, 0.32 * unit, style.muted);
    plot.text(left + 0.9 * unit, top,
              (chart.series.size() > 1 || title ? series.run + QStringLiteral(": ") : QString()) +
                  correlationText(series),
              size, Qt::AlignLeft, style.ink);
    top += 1.4 * unit;
  }
  double fewest = 1e300, most = 0, lightest = 1, heaviest = 1;  // the line at 1 is always inside
  for (const auto& series : chart.series) {
    for (const auto& point : series.points) {
      fewest = std::min(fewest, static_cast<double>(point.count));
      most = std::max(most, static_cast<double>(point.count));
      lightest = std::min(lightest, point.weight);
      heaviest = std::max(heaviest, point.weight);
    }
  }
  const QRectF inside(QPointF(area.left() + 5.5 * unit, top),
                      QPointF(area.right() - unit, area.bottom() - 3.6 * unit));
  const LogAxis x(fewest, most, inside.left(), inside.right()),
      y(lightest, heaviest, inside.bottom(), inside.top());
  QPainter& painter = plot.painter();
  for (const double tick : decades(y.low, y.high)) {
    painter.setPen(QPen(std::abs(tick - 1) < 1e-9 ? style.muted : style.grid, 0.05 * unit,
                        std::abs(tick - 1) < 1e-9 ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QLineF(inside.left(), y(tick), inside.right(), y(tick)));
    plot.text(inside.left() - 0.5 * unit, y(tick), number(tick), size, Qt::AlignRight, style.muted);
  }
  painter.setPen(QPen(style.muted, 0.05 * unit));
  painter.drawLine(QLineF(inside.left(), inside.bottom(), inside.right(), inside.bottom()));
  for (const double tick : decades(x.low, x.high))
    plot.text(x(tick), inside.bottom() + 0.9 * unit, number(tick), size, Qt::AlignHCenter, style.muted);
  plot.text(inside.center().x(), inside.bottom() + 2.4 * unit, ui::tr("training images of the class, n"),
            unit, Qt::AlignHCenter, style.ink);
  plot.text(area.left() + 0.9 * unit, inside.center().y(), ui::tr("mean weight of its images"), unit,
            Qt::AlignHCenter, style.ink, false, -90);
  for (std::size_t s = 0; s < chart.series.size(); ++s)
    drawPoints(plot, chart.series[s], x, y, inside, s == 0 && chart.series[s].points.size() <= 30);
}

QByteArray weightChartCsv(const WeightChart& chart) {
  std::string out = "run,class,train_count,mean_weight\r\n";
  for (const auto& series : chart.series) {
    for (const auto& point : series.points) {
      out.append(report::csvField(series.run.toStdString())).append(",");
      out.append(report::csvField(point.name.toStdString())).append(",");
      out.append(std::to_string(point.count)).append(",").append(report::exactNumber(point.weight));
      out.append("\r\n");
    }
  }
  return QByteArray::fromStdString(out);
}

WeightChartView::WeightChartView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void WeightChartView::setChart(const WeightChart& chart) {
  chart_ = chart;
  setAccessibleName(chart.title);
  QStringList said{chart.message};
  for (const auto& series : chart.series)
    said.append(series.run + QStringLiteral(": ") + correlationText(series));
  setAccessibleDescription(said.join(u' ').trimmed());
  update();
}

void WeightChartView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  PlotPainter plot(painter, PlotPainter::screenStyle());
  drawWeightChart(plot, chart_, QRectF(rect()), false);
}

}  // namespace skewscope::ui
