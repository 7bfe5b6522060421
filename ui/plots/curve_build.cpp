// buildCurves(): from stored runs to the lines of a plot.
#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/report/smoothing.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/joined_runs.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using report::ProgressAxis;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<Marker, 4> kMarkers{Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Circle};

Marker markerOf(std::size_t run) {
  return run == 0 ? Marker::None : kMarkers[(run - 1) % kMarkers.size()];
}

/// Dash of an overlaid run's copy of a class curve, so that it is told from the first run's (curvePen()).
Qt::PenStyle overlayStyle(std::size_t run) {
  return run % 2 == 1 ? Qt::DotLine : Qt::DashDotLine;
}

QColor overlaid(QColor colour) {
  colour.setAlphaF(0.85F);
  return colour;
}

const store::RunClass* classNamed(const RunData& run, const std::string& name) {
  const auto found = std::find_if(run.classes.begin(), run.classes.end(),
                                  [&](const store::RunClass& c) { return c.name == name; });
  return found == run.classes.end() ? nullptr : &*found;
}

/// Whether no class of `run` has the name of one of `first`; false as long as one of them has none yet.
bool hasOtherClasses(const RunData& first, const RunData& run) {
  if (first.classes.empty() || run.classes.empty()) return false;
  return std::none_of(run.classes.begin(), run.classes.end(),
                      [&](const store::RunClass& c) { return classNamed(first, c.name) != nullptr; });
}

QString numberOf(int low, int high) {
  return low == high ? tr("N = %1").arg(low) : tr("N = %1–%2").arg(low).arg(high);
}

class CurveBuilder {
 public:
  explicit CurveBuilder(const CurveRequest& request);
  CurveSet build();

 private:
  void addPanes();
  void addClassCurves(Pane& pane);
  void addGroupCurves(Pane& pane);
  /// Which metric of a run a curve shows; "" for none.
  using MetricOf = std::function<std::string(const RunData&)>;
  /// A curve for every run that has the metric, in the colours of the runs.
  void addRunCurves(Pane& pane, const MetricOf& metricOf, const QString& ownLabel, Qt::PenStyle style);
  Curve curve(std::size_t place, const std::vector<report::EpochValues>& values, const Pane& pane);
  void colourByClass(Curve& curve, const QColor& colour, Qt::PenStyle style) const;
  void addRuns();
  QString whyUndrawn(std::size_t place) const;
  void placeX();
  void fitY(Pane& pane) const;
  QString accuracyTitle() const;
  QString nothingYet() const;
  QString caption() const;

  bool byClass() const { return request_.view == CurveView::PerClass || request_.view == CurveView::Groups; }

  const CurveRequest& request_;
  const CurveOptions& options_;
  std::vector<JoinedRuns> joined_;
  CurveSet set_;
  int notPositive_ = 0;  ///< values that a logarithmic axis has no place for
};

CurveBuilder::CurveBuilder(const CurveRequest& request) : request_(request), options_(request.options) {}

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
  curve.style = first ? style : overlayStyle(place);
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

QString CurveBuilder::accuracyTitle() const {
  std::set<std::string> metrics;
  for (const JoinedRuns& joined : joined_) {
    for (const RunData* run : joined.runs) {
      const std::string metric = store::liveAccuracyMetric(run->record);
      // A run of another program may have none; one of its own gets it with its first evaluation.
      if (!store::isImported(run->record) || run->record.summaries.contains(metric)) metrics.insert(metric);
    }
  }
  if (metrics.size() == 1) return metricAxisTitle(*metrics.begin());
  const bool live = std::all_of(metrics.begin(), metrics.end(), [](const std::string& metric) {
    return metric == store::metric::kHeadAccuracy || metric == store::metric::kKnnAccuracy;
  });
  return live ? ui::tr("live accuracy (kNN or head), test (%)") : ui::tr("accuracy (%)");
}

void CurveBuilder::addPanes() {
  const bool loss = request_.view == CurveView::Loss;
  Pane pane;
  pane.percent = !loss;
  pane.logY = options_.logY;
  pane.yTitle = loss ? metricAxisTitle(store::metric::kLoss) : accuracyTitle();
  pane.yHigh = loss ? 1 : 100;
  switch (request_.view) {
    case CurveView::PerClass:
      addClassCurves(pane);
      break;
    case CurveView::Groups:
      addGroupCurves(pane);
      break;
    case CurveView::Overall:
      addRunCurves(
          pane, [](const RunData& run) { return store::liveAccuracyMetric(run.record); }, {}, Qt::SolidLine);
      break;
    case CurveView::Loss:
      addRunCurves(
          pane, [](const RunData& run) { return store::lossMetric(run.record); }, ui::tr("loss"),
          Qt::SolidLine);
      addRunCurves(
          pane, [](const RunData&) { return store::metric::kPerturbedLoss; }, ui::tr("perturbed"),
          Qt::DashLine);
      break;
  }
  if (loss || pane.logY) fitY(pane);
  set_.panes.push_back(std::move(pane));
  if (!loss) return;
  Pane sharpness;
  sharpness.yTitle = metricAxisTitle(store::metric::kSharpness);
  sharpness.share = 0.5;
  sharpness.logY = options_.logY;
  addRunCurves(
      sharpness, [](const RunData&) { return store::metric::kSharpness; }, ui::tr("sharpness"),
      Qt::SolidLine);
  fitY(sharpness);
  if (!sharpness.curves.empty()) set_.panes.push_back(std::move(sharpness));
}

