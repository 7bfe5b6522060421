#include "ui/plots/curve_overlay.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/plots/label_layout.h"
#include "ui/theme/colours.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLabelGap = 12;   ///< from the curve's end to its label
constexpr double kColumnGap = 12;  ///< between name and value
constexpr double kLabelHeight = 16;

QString valueText(const Pane& pane, double value) {
  if (std::isnan(value)) return QStringLiteral("–");
  return pane.percent ? percentText(value / 100) : QString::number(value, 'g', 3);
}

/// What stands behind a curve's name: a value of it, and its detail.
QString detailText(const Pane& pane, const Curve& curve, double value) {
  const QString said = valueText(pane, value);
  return curve.detail.isEmpty() ? said : QStringLiteral("%1 · %2").arg(said, curve.detail);
}

}  // namespace

QPen curvePen(const QColor& colour, double width, Qt::PenStyle style) {
  QPen pen(colour, width, style, Qt::FlatCap, Qt::RoundJoin);
  if (style == Qt::DashLine) pen.setDashPattern({4, 2.5});
  if (style == Qt::DotLine) pen.setDashPattern({2, 1.5});
  if (style == Qt::DashDotLine) pen.setDashPattern({4, 1.5, 1, 1.5});
  return pen;
}

QColor steppedBack(QColor colour) {
  colour.setAlphaF(0.4F * colour.alphaF());
  return colour;
}

QColor bandFill(QColor colour) {
  colour.setAlphaF(0.16F * colour.alphaF());
  return colour;
}

void drawMarker(QPainter& painter, Marker marker, const QPointF& centre, double radius, const QColor& colour,
                const QPen& edge) {
  painter.setPen(edge);
  painter.setBrush(colour);
  const double r = radius;
  switch (marker) {
    case Marker::None:
      break;
    case Marker::Circle:
      painter.drawEllipse(centre, r, r);
      break;
    case Marker::Square:
      painter.drawRect(QRectF(centre.x() - 0.9 * r, centre.y() - 0.9 * r, 1.8 * r, 1.8 * r));
      break;
    case Marker::Triangle:
      painter.drawPolygon(QPolygonF{centre + QPointF(0, -1.15 * r), centre + QPointF(1.1 * r, 0.85 * r),
                                    centre + QPointF(-1.1 * r, 0.85 * r)});
      break;
    case Marker::Diamond:
      painter.drawPolygon(QPolygonF{centre + QPointF(0, -1.3 * r), centre + QPointF(1.3 * r, 0),
                                    centre + QPointF(0, 1.3 * r), centre + QPointF(-1.3 * r, 0)});
      break;
    case Marker::Cross: {
      const QPointF along(0.9 * r, 0.9 * r), across(along.x(), -along.y());
      painter.setPen(QPen(colour, 0.62 * r, Qt::SolidLine, Qt::RoundCap));
      painter.drawLine(QLineF(centre - along, centre + along));
      painter.drawLine(QLineF(centre - across, centre + across));
      break;
    }
  }
}

CurveLayer::CurveLayer(QCustomPlot* plot, const QString& layer) : QCPLayerable(plot, layer) {}

void CurveLayer::draw(QCPPainter* painter) {
  drawPicture(*painter, drawn_, pictureAxes(*mParentPlot));
}

std::vector<CurvePicture::Axes> pictureAxes(const QCustomPlot& plot) {
  const auto scale = [](const QCPAxis& axis, double from, double to) {
    return PlotPainter::Scale{axis.range().lower, axis.range().upper, from, to,
                              axis.scaleType() == QCPAxis::stLogarithmic};
  };
  std::vector<CurvePicture::Axes> all;
  for (const QCPAxisRect* rect : plot.axisRects()) {
    const double left = rect->left(), bottom = rect->bottom();  // as QCPAxis::coordToPixel() has it
    all.push_back({QRectF(rect->rect()), scale(*rect->axis(QCPAxis::atBottom), left, left + rect->width()),
                   scale(*rect->axis(QCPAxis::atLeft), bottom, bottom - rect->height())});
  }
  return all;
}

EndLabels::EndLabels(QCustomPlot* plot, const QString& layer) : QCPLayerable(plot, layer) {}

void EndLabels::applyDefaultAntialiasingHint(QCPPainter* painter) const {
  painter->setAntialiasing(true);
}

QFont EndLabels::labelFont(bool bold) const {
  QFont font = mParentPlot->font();
  font.setPointSizeF(font.pointSizeF() * 0.94);
  if (bold) font.setWeight(QFont::DemiBold);
  return font;
}

