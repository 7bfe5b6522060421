// buildCurves(): axes, keys and captions around the curves of curve_lines.cpp.
#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "ui/models/run_facts.h"
#include "ui/plots/curve_builder.h"

namespace skewscope::ui {
namespace {

using report::ProgressAxis;

/// Whether no class of `run` has the name of one of `first`; false as long as one of them has none yet.
bool hasOtherClasses(const RunData& first, const RunData& run) {
  if (first.classes.empty() || run.classes.empty()) return false;
  return std::none_of(run.classes.begin(), run.classes.end(),
                      [&](const store::RunClass& c) { return classNamed(first, c.name) != nullptr; });
}

}  // namespace

CurveBuilder::CurveBuilder(const CurveRequest& request) : request_(request), options_(request.options) {}

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

CurveSet buildCurves(const CurveRequest& request) {
  return CurveBuilder(request).build();
}

}  // namespace skewscope::ui
