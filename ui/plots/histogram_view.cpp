#include "ui/plots/histogram_view.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <tuple>

#include "ui/plots/chart_tip.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kTop = 16;    // room for the count above the highest bar
constexpr int kNames = 20;  // room for the names
constexpr int kSummary = 20;

QFont smallFont(const QFont& font) {
  QFont small = font;
  small.setPointSizeF(font.pointSizeF() * 0.8);
  return small;
}

QString number(std::int64_t value) {
  return QLocale().toString(static_cast<qlonglong>(value));
}

}  // namespace

bool HistogramView::Data::operator==(const Data& other) const {
  const auto same = [](const Bar& a, const Bar& b) {
    return std::tie(a.name, a.count, a.group) == std::tie(b.name, b.count, b.group);
  };
  return title == other.title && n == other.n && twinEach == other.twinEach && twinOnly == other.twinOnly &&
         problem == other.problem &&
         std::equal(bars.begin(), bars.end(), other.bars.begin(), other.bars.end(), same);
}

HistogramView::HistogramView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Images per class"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HistogramView::setData(Data data) {
  if (data == data_) return;
  data_ = std::move(data);
  QStringList words;
  for (const Data::Bar& bar : data_.bars) words.append(bar.name + u' ' + number(bar.count));
  setAccessibleDescription(summary() + QStringLiteral(". ") + words.join(QStringLiteral(", ")));
  update();
}

QString HistogramView::summary() const {
  if (!data_.problem.isEmpty()) return data_.problem;
  const QString images = data_.title.isEmpty() ? tr("n %1").arg(number(data_.n))
                                               : tr("%1: n %2").arg(data_.title, number(data_.n));
  if (data_.twinOnly) return tr("%1 · balanced, %2 each").arg(images, number(data_.twinEach));
  if (data_.twinEach <= 0) return images;
  return tr("%1 · line: twin, %2 each").arg(images, number(data_.twinEach));
}

QSize HistogramView::sizeHint() const {
  return {280, 196};
}
QSize HistogramView::minimumSizeHint() const {
  return {200, 164};
}

QRectF HistogramView::barArea() const {
  return QRectF(rect()).adjusted(0, kTop, 0, -(kNames + kSummary));
}

int HistogramView::barAt(const QPointF& position) const {
  if (data_.bars.empty() || position.y() > barArea().bottom() + kNames) return -1;
  const double slot = barArea().width() / static_cast<double>(data_.bars.size());
  const int index = static_cast<int>(std::floor((position.x() - barArea().left()) / slot));
  return index >= 0 && index < static_cast<int>(data_.bars.size()) ? index : -1;
}

bool HistogramView::event(QEvent* event) {
  const auto textAt = [this](QPointF place) {
    const int index = barAt(place);
    if (index < 0) return QString();
    const Data::Bar& bar = data_.bars[static_cast<std::size_t>(index)];
    return tr("%1: %2 images").arg(bar.name, number(bar.count));
  };
  return answerToolTip(*this, event, textAt) || QWidget::event(event);
}

void HistogramView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Tokens& t = tokens();
  painter.setFont(smallFont(font()));
  const QFontMetricsF metrics(painter.font());
  const QRectF area = barArea();
  const int classes = static_cast<int>(data_.bars.size());
  std::int64_t largest = std::max<std::int64_t>(1, data_.twinEach);
  for (const Data::Bar& bar : data_.bars) largest = std::max(largest, bar.count);
  const double slot = classes > 0 ? area.width() / classes : area.width();
  const double bar = std::max(1.0, slot * 0.78);
  const auto height = [&](std::int64_t count) {
    return area.height() * static_cast<double>(count) / static_cast<double>(largest);
  };

  painter.setPen(QPen(t.line, 1));
  painter.drawLine(QPointF(area.left(), std::round(area.bottom()) + 0.5),
                   QPointF(area.right(), std::round(area.bottom()) + 0.5));
  for (int rank = 0; rank < classes; ++rank) {
    const Data::Bar& entry = data_.bars[static_cast<std::size_t>(rank)];
    const double left = area.left() + slot * rank + (slot - bar) / 2;
    const double top = area.bottom() - std::max(entry.count > 0 ? 1.5 : 0.0, height(entry.count));
    QPainterPath shape;
    const double radius = std::min({3.0, bar / 2, (area.bottom() - top) / 2});
    shape.addRoundedRect(QRectF(left, top, bar, area.bottom() - top + radius), radius, radius);
    painter.save();
    painter.setClipRect(QRectF(left - 1, top - 1, bar + 2, area.bottom() - top + 1));
    painter.fillPath(shape, classColour(rank, classes));
    painter.restore();
  }
  if (data_.twinEach > 0 && !data_.twinOnly) {
    const double y = std::round(area.bottom() - height(data_.twinEach)) + 0.5;
    QPen pen(t.text, 1, Qt::CustomDashLine);
    pen.setDashPattern({6, 4});
    painter.setPen(pen);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
  }
  // Counts over the line, each on a little ground of the panel's colour, so that the dashes do not cross
  // them.
  for (int rank = 0; rank < classes; ++rank) {
    const Data::Bar& entry = data_.bars[static_cast<std::size_t>(rank)];
    const QString text = QString::number(entry.count);
    const double width = tabularWidth(metrics, text);
    const double middle = area.left() + slot * (rank + 0.5);
    const double top = area.bottom() - std::max(1.5, height(entry.count));
    if (width <= slot + 4) {
      const QRectF box(middle - width / 2, top - metrics.height() - 1, width, metrics.height());
      painter.fillRect(box.adjusted(-1, 2, 1, -1), t.panel);
      painter.setPen(t.muted);
      drawTabular(painter, box, Qt::AlignCenter, text);
    }
    const QString name = metrics.horizontalAdvance(entry.name) <= slot - 2 ? entry.name : entry.name.left(3);
    if (metrics.horizontalAdvance(name) <= slot + 2) {
      painter.setPen(t.muted);
      painter.drawText(QRectF(middle - slot, area.bottom() + 3, 2 * slot, kNames - 3),
                       Qt::AlignHCenter | Qt::AlignTop, name);
    }
  }
  painter.setPen(data_.problem.isEmpty() ? t.muted : t.error);
  const QRectF line(0, area.bottom() + kNames, width(), kSummary);
  drawTabular(painter, line, Qt::AlignLeft | Qt::AlignVCenter,
              metrics.elidedText(summary(), Qt::ElideRight, line.width()));
}

}  // namespace skewscope::ui
