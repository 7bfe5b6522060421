#include "ui/plots/weight_chart.h"

#include <algorithm>
#include <cmath>

#include "core/report/correlation.h"
#include "core/report/table.h"
#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/plots/axis_ticks.h"
#include "ui/plots/chart_tip.h"
#include "ui/plots/csv_head.h"
#include "ui/plots/curve_overlay.h"
#include "ui/plots/label_layout.h"
#include "ui/theme/colours.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSmall = 0.9;
constexpr double kMostOfKey = 0.25;  ///< of the chart's height
constexpr double kKeyRow = 1.4;      ///< in type sizes
constexpr Marker kMarkers[] = {Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond};

/// A logarithmic axis with its ticks.
struct LogAxis {
  std::vector<double> ticks;
  PlotPainter::Scale scale;

  LogAxis() = default;
  LogAxis(const report::FigureAxis& axis, double from, double to)
      : ticks(axis.ticks), scale{*axis.low, *axis.high, from, to, true} {}
  double operator()(double value) const { return scale(value); }
};

QString number(double value) {
  return QString::number(value, 'g', 4);
}

/// An entry of the key, and how many runs it stands for that have none of their own.
struct KeyEntry {
  QString text;
  std::size_t others = 0;
};

/// The key of a chart, in as many rows as leave the plot its room: a last entry counts the runs that have
/// none.
struct WeightKey {
  std::vector<KeyEntry> entries;
  std::vector<KeyPlace> places;

  WeightKey(const PlotPainter& plot, const WeightChart& chart, bool named, const QSizeF& room) {
    const double unit = plot.style().fontSize;
    const auto rows = static_cast<std::size_t>(std::max(1.0, kMostOfKey * room.height() / (kKeyRow * unit)));
    std::vector<KeyEntry> all;
    std::vector<double> widthsOfAll;
    const auto width = [&](const QString& said) { return 0.9 * unit + plot.textWidth(said, kSmall * unit); };
    for (const auto& series : chart.series) {
      all.push_back({(named ? series.run + QStringLiteral(": ") : QString()) + correlationText(series)});
      widthsOfAll.push_back(width(all.back().text));
    }
    for (std::size_t kept = all.size(); kept > 0; --kept) {
      const auto end = static_cast<std::ptrdiff_t>(kept);
      entries.assign(all.begin(), all.begin() + end);
      std::vector<double> widths(widthsOfAll.begin(), widthsOfAll.begin() + end);
      if (const std::size_t others = all.size() - kept; others > 0) {
        entries.push_back({ui::tr("and %1 more").arg(others), others});
        widths.push_back(width(entries.back().text));
      }
      places = keyRows(widths, 1.4 * unit, room.width());
      if (places.back().row < rows) return;
    }
  }
};

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

/// Where the points of a chart stand, for drawing and for the pointer.
class WeightLayout {
 public:
  WeightLayout(const PlotPainter& plot, const WeightChart& chart, const QRectF& area)
      : keyTop_(area.top() + 1.2 * plot.style().fontSize),
        key_(plot, chart, chart.series.size() > 1,
             {area.width() - 6.5 * plot.style().fontSize, area.height()}) {
    const double unit = plot.style().fontSize;
    const double top = plot.style().key
                           ? keyTop_ + kKeyRow * unit * static_cast<double>(key_.places.back().row + 1)
                           : keyTop_;
    inside_ = QRectF(QPointF(area.left() + 5.5 * unit, top),
                     QPointF(area.right() - unit, area.bottom() - 3.6 * unit));
    const auto [x, y] = weightAxes(chart);
    x_ = LogAxis(x, inside_.left(), inside_.right());
    y_ = LogAxis(y, inside_.bottom(), inside_.top());
  }

