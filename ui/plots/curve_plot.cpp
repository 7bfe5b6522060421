#include "ui/plots/curve_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ui/plots/axis_ticks.h"
#include "ui/plots/curve_overlay.h"
#include "ui/plots/plot_painter.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kReplotEveryMs = 100;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

QVector<double> toVector(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

/// Ticks at the places where a figure on paper has them. Epochs are whole: no ticks between them.
class CurveTicker : public QCPAxisTicker {
 public:
  bool whole = false, log = false;

 protected:
  QVector<double> createTickVector(double tickStep, const QCPRange& range) override {
    return log ? toVector(logTicks(range.lower, range.upper, tickCount()))
               : QCPAxisTicker::createTickVector(tickStep, range);
  }
  QString getTickLabel(double tick, const QLocale&, QChar, int) override { return tickText(tick); }
  double getTickStep(const QCPRange& range) override {
    const double step = QCPAxisTicker::getTickStep(range);
    return whole ? std::max(1.0, std::round(step)) : step;
  }
  int getSubTickCount(double) override { return 0; }
};

}  // namespace

CurvePlot::CurvePlot(QWidget* parent)
    : QCustomPlot(parent), drawing_([this](DrawnCurves drawn, bool) {
        layer_->setDrawn(std::move(drawn));
        ++replots_;
        if (!std::isnan(hover_->place())) showReadout(hover_->place());
        replot(QCustomPlot::rpRefreshHint);
      }) {
  plotLayout()->clear();
  margins_ = new QCPMarginGroup(this);
  plotLayout()->setRowSpacing(4);
  addLayer(QStringLiteral("labels"), layer(QStringLiteral("main")), QCustomPlot::limAbove);
  addLayer(QStringLiteral("hover"), layer(QStringLiteral("labels")), QCustomPlot::limAbove);
  // The read-out follows the mouse without drawing the curves anew.
  layer(QStringLiteral("hover"))->setMode(QCPLayer::lmBuffered);
  layer_ = std::make_unique<CurveLayer>(this, QStringLiteral("main"));
  labels_ = std::make_unique<EndLabels>(this, QStringLiteral("labels"));
  hover_ = std::make_unique<HoverReadout>(this, QStringLiteral("hover"));
  setInteractions(QCP::iRangeZoom);
  setSelectionRectMode(QCP::srmZoom);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(240, 160);
  setAccessibleName(tr("Curves"));
  setAccessibleDescription(tr("Left and Right move the read-out, plus and minus zoom, Home shows all."));
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, &CurvePlot::draw);
  curves_ = laid_ = std::make_shared<CurveSet>();
  styleAxes();
}

CurvePlot::~CurvePlot() = default;

void CurvePlot::setCurves(std::shared_ptr<const CurveSet> curves) {
  // Rows that come in for the same runs keep the zoom, also where they make the axis longer.
  const auto axes = [](const CurveSet& set) {
    QStringList what{set.xTitle, QString::number(set.logX)};
    for (const PlottedRun& run : set.runs) what.append(run.id);
    for (const Pane& pane : set.panes) what.append(QStringLiteral("%1 %2").arg(pane.percent).arg(pane.logY));
    return what;
  };
  const bool otherAxes = axes(*curves_) != axes(*curves);
  curves_ = std::move(curves);
  if (!otherAxes) return schedule();
  zoomed_ = false;
  wantedRanges_.reset();
  timer_.start(0);  // somebody waits for them
}

void CurvePlot::schedule() {
  if (timer_.isActive()) return;
  const qint64 since = sinceReplot_.isValid() ? sinceReplot_.elapsed() : kReplotEveryMs;
  timer_.start(static_cast<int>(std::clamp<qint64>(kReplotEveryMs - since, 0, kReplotEveryMs)));
}

void CurvePlot::emphasise(const CurveName& curve) {
  if (curve == emphasis_) return;
  emphasis_ = curve;
  schedule();
}

void CurvePlot::draw() {
  sinceReplot_.start();
  laid_ = curves_;
  const auto isMeant = [this](const Curve& curve) { return belongsWith(*laid_, curve, emphasis_); };
  if (std::ranges::none_of(laid_->panes,
                           [&](const Pane& pane) { return std::ranges::any_of(pane.curves, isMeant); }))
    emphasis_ = {};  // or all would step back behind one that is not there
  labels_->setCurves(laid_);
  labels_->setEmphasis(emphasis_);
  hover_->setCurves(laid_);
  layPanes();
  if (wantedRanges_ && wantedRanges_->y.size() == static_cast<std::size_t>(rects_.size()))
    applyRanges(*wantedRanges_);
  wantedRanges_.reset();
  makeRoomForLabels();
  drawCurves();
}

