#include "ui/plots/curve_set.h"

#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<Marker, 4> kMarkers{Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Circle};

Marker markerOf(std::size_t run) {
  return run == 0 ? Marker::None : kMarkers[(run - 1) % kMarkers.size()];
}

double finite(double value) {
  return std::isfinite(value) ? value : kNaN;
}

Curve fromSeries(const store::Series& series, double scale) {
  Curve curve;
  curve.x.assign(series.epochs.begin(), series.epochs.end());
  for (const double value : series.values) curve.y.push_back(finite(value * scale));
  return curve;
}

/// Dash of an overlaid run's copy of a class curve, so that it is told from the first run's (curvePen()).
Qt::PenStyle overlayStyle(std::size_t run) {
  return run % 2 == 1 ? Qt::DotLine : Qt::DashDotLine;
}

QColor overlaid(QColor colour) {
  colour.setAlphaF(0.85F);
  return colour;
}

/// Whether no class of `run` has the name of one of `first`; false as long as one of them has none yet, which
/// one that was imported will not get.
bool hasOtherClasses(const RunData& first, const RunData& run) {
  if (run.classes.empty() && store::isImported(run.record)) return !first.classes.empty();
  if (first.classes.empty() || run.classes.empty()) return false;
  return std::none_of(run.classes.begin(), run.classes.end(), [&](const store::RunClass& c) {
    return std::any_of(first.classes.begin(), first.classes.end(),
                       [&](const store::RunClass& known) { return known.name == c.name; });
  });
}

void addClassCurves(const CurveRequest& request, Pane& pane) {
  const RunData& first = *request.runs.front();
  const std::vector<int> order = classesByRank(first);
  const int count = static_cast<int>(order.size());
  std::map<std::string, std::size_t> byName;  // overlaid runs are matched by class name
  for (const store::RunClass& c : first.classes) byName[c.name] = static_cast<std::size_t>(c.index);
  for (std::size_t r = 0; r < request.runs.size(); ++r) {
    const RunData& run = *request.runs[r];
    const std::string metric = store::liveAccuracyMetric(run.record);
    const auto series = run.classMetrics.find(metric);
    if (series == run.classMetrics.end()) continue;
    for (int rank = 0; rank < count; ++rank) {
      const int wanted = order[static_cast<std::size_t>(rank)];
      if (request.hiddenClasses.contains(wanted)) continue;
      const auto ours = std::find_if(run.classes.begin(), run.classes.end(), [&](const store::RunClass& c) {
        const auto known = byName.find(c.name);
        return known != byName.end() && known->second == static_cast<std::size_t>(wanted);
      });
      if (ours == run.classes.end()) continue;
      const auto index = static_cast<std::size_t>(ours->index);
      if (index >= series->second.values.size()) continue;
      Curve curve = fromSeries({series->second.epochs, series->second.values[index]}, 100);
      curve.key = QStringLiteral("class:%1").arg(wanted);
      curve.label = text(ours->name);
      if (!store::isImported(run.record)) curve.detail = QStringLiteral("n=%1").arg(ours->trainCount);
      curve.metric = text(metric);
      curve.run = static_cast<int>(r);
      curve.marker = markerOf(r);
      const QColor colour = classColour(rank, count, request.dark);
      curve.colour = r == 0 ? colour : overlaid(colour);
      curve.style = r == 0 ? classDash(ours->group) : overlayStyle(r);
      curve.labelled = r == 0;
      pane.curves.push_back(std::move(curve));
    }
  }
}

void addGroupCurves(const CurveRequest& request, Pane& pane) {
  for (std::size_t r = 0; r < request.runs.size(); ++r) {
    const RunData& run = *request.runs[r];
    if (store::isImported(run.record)) continue;  // nobody knows which of its classes have few images
    const std::string metric = store::liveAccuracyMetric(run.record);
    const auto series = run.classMetrics.find(metric);
    if (series == run.classMetrics.end()) continue;
    for (int group = 0; group < 3; ++group) {
      Curve curve;
      curve.x.assign(series->second.epochs.begin(), series->second.epochs.end());
      curve.y.assign(curve.x.size(), 0);
      std::int64_t images = 0;
      int classes = 0;
      for (const store::RunClass& c : run.classes) {
        const auto index = static_cast<std::size_t>(c.index);
        if (c.group != group || index >= series->second.values.size()) continue;
        ++classes;
        images += c.trainCount;
        for (std::size_t k = 0; k < curve.y.size(); ++k) curve.y[k] += 100 * series->second.values[index][k];
      }
      if (classes == 0) continue;
      for (double& value : curve.y) value = finite(value / classes);
      curve.key = QStringLiteral("group:%1").arg(group);
      curve.label = groupName(group);
      curve.detail = tr("%1 classes, n=%2").arg(classes).arg(images);
      curve.metric = text(metric);
      curve.run = static_cast<int>(r);
      curve.marker = markerOf(r);
      // The colours of the first, middle and last class stand for their thirds.
      const QColor colour =
          classColour(std::array<int, 3>{0, 5, 9}[static_cast<std::size_t>(group)], 10, request.dark);
      curve.colour = r == 0 ? colour : overlaid(colour);
      curve.style = r == 0 ? classDash(group) : overlayStyle(r);
      curve.labelled = r == 0;
      pane.curves.push_back(std::move(curve));
    }
  }
}

