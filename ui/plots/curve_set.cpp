#include "ui/plots/curve_set.h"

#include <QStringList>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <tuple>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"

namespace skewscope::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Index of the last of `values` that is a number and stands not right of `most`, or -1.
std::ptrdiff_t lastIndex(const std::vector<double>& x, const std::vector<double>& values, double most) {
  for (auto k = static_cast<std::ptrdiff_t>(values.size()) - 1; k >= 0; --k) {
    const auto i = static_cast<std::size_t>(k);
    if (!std::isnan(values[i]) && x[i] <= most + 1e-9) return k;
  }
  return -1;
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

QString keyText(const PlottedRun& run) {
  const QString what = run.undrawn.isEmpty() ? run.metric : run.undrawn;
  return what.isEmpty() ? run.name : QStringLiteral("%1 (%2)").arg(run.name, what);
}

std::ptrdiff_t Curve::endIndex(double most) const {
  return lastIndex(x, line(), most);
}

double Curve::lastValue(double most) const {
  const std::ptrdiff_t last = lastIndex(x, y, most);
  return last < 0 ? kNaN : y[static_cast<std::size_t>(last)];
}

double Curve::at(double place, bool held) const {
  const double rounding = 1e-6 * std::max(1.0, std::abs(place));
  if (held) {
    const auto after = std::upper_bound(x.begin(), x.end(), place + rounding);
    if (after == x.begin() || (after == x.end() && x.back() < place - rounding)) return kNaN;
    return y[static_cast<std::size_t>(after - x.begin()) - 1];
  }
  const auto found = std::lower_bound(x.begin(), x.end(), place - rounding);
  if (found == x.end() || *found > place + rounding) return kNaN;
  return y[static_cast<std::size_t>(found - x.begin())];
}

bool CurveSet::isEmpty() const {
  return std::all_of(panes.begin(), panes.end(), [](const Pane& pane) {
    return std::all_of(pane.curves.begin(), pane.curves.end(),
                       [](const Curve& curve) { return std::isnan(curve.lastValue()); });
  });
}

QString CurveSet::xText(double x) const {
  const QString form = xForm.isEmpty() ? ui::tr("epoch %1") : xForm;
  return form.arg(wholeX ? countText(std::llround(x)) : QString::number(x, 'g', 4));
}

std::vector<double> CurveSet::places() const {
  // Most curves have the places of those before: comparing is much less than inserting each.
  std::vector<double> all, own, joined;
  for (const Pane& pane : panes) {
    for (const Curve& curve : pane.curves) {
      if (curve.x == all) continue;
      own.clear();
      for (std::size_t k = 0; k < curve.x.size(); ++k) {
        if (!std::isnan(curve.y[k])) own.push_back(curve.x[k]);
      }
      if (std::ranges::includes(all, own)) continue;
      joined.clear();
      std::ranges::set_union(all, own, std::back_inserter(joined));
      all.swap(joined);
    }
  }
  return all;
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

std::vector<CurveSet> splitByRun(const CurveSet& set) {
  CurveSet frame = set;
  frame.multiples = false;
  frame.caption.clear();
  frame.subtitle.clear();
  for (Pane& pane : frame.panes) {
    pane.curves.clear();
    if (pane.percent) pane.yTitle = ui::tr("accuracy (%)");  // the title says which
  }
  std::vector<CurveSet> parts;
  for (const PlottedRun& run : set.runs) {
    CurveSet& part = parts.emplace_back(frame);
    part.title = keyText(run);
    part.runs = {run};
    part.runs.front().marker = Marker::None;
    part.runs.front().style = Qt::SolidLine;
  }
  for (std::size_t p = 0; p < set.panes.size(); ++p) {
    for (const Curve& curve : set.panes[p].curves) {
      Curve& own = parts[static_cast<std::size_t>(curve.run)].panes[p].curves.emplace_back(curve);
      own.run = 0;
      own.marker = Marker::None;
      own.labelled = true;
      own.style = own.ownStyle;
      own.colour.setAlphaF(1);
      if (!own.ownLabel.isEmpty()) own.label = own.ownLabel;
      own.detail.clear();  // there is little room
    }
  }
  for (CurveSet& part : parts) {
    if (part.message.isEmpty() && part.isEmpty()) part.message = ui::tr("No values yet.");
  }
  return parts;
}

int multipleColumns(std::size_t count) {
  return count < 2 ? 1 : count < 5 ? 2 : 3;
}

}  // namespace skewscope::ui