void EndLabels::setCurves(std::shared_ptr<const CurveSet> curves) {
  curves_ = std::move(curves);
  measure();
}

void EndLabels::measure() {
  width_ = nameWidth_ = 0;
  if (!curves_) return;
  const QFontMetricsF bold(labelFont(true));
  const QFontMetricsF plain(labelFont(false));
  double detail = 0;
  for (const Pane& pane : curves_->panes) {
    for (const Curve& curve : pane.curves) {
      if (!curve.labelled) continue;
      nameWidth_ = std::max(nameWidth_, bold.horizontalAdvance(curve.label));
      // Zoomed in, any value of the curve may be the last in sight: the room is the same for all.
      std::vector<double> extremes{curve.lastValue()};
      for (const double value : curve.y) {
        if (std::isnan(value)) continue;
        extremes.resize(3, value);
        extremes[1] = std::min(extremes[1], value);
        extremes[2] = std::max(extremes[2], value);
      }
      for (const double value : extremes)
        detail = std::max(detail, tabularWidth(plain, detailText(pane, curve, value)));
    }
  }
  const double most = 0.28 * mParentPlot->width();  // long run names are elided
  nameWidth_ = std::min(nameWidth_, std::max(80.0, most));
  width_ = nameWidth_ > 0 ? kLabelGap + nameWidth_ + kColumnGap + detail + 4 : 12;
}

CurveName EndLabels::curveAt(const QPointF& position) const {
  const auto hit =
      std::find_if(hits_.begin(), hits_.end(), [&](const Hit& h) { return h.area.contains(position); });
  return hit == hits_.end() ? CurveName() : hit->curve;
}

QStringList EndLabels::texts() const {
  QStringList all;
  for (const Hit& hit : hits_) all.append(hit.text);
  return all;
}

void EndLabels::draw(QCPPainter* painter) {
  hits_.clear();
  if (!curves_) return;
  const auto rects = mParentPlot->axisRects();
  for (qsizetype p = 0; p < rects.size() && p < static_cast<qsizetype>(curves_->panes.size()); ++p) {
    drawPane(painter, curves_->panes[static_cast<std::size_t>(p)], rects[p]);
  }
  if (!curves_->message.isEmpty() && !rects.isEmpty()) {
    painter->setFont(mParentPlot->font());
    painter->setPen(tokens().muted);
    painter->drawText(QRectF(rects.first()->rect()), Qt::AlignCenter | Qt::TextWordWrap, curves_->message);
  }
}

