#include "ui/plots/confusion_chart.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ui/theme/colours.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kSmall = 0.9;
constexpr int kMostNames = 40;  ///< more classes have no names on the axes

/// Where the cells of a chart stand, for drawing and for the pointer.
struct ConfusionLayout {
  double side = 0;   ///< of a cell
  double names = 0;  ///< width of the names
  QRectF cells;
  bool named = false;

  ConfusionLayout(const PlotPainter& plot, const ConfusionChart& chart, const QRectF& area, bool title) {
    const double unit = plot.style().fontSize;
    const auto count = static_cast<int>(chart.classes.size());
    named = count <= kMostNames;
    for (const QString& name : chart.classes) names = std::max(names, plot.textWidth(name, kSmall * unit));
    names = named ? std::min(names + 0.8 * unit, area.width() / 3) : 0.5 * unit;
    const double left = area.left() + 2 * unit + names, top = area.top() + (title ? 3.4 : 0.6) * unit;
    const double width = area.right() - unit - left, height = area.bottom() - 2.2 * unit - names - top;
    side = std::max(std::min(width, height) / std::max(count, 1), 0.0);
    cells = QRectF(left + std::max(0.0, (width - side * count) / 2), top, side * count, side * count);
  }
  QRectF cell(int row, int column) const {
    return {cells.left() + column * side, cells.top() + row * side, side, side};
  }
};

double largest(const ConfusionChart& chart) {
  double most = 0;
  for (const double value : chart.values) {
    if (std::isfinite(value)) most = std::max(most, std::abs(value));
  }
  return most;
}

/// Paper (or the panel) for nothing, the accent for all; red for less where a difference is shown.
QColor colourOf(const ConfusionChart& chart, double value, double most, const PlotPainter::Style& style) {
  const QColor paper = style.paper.isValid() ? style.paper : tokens().panel;
  const QColor full = style.paper.isValid() ? tokensOf(false).accent : tokens().accent;
  const QColor less = style.paper.isValid() ? tokensOf(false).error : tokens().error;
  if (!std::isfinite(value)) return style.grid;
  if (most <= 0) return paper;
  const std::array<QColor, 2> ramp{paper,
                                   chart.kind == ConfusionChart::Kind::Difference && value < 0 ? less : full};
  return rampColour(ramp, std::min(std::abs(value) / most, 1.0));
}

QString rowsTitle() {
  return ui::tr("true class");
}

QString valueText(const ConfusionChart& chart, double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  if (chart.kind == ConfusionChart::Kind::Counts)
    return QLocale().toString(static_cast<qlonglong>(std::llround(value)));
  const double percent = 100 * value;
  QString digits = QLocale().toString(std::abs(percent), 'f', std::abs(percent) < 0.95 ? 1 : 0);
  if (std::abs(percent) < 0.05) digits = QStringLiteral("0");
  if (chart.kind == ConfusionChart::Kind::Rows || digits == QLatin1String("0")) return digits;
  return (percent > 0 ? QStringLiteral("+") : QStringLiteral("−")) + digits;
}

QString elided(const PlotPainter& plot, QString name, double size, double room) {
  while (name.size() > 2 && plot.textWidth(name, size) > room) {
    if (name.endsWith(u'…')) name.chop(1);
    name.chop(1);
    name += u'…';
  }
  return name;
}

void drawNames(PlotPainter& plot, const ConfusionChart& chart, const ConfusionLayout& layout) {
  const auto& style = plot.style();
  const double unit = style.fontSize, size = std::min(kSmall * unit, 0.95 * layout.side);
  const double room = layout.names - 0.4 * unit;
  for (int i = 0; layout.named && i < chart.classes.size(); ++i) {
    const QString name = elided(plot, chart.classes[i], size, room);
    plot.text(layout.cells.left() - 0.4 * unit, layout.cell(i, 0).center().y(), name, size, Qt::AlignRight,
              style.muted);
    plot.text(layout.cell(0, i).center().x(), layout.cells.bottom() + 0.4 * unit, name, size, Qt::AlignRight,
              style.muted, false, -90);
  }
  plot.text(layout.cells.left() - layout.names - 0.9 * unit, layout.cells.center().y(), rowsTitle(), unit,
            Qt::AlignHCenter, style.ink, false, -90);
  plot.text(layout.cells.center().x(), layout.cells.bottom() + layout.names + 1.1 * unit,
            ui::tr("predicted class"), unit, Qt::AlignHCenter, style.ink);
}

}  // namespace