void CurveBuilder::fitY(Pane& pane) const {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Curve& curve : pane.curves) {
    for (const auto* values : {&curve.y, &curve.smooth, &curve.low, &curve.high}) {
      for (const double value : *values) {
        if (std::isnan(value) || (pane.logY && value <= 0)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
      }
    }
  }
  if (pane.logY) {
    if (low > high) low = pane.percent ? 1 : 0.1, high = pane.percent ? 100 : 1;
    // One digit below the smallest and above the largest value.
    const double lowUnit = std::pow(10, std::floor(std::log10(low)));
    const double highUnit = std::pow(10, std::floor(std::log10(high)));
    pane.yLow = std::floor(low / lowUnit + 1e-9) * lowUnit;
    pane.yHigh = pane.percent ? std::max(100.0, high) : std::ceil(high / highUnit - 1e-9) * highUnit;
    if (pane.yHigh <= pane.yLow) pane.yHigh = 2 * pane.yLow;
    return;
  }
  if (low > high) return;
  // 0 is shown unless the values are far from it.
  if (low > 0 && low < 0.5 * high) low = 0;
  const double span = high > low ? high - low : std::max(std::abs(high), 1e-6);
  const double step = std::pow(10, std::floor(std::log10(span))) / 5;
  pane.yLow = std::floor(low / step + 1e-9) * step;
  pane.yHigh = std::ceil((high + 0.02 * span) / step) * step;
}

QString CurveBuilder::whyUndrawn(std::size_t place) const {
  const RunData& run = joined_[place].first();
  if (request_.view == CurveView::PerClass && hasOtherClasses(*request_.runs.front(), run)) {
    return ui::tr("other classes");
  }
  bool any = false, placed = false;
  for (const Pane& pane : set_.panes) {
    for (const Curve& curve : pane.curves) {
      if (curve.run != static_cast<int>(place)) continue;
      any = true;
      placed = placed || !curve.x.empty();
    }
  }
  if (any && !placed && run.record.epochsDone > 0) {
    if (options_.x == ProgressAxis::Time) return ui::tr("training times not known");
    if (options_.x != ProgressAxis::Epoch) return ui::tr("number of images not known");
  }
  if (any || !store::isImported(run.record)) return {};
  switch (request_.view) {
    case CurveView::PerClass:
      return ui::tr("no accuracy per class");
    case CurveView::Groups:
      return ui::tr("no groups");
    case CurveView::Overall:
      return ui::tr("no accuracy");
    case CurveView::Loss:
      break;
  }
  return ui::tr("no loss");
}

void CurveBuilder::addRuns() {
  for (std::size_t place = 0; place < joined_.size(); ++place) {
    const JoinedRuns& joined = joined_[place];
    const store::RunRecord& record = joined.first().record;
    QStringList ids;
    for (const RunData* run : joined.runs) ids.append(text(run->record.id));
    QString metric = metricName(store::liveAccuracyMetric(joined.first().record));
    if (request_.view == CurveView::Loss) metric.clear();
    if (joined.highN > 0) {
      const QString number = numberOf(joined.lowN, joined.highN);
      metric = metric.isEmpty() ? number : QStringLiteral("%1, %2").arg(metric, number);
    }
    set_.runs.push_back({ids.join(u' '), joined.name(), metric, request_.runColour(record),
                         byClass() ? markerOf(place) : Marker::None,
                         byClass() && place > 0 ? overlayStyle(place) : Qt::SolidLine, whyUndrawn(place)});
  }
}

