// The curves of a plot: values of classes, groups and whole runs, joined over seeds, with their colours.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "core/report/smoothing.h"
#include "ui/models/run_facts.h"
#include "ui/plots/curve_builder.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<Marker, 4> kMarkers{Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Circle};

QColor overlaid(QColor colour) {
  colour.setAlphaF(0.85F);
  return colour;
}

}  // namespace

Marker markerOf(std::size_t run) {
  return run == 0 ? Marker::None : kMarkers[(run - 1) % kMarkers.size()];
}

Qt::PenStyle overlayStyle(std::size_t run) {
  return run % 2 == 1 ? Qt::DotLine : Qt::DashDotLine;
}

const store::RunClass* classNamed(const RunData& run, const std::string& name) {
  const auto found = std::find_if(run.classes.begin(), run.classes.end(),
                                  [&](const store::RunClass& c) { return c.name == name; });
  return found == run.classes.end() ? nullptr : &*found;
}

QString numberOf(int low, int high) {
  return low == high ? tr("N = %1").arg(low) : tr("N = %1–%2").arg(low).arg(high);
}

Curve CurveBuilder::curve(std::size_t place, const std::vector<report::EpochValues>& values,
                          const Pane& pane) {
  JoinedRuns& joined = joined_[place];
  const double scale = pane.percent ? 100 : 1;
  const bool several = joined.runs.size() > 1;
  const report::SeedCurve all =
      several ? report::seedCurve(values, *options_.band)
              : report::SeedCurve{{values.front().epochs.begin(), values.front().epochs.end()},
                                  {values.front().values.begin(), values.front().values.end()},
                                  {},
                                  {},
                                  {}};
  const std::vector<double> smooth =
      options_.smoothing > 0 ? report::smoothed(all.mean, options_.smoothing) : std::vector<double>();
  const std::vector<double> places = report::progress(options_.x, all.epochs, joined.size);
  const auto drawable = [&](double value) {
    if (!std::isfinite(value)) return kNaN;
    if (pane.logY && value <= 0) {
      ++notPositive_;
      return kNaN;
    }
    return value * scale;
  };
  Curve curve;
  curve.run = static_cast<int>(place);
  curve.x.reserve(places.size());
  curve.y.reserve(places.size());
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (std::isnan(places[k])) continue;
    if (options_.logX && places[k] <= 0) {
      ++notPositive_;
      continue;
    }
    curve.x.push_back(places[k]);
    curve.y.push_back(drawable(all.mean[k]));
    if (!smooth.empty()) curve.smooth.push_back(drawable(smooth[k]));
    if (!several) continue;
    curve.low.push_back(scale * all.low[k]);
    curve.high.push_back(scale * all.high[k]);
    curve.n.push_back(all.n[k]);
    if (all.n[k] < 1) continue;
    joined.lowN = joined.lowN == 0 ? all.n[k] : std::min(joined.lowN, all.n[k]);
    joined.highN = std::max(joined.highN, all.n[k]);
  }
  return curve;
}

void CurveBuilder::colourByClass(Curve& curve, const QColor& colour, Qt::PenStyle style) const {
  const auto place = static_cast<std::size_t>(curve.run);
  const bool first = place == 0;
  curve.marker = markerOf(place);
  curve.colour = first ? colour : overlaid(colour);
  curve.ownStyle = style;
  // Beside others dashes say which run it is, and nothing else.
  curve.style = joined_.size() == 1 ? style : first ? Qt::SolidLine : overlayStyle(place);
  curve.labelled = first;
}