/// A curve of `metric` for every run that has it, in the colours of the runs.
void addRunCurves(const CurveRequest& request, Pane& pane, const char* metric, double scale,
                  Qt::PenStyle style) {
  for (std::size_t r = 0; r < request.runs.size(); ++r) {
    const RunData& run = *request.runs[r];
    const std::string name = metric != nullptr ? metric : store::liveAccuracyMetric(run.record);
    const auto series = run.metrics.find(name);
    if (series == run.metrics.end()) continue;
    Curve curve = fromSeries(series->second, scale);
    curve.key = text(name);
    curve.label = text(run.record.name);
    if (style == Qt::DashLine) curve.label = tr("%1, perturbed").arg(curve.label);
    if (scale > 1) curve.detail = metricName(name);
    curve.metric = text(name);
    curve.run = static_cast<int>(r);
    curve.colour = request.runColour(run.record);
    curve.style = style;
    pane.curves.push_back(std::move(curve));
  }
}

/// Limits around the values, at round numbers, with 0 unless the values are far from it.
void fitY(Pane& pane) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Curve& curve : pane.curves) {
    for (const double value : curve.y) {
      if (std::isnan(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (low > high) return;
  if (low > 0 && low < 0.5 * high) low = 0;
  const double span = high > low ? high - low : std::max(std::abs(high), 1e-6);
  const double step = std::pow(10, std::floor(std::log10(span))) / 5;
  pane.yLow = std::floor(low / step + 1e-9) * step;
  pane.yHigh = std::ceil((high + 0.02 * span) / step) * step;
}

QString accuracyTitle(const std::vector<std::shared_ptr<const RunData>>& runs) {
  std::set<std::string> metrics;
  for (const auto& run : runs) metrics.insert(store::liveAccuracyMetric(run->record));
  return metrics.size() == 1 ? metricAxisTitle(*metrics.begin())
                             : tr("live accuracy (kNN or head), test (%)");
}

QString nothingYet(const CurveRequest& request) {
  const store::RunRecord& run = request.runs.front()->record;
  if (request.view == CurveView::PerClass && !request.hiddenClasses.isEmpty() &&
      request.runs.front()->classMetrics.contains(store::liveAccuracyMetric(run))) {
    return tr("All classes are hidden.\nChoose some under “Classes”.");
  }
  if (store::isImported(run)) {
    return request.view == CurveView::Overall || request.view == CurveView::Loss
               ? tr("This imported run has no values of this kind.\nImport it again and say which of its "
                    "metrics they are: skewscope-engine import --metric FROM=TO.")
               : tr("This imported run has no such values of its classes.\n“Overall” shows what it has.");
  }
  switch (run.status) {
    case store::RunStatus::Queued:
      return tr("This run is waiting for its turn.\nIts curves begin with its first evaluation.");
    case store::RunStatus::Running:
      return request.view == CurveView::Loss
                 ? tr("The first epoch is on its way.")
                 : tr("The first evaluation is on its way: it comes after epoch %1.")
                       .arg(run.spec.evaluateEvery);
    default:
      return tr("This run ended before it was evaluated.\nResume it from the list of runs.");
  }
}

}  // namespace

QString viewName(CurveView view) {
  switch (view) {
    case CurveView::PerClass:
      return QStringLiteral("per-class");
    case CurveView::Groups:
      return QStringLiteral("groups");
    case CurveView::Overall:
      return QStringLiteral("overall");
    case CurveView::Loss:
      return QStringLiteral("loss");
  }
  return {};
}

double Curve::lastValue() const {
  const auto found = std::find_if(y.rbegin(), y.rend(), [](double value) { return !std::isnan(value); });
  return found == y.rend() ? kNaN : *found;
}

double Curve::at(double epoch) const {
  const auto found = std::lower_bound(x.begin(), x.end(), epoch - 1e-6);
  if (found == x.end() || *found > epoch + 1e-6) return kNaN;
  return y[static_cast<std::size_t>(found - x.begin())];
}

bool CurveSet::isEmpty() const {
  return std::all_of(panes.begin(), panes.end(), [](const Pane& pane) {
    return std::all_of(pane.curves.begin(), pane.curves.end(),
                       [](const Curve& curve) { return std::isnan(curve.lastValue()); });
  });
}

QString CurveSet::xText(double x) const {
  return xSymbol.isEmpty() ? ui::tr("epoch %1").arg(x) : xSymbol + u' ' + QString::number(x, 'g', 4);
}

std::vector<double> CurveSet::epochs() const {
  std::set<double> all;
  for (const Pane& pane : panes) {
    for (const Curve& curve : pane.curves) {
      for (std::size_t k = 0; k < curve.x.size(); ++k) {
        if (!std::isnan(curve.y[k])) all.insert(curve.x[k]);
      }
    }
  }
  return {all.begin(), all.end()};
}

QString groupName(int group) {
  switch (group) {
    case 0:
      return tr("Many");
    case 1:
      return tr("Medium");
    default:
      return tr("Few");
  }
}

QString provenanceOf(const std::vector<std::shared_ptr<const RunData>>& runs) {
  QStringList parts;
  for (const auto& run : runs) {
    if (store::isImported(run->record)) {
      parts.append(QStringLiteral("run %1 (%2) imported from %3")
                       .arg(text(run->record.id), text(run->record.name), text(run->record.source)));
      continue;
    }
    parts.append(
        QStringLiteral("run %1 (%2) spec %3 data %4 engine %5")
            .arg(text(run->record.id), text(run->record.name), text(run->record.specHash).left(16),
                 run->record.dataDigest.empty() ? QStringLiteral("-") : text(run->record.dataDigest).left(16),
                 run->record.engineVersion.empty() ? QStringLiteral("-") : text(run->record.engineVersion)));
  }
  return QStringLiteral("Skewscope %1; %2")
      .arg(QLatin1String(SKEWSCOPE_VERSION), parts.join(QStringLiteral("; ")));
}

std::vector<int> classesByRank(const RunData& run) {
  const std::size_t count = run.classes.size();
  const auto& infos = data::datasetInfos();
  const auto info = std::find_if(infos.begin(), infos.end(), [&](const auto& candidate) {
    return candidate.name == run.record.spec.dataset;
  });
  if (!store::isImported(run.record) && info != infos.end() && info->trainPerClass.size() == count) {
    try {
      std::vector<int> order = data::planSubset(run.record.spec, info->trainPerClass).order;
      if (order.size() == count) return order;
    } catch (const Error&) {
      // The stored counts, below, then have to do.
    }
  }
  std::vector<const store::RunClass*> sorted;
  for (const store::RunClass& c : run.classes) sorted.push_back(&c);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return std::tuple(a->group, -a->trainCount, a->index) < std::tuple(b->group, -b->trainCount, b->index);
  });
  std::vector<int> order;
  for (const store::RunClass* c : sorted) order.push_back(c->index);
  return order;
}