void EndLabels::drawPane(QCPPainter* painter, const Pane& pane, QCPAxisRect* rect) {
  const QCPAxis* xAxis = rect->axis(QCPAxis::atBottom);
  const QCPAxis* yAxis = rect->axis(QCPAxis::atLeft);
  struct Label {
    const Curve* curve;
    QPointF end;
  };
  std::vector<Label> labels;
  double right = rect->left();
  for (const Curve& curve : pane.curves) {
    const std::ptrdiff_t end = curve.endIndex(xAxis->range().upper);
    if (end < 0) continue;
    const auto i = static_cast<std::size_t>(end);
    const QPointF point(xAxis->coordToPixel(curve.x[i]), yAxis->coordToPixel(curve.line()[i]));
    const double endX = std::min(point.x(), static_cast<double>(rect->right()));
    right = std::max(right, endX);
    if (curve.labelled && point.y() > rect->top() - 8 && point.y() < rect->bottom() + 8) {
      labels.push_back({&curve, {endX, point.y()}});
    }
  }
  std::stable_sort(labels.begin(), labels.end(),
                   [](const Label& a, const Label& b) { return a.end.y() < b.end.y(); });
  const double low = rect->top() - kLabelHeight / 2;
  const double high = rect->bottom() + kLabelHeight / 2;
  const auto capacity = static_cast<std::size_t>(std::max(1.0, (high - low) / kLabelHeight));
  std::vector<double> wanted;
  std::vector<Label> shown;
  for (const std::size_t i : labelsThatFit(labels.size(), capacity)) {
    wanted.push_back(labels[i].end.y());
    shown.push_back(labels[i]);
  }
  const std::vector<double> placed = layoutLabels(wanted, kLabelHeight, low, high);
  const QFontMetricsF bold(labelFont(true));
  const double x = right + kLabelGap;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Curve& curve = *shown[i].curve;
    const QRectF line(x, placed[i] - kLabelHeight / 2, width_ - kLabelGap, kLabelHeight);
    // A thin leader where the label had to give way or stands far from the end of a shorter curve.
    const LabelLeader leader = leaderTo(shown[i].end, right, QPointF(x, placed[i]), kLabelGap);
    if (leader.style != Qt::NoPen) {
      QColor colour = curve.colour;
      colour.setAlphaF(leader.style == Qt::DotLine ? 0.7F : 0.5F);
      painter->setPen(QPen(colour, 1, leader.style));
      painter->drawLine(leader.line);
    }
    // That of the part in sight: it agrees with where the curve ends.
    const QString detail = detailText(pane, curve, curve.lastValue(xAxis->range().upper));
    const double width = nameWidth_ + kColumnGap + tabularWidth(QFontMetricsF(labelFont(false)), detail);
    if (x < rect->right()) {  // over grid and overlaid curves
      QColor veil = tokens().panel;
      veil.setAlphaF(0.8F);
      painter->fillRect(QRectF(line.left() - 2, line.top(), width + 4, kLabelHeight), veil);
    }
    const bool faded = !emphasis_.isNone() && !belongsWith(*curves_, curve, emphasis_);
    painter->setFont(labelFont(true));
    QColor ink = readableOn(curve.colour, tokens().panel);
    if (faded) ink.setAlphaF(0.5F);
    painter->setPen(ink);
    painter->drawText(QRectF(line.left(), line.top(), nameWidth_ + 1, kLabelHeight),
                      Qt::AlignLeft | Qt::AlignVCenter, elidedName(bold, curve.label, nameWidth_ + 1));
    painter->setFont(labelFont(false));
    painter->setPen(tokens().muted);
    drawTabular(*painter, QRectF(line.left() + nameWidth_ + kColumnGap, line.top(), 200, kLabelHeight),
                Qt::AlignLeft | Qt::AlignVCenter, detail);
    hits_.push_back({QRectF(line.left(), line.top(), width, kLabelHeight),
                     {curve.key, curve.run},
                     QStringLiteral("%1 %2").arg(curve.label, detail)});
  }
}

HoverReadout::HoverReadout(QCustomPlot* plot, const QString& layer)
    : QCPLayerable(plot, layer), place_(kNaN) {}

void HoverReadout::applyDefaultAntialiasingHint(QCPPainter* painter) const {
  painter->setAntialiasing(true);
}

std::vector<HoverReadout::Row> HoverReadout::rows(const Pane& pane) const {
  std::vector<Row> rows;
  const bool byRun =
      std::all_of(pane.curves.begin(), pane.curves.end(), [](const Curve& c) { return c.labelled; });
  const std::size_t columns = byRun ? 1 : std::min<std::size_t>(curves_->runs.size(), 4);
  for (const Curve& curve : pane.curves) {
    const auto column = byRun ? 0 : static_cast<std::size_t>(curve.run);
    if (column >= columns) continue;
    const double value = curve.at(place_, !curves_->sharedX);
    if (std::isnan(value)) continue;
    const auto same = std::find_if(rows.begin(), rows.end(),
                                   [&](const Row& row) { return !byRun && row.curve->key == curve.key; });
    Row& row =
        same != rows.end() ? *same : rows.emplace_back(Row{&curve, std::vector<double>(columns, kNaN)});
    row.values[column] = value;
  }
  const auto height = [](const Row& row) {
    const auto known =
        std::find_if(row.values.begin(), row.values.end(), [](double v) { return !std::isnan(v); });
    return known == row.values.end() ? -1.0 : *known;
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const Row& a, const Row& b) { return height(a) > height(b); });
  return rows;
}

QString HoverReadout::text() const {
  if (!curves_ || std::isnan(place_)) return {};
  QStringList lines{curves_->xText(place_)};
  for (const Pane& pane : curves_->panes) {
    for (const Row& row : rows(pane)) {
      QStringList values;
      for (const double value : row.values) values.append(valueText(pane, value));
      lines.append(QStringLiteral("%1 %2").arg(row.curve->label, values.join(u' ')));
    }
  }
  return lines.join(u'\n');
}

void HoverReadout::draw(QCPPainter* painter) {
  if (!curves_ || std::isnan(place_)) return;
  const auto rects = mParentPlot->axisRects();
  for (qsizetype p = 0; p < rects.size() && p < static_cast<qsizetype>(curves_->panes.size()); ++p) {
    drawPane(painter, curves_->panes[static_cast<std::size_t>(p)], rects[p]);
  }
}