void CurvePlot::drawCurves() {
  updateLayout();  // the axes have their places before they are painted
  drawing_.ask([wanted = CurvePicture{laid_, pictureAxes(*this), emphasis_, QSizeF(size()),
                                      devicePixelRatioF()}] { return ui::drawCurves(wanted); });
}

const DrawnCurves& CurvePlot::drawn() const {
  return layer_->drawn();
}

void CurvePlot::layPanes() {
  const auto wanted = static_cast<qsizetype>(curves_->panes.size());
  if (rects_.size() != wanted) {
    plotLayout()->clear();
    rects_.clear();
    for (qsizetype p = 0; p < wanted; ++p) {
      auto* rect = new QCPAxisRect(this, false);
      rect->addAxis(QCPAxis::atBottom);
      rect->addAxis(QCPAxis::atLeft);
      rect->setMarginGroup(QCP::msLeft, margins_);
      rect->setAutoMargins(QCP::msLeft | QCP::msBottom);
      rect->setRangeZoomAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
      for (QCPAxis* axis : rect->axes()) axis->setTicker(QSharedPointer<QCPAxisTicker>(new CurveTicker));
      plotLayout()->addElement(static_cast<int>(p), 0, rect);
      rects_.append(rect);
    }
    plotLayout()->simplify();
    for (QCPAxisRect* rect : rects_) {
      connect(rect->axis(QCPAxis::atBottom), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
              [this](const QCPRange& range) {
                if (settingRanges_) return;
                settingRanges_ = true;
                zoomed_ = true;
                const QCPRange inside = range.bounded(laid_->xLow, laid_->xHigh);
                for (QCPAxisRect* other : rects_) other->axis(QCPAxis::atBottom)->setRange(inside);
                settingRanges_ = false;
                makeRoomForLabels();
                drawCurves();
                emit zoomChanged();
              });
      connect(rect->axis(QCPAxis::atLeft), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this] {
        if (settingRanges_) return;
        zoomed_ = true;
        drawCurves();
        emit zoomChanged();
      });
    }
    styleAxes();
  }
  for (qsizetype p = 0; p < wanted; ++p) {
    const Pane& pane = curves_->panes[static_cast<std::size_t>(p)];
    plotLayout()->setRowStretchFactor(static_cast<int>(p), pane.share);
    QCPAxis* x = rects_[p]->axis(QCPAxis::atBottom);
    QCPAxis* y = rects_[p]->axis(QCPAxis::atLeft);
    const bool last = p + 1 == wanted;
    for (auto [axis, log] : {std::pair{x, curves_->logX}, std::pair{y, pane.logY}}) {
      settingRanges_ = true;  // a logarithmic axis leaves the range of a linear one: that is no zoom
      axis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
      settingRanges_ = false;
      auto& ticker = static_cast<CurveTicker&>(*axis->ticker());  // made above
      ticker.log = log;
      ticker.whole = axis == x && curves_->wholeX;
    }
    x->setLabel(last ? curves_->xTitle : QString());
    x->setTickLabels(last);
    y->setLabel(pane.yTitle);
    y->ticker()->setTickCount(pane.share < 1 ? 3 : 5);
  }
  if (!zoomed_) {
    settingRanges_ = true;
    for (qsizetype p = 0; p < wanted; ++p) {
      const Pane& pane = curves_->panes[static_cast<std::size_t>(p)];
      rects_[p]->axis(QCPAxis::atBottom)->setRange(curves_->xLow, curves_->xHigh);
      rects_[p]->axis(QCPAxis::atLeft)->setRange(pane.yLow, pane.yHigh);
    }
    settingRanges_ = false;
  }
}

void CurvePlot::styleAxes() {
  const Tokens& t = tokens();
  setBackground(QBrush(t.panel));
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.94);
  for (QCPAxisRect* rect : rects_) {
    for (QCPAxis* axis : rect->axes()) {
      const bool horizontal = axis->orientation() == Qt::Horizontal;
      axis->setBasePen(horizontal ? QPen(t.line, 1) : QPen(Qt::NoPen));
      axis->setTickPen(QPen(Qt::NoPen));
      axis->setSubTickPen(QPen(Qt::NoPen));
      axis->setTickLength(0);
      axis->setSubTicks(false);
      axis->setTickLabelColor(t.muted);
      axis->setLabelColor(t.muted);
      axis->setTickLabelFont(small);
      axis->setLabelFont(small);
      axis->setTickLabelPadding(8);
      axis->setLabelPadding(6);
      axis->grid()->setVisible(!horizontal);
      axis->grid()->setPen(QPen(t.grid, 1));
      axis->grid()->setZeroLinePen(QPen(t.grid, 1));
    }
  }
  selectionRect()->setPen(QPen(t.accent, 1));
  QColor fill = t.accent;
  fill.setAlpha(30);
  selectionRect()->setBrush(fill);
}