void CurveBuilder::placeX() {
  set_.logX = options_.logX;
  set_.sharedX = options_.x == ProgressAxis::Epoch;
  set_.xKey = text(std::string(report::nameOf(options_.x)));
  double low = std::numeric_limits<double>::infinity(), high = 0;
  for (const Pane& pane : set_.panes) {
    for (const Curve& curve : pane.curves) {
      if (curve.x.empty()) continue;
      low = std::min(low, curve.x.front());
      high = std::max(high, curve.x.back());
    }
  }
  // What is still to come is in view, except on the axis of time, where it is not known.
  for (std::size_t place = 0; place < joined_.size(); ++place) {
    if (!set_.runs[place].undrawn.isEmpty()) continue;  // the axis is not stretched for it
    for (const RunData* run : joined_[place].runs) {
      const bool own = !store::isImported(run->record);
      const std::array<std::int64_t, 1> last{own ? run->record.spec.epochs : run->record.epochsDone};
      const double end = report::progress(options_.x, last, joined_[place].size).front();
      if (options_.x != ProgressAxis::Time && end > high) high = end;
    }
  }
  double unit = 1;
  switch (options_.x) {
    case ProgressAxis::Epoch:
      set_.xTitle = ui::tr("epoch");
      break;
    case ProgressAxis::Step:
      set_.xTitle = ui::tr("optimiser step");
      set_.xForm = ui::tr("step %1");
      break;
    case ProgressAxis::Images:
      set_.xTitle = ui::tr("images seen");
      set_.xForm = ui::tr("%1 images");
      break;
    case ProgressAxis::Time:
      set_.wholeX = false;
      unit = high < 180 ? 1 : high < 3 * 3600 ? 60 : 3600;
      set_.xKey = unit == 1    ? QStringLiteral("seconds")
                  : unit == 60 ? QStringLiteral("minutes")
                               : QStringLiteral("hours");
      set_.xTitle = unit == 1    ? ui::tr("training time (s)")
                    : unit == 60 ? ui::tr("training time (min)")
                                 : ui::tr("training time (h)");
      set_.xForm = unit == 1 ? ui::tr("%1 s") : unit == 60 ? ui::tr("%1 min") : ui::tr("%1 h");
      break;
  }
  if (unit != 1) {
    for (Pane& pane : set_.panes) {
      for (Curve& curve : pane.curves) {
        for (double& x : curve.x) x /= unit;
      }
    }
  }
  set_.xLow = set_.logX ? (low < high ? low / unit : 1) : 0;
  set_.xHigh = high > 0 ? high / unit : 1;
  if (set_.xHigh <= set_.xLow) set_.xHigh = set_.logX ? 10 * set_.xLow : 1;
}

QString CurveBuilder::caption() const {
  QStringList parts;
  const auto drawn = [](const JoinedRuns& joined) { return joined.highN > 0; };
  if (options_.band && std::any_of(joined_.begin(), joined_.end(), drawn)) {
    int low = std::numeric_limits<int>::max(), high = 0;
    for (const JoinedRuns& joined : joined_) {
      if (!drawn(joined)) continue;
      low = std::min(low, joined.lowN);
      high = std::max(high, joined.highN);
    }
    parts.append(
        ui::tr("Mean over seeds; band: %1, %2").arg(spreadText(*options_.band), numberOf(low, high)));
  }
  if (options_.smoothing > 0) {
    parts.append(
        ui::tr("Thick lines: debiased moving average (EMA), factor %1; thin lines and numbers: as measured")
            .arg(options_.smoothing));
  }
  if (notPositive_ > 0) parts.append(ui::tr("What is not above 0 has no place on a logarithmic axis"));
  return parts.join(QStringLiteral(". "));
}

QString CurveBuilder::nothingYet() const {
  const RunData& first = *request_.runs.front();
  const store::RunRecord& run = first.record;
  if (request_.view == CurveView::PerClass && !request_.hiddenClasses.isEmpty() &&
      first.classMetrics.contains(store::liveAccuracyMetric(run))) {
    return ui::tr("All classes are hidden.\nChoose some under “Classes”.");
  }
  const bool any = std::any_of(set_.panes.begin(), set_.panes.end(), [](const Pane& pane) {
    return std::any_of(pane.curves.begin(), pane.curves.end(),
                       [](const Curve& curve) { return curve.run == 0; });
  });
  if (store::isImported(run) && !any) {
    return request_.view == CurveView::Overall || request_.view == CurveView::Loss
               ? ui::tr(
                     "This imported run has no values of this kind.\nImport it again and say which of its "
                     "metrics they are: skewscope-engine import --metric FROM=TO.")
               : ui::tr("This imported run has no such values of its classes.\n“Overall” shows what it has.");
  }
  if (!set_.runs.front().undrawn.isEmpty()) {
    return ui::tr("Nothing to draw here: %1.\nChoose another view or another x axis.")
        .arg(set_.runs.front().undrawn);
  }
  switch (run.status) {
    case store::RunStatus::Queued:
      return ui::tr("This run is waiting for its turn.\nIts curves begin with its first evaluation.");
    case store::RunStatus::Running:
      return request_.view == CurveView::Loss
                 ? ui::tr("The first epoch is on its way.")
                 : ui::tr("The first evaluation is on its way: it comes after epoch %1.")
                       .arg(run.spec.evaluateEvery);
    default:
      return ui::tr("This run ended before it was evaluated.\nResume it from the list of runs.");
  }
}

CurveSet CurveBuilder::build() {
  set_.xTitle = ui::tr("epoch");
  if (request_.runs.empty()) return std::move(set_);
  const store::RunRecord& first = request_.runs.front()->record;
  set_.subtitle = dataLine(first);
  set_.provenance = provenanceOf(request_.runs);
  joined_ = joinRuns(request_.runs, options_.band);
  set_.title = joined_.front().name();
  addPanes();
  addRuns();
  placeX();
  set_.multiples = options_.multiples && joined_.size() > 1;
  set_.caption = caption();
  if (set_.isEmpty()) set_.message = nothingYet();
  return std::move(set_);
}

}  // namespace

CurveSet buildCurves(const CurveRequest& request) {
  return CurveBuilder(request).build();
}

}  // namespace skewscope::ui
