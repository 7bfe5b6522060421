#include "ui/export/figure_table.h"

#include <algorithm>
#include <cmath>

#include "core/store/records.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::Align;
using report::Column;
using report::Table;

std::string words(const QString& text) {
  return text.toStdString();
}

Table tableOf(const CurveSet& set) {
  bool percent = true;
  for (const Pane& pane : set.panes) percent = percent && pane.percent;
  const QString unit = percent ? QStringLiteral(" (%)") : QString();
  const int decimals = percent ? 1 : report::kShortest;
  // Where the curves are named after their runs, a column of runs would say the same again.
  bool several = false;
  for (const Pane& pane : set.panes) {
    for (const Curve& curve : pane.curves)
      several = several || (set.runs.size() > 1 &&
                            !curve.label.startsWith(set.runs.at(static_cast<std::size_t>(curve.run)).name));
  }
  std::vector<Column> columns{{"series", words(tr("Curve"))}};
  if (several) columns.push_back({"run", words(tr("Run"))});
  columns.push_back({"last", words(tr("Last") + unit), Align::Right, decimals});
  columns.push_back({"last_x", words(set.xTitle), Align::Right, report::kShortest});
  columns.push_back({"best", words(tr("Best") + unit), Align::Right, decimals});
  columns.push_back({"best_x", words(set.xTitle), Align::Right, report::kShortest});
  Table table(columns);
  for (const Pane& pane : set.panes) {
    for (const Curve& curve : pane.curves) {
      const bool smaller = store::smallerIsBetter(curve.metric.toStdString());
      double last = NAN, lastX = NAN, best = NAN, bestX = NAN;
      for (std::size_t k = 0; k < curve.y.size(); ++k) {
        if (std::isnan(curve.y[k])) continue;
        last = curve.y[k];
        lastX = curve.x[k];
        if (std::isnan(best) || (smaller ? last < best : last > best)) {
          best = last;
          bestX = lastX;
        }
      }
      std::vector<report::Cell> row{words(curve.label.isEmpty() ? curve.key : curve.label)};
      if (set.panes.size() > 1) row[0] = words(curve.label + QStringLiteral(", ") + pane.yTitle);
      if (several) row.emplace_back(words(set.runs.at(static_cast<std::size_t>(curve.run)).name));
      for (const double value : {last, lastX, best, bestX}) row.emplace_back(value);
      table.add(std::move(row));
    }
  }
  return table;
}

Table tableOf(const WeightChart& chart) {
  Table table({{"run", words(tr("Run"))},
               {"class", words(tr("Class"))},
               {"n", words(tr("Images")), Align::Right},
               {"weight", words(tr("Mean weight")), Align::Right, 3}});
  for (const auto& series : chart.series) {
    for (const auto& point : series.points)
      table.add({words(series.run), words(point.name), point.count, point.weight});
  }
  return table;
}

/// A line for each group of bars, a column for each series.
Table tableOf(const BarChart& chart) {
  std::vector<Column> columns{{"category", words(chart.measure)}};
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const QString unit = chart.percent ? QStringLiteral(" (%)") : QString();
    columns.push_back({"series_" + std::to_string(s), words(chart.series[s].name + unit), Align::Right,
                       chart.percent ? 1 : 3, chart.percent ? 100.0 : 1.0, true});
  }
  columns.push_back({"n", "N", Align::Right});
  Table table(columns);
  for (std::size_t c = 0; c < chart.categories.size(); ++c) {
    std::vector<report::Cell> row{words(chart.categories[c].join(QStringLiteral(", ")))};
    int n = 0;
    for (const auto& series : chart.series) {
      const report::Band& band = series.bars[c];
      n = std::max(n, band.n);
      row.push_back(band.n > 0 ? report::Cell(band) : report::Cell());
    }
    row.emplace_back(static_cast<std::int64_t>(n));
    table.add(std::move(row));
  }
  return table;
}