void HoverReadout::drawPane(QCPPainter* painter, const Pane& pane, QCPAxisRect* rect) {
  const double x = rect->axis(QCPAxis::atBottom)->coordToPixel(place_);
  if (x < rect->left() - 1 || x > rect->right() + 1) return;
  painter->setPen(QPen(tokens().muted, 1, Qt::DotLine));
  painter->drawLine(QLineF(x, rect->top(), x, rect->bottom()));
  std::vector<Row> all = rows(pane);
  if (all.empty()) return;

  QFont font = mParentPlot->font();
  font.setPointSizeF(font.pointSizeF() * 0.92);
  QFont bold = font;
  bold.setWeight(QFont::DemiBold);
  const QFontMetricsF metrics(font);
  const QFontMetricsF boldMetrics(bold);
  const double lineHeight = std::ceil(metrics.height()) + 1;
  const auto most = static_cast<std::size_t>(std::max(1.0, (rect->height() - 30) / lineHeight));
  std::vector<const Row*> shown;
  for (const std::size_t i : labelsThatFit(all.size(), most)) shown.push_back(&all[i]);

  const std::size_t columns = all.front().values.size();
  double nameWidth = 0;
  double valueWidth = tabularWidth(metrics, QStringLiteral("00.0"));
  for (const Row* row : shown) {
    nameWidth = std::max(nameWidth, boldMetrics.horizontalAdvance(row->curve->label));
    for (const double v : row->values)
      valueWidth = std::max(valueWidth, tabularWidth(metrics, valueText(pane, v)));
  }
  nameWidth = std::min(nameWidth, 180.0);
  const double width = 10 + 12 + nameWidth + static_cast<double>(columns) * (valueWidth + 12) + 10;
  const double height = 8 + lineHeight + 2 + static_cast<double>(shown.size()) * lineHeight + 8;
  double left = x + 12;
  if (left + width > rect->right()) left = x - 12 - width;
  // Where neither side of the line has room it covers the labels rather than the curves.
  const bool overLabels = left < rect->left();
  if (overLabels) left = std::max(4.0, mParentPlot->width() - width - 4.0);
  const double top = std::max(static_cast<double>(rect->top()) + 4, rect->bottom() - height - 8);
  const QRectF box(left, top, width, height);

  QColor paper = tokens().panel;
  paper.setAlphaF(overLabels ? 1 : 0.95F);
  painter->setBrush(paper);
  painter->setPen(QPen(tokens().line, 1));
  painter->drawRoundedRect(box, 6, 6);
  double y = box.top() + 8;
  painter->setFont(font);
  painter->setPen(tokens().muted);
  painter->drawText(QRectF(box.left() + 10, y, width - 20, lineHeight), Qt::AlignLeft | Qt::AlignVCenter,
                    curves_->xText(place_));
  const auto columnRight = [&](std::size_t column) {
    return box.right() - 10 - static_cast<double>(columns - 1 - column) * (valueWidth + 12);
  };
  if (columns > 1) {
    for (std::size_t c = 0; c < columns; ++c) {
      const PlottedRun& run = curves_->runs[c];
      const Marker marker = run.marker == Marker::None ? Marker::Circle : run.marker;
      drawMarker(*painter, marker, QPointF(columnRight(c) - 5, y + lineHeight / 2), 4, run.colour);
    }
  }
  y += lineHeight + 2;
  for (const Row* row : shown) {
    QColor colour = row->curve->colour;
    colour.setAlphaF(1);
    painter->setPen(QPen(colour, 2, row->curve->labelled ? row->curve->style : Qt::SolidLine));
    painter->drawLine(QLineF(box.left() + 9, y + lineHeight / 2, box.left() + 18, y + lineHeight / 2));
    painter->setFont(bold);
    painter->setPen(readableOn(colour, tokens().panel));
    painter->drawText(QRectF(box.left() + 22, y, nameWidth + 1, lineHeight), Qt::AlignLeft | Qt::AlignVCenter,
                      elidedName(boldMetrics, row->curve->label, nameWidth + 1));
    painter->setFont(font);
    painter->setPen(tokens().text);
    for (std::size_t c = 0; c < columns; ++c) {
      drawTabular(*painter, QRectF(columnRight(c) - valueWidth, y, valueWidth, lineHeight),
                  Qt::AlignRight | Qt::AlignVCenter, valueText(pane, row->values[c]));
    }
    y += lineHeight;
  }
}

}  // namespace skewscope::ui