  const QRectF& inside() const { return inside_; }
  const LogAxis& x() const { return x_; }
  const LogAxis& y() const { return y_; }
  const WeightKey& key() const { return key_; }
  QPointF keyAt(std::size_t entry, double unit) const {
    const KeyPlace& place = key_.places[entry];
    return {inside_.left() + place.left, keyTop_ + kKeyRow * unit * static_cast<double>(place.row)};
  }
  QPointF at(const WeightChart::Point& point) const {
    return {x_(static_cast<double>(point.count)), y_(point.weight)};
  }

 private:
  double keyTop_;
  WeightKey key_;
  QRectF inside_;
  LogAxis x_, y_;
};

void drawPoints(PlotPainter& plot, const WeightChart::Series& series, const WeightLayout& layout,
                bool named) {
  const double unit = plot.style().fontSize, size = kSmall * unit, radius = 0.32 * unit;
  std::vector<QRectF> taken;
  for (const auto& point : series.points) {
    const QPointF at = layout.at(point);
    if (!layout.inside().contains(at)) continue;
    drawMarker(plot.painter(), series.marker, at, radius, point.colour);
    taken.emplace_back(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius);
  }
  if (!named) return;
  for (const auto& point : series.points) {
    if (!layout.inside().contains(layout.at(point))) continue;
    const auto [box, alignment] = placeOf(layout.at(point), {plot.textWidth(point.name, size), size},
                                          0.7 * unit, layout.inside(), taken);
    const double anchor = alignment == Qt::AlignLeft    ? box.left()
                          : alignment == Qt::AlignRight ? box.right()
                                                        : box.center().x();
    plot.text(anchor, box.center().y(), point.name, size, alignment, plot.style().muted);
    taken.push_back(box);
  }
}

}  // namespace

std::pair<report::FigureAxis, report::FigureAxis> weightAxes(const WeightChart& chart) {
  double fewest = 1e300, most = 0, lightest = 1, heaviest = 1;  // the line at 1 is always inside
  for (const auto& series : chart.series) {
    for (const auto& point : series.points) {
      fewest = std::min(fewest, static_cast<double>(point.count));
      most = std::max(most, static_cast<double>(point.count));
      lightest = std::min(lightest, point.weight);
      heaviest = std::max(heaviest, point.weight);
    }
  }
  return {logAxisAround(chart.x, fewest, most), logAxisAround(chart.y, lightest, heaviest)};
}

QString correlationText(const WeightChart::Series& series) {
  if (!std::isnan(series.correlation))
    return ui::tr("rank correlation with 1/n %1").arg(series.correlation, 0, 'f', 2);
  const bool sameSize = std::ranges::all_of(
      series.points, [&](const auto& point) { return point.count == series.points.front().count; });
  return sameSize ? ui::tr("all classes have equally many images") : ui::tr("all classes weigh the same");
}

WeightChart weightChart(const std::vector<std::shared_ptr<const RunData>>& runs, bool dark) {
  WeightChart chart;
  chart.title = ui::tr("Density weights and class sizes");
  std::vector<std::shared_ptr<const RunData>> drawn;
  for (const auto& run : runs) {
    const auto weights = meanWeights(*run);
    WeightChart::Series series;
    series.runId = text(run->record.id);
    series.run = text(run->record.name);
    if (run->record.spec.samWeights == spec::SamWeights::Oracle)
      series.run = ui::tr("%1 (oracle: uses labels)").arg(series.run);
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
    drawn.push_back(run);
  }
  chart.provenance = provenanceOf(drawn);
  if (chart.series.empty())
    chart.message = ui::tr("No density weights: they are there from the first rwSAM epoch of a run.");
  return chart;
}