double ConfusionChart::at(int row, int column) const {
  return values.at(static_cast<std::size_t>(row) * indices.size() + static_cast<std::size_t>(column));
}

std::vector<double> confusionValues(ConfusionChart::Kind kind, const std::vector<int>& indices,
                                    const std::vector<std::int64_t>& counts,
                                    const std::vector<std::int64_t>& second) {
  const auto classes = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(counts.size()))));
  const auto share = [&](const std::vector<std::int64_t>& of, std::size_t row, std::size_t column) {
    std::int64_t sum = 0;
    for (std::size_t c = 0; c < classes; ++c) sum += of.at(row * classes + c);
    return sum > 0 ? static_cast<double>(of.at(row * classes + column)) / static_cast<double>(sum)
                   : std::numeric_limits<double>::quiet_NaN();
  };
  std::vector<double> values;
  for (const int row : indices) {
    for (const int column : indices) {
      const auto r = static_cast<std::size_t>(row), c = static_cast<std::size_t>(column);
      switch (kind) {
        case ConfusionChart::Kind::Counts:
          values.push_back(static_cast<double>(counts.at(r * classes + c)));
          break;
        case ConfusionChart::Kind::Rows:
          values.push_back(share(counts, r, c));
          break;
        case ConfusionChart::Kind::Difference:
          values.push_back(share(second, r, c) - share(counts, r, c));
          break;
      }
    }
  }
  return values;
}

void drawConfusionChart(PlotPainter& plot, const ConfusionChart& chart, const QRectF& area, bool title) {
  const auto& style = plot.style();
  const double unit = style.fontSize;
  QPainter& painter = plot.painter();
  if (style.paper.isValid()) painter.fillRect(area, style.paper);
  if (chart.isEmpty()) {
    plot.text(area.center().x(), area.center().y(), chart.message,
              plot.fittingSize(chart.message, unit, area.width() - unit), Qt::AlignHCenter, style.muted);
    return;
  }
  if (title) {
    plot.text(area.left() + 0.5 * unit, area.top() + 1.2 * unit, chart.title,
              plot.fittingSize(chart.title, unit, area.width() - unit, true), Qt::AlignLeft, style.ink, true);
  }
  const ConfusionLayout layout(plot, chart, area, title);
  const double most = largest(chart);
  const auto count = static_cast<int>(chart.classes.size());
  const double size = std::min(kSmall * unit, 0.42 * layout.side);
  const double gap = std::min(0.06 * layout.side, 1.0);
  painter.setPen(Qt::NoPen);
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < count; ++column) {
      painter.setPen(Qt::NoPen);
      const QColor colour = colourOf(chart, chart.at(row, column), most, style);
      const QRectF cell = layout.cell(row, column);
      painter.fillRect(cell.adjusted(0, 0, -gap, -gap), colour);
      // A value that cannot be read is none.
      const QString shown = valueText(chart, chart.at(row, column));
      if (size < 0.6 * unit || plot.textWidth(shown, size) > 0.94 * layout.side) continue;
      const QColor& ink = chart.at(row, column) == 0 ? style.muted : style.ink;
      const bool inkReads = contrastRatio(style.ink, colour) > contrastRatio(Qt::white, colour);
      plot.text(cell.center().x(), cell.center().y(), shown, size, Qt::AlignHCenter,
                inkReads ? ink : QColor(Qt::white), row == column);
    }
  }
  drawNames(plot, chart, layout);
}

report::Table confusionTable(const ConfusionChart& chart) {
  const bool counts = chart.kind == ConfusionChart::Kind::Counts;
  std::vector<report::Column> columns{{"true_class", rowsTitle().toStdString()}};
  for (const QString& name : chart.classes)
    columns.push_back(
        {name.toStdString(), name.toStdString(), report::Align::Right, counts ? 0 : 1, counts ? 1.0 : 100.0});
  report::Table table(std::move(columns));
  for (int row = 0; row < chart.classes.size(); ++row) {
    std::vector<report::Cell> cells{chart.classes[row].toStdString()};
    for (int column = 0; column < chart.classes.size(); ++column) cells.emplace_back(chart.at(row, column));
    table.add(std::move(cells));
  }
  return table;
}

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setFocusPolicy(Qt::StrongFocus);
}

