#include "ui/plots/confusion_chart.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/plots/chart_tip.h"
#include "ui/plots/csv_head.h"
#include "ui/theme/colours.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using Kind = ConfusionChart::Kind;

constexpr double kSmall = 0.9;
constexpr double kOfCell = 0.42;    ///< of a cell's height: the type of its value
constexpr double kLeastType = 0.6;  ///< of the type size: what is smaller is not read
constexpr int kMostNames = 40;      ///< more classes have no names on the axes

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

void drawNames(PlotPainter& plot, const ConfusionChart& chart, const ConfusionLayout& layout) {
  const auto& style = plot.style();
  const double unit = style.fontSize, size = std::min(kSmall * unit, 0.95 * layout.side);
  const double room = layout.names - 0.4 * unit;
  for (int i = 0; layout.named && i < chart.classes.size(); ++i) {
    const QString name = plot.elided(chart.classes[i], size, room);
    plot.text(layout.cells.left() - 0.4 * unit, layout.cell(i, 0).center().y(), name, size, Qt::AlignRight,
              style.muted);
    plot.text(layout.cell(0, i).center().x(), layout.cells.bottom() + 0.4 * unit, name, size, Qt::AlignRight,
              style.muted, false, -90);
  }
  plot.text(layout.cells.left() - layout.names - 0.9 * unit, layout.cells.center().y(), trueClassTitle(),
            unit, Qt::AlignHCenter, style.ink, false, -90);
  plot.text(layout.cells.center().x(), layout.cells.bottom() + layout.names + 1.1 * unit,
            predictedClassTitle(), unit, Qt::AlignHCenter, style.ink);
}

}  // namespace

double ConfusionChart::at(int row, int column) const {
  return values.at(static_cast<std::size_t>(row) * indices.size() + static_cast<std::size_t>(column));
}

double largestValue(const ConfusionChart& chart) {
  double most = 0;
  for (const double value : chart.values) {
    if (std::isfinite(value)) most = std::max(most, std::abs(value));
  }
  return most;
}

QString trueClassTitle() {
  return ui::tr("true class");
}

QString predictedClassTitle() {
  return ui::tr("predicted class");
}

QString valuesTitle(const ConfusionChart& chart) {
  const bool percent = chart.unit == report::ShareUnit::Percent;
  switch (chart.kind) {
    case Kind::Counts:
      return ui::tr("test images");
    case Kind::Rows:
      return percent ? ui::tr("share of the true class (%)") : ui::tr("share of the true class");
    case Kind::Difference:
      break;
  }
  return percent ? ui::tr("difference (points)") : ui::tr("difference of shares");
}

QString cellValueText(const ConfusionChart& chart, double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  if (chart.kind == Kind::Counts) return QLocale().toString(static_cast<qlonglong>(std::llround(value)));
  const bool percent = chart.unit == report::ShareUnit::Percent;
  const double amount = std::abs(percent ? 100 * value : value);
  // Whole per cent, but one decimal more for what would look like nothing.
  const int decimals = chart.decimals.value_or(percent ? (amount < 0.95 ? 1 : 0) : 2);
  QString digits = QLocale().toString(amount, 'f', decimals);
  const bool zero = amount < 0.5 * std::pow(10, -decimals);
  if (zero && !chart.decimals) digits = QStringLiteral("0");
  if (chart.kind == Kind::Rows || zero) return digits;
  return (value > 0 ? QStringLiteral("+") : QStringLiteral("−")) + digits;
}

QColor cellColour(const ConfusionChart& chart, double value, double most, const PlotPainter::Style& style) {
  if (!std::isfinite(value)) return style.grid;
  const bool less = chart.kind == Kind::Difference && value < 0;
  const double place = most > 0 ? std::min(std::abs(value) / most, 1.0) : 0;
  if (const auto& own = less ? chart.less : chart.more; !own.empty()) return rampColour(own, place);
  const bool onPaper = style.paper.isValid();
  const Tokens& colours = onPaper ? tokensOf(false) : tokens();
  const std::array<QColor, 2> ramp{onPaper ? style.paper : colours.panel,
                                   less ? colours.error : colours.accent};
  return rampColour(ramp, place);
}

QColor cellInk(double value, const QColor& cell, const PlotPainter::Style& style) {
  if (value == 0) return style.muted;
  const QColor dark = tokensOf(false).text;  // also in the dark scheme, whose full cells are bright
  return contrastRatio(dark, cell) > contrastRatio(Qt::white, cell) ? dark : QColor(Qt::white);
}