void CurveBuilder::addClassCurves(Pane& pane) {
  const RunData& first = *request_.runs.front();
  const std::vector<int> order = classesByRank(first);
  const int count = static_cast<int>(order.size());
  std::map<int, std::string> names;
  for (const store::RunClass& c : first.classes) names[c.index] = c.name;
  for (std::size_t place = 0; place < joined_.size(); ++place) {
    for (int rank = 0; rank < count; ++rank) {
      const int wanted = order[static_cast<std::size_t>(rank)];
      if (request_.hiddenClasses.contains(wanted)) continue;
      std::vector<report::EpochValues> values;
      const store::RunClass* ours = nullptr;
      std::string metric;
      for (const RunData* run : joined_[place].runs) {
        const auto series = run->classMetrics.find(store::liveAccuracyMetric(run->record));
        const store::RunClass* known = classNamed(*run, names[wanted]);  // runs are matched by class name
        if (series == run->classMetrics.end() || known == nullptr) continue;
        const auto index = static_cast<std::size_t>(known->index);
        if (index >= series->second.values.size()) continue;
        values.push_back({series->second.epochs, series->second.values[index]});
        metric = series->first;
        if (ours == nullptr) ours = known;
      }
      if (ours == nullptr) continue;
      Curve curve = this->curve(place, values, pane);
      curve.key = QStringLiteral("class:%1").arg(wanted);
      curve.label = text(ours->name);
      if (ours->trainCount > 0) curve.detail = QStringLiteral("n=%1").arg(ours->trainCount);
      curve.metric = text(metric);
      colourByClass(curve, classColour(rank, count, request_.dark), classDash(ours->group));
      pane.curves.push_back(std::move(curve));
    }
  }
}

void CurveBuilder::addGroupCurves(Pane& pane) {
  for (std::size_t place = 0; place < joined_.size(); ++place) {
    for (int group = 0; group < 3; ++group) {
      if (request_.hiddenClasses.contains(group)) continue;
      std::vector<std::vector<double>> means;  // of the runs; kept while `values` looks at them
      std::vector<const std::vector<std::int64_t>*> epochs;
      std::int64_t images = 0;
      int classes = 0;
      std::string metric;
      for (const RunData* run : joined_[place].runs) {
        const auto series = run->classMetrics.find(store::liveAccuracyMetric(run->record));
        // What was imported has no counts that would make groups.
        if (series == run->classMetrics.end() || store::isImported(run->record)) continue;
        std::vector<double> mean(series->second.epochs.size(), 0);
        images = classes = 0;
        for (const store::RunClass& c : run->classes) {
          const auto index = static_cast<std::size_t>(c.index);
          if (c.group != group || index >= series->second.values.size()) continue;
          ++classes;
          images += c.trainCount;
          for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += series->second.values[index][k];
        }
        if (classes == 0) continue;
        for (double& value : mean) value /= classes;
        means.push_back(std::move(mean));
        epochs.push_back(&series->second.epochs);
        metric = series->first;
      }
      if (means.empty()) continue;
      std::vector<report::EpochValues> values;
      for (std::size_t i = 0; i < means.size(); ++i) values.push_back({*epochs[i], means[i]});
      Curve curve = this->curve(place, values, pane);
      curve.key = QStringLiteral("group:%1").arg(group);
      curve.label = groupName(group);
      curve.detail = ui::tr("%1 classes, n=%2").arg(classes).arg(images);
      curve.metric = text(metric);
      // The colours of the first, middle and last class stand for their thirds.
      colourByClass(
          curve, classColour(std::array<int, 3>{0, 5, 9}[static_cast<std::size_t>(group)], 10, request_.dark),
          classDash(group));
      pane.curves.push_back(std::move(curve));
    }
  }
}

void CurveBuilder::addRunCurves(Pane& pane, const MetricOf& metricOf, const QString& ownLabel,
                                Qt::PenStyle style) {
  for (std::size_t place = 0; place < joined_.size(); ++place) {
    std::vector<report::EpochValues> values;
    std::string metric;
    for (const RunData* run : joined_[place].runs) {
      const auto series = run->metrics.find(metricOf(*run));
      if (series == run->metrics.end()) continue;
      values.push_back({series->second.epochs, series->second.values});
      metric = series->first;
    }
    if (values.empty()) continue;
    Curve curve = this->curve(place, values, pane);
    curve.key = text(metric);
    curve.label = joined_[place].name();
    if (style == Qt::DashLine) curve.label = ui::tr("%1, perturbed").arg(curve.label);
    if (!curve.n.empty()) {
      curve.label =
          QStringLiteral("%1 (%2)").arg(curve.label, numberOf(joined_[place].lowN, joined_[place].highN));
    }
    if (pane.percent) curve.detail = metricName(metric);
    curve.ownLabel = ownLabel.isEmpty() ? metricName(metric) : ownLabel;
    curve.metric = text(metric);
    curve.colour = request_.runColour(joined_[place].first().record);
    curve.style = curve.ownStyle = style;
    pane.curves.push_back(std::move(curve));
  }
}

}  // namespace skewscope::ui
