#include "ui/plots/parallel_build.h"

#include <QJsonArray>
#include <algorithm>
#include <cmath>

#include "ui/models/run_table_model.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using compare::RunColumn;

/// The metric that colours the runs unless the user chooses another: the first of these that some run has.
constexpr const char* kUsualMetrics[] = {store::metric::kProbeAccuracy, store::metric::kHeadAccuracy,
                                         store::metric::kKnnAccuracy};

std::vector<std::string> keysIn(const QJsonValue& list) {
  std::vector<std::string> keys;
  for (const auto& each : list.toArray()) {
    const std::string key = each.toString().toStdString();
    if (compare::runColumnFrom(key)) keys.push_back(key);
  }
  return keys;
}

template <typename List>
QJsonArray jsonOf(const List& texts) {
  QJsonArray list;
  for (const std::string& each : texts) list.append(text(each));
  return list;
}

QJsonObject jsonOf(const compare::AxisBrush& brush) {
  QJsonObject made;
  if (brush.range) made[QStringLiteral("range")] = QJsonArray{brush.range->first, brush.range->second};
  if (!brush.categories.empty()) made[QStringLiteral("categories")] = jsonOf(brush.categories);
  if (brush.none) made[QStringLiteral("none")] = true;
  return made;
}

compare::AxisBrush brushFrom(const QJsonObject& object) {
  compare::AxisBrush brush;
  if (const QJsonArray range = object[QStringLiteral("range")].toArray();
      range.size() == 2 && range[0].isDouble() && range[1].isDouble())
    brush.range = {range[0].toDouble(), range[1].toDouble()};
  for (const auto& each : object[QStringLiteral("categories")].toArray())
    brush.categories.push_back(each.toString().toStdString());
  brush.none = object[QStringLiteral("none")].toBool();
  return brush;
}

bool has(const std::vector<std::string>& keys, const std::string& key) {
  return std::ranges::find(keys, key) != keys.end();
}

/// Colours by the metric, and what their scale says.
void shade(ParallelChart& chart, const std::vector<store::RunRecord>& runs, const RunColumn& colour) {
  if (colour.metric.metric.empty()) return;
  const compare::ParallelAxis scale = compare::parallelAxis(runs, colour);
  const double low = compare::lowestOf(scale);
  bool any = false;
  for (const double value : scale.values) {
    const double place = (compare::positionOf(scale, value, false) - low) / (1 - low);
    chart.shade.push_back(std::isnan(value) ? value : place);
    any = any || !std::isnan(value);
  }
  if (!any) return;
  chart.scaleTitle = RunTableModel::columnTitle(colour);
  chart.scaleLow = axisValueText(scale, scale.low);
  chart.scaleHigh = axisValueText(scale, scale.high);
}

}  // namespace

void ParallelState::resetAxes() {
  order.clear();
  added.clear();
  hidden.clear();
  flipped.clear();
  brushes.clear();
}

QJsonObject toJson(const ParallelState& state) {
  QJsonObject ranges;
  for (const auto& [key, brush] : state.brushes) ranges[text(key)] = jsonOf(brush);
  return {{QStringLiteral("selected"), state.selected},
          {QStringLiteral("metric"), text(state.metric)},
          {QStringLiteral("aggregate"), static_cast<int>(state.aggregate)},
          {QStringLiteral("order"), jsonOf(state.order)},
          {QStringLiteral("added"), jsonOf(state.added)},
          {QStringLiteral("hidden"), jsonOf(state.hidden)},
          {QStringLiteral("flipped"), jsonOf(state.flipped)},
          {QStringLiteral("ranges"), ranges}};
}

ParallelState parallelStateFrom(const QJsonObject& object) {
  ParallelState state;
  state.selected = object[QStringLiteral("selected")].toBool();
  state.metric = object[QStringLiteral("metric")].toString().toStdString();
  const int aggregate = object[QStringLiteral("aggregate")].toInt();
  for (const compare::Aggregate each : compare::aggregates()) {
    if (static_cast<int>(each) == aggregate) state.aggregate = each;
  }
  const auto set = [&](const char* name) {
    const auto keys = keysIn(object[QLatin1String(name)]);
    return std::set<std::string>(keys.begin(), keys.end());
  };
  state.order = keysIn(object[QStringLiteral("order")]);
  state.added = set("added");
  state.hidden = set("hidden");
  state.flipped = set("flipped");
  const QJsonObject ranges = object[QStringLiteral("ranges")].toObject();
  for (auto range = ranges.begin(); range != ranges.end(); ++range) {
    const std::string key = range.key().toStdString();
    const compare::AxisBrush brush = brushFrom(range.value().toObject());
    if (compare::runColumnFrom(key) && brush != compare::AxisBrush()) state.brushes[key] = brush;
  }
  return state;
}

std::set<std::string> metricsOf(const std::vector<store::RunRecord>& runs) {
  std::set<std::string> known;
  for (const auto& run : runs) {
    for (const auto& [name, summary] : run.summaries) known.insert(name);
  }
  return known;
}

RunColumn colouringOf(const ParallelState& state, const std::vector<store::RunRecord>& runs) {
  RunColumn column{{}, {{}, state.aggregate}};
  const auto known = metricsOf(runs);
  if (known.contains(state.metric)) {
    column.metric.metric = state.metric;
    return column;
  }
  for (const char* usual : kUsualMetrics) {
    if (column.metric.metric.empty() && known.contains(usual)) column.metric.metric = usual;
  }
  if (column.metric.metric.empty() && !known.empty()) column.metric.metric = *known.begin();
  return column;
}

std::vector<std::string> axesOf(const ParallelState& state, const std::vector<store::RunRecord>& runs) {
  const RunColumn colour = colouringOf(state, runs);
  std::vector<std::string> keys;
  for (const RunColumn& column : compare::usualAxes(runs, colour.metric))
    keys.push_back(compare::keyOf(column));
  for (const std::string& key : state.added) {
    if (!has(keys, key)) keys.insert(colour.metric.metric.empty() ? keys.end() : keys.end() - 1, key);
  }
  return compare::arranged(keys, state.order);
}

ParallelChart parallelChart(const ParallelState& state, const std::vector<store::RunRecord>& runs,
                            const std::vector<std::string>& axes) {
  ParallelChart chart;
  for (const std::string& key : axes) {
    const auto column = compare::runColumnFrom(key);
    if (!column || state.hidden.contains(key)) continue;
    ParallelChart::Axis axis;
    axis.key = text(key);
    axis.title = RunTableModel::columnTitle(*column);
    axis.values = compare::parallelAxis(runs, *column);
    axis.flipped = state.flipped.contains(key);
    if (const auto brush = state.brushes.find(key); brush != state.brushes.end()) axis.brush = brush->second;
    chart.axes.push_back(std::move(axis));
  }
  for (const auto& run : runs) {
    chart.ids.append(text(run.id));
    chart.names.append(text(run.name));
  }
  shade(chart, runs, colouringOf(state, runs));
  return chart;
}

}  // namespace skewscope::ui
