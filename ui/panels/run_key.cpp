#include "ui/panels/run_key.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

#include "ui/plots/curve_overlay.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSample = 26;
constexpr double kGap = 20;
constexpr double kRestRoom = 90;  ///< for "+ 44 more" at the end

}  // namespace

RunKey::RunKey(QWidget* parent) : QWidget(parent) {
  // Not fixed: a layout would then stop at the height of one row.
  QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setRuns({});
}

void RunKey::setRuns(const std::vector<PlottedRun>& runs) {
  runs_ = runs;
  QStringList names;
  for (const PlottedRun& run : runs) names.append(keyText(run));
  setToolTip(names.join(u'\n'));
  setAccessibleName(tr("Runs in the plot: %1").arg(names.join(QStringLiteral(", "))));
  setVisible(!runs.empty());
  updateGeometry();
  update();
}

int RunKey::rowHeight() const {
  return fontMetrics().height() + 4;
}

QSize RunKey::sizeHint() const {
  return {200, rowHeight() + 4};
}

int RunKey::heightForWidth(int width) const {
  const auto places = layOut(width);
  return rowHeight() * (places.empty() ? 1 : places.back().row + 1) + 4;
}

/// Name after name, row after row; in the last row room is left to say how many are missing.
std::vector<RunKey::Place> RunKey::layOut(int width) const {
  const QFontMetricsF metrics(font());
  std::vector<Place> places;
  double x = 0;
  int row = 0;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const QString name = elidedName(metrics, keyText(runs_[i]), std::max(40.0, width - kSample));
    const double wide = kSample + metrics.horizontalAdvance(name);
    const bool last = i + 1 == runs_.size();
    const double room = width - (row + 1 == kMostRows && !last ? kRestRoom : 0);
    if (x > 0 && x + wide > room) {
      if (row + 1 == kMostRows) return places;
      x = 0;
      ++row;
    }
    places.push_back({x, row, name});
    x += wide + kGap;
  }
  return places;
}

void RunKey::paintEvent(QPaintEvent*) {
  if (runs_.empty()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFontMetricsF metrics(font());
  const auto places = layOut(width());
  const double middle = (metrics.ascent() - metrics.descent()) / 2;
  double x = 0, y = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const PlottedRun& run = runs_[i];
    const Place& at = places[i];
    y = 2 + rowHeight() * (at.row + 0.5);
    const bool first = run.marker == Marker::None;
    if (run.undrawn.isEmpty()) {
      painter.setPen(curvePen(tokens().muted, kCurveWidth, run.style));
      painter.drawLine(QPointF(at.x, y), QPointF(at.x + kSample - 8, y));
    }
    drawMarker(painter, first ? Marker::Circle : run.marker, QPointF(at.x + kSample - 8, y), 3.5, run.colour);
    painter.setPen(tokens().muted);
    painter.drawText(QPointF(at.x + kSample, y + middle), at.name);
    x = at.x + kSample + metrics.horizontalAdvance(at.name) + kGap;
  }
  const auto missing = static_cast<int>(runs_.size() - places.size());
  if (missing > 0) painter.drawText(QPointF(x, y + middle), tr("+ %n more", nullptr, missing));
}

}  // namespace skewscope::ui
