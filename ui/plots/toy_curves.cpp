#include "ui/plots/toy_curves.h"

#include <QStringList>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/theme/colours.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

QString symbol(lab::ToyAxis axis) {
  switch (axis) {
    case lab::ToyAxis::Theorem:
    case lab::ToyAxis::Dimension:
      return QStringLiteral("d =");
    case lab::ToyAxis::Frequent:
      return QStringLiteral("n =");
    case lab::ToyAxis::Rare:
      return QStringLiteral("n3 =");
    case lab::ToyAxis::Tau:
      return QStringLiteral("τ =");
    case lab::ToyAxis::Rho:
      break;
  }
  return QStringLiteral("ρ =");
}

/// What stays as it is while the axis is swept.
QString fixedParameters(const lab::ToySweep& sweep) {
  using lab::ToyAxis;
  const lab::ToyParameters& p = sweep.base;
  if (sweep.axis == ToyAxis::Theorem) return tr("ρ = d^(−1/5), τ = n3 = d^(1/5), n1 = n2 = 2d");
  QStringList parts;
  if (sweep.axis != ToyAxis::Dimension) parts.append(QStringLiteral("d = %1").arg(p.dimension));
  if (sweep.axis != ToyAxis::Frequent) parts.append(QStringLiteral("n1 = n2 = %1").arg(p.frequent1));
  if (sweep.axis != ToyAxis::Rare) parts.append(QStringLiteral("n3 = %1").arg(p.rare));
  if (sweep.axis != ToyAxis::Tau) parts.append(QStringLiteral("τ = %1").arg(p.tau, 0, 'g', 3));
  if (sweep.axis != ToyAxis::Rho) parts.append(QStringLiteral("ρ = %1").arg(p.rho, 0, 'g', 3));
  return parts.join(QStringLiteral(", "));
}

struct Line {
  const char* key;
  QString label;
  report::Band lab::ToyPoint::*band;
  QColor colour;
  Qt::PenStyle style;
};

void add(Pane& pane, const std::vector<lab::ToyPoint>& points, const Line& line) {
  Curve curve;
  curve.key = QLatin1String(line.key);
  curve.label = line.label;
  curve.metric = QLatin1String(line.key);
  curve.colour = line.colour;
  curve.style = line.style;
  for (const lab::ToyPoint& point : points) {
    const report::Band& band = point.*line.band;
    const report::BandEdges edges = report::bandEdges(band, report::Spread::StandardDeviation);
    curve.x.push_back(point.value);
    curve.y.push_back(band.n > 0 ? band.mean : kNaN);
    curve.low.push_back(std::isnan(edges.low) ? kNaN : std::max(0.0, edges.low));
    curve.high.push_back(std::isnan(edges.high) ? kNaN : std::min(1.0, edges.high));
    curve.n.push_back(band.n);
  }
  pane.curves.push_back(std::move(curve));
}

}  // namespace

QString toyAxisTitle(lab::ToyAxis axis) {
  switch (axis) {
    case lab::ToyAxis::Theorem:
      return tr("dimension d, all else tied to it");
    case lab::ToyAxis::Dimension:
      return tr("dimension d");
    case lab::ToyAxis::Frequent:
      return tr("points of each frequent class, n1 = n2");
    case lab::ToyAxis::Rare:
      return tr("points of the rare class, n3");
    case lab::ToyAxis::Tau:
      return tr("length τ of the frequent classes' second feature");
    case lab::ToyAxis::Rho:
      break;
  }
  return tr("noise ρ");
}

CurveSet toyCurves(const ToyAnswer& answer, bool withE1, bool dark) {
  const lab::ToySweep& sweep = answer.sweep;
  CurveSet set;
  set.title = tr("Toy model");
  set.subtitle = fixedParameters(sweep);
  set.xTitle = toyAxisTitle(sweep.axis);
  set.xForm = symbol(sweep.axis) + QStringLiteral(" %1");
  set.xKey = text(std::string(lab::toyAxis(sweep.axis).name));
  set.wholeX = lab::toyAxis(sweep.axis).whole;
  const auto [low, high] = std::ranges::minmax(sweep.values);
  set.xLow = low;
  set.xHigh = high > low ? high : low + 1;
  Pane pane;
  pane.yTitle = withE1 ? tr("projection of e1, e2") : tr("projection of e2");
  pane.yHigh = 1.02;
  const QColor supervised = dark ? QColor(0xf0965a) : QColor(0xc8561b);
  const QColor selfSupervised = dark ? QColor(0x5aa9f0) : QColor(0x1b6fc8);
  if (withE1) {
    add(pane, answer.points, {"sl_e1", tr("SL e1"), &lab::ToyPoint::supervisedE1, supervised, Qt::DashLine});
    add(pane, answer.points,
        {"ssl_e1", tr("SSL e1"), &lab::ToyPoint::selfSupervisedE1, selfSupervised, Qt::DashLine});
  }
  add(pane, answer.points,
      {"sl_e2", withE1 ? tr("SL e2") : tr("SL"), &lab::ToyPoint::supervisedE2, supervised, Qt::SolidLine});
  add(pane, answer.points,
      {"ssl_e2", withE1 ? tr("SSL e2") : tr("SSL"), &lab::ToyPoint::selfSupervisedE2, selfSupervised,
       Qt::SolidLine});
  set.panes.push_back(std::move(pane));
  set.runs.push_back({QStringLiteral("toy"), set.title, {}, supervised, Marker::None});
  set.provenance = QStringLiteral(
                       "Skewscope %1, toy model (docs/methods/toy-model.md), %2; mean and sample standard "
                       "deviation over %3 seeds; m = %4")
                       .arg(QLatin1String(SKEWSCOPE_VERSION), set.subtitle)
                       .arg(sweep.seeds.size())
                       .arg(sweep.features);
  set.message = answer.error;
  return set;
}

}  // namespace skewscope::ui