void ConfusionView::setChart(const ConfusionChart& chart) {
  const bool same = chart.indices == chart_.indices;
  chart_ = chart;
  setAccessibleName(chart.title.isEmpty() ? tr("Confusion matrix")
                                          : tr("Confusion matrix, %1").arg(chart.title));
  if (!same) choose({-1, -1});
  setAccessibleDescription(chart.message.isEmpty() ? cellText(chosen_) : chart.message);
  update();
}

void ConfusionView::choose(QPoint cell) {
  if (chart_.isEmpty()) cell = {-1, -1};
  if (cell == chosen_) return;
  chosen_ = cell;
  setAccessibleDescription(cellText(cell));
  update();
  emit cellChosen(cell);
}

QString ConfusionView::cellText(QPoint cell) const {
  if (cell.x() < 0 || chart_.isEmpty()) return {};
  const QString truth = chart_.classes[cell.y()], predicted = chart_.classes[cell.x()];
  const QString value = valueText(chart_, chart_.at(cell.y(), cell.x()));
  const QString what =
      cell.x() == cell.y() ? tr("%1, recognised").arg(truth) : tr("%1 taken for %2").arg(truth, predicted);
  switch (chart_.kind) {
    case ConfusionChart::Kind::Counts:
      return tr("%1: %n image(s)", nullptr, static_cast<int>(std::llround(chart_.at(cell.y(), cell.x()))))
          .arg(what);
    case ConfusionChart::Kind::Rows:
      return tr("%1: %2 % of the class").arg(what, value);
    case ConfusionChart::Kind::Difference:
      break;
  }
  return tr("%1: %2 points").arg(what, value);
}

QSize ConfusionView::minimumSizeHint() const {
  return {280, 220};
}

void ConfusionView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  PlotPainter plot(painter, PlotPainter::screenStyle());
  drawConfusionChart(plot, chart_, QRectF(rect()), false);
  if (chosen_.x() < 0) return;
  const ConfusionLayout layout(plot, chart_, QRectF(rect()), false);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(tokens().text, hasFocus() ? 2 : 1.2));
  painter.drawRect(layout.cell(chosen_.y(), chosen_.x()));
}

QPoint ConfusionView::cellAt(QPointF position) const {
  if (chart_.isEmpty()) return {-1, -1};
  QPixmap nothing(1, 1);
  QPainter painter(&nothing);
  const PlotPainter plot(painter, PlotPainter::screenStyle());
  const ConfusionLayout layout(plot, chart_, QRectF(rect()), false);
  if (!layout.cells.contains(position) || layout.side <= 0) return {-1, -1};
  const auto last = static_cast<int>(chart_.classes.size()) - 1;
  return {std::min(static_cast<int>((position.x() - layout.cells.left()) / layout.side), last),
          std::min(static_cast<int>((position.y() - layout.cells.top()) / layout.side), last)};
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) choose(cellAt(event->position()));
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
  const auto last = static_cast<int>(chart_.classes.size()) - 1;
  QPoint next = chosen_.x() < 0 ? QPoint(0, 0) : chosen_;
  switch (event->key()) {
    case Qt::Key_Left:
      next.rx() -= chosen_.x() < 0 ? 0 : 1;
      break;
    case Qt::Key_Right:
      next.rx() += chosen_.x() < 0 ? 0 : 1;
      break;
    case Qt::Key_Up:
      next.ry() -= chosen_.x() < 0 ? 0 : 1;
      break;
    case Qt::Key_Down:
      next.ry() += chosen_.x() < 0 ? 0 : 1;
      break;
    case Qt::Key_Escape:
      next = {-1, -1};
      break;
    default:
      QWidget::keyPressEvent(event);
      return;
  }
  if (event->key() != Qt::Key_Escape) next = {std::clamp(next.x(), 0, last), std::clamp(next.y(), 0, last)};
  choose(next);
}

bool ConfusionView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QString said = cellText(cellAt(help->pos()));
  if (said.isEmpty()) {
    QToolTip::hideText();
    event->ignore();
  } else {
    QToolTip::showText(help->globalPos(), said, this);
  }
  return true;
}

}  // namespace skewscope::ui