bool hasNumbers(const ConfusionChart& chart, double side, double fontSize) {
  switch (chart.numbers) {
    case report::CellNumbers::Shown:
      return true;
    case report::CellNumbers::Hidden:
      return false;
    case report::CellNumbers::Automatic:
      break;
  }
  return chart.classes.size() <= report::kMostNumbered && kOfCell * side >= kLeastType * fontSize;
}

bool hasNumbers(const PlotPainter& plot, const ConfusionChart& chart, const QRectF& area, bool title) {
  return hasNumbers(chart, ConfusionLayout(plot, chart, area, title).side, plot.style().fontSize);
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
  const double most = largestValue(chart);
  const auto count = static_cast<int>(chart.classes.size());
  const double size = std::min(kSmall * unit, kOfCell * layout.side), room = 0.94 * layout.side;
  const double gap = std::min(0.06 * layout.side, 1.0);
  const bool numbered = hasNumbers(chart, layout.side, unit);
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < count; ++column) {
      painter.setPen(Qt::NoPen);
      const double value = chart.at(row, column);
      const QColor colour = cellColour(chart, value, most, style);
      const QRectF cell = layout.cell(row, column);
      painter.fillRect(cell.adjusted(0, 0, -gap, -gap), colour);
      if (!numbered) continue;
      const QString shown = cellValueText(chart, value);
      const bool bold = row == column;
      const double fitting = plot.fittingSize(shown, size, room, bold);
      // By itself a value that cannot be read is none.
      if (chart.numbers == report::CellNumbers::Automatic && fitting < kLeastType * unit) continue;
      plot.text(cell.center().x(), cell.center().y(), shown, fitting, Qt::AlignHCenter,
                cellInk(value, colour, style), bold);
    }
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(style.grid, 0.08 * unit));
  painter.drawRect(layout.cells.adjusted(0, 0, -gap, -gap));
  drawNames(plot, chart, layout);
}

report::Table confusionTable(const ConfusionChart& chart) {
  const bool counts = chart.kind == Kind::Counts, percent = chart.unit == report::ShareUnit::Percent;
  const int decimals = counts ? 0 : chart.decimals.value_or(percent ? 1 : 3);
  std::vector<report::Column> columns{{"true_class", trueClassTitle().toStdString()}};
  for (const QString& name : chart.classes)
    columns.push_back({name.toStdString(), name.toStdString(), report::Align::Right, decimals,
                       !counts && percent ? 100.0 : 1.0});
  report::Table table(std::move(columns));
  for (int row = 0; row < chart.classes.size(); ++row) {
    std::vector<report::Cell> cells{chart.classes[row].toStdString()};
    for (int column = 0; column < chart.classes.size(); ++column) cells.emplace_back(chart.at(row, column));
    table.add(std::move(cells));
  }
  return table;
}

QByteArray confusionCsv(const ConfusionChart& chart) {
  std::string out = csvHead(chart.title, chart.provenance).toStdString();
  out.append("true_index,true_class,predicted_index,predicted_class,");
  out.append(chart.kind == Kind::Counts ? "images\n" : chart.kind == Kind::Rows ? "share\n" : "difference\n");
  for (int row = 0; row < chart.classes.size(); ++row) {
    for (int column = 0; column < chart.classes.size(); ++column) {
      for (const int each : {row, column}) {
        out.append(std::to_string(chart.indices[static_cast<std::size_t>(each)])).append(",");
        out.append(report::csvField(chart.classes[each].toStdString())).append(",");
      }
      out.append(report::exactNumber(chart.at(row, column))).append("\n");
    }
  }
  return QByteArray::fromStdString(out);
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
  const QString value = cellValueText(chart_, chart_.at(cell.y(), cell.x()));
  const QString what =
      cell.x() == cell.y() ? tr("%1, recognised").arg(truth) : tr("%1 taken for %2").arg(truth, predicted);
  switch (chart_.kind) {
    case Kind::Counts:
      return tr("%1: %n image(s)", nullptr, static_cast<int>(std::llround(chart_.at(cell.y(), cell.x()))))
          .arg(what);
    case Kind::Rows:
      return tr("%1: %2 % of the class").arg(what, value);
    case Kind::Difference:
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
  const ScreenMeasure measure;
  const ConfusionLayout layout(measure.plot(), chart_, QRectF(rect()), false);
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
  const auto textAt = [this](QPointF place) { return cellText(cellAt(place)); };
  return answerToolTip(*this, event, textAt) || QWidget::event(event);
}

}  // namespace skewscope::ui
