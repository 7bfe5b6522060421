// BarChartView: a BarChart under pointer and keys.
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <utility>

#include "ui/plots/bar_chart.h"
#include "ui/plots/bar_chart_layout.h"
#include "ui/plots/chart_tip.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {

BarChartView::BarChartView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void BarChartView::setChart(const BarChart& chart) {
  chart_ = chart;
  setAccessibleName(chart.title);
  QStringList said;
  for (const auto& series : chart.series) {
    for (std::size_t c = 0; c < series.bars.size(); ++c) {
      if (series.bars[c].n > 0)
        said.append(
            tr("%1, %2: %3")
                .arg(chart.categories[c].join(u' '), series.name, chart.valueText(series.bars[c].mean)));
    }
  }
  if (said.isEmpty()) {
    said.append(chart.message);
  } else {
    said.prepend(chart.spread());
  }
  setAccessibleDescription(said.join(QStringLiteral("; ")));
  update();
}

void BarChartView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  PlotPainter plot(painter, PlotPainter::screenStyle());
  if (highlighted_ >= 0 && highlighted_ < static_cast<int>(chart_.categories.size()) && !chart_.isEmpty()) {
    const BarChartLayout layout(plot, chart_, QRectF(rect()));
    const double width = std::max(layout.slot(), 3.0);
    const double left = layout.middle(static_cast<std::size_t>(highlighted_)) - width / 2;
    painter.fillRect(QRectF(left, layout.plotArea().top(), width, height() - layout.plotArea().top()),
                     tokens().selection);
  }
  drawBarChart(plot, chart_, QRectF(rect()));
  if (!framed_) return;
  painter.setPen(QPen(tokens().accent, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void BarChartView::setChoosable(bool choosable) {
  choosable_ = choosable;
  setMouseTracking(choosable);
  setFocusPolicy(choosable ? Qt::StrongFocus : Qt::NoFocus);
}

void BarChartView::setHighlighted(int category) {
  if (category == highlighted_) return;
  highlighted_ = category;
  update();
}

QString BarChartView::categoryText(int category) const {
  if (category < 0 || category >= static_cast<int>(chart_.categories.size())) return {};
  const auto c = static_cast<std::size_t>(category);
  QStringList parts;
  for (const auto& series : chart_.series) {
    const report::Band& band = series.bars[c];
    if (band.n == 0) continue;
    QString said = series.name + u' ' + chart_.valueText(band.mean);
    if (deviationOf(band) > 0) said += tr(" ± %1").arg(chart_.valueText(band.standardDeviation));
    parts.append(said);
  }
  return QStringLiteral("%1: %2").arg(chart_.categories[c].join(u' '), parts.join(QStringLiteral(", ")));
}

QPointF BarChartView::positionOf(int category) const {
  const ScreenMeasure measure;
  const BarChartLayout layout(measure.plot(), chart_, QRectF(rect()));
  return {layout.middle(static_cast<std::size_t>(category)), layout.plotArea().center().y()};
}

int BarChartView::categoryAt(QPointF position) const {
  if (chart_.isEmpty()) return -1;
  const ScreenMeasure measure;
  const BarChartLayout layout(measure.plot(), chart_, QRectF(rect()));
  const double place = (position.x() - layout.plotArea().left()) / layout.slot();
  const bool inside = place >= 0 && place < static_cast<double>(chart_.categories.size()) &&
                      position.y() >= layout.plotArea().top();
  return inside ? static_cast<int>(place) : -1;
}

void BarChartView::mouseMoveEvent(QMouseEvent* event) {
  if (!choosable_) return QWidget::mouseMoveEvent(event);
  const int category = categoryAt(event->position());
  if (std::exchange(pointed_, category) != category) emit pointed(category);
}

void BarChartView::mousePressEvent(QMouseEvent* event) {
  if (!choosable_ || event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  emit chosen(categoryAt(event->position()));
}

void BarChartView::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  if (std::exchange(pointed_, -1) != -1) emit pointed(-1);
}

void BarChartView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  framed_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
  update();
}

void BarChartView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  framed_ = false;
  update();
}

void BarChartView::keyPressEvent(QKeyEvent* event) {
  const auto last = static_cast<int>(chart_.categories.size()) - 1;
  const int step = (event->key() == Qt::Key_Right) - (event->key() == Qt::Key_Left);
  if (!choosable_ || last < 0 || (step == 0 && event->key() != Qt::Key_Escape))
    return QWidget::keyPressEvent(event);
  emit chosen(step == 0 ? -1 : std::clamp(highlighted_ + step, 0, last));
}

bool BarChartView::event(QEvent* event) {
  return answerToolTip(*this, event, [this](QPointF place) { return textAt(place); }) ||
         QWidget::event(event);
}

QString BarChartView::textAt(QPointF place) const {
  const ScreenMeasure measure;
  const BarChartLayout layout(measure.plot(), chart_, QRectF(rect()));
  for (std::size_t s = 0; s < chart_.series.size(); ++s) {
    for (std::size_t c = 0; c < chart_.categories.size(); ++c) {
      const report::Band& band = chart_.series[s].bars[c];
      if (band.n == 0 || !layout.bar(chart_, s, c).adjusted(0, -4, 0, 4).contains(place)) continue;
      QString said =
          tr("%1, %2: %3")
              .arg(chart_.categories[c].join(u' '), chart_.series[s].name, chart_.valueText(band.mean));
      if (deviationOf(band) > 0) said += tr(" ± %1").arg(chart_.valueText(band.standardDeviation));
      return said + tr(", N = %1").arg(band.n);
    }
  }
  return {};
}

}  // namespace skewscope::ui