void CurvePlot::makeRoomForLabels() {
  const double need = labels_->width();
  // A resize can come between new curves and the draw that lays their panes.
  const qsizetype panes = std::min(rects_.size(), static_cast<qsizetype>(laid_->panes.size()));
  for (qsizetype p = 0; p < panes; ++p) {
    const QCPRange range = rects_[p]->axis(QCPAxis::atBottom)->range();
    double last = range.lower;
    for (const Curve& curve : laid_->panes[static_cast<std::size_t>(p)].curves) {
      const std::ptrdiff_t end = curve.endIndex(std::numeric_limits<double>::infinity());
      if (end >= 0) last = std::max(last, std::min(curve.x[static_cast<std::size_t>(end)], range.upper));
    }
    // While epochs are still to come the labels stand in their room; the plot gives way only as far as
    // needed.
    const double left = rects_[p]->left() > 0 ? rects_[p]->left() : 50;
    const double room = width() - left - 8;
    const PlotPainter::Scale scale{range.lower, range.upper, 0, 1, laid_->logX};
    const double part = range.size() > 0 ? scale.part(last) : 1;
    double right = part > 1e-6 ? room - (room - need) / part : 0;
    right = std::clamp(right, 14.0, std::max(14.0, std::min(need, 0.6 * room)));
    rects_[p]->setMargins(QMargins(0, p == 0 ? 14 : 10, static_cast<int>(std::ceil(right)), 0));
  }
}

void CurvePlot::showReadout(double place) {
  double nearest = kNaN;
  for (const double candidate : std::isnan(place) ? std::vector<double>() : drawn().places) {
    if (std::isnan(nearest) || std::abs(candidate - place) < std::abs(nearest - place)) nearest = candidate;
  }
  const bool same = nearest == hover_->place() || (std::isnan(nearest) && std::isnan(hover_->place()));
  hover_->setPlace(nearest);
  if (!same) layer(QStringLiteral("hover"))->replot();
}

QString CurvePlot::readoutText() const {
  return hover_->text();
}

QStringList CurvePlot::labelTexts() const {
  return labels_->texts();
}

void CurvePlot::resetZoom() {
  zoomed_ = false;
  draw();
  emit zoomChanged();
}

PlotRanges CurvePlot::ranges() const {
  if (wantedRanges_) return *wantedRanges_;
  PlotRanges ranges{zoomed_, {}, {}};
  if (!zoomed_ || rects_.isEmpty()) return ranges;
  ranges.x = rects_.first()->axis(QCPAxis::atBottom)->range();
  for (QCPAxisRect* rect : rects_) ranges.y.push_back(rect->axis(QCPAxis::atLeft)->range());
  return ranges;
}

void CurvePlot::setRanges(const PlotRanges& ranges) {
  zoomed_ = ranges.zoomed;
  wantedRanges_.reset();
  if (!zoomed_) return draw();
  if (laid_ != curves_ || ranges.y.size() != static_cast<std::size_t>(rects_.size())) {
    wantedRanges_ = ranges;
    return schedule();
  }
  applyRanges(ranges);
  makeRoomForLabels();
  drawCurves();
  replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::applyRanges(const PlotRanges& ranges) {
  settingRanges_ = true;
  for (std::size_t p = 0; p < ranges.y.size(); ++p) {
    QCPAxisRect* rect = rects_[static_cast<qsizetype>(p)];
    rect->axis(QCPAxis::atBottom)->setRange(ranges.x);
    rect->axis(QCPAxis::atLeft)->setRange(ranges.y[p]);
  }
  settingRanges_ = false;
}

void CurvePlot::changeEvent(QEvent* event) {
  QCustomPlot::changeEvent(event);
  if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
  if (!labels_) return;  // during construction
  styleAxes();
  schedule();
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  // Not QCustomPlot's, which draws within the event, and once more when new curves come: a layout that makes
  // room for a key would wait for it.
  setViewport(rect());
  if (!labels_) return;
  makeRoomForLabels();
  schedule();
}

}  // namespace skewscope::ui
