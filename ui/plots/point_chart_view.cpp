// PointChartView: a PointChart under pointer and keys.
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/plots/point_chart.h"
#include "ui/plots/point_chart_layout.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kReach = 9;          ///< pixels from the pointer to a point that it is at
constexpr qsizetype kMostSaid = 100;  ///< points of an accessible description

template <typename Use>
auto withLayout(const PointChart& chart, const QRectF& area, Use use) {
  QPixmap nothing(1, 1);
  QPainter painter(&nothing);
  const PlotPainter plot(painter, PlotPainter::screenStyle());
  return use(PointChartLayout(plot, chart, area));
}

/// A point after another one in a direction: along its line, or the nearest of the line before or after it.
PointPlace neighbour(const PointChart& chart, PointPlace at, int key) {
  struct Row {
    int panel, line;
  };
  std::vector<Row> rows;
  int row = -1;
  for (int p = 0; p < static_cast<int>(chart.panels.size()); ++p) {
    const auto& lines = chart.panels[static_cast<std::size_t>(p)].lines;
    for (int l = 0; l < static_cast<int>(lines.size()); ++l) {
      if (p == at.panel && l == at.line) row = static_cast<int>(rows.size());
      rows.push_back({p, l});
    }
  }
  if (rows.empty()) return {};  // of an empty chart
  if (row < 0) return {rows.front().panel, rows.front().line, 0};
  if (key == Qt::Key_Up || key == Qt::Key_Down)
    row = std::clamp(row + (key == Qt::Key_Down ? 1 : -1), 0, static_cast<int>(rows.size()) - 1);
  const Row& next = rows[static_cast<std::size_t>(row)];
  const auto& points =
      chart.panels[static_cast<std::size_t>(next.panel)].lines[static_cast<std::size_t>(next.line)].points;
  int point = at.point + (key == Qt::Key_Right) - (key == Qt::Key_Left);
  point = std::clamp(point, 0, static_cast<int>(points.size()) - 1);
  return {next.panel, next.line, point};
}

}  // namespace

PointChartView::PointChartView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
}

void PointChartView::setChart(const PointChart& chart) {
  chart_ = chart;
  // A chart that is renewed under a resting pointer goes on saying what it is at.
  if (const auto* point = pointAt(current_)) {
    emit pointed(point->said);
  } else {
    setCurrent({});
  }
  setAccessibleName(chart.title);
  QStringList said;
  for (const auto& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      for (const auto& point : line.points) {
        if (said.size() < kMostSaid) said.append(point.said);
      }
    }
  }
  setAccessibleDescription(said.isEmpty() ? chart.message : said.join(QStringLiteral("; ")));
  update();
}

void PointChartView::setHighlighted(const QString& label) {
  if (label == highlighted_) return;
  highlighted_ = label;
  update();
}

const PointChart::Point* PointChartView::pointAt(const PointPlace& place) const {
  const auto inside = [](int index, const auto& list) {
    return index >= 0 && index < static_cast<int>(list.size());
  };
  if (!inside(place.panel, chart_.panels)) return nullptr;
  const auto& lines = chart_.panels[static_cast<std::size_t>(place.panel)].lines;
  if (!inside(place.line, lines)) return nullptr;
  const auto& points = lines[static_cast<std::size_t>(place.line)].points;
  return inside(place.point, points) ? &points[static_cast<std::size_t>(place.point)] : nullptr;
}

QPointF PointChartView::positionOf(const PointPlace& place) const {
  const auto* point = pointAt(place);
  if (point == nullptr) return {};
  return withLayout(chart_, QRectF(rect()), [&](const PointChartLayout& layout) {
    return layout.panels[static_cast<std::size_t>(place.panel)].at(static_cast<std::size_t>(place.line),
                                                                   *point);
  });
}

PointPlace PointChartView::placeAt(QPointF position) const {
  if (chart_.isEmpty()) return {};
  return withLayout(chart_, QRectF(rect()), [&](const PointChartLayout& layout) {
    PointPlace found;
    double nearest = kReach;
    for (std::size_t p = 0; p < chart_.panels.size(); ++p) {
      const auto& lines = chart_.panels[p].lines;
      for (std::size_t l = 0; l < lines.size(); ++l) {
        for (std::size_t k = 0; k < lines[l].points.size(); ++k) {
          const QPointF at = layout.panels[p].at(l, lines[l].points[k]);
          if (!layout.panels[p].inside.adjusted(-1, -1, 1, 1).contains(at)) continue;
          const double distance = QLineF(at, position).length();
          if (distance > nearest) continue;
          nearest = distance;
          found = {static_cast<int>(p), static_cast<int>(l), static_cast<int>(k)};
        }
      }
    }
    return found;
  });
}

void PointChartView::setCurrent(const PointPlace& place) {
  if (place == current_) return;
  current_ = place;
  setCursor(place.isNone() ? Qt::ArrowCursor : Qt::PointingHandCursor);
  const auto* point = pointAt(place);
  update();
  emit pointed(point == nullptr ? QString() : point->said);
}

void PointChartView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  PlotPainter::Style style = PlotPainter::screenStyle();
  style.lineWidth = 1.6;
  PlotPainter plot(painter, style);
  drawPointChart(plot, chart_, QRectF(rect()));
  if (chart_.isEmpty() || (current_.isNone() && highlighted_.isEmpty())) return;
  const PointChartLayout layout(plot, chart_, QRectF(rect()));
  const auto ring = [&](std::size_t panel, std::size_t line, const PointChart::Point& point, double width) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().text, width));
    painter.drawEllipse(layout.panels[panel].at(line, point), 7, 7);
  };
  for (std::size_t p = 0; p < chart_.panels.size() && !highlighted_.isEmpty(); ++p) {
    const auto& lines = chart_.panels[p].lines;
    for (std::size_t l = 0; l < lines.size(); ++l) {
      for (const auto& point : lines[l].points) {
        if (point.label == highlighted_) ring(p, l, point, 1.6);
      }
    }
  }
  if (const auto* point = pointAt(current_))
    ring(static_cast<std::size_t>(current_.panel), static_cast<std::size_t>(current_.line), *point, 1);
}

void PointChartView::mouseMoveEvent(QMouseEvent* event) {
  setCurrent(placeAt(event->position()));
}

void PointChartView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || chart_.isEmpty()) return;
  setCurrent(placeAt(event->position()));
  emit chosen(current_);
}

void PointChartView::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  setCurrent({});
}

void PointChartView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  const bool byKeys = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
  if (byKeys && current_.isNone()) setCurrent(neighbour(chart_, current_, Qt::Key_Right));
}

void PointChartView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      return setCurrent(neighbour(chart_, current_, event->key()));
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (!current_.isNone()) emit chosen(current_);
      return;
    case Qt::Key_Escape:
      setCurrent({});
      emit chosen({});
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

bool PointChartView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const auto* point = pointAt(placeAt(help->pos()));
  if (point == nullptr) {
    QToolTip::hideText();
    event->ignore();
  } else {
    QToolTip::showText(help->globalPos(), point->said, this);
  }
  return true;
}

}  // namespace skewscope::ui