/// A line for each point; a mean with its band by both ends.
Table tableOf(const PointChart& chart) {
  const bool several = chart.panels.size() > 1;
  bool labelled = false, banded = false;
  for (const auto& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      for (const auto& point : line.points) {
        labelled = labelled || !point.label.isEmpty();
        banded = banded || !std::isnan(point.low);
      }
    }
  }
  std::vector<Column> columns;
  if (several) columns.push_back({"panel", words(tr("Accuracy"))});
  columns.push_back({"series", words(tr("Line"))});
  if (labelled) columns.push_back({"label", words(tr("Class"))});
  const PointChart::Panel first = chart.panels.empty() ? PointChart::Panel() : chart.panels.front();
  columns.push_back({"x", words(first.xTitle), Align::Right, report::kShortest});
  columns.push_back({"n", "N", Align::Right});
  columns.push_back({"y", words(first.yTitle), Align::Right, 1, 100});
  if (banded) {
    columns.push_back({"low", words(tr("Band from (%)")), Align::Right, 1, 100});
    columns.push_back({"high", words(tr("Band to (%)")), Align::Right, 1, 100});
  }
  Table table(columns);
  for (const auto& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      for (const auto& point : line.points) {
        std::vector<report::Cell> row;
        if (several) row.emplace_back(words(panel.title));
        row.emplace_back(words(line.name));
        if (labelled) row.emplace_back(words(point.label));
        row.emplace_back(point.x);
        row.emplace_back(static_cast<std::int64_t>(point.n));
        row.emplace_back(point.y);
        if (banded) row.emplace_back(point.low);
        if (banded) row.emplace_back(point.high);
        table.add(std::move(row));
      }
    }
  }
  return table;
}

Table tableOf(const SummaryChart& chart) {
  Table table({{"mode", words(tr("Mode"))},
               {"class", words(tr("Class"))},
               {"n", words(tr("Images")), Align::Right},
               {"imbalanced", words(tr("Imbalanced (%)")), Align::Right, 1, 100},
               {"balanced", words(tr("Balanced (%)")), Align::Right, 1, 100}});
  for (const SummaryMode& mode : chart.modes) {
    for (std::size_t c = 0; c < mode.imbalanced.size(); ++c) {
      table.add({words(mode.title), words(mode.classNames[c]), mode.counts[c], mode.imbalanced[c],
                 mode.balanced[c]});
    }
  }
  return table;
}

/// A line for each group of each map: thousands of points are for programs.
Table tableOf(const MapChart& chart) {
  const bool several = chart.panels.size() > 1, correct = chart.colouring == MapColouring::Correct;
  std::vector<Column> columns;
  if (several) columns.push_back({"run", words(tr("Run"))});
  columns.push_back({"group", words(correct ? tr("Prediction") : tr("Class"))});
  if (!correct) columns.push_back({"n", words(tr("Training images")), Align::Right});
  if (chart.colouring == MapColouring::Weights)
    columns.push_back({"weight", words(tr("Mean weight")), Align::Right, 3});
  columns.push_back({"images", words(tr("Test images")), Align::Right});
  columns.push_back({"share", words(tr("Share (%)")), Align::Right, 1, 100});
  Table table(columns);
  for (const auto& panel : chart.panels) {
    const auto all = static_cast<double>(panel.points.images.size());
    for (std::size_t g = 0; g < panel.points.groups.size(); ++g) {
      const MapPoints::Group& group = panel.points.groups[g];
      const std::int64_t count = std::ranges::count(panel.points.groupOf, static_cast<int>(g));
      const auto each = std::ranges::find(panel.run->classes, group.index, &store::RunClass::index);
      const bool known = each != panel.run->classes.end();
      std::vector<report::Cell> row;
      if (several) row.emplace_back(words(panel.title));
      row.emplace_back(words(group.name));
      if (!correct && known) row.emplace_back(each->trainCount);
      if (!correct && !known) row.emplace_back();
      if (chart.colouring == MapColouring::Weights) row.emplace_back(panel.run->weightOf(group.index));
      row.emplace_back(count);
      row.emplace_back(static_cast<double>(count) / all);
      table.add(std::move(row));
    }
  }
  return table;
}

Table tableOf(const ConfusionChart& chart) {
  return confusionTable(chart);
}

}  // namespace

Table figureTable(const FigureContent& content) {
  return std::visit([](const auto& plot) { return tableOf(plot); }, content.plot);
}

}  // namespace skewscope::ui
