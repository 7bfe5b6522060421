#include "ui/panels/curve_grid.h"

#include <QGridLayout>
#include <QResizeEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/panels/title_line.h"
#include "ui/plots/curve_plot.h"

namespace skewscope::ui {
namespace {

constexpr int kSmallestWidth = 280;   ///< of one of several plots: its labels need room beside the curves
constexpr int kSmallestHeight = 210;  ///< of one of several plots, with its title

}  // namespace

GridCurves gridCurves(const CurveRequest& request, const QString& isolated) {
  CurveSet set = buildCurves(request);
  isolate(set, isolated);
  GridCurves made;
  if (set.multiples) {
    for (CurveSet& part : splitByRun(set))
      made.multiples.push_back(std::make_shared<CurveSet>(std::move(part)));
  }
  made.whole = std::make_shared<CurveSet>(std::move(set));
  return made;
}

CurveGrid::CurveGrid(QWidget* parent) : QScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::NoFocus);
  auto* inside = new QWidget;
  layout_ = new QGridLayout(inside);
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(8);
  setWidget(inside);
  for (QWidget* ground : {inside, viewport()}) ground->setAutoFillBackground(false);  // that of the card
  addCell();
  arrange();
}

void CurveGrid::addCell() {
  auto* frame = new QWidget(widget());
  auto* rows = new QVBoxLayout(frame);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  auto* title = new TitleLine(frame);
  auto* plot = new CurvePlot(frame);
  plot->setAccessibleDescription(
      plot->accessibleDescription() + u' ' +
      tr("Up and Down choose a curve, Enter shows it alone, Escape brings all back."));
  rows->addWidget(title);
  rows->addWidget(plot, 1);
  cells_.push_back({frame, title, plot});
  connect(plot, &CurvePlot::curveClicked, this, &CurveGrid::curveClicked);
  connect(plot, &CurvePlot::groundClicked, this, &CurveGrid::groundClicked);
  connect(plot, &CurvePlot::readoutMoved, this, [this, plot](double place) {
    for (CurvePlot* other : plots()) {
      if (other != plot) other->showReadout(place);
    }
  });
  connect(plot, &CurvePlot::zoomChanged, this, [this, plot] {
    for (CurvePlot* other : plots()) {
      if (other != plot) other->setRanges(plot->ranges());
    }
    if (!arranging_) emit zoomChanged();
  });
}

void CurveGrid::setCurves(const GridCurves& curves) {
  const auto& parts = curves.multiples;
  const std::size_t wanted = std::max<std::size_t>(1, parts.size());
  while (cells_.size() < wanted) addCell();
  for (std::size_t i = 0; i < wanted; ++i) {
    const Cell& cell = cells_[i];
    cell.title->setVisible(!parts.empty());
    cell.plot->setMinimumSize(240, parts.empty() ? 160 : kSmallestHeight);
    if (parts.empty()) {
      cell.plot->setAccessibleName(CurvePlot::tr("Curves"));
      cell.plot->setCurves(curves.whole);
      continue;
    }
    cell.title->set(parts[i]->title, {});
    cell.plot->setAccessibleName(tr("Curves of %1").arg(parts[i]->title));
    cell.plot->setCurves(parts[i]);
  }
  if (wanted == shown_) return;
  shown_ = wanted;
  arrange();
  arranging_ = true;
  resetZoom();  // a plot that is new would not share it
  arranging_ = false;
}

void CurveGrid::arrange() {
  const int fitting = std::max(1, viewport()->width() / kSmallestWidth);
  const int columns = shown_ == 1 ? 1 : std::min(fitting, multipleColumns(shown_));
  for (const Cell& cell : cells_) layout_->removeWidget(cell.frame);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const int place = static_cast<int>(i);
    cells_[i].frame->setVisible(i < shown_);
    if (i < shown_) layout_->addWidget(cells_[i].frame, place / columns, place % columns);
  }
  for (int c = 0; c < std::max(columns, columns_); ++c) layout_->setColumnStretch(c, c < columns ? 1 : 0);
  columns_ = columns;
}

void CurveGrid::resetZoom() {
  plots().front()->resetZoom();
}

PlotRanges CurveGrid::ranges() const {
  return plots().front()->ranges();
}

void CurveGrid::setRanges(const PlotRanges& ranges) {
  for (CurvePlot* plot : plots()) plot->setRanges(ranges);
}

std::vector<CurvePlot*> CurveGrid::plots() const {
  std::vector<CurvePlot*> plots;
  for (std::size_t i = 0; i < shown_; ++i) plots.push_back(cells_[i].plot);
  return plots;
}

void CurveGrid::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  if (shown_ > 1) arrange();
}

}  // namespace skewscope::ui