CurveSet buildCurves(const CurveRequest& request) {
  CurveSet set;
  set.xTitle = tr("epoch");
  if (request.runs.empty()) return set;
  const store::RunRecord& first = request.runs.front()->record;
  set.title = text(first.name);
  set.subtitle = dataLine(first);
  set.provenance = provenanceOf(request.runs);

  Pane pane;
  pane.percent = request.view != CurveView::Loss;
  pane.yTitle = pane.percent ? accuracyTitle(request.runs) : metricAxisTitle(store::metric::kLoss);
  pane.yHigh = pane.percent ? 100 : 1;
  switch (request.view) {
    case CurveView::PerClass:
      addClassCurves(request, pane);
      break;
    case CurveView::Groups:
      addGroupCurves(request, pane);
      break;
    case CurveView::Overall:
      addRunCurves(request, pane, nullptr, 100, Qt::SolidLine);
      break;
    case CurveView::Loss:
      addRunCurves(request, pane, store::metric::kLoss, 1, Qt::SolidLine);
      addRunCurves(request, pane, store::metric::kPerturbedLoss, 1, Qt::DashLine);
      fitY(pane);
      break;
  }
  set.panes.push_back(std::move(pane));
  if (request.view == CurveView::Loss) {
    Pane sharpness;
    sharpness.yTitle = metricAxisTitle(store::metric::kSharpness);
    sharpness.share = 0.5;
    addRunCurves(request, sharpness, store::metric::kSharpness, 1, Qt::SolidLine);
    fitY(sharpness);
    if (!sharpness.curves.empty()) set.panes.push_back(std::move(sharpness));
  }

  for (std::size_t r = 0; r < request.runs.size(); ++r) {
    const store::RunRecord& run = request.runs[r]->record;
    const bool byClass = request.view == CurveView::PerClass || request.view == CurveView::Groups;
    const bool otherClasses =
        request.view == CurveView::PerClass && hasOtherClasses(*request.runs.front(), *request.runs[r]);
    // The x axis is not stretched for a run of which nothing is drawn.
    const std::int64_t epochs = store::isImported(run) ? run.epochsDone : run.spec.epochs;
    if (!otherClasses) set.xHigh = std::max(set.xHigh, static_cast<double>(epochs));
    set.runs.push_back({text(run.id), text(run.name), metricName(store::liveAccuracyMetric(run)),
                        request.runColour(run), byClass ? markerOf(r) : Marker::None,
                        byClass && r > 0 ? overlayStyle(r) : Qt::SolidLine, otherClasses});
  }
  for (const Pane& p : set.panes) {
    for (const Curve& curve : p.curves) {
      if (!curve.x.empty()) set.xHigh = std::max(set.xHigh, curve.x.back());
    }
  }
  if (set.isEmpty()) set.message = nothingYet(request);
  return set;
}

}  // namespace skewscope::ui
