#include "ui/panels/run_key.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

#include "ui/plots/curve_overlay.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSample = 26;
constexpr double kGap = 20;

}  // namespace

RunKey::RunKey(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  setRuns({});
}

void RunKey::setRuns(const std::vector<PlottedRun>& runs) {
  runs_ = runs;
  QStringList names;
  for (const PlottedRun& run : runs) names.append(keyText(run));
  setToolTip(names.join(u'\n'));
  setAccessibleName(tr("Runs in the plot: %1").arg(names.join(QStringLiteral(", "))));
  setVisible(!runs.empty());
  update();
}

QSize RunKey::sizeHint() const {
  return {200, fontMetrics().height() + 8};
}

void RunKey::paintEvent(QPaintEvent*) {
  if (runs_.empty()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFontMetricsF metrics(font());
  const double room = width() / static_cast<double>(runs_.size()) - kSample - kGap;
  double natural = 0;
  for (const PlottedRun& run : runs_) natural += metrics.horizontalAdvance(keyText(run)) + kSample + kGap;
  double x = 0;
  const double y = height() / 2.0;
  for (const PlottedRun& run : runs_) {
    const bool first = run.marker == Marker::None;
    if (run.undrawn.isEmpty()) {
      painter.setPen(curvePen(tokens().muted, kCurveWidth, run.style));
      painter.drawLine(QPointF(x, y), QPointF(x + kSample - 8, y));
    }
    drawMarker(painter, first ? Marker::Circle : run.marker, QPointF(x + kSample - 8, y), 3.5, run.colour);
    QString name = keyText(run);
    if (natural > width()) name = metrics.elidedText(name, Qt::ElideMiddle, std::max(30.0, room));
    painter.setPen(tokens().muted);
    painter.drawText(QPointF(x + kSample, y + (metrics.ascent() - metrics.descent()) / 2), name);
    x += kSample + metrics.horizontalAdvance(name) + kGap;
  }
}

}  // namespace skewscope::ui