void drawWeightChart(PlotPainter& plot, const WeightChart& chart, const QRectF& area) {
  const auto& style = plot.style();
  if (style.paper.isValid()) plot.painter().fillRect(area, style.paper);
  const double unit = style.fontSize, size = kSmall * unit;
  if (chart.isEmpty()) {
    plot.text(area.center().x(), area.center().y(), chart.message,
              plot.fittingSize(chart.message, unit, area.width() - unit), Qt::AlignHCenter, style.muted);
    return;
  }
  const WeightLayout layout(plot, chart, area);
  const QRectF& inside = layout.inside();
  const LogAxis &x = layout.x(), &y = layout.y();
  for (std::size_t k = 0; style.key && k < layout.key().entries.size(); ++k) {
    const auto& entry = layout.key().entries[k];
    const QPointF at = layout.keyAt(k, unit);
    const bool own = entry.others == 0;
    if (own) drawMarker(plot.painter(), chart.series[k].marker, at, 0.32 * unit, style.muted);
    plot.text(at.x() + 0.9 * unit, at.y(), entry.text, size, Qt::AlignLeft, own ? style.ink : style.muted);
  }
  QPainter& painter = plot.painter();
  for (const double tick : y.ticks) {
    painter.setPen(QPen(std::abs(tick - 1) < 1e-9 ? style.muted : style.grid, 0.05 * unit,
                        std::abs(tick - 1) < 1e-9 ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QLineF(inside.left(), y(tick), inside.right(), y(tick)));
    plot.text(inside.left() - 0.5 * unit, y(tick), number(tick), size, Qt::AlignRight, style.muted);
  }
  painter.setPen(QPen(style.muted, 0.05 * unit));
  painter.drawLine(QLineF(inside.left(), inside.bottom(), inside.right(), inside.bottom()));
  double taken = area.left();  // a number that would touch the one before is left out
  for (const double tick : x.ticks) {
    const double half = plot.textWidth(number(tick), size) / 2;
    if (x(tick) - half < taken) continue;
    plot.text(x(tick), inside.bottom() + 0.9 * unit, number(tick), size, Qt::AlignHCenter, style.muted);
    taken = x(tick) + half + 0.3 * unit;
  }
  plot.text(inside.center().x(), inside.bottom() + 2.4 * unit, ui::tr("training images of the class, n"),
            unit, Qt::AlignHCenter, style.ink);
  plot.verticalTitle(inside, ui::tr("mean weight of its images"), area.left() + 0.9 * unit, 3 * unit);
  for (std::size_t s = 0; s < chart.series.size(); ++s)
    drawPoints(plot, chart.series[s], layout, s == 0 && chart.series[s].points.size() <= 30);
}

QByteArray weightChartCsv(const WeightChart& chart) {
  std::string out = csvHead(chart.title, chart.provenance).toStdString();
  out.append("run_id,run,class,train_count,mean_weight\n");
  for (const auto& series : chart.series) {
    for (const auto& point : series.points) {
      out.append(report::csvField(series.runId.toStdString())).append(",");
      out.append(report::csvField(series.run.toStdString())).append(",");
      out.append(report::csvField(point.name.toStdString())).append(",");
      out.append(std::to_string(point.count)).append(",").append(report::exactNumber(point.weight));
      out.append("\n");
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
  drawWeightChart(plot, chart_, QRectF(rect()));
}

bool WeightChartView::event(QEvent* event) {
  return answerToolTip(*this, event, [this](QPointF place) { return textAt(place); }) ||
         QWidget::event(event);
}

QString WeightChartView::textAt(QPointF place) const {
  if (chart_.isEmpty()) return {};
  const ScreenMeasure measure;
  const WeightLayout layout(measure.plot(), chart_, QRectF(rect()));
  double nearest = 0.8 * measure.plot().style().fontSize;
  QString said;
  for (const auto& series : chart_.series) {
    for (const auto& point : series.points) {
      const double distance = QLineF(layout.at(point), place).length();
      if (distance > nearest) continue;
      nearest = distance;
      said = tr("%1, %2: n = %3, weight %4")
                 .arg(point.name, series.run, QString::number(point.count), number(point.weight));
    }
  }
  return said;
}

}  // namespace skewscope::ui
