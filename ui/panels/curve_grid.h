#pragma once

#include <QScrollArea>
#include <memory>
#include <vector>

#include "ui/plots/curve_plot.h"

class QGridLayout;

namespace skewscope::ui {

class TitleLine;

/// What a CurveGrid shows, made of a request away from the GUI thread.
struct GridCurves {
  std::shared_ptr<const CurveSet> whole;                   ///< not null
  std::vector<std::shared_ptr<const CurveSet>> multiples;  ///< splitByRun(), where they are wanted
};

/// The curves of a request, of which `isolated` (isolationOf(), or empty) is left alone. Works on any thread.
GridCurves gridCurves(const CurveRequest& request, const QString& isolated);

/// Shows curves: all in one plot, or as small multiples with a plot for each run. These share zoom and
/// read-out.
class CurveGrid : public QScrollArea {
  Q_OBJECT
 public:
  explicit CurveGrid(QWidget* parent = nullptr);

  void setCurves(const GridCurves& curves);
  /// As a command of the user's.
  void resetZoom();
  /// The part of the axes that all plots show. setRanges() emits nothing.
  PlotRanges ranges() const;
  void setRanges(const PlotRanges& ranges);
  /// Plots in sight, the first run's first.
  std::vector<CurvePlot*> plots() const;

 signals:
  /// As those of CurvePlot.
  void curveClicked(const QString& what, Qt::KeyboardModifiers modifiers);
  void groundClicked();
  /// The user zoomed, or went back to all.
  void zoomChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Cell {
    QWidget* frame;
    TitleLine* title;
    CurvePlot* plot;
  };
  void addCell();
  void arrange();

  QGridLayout* layout_;
  std::vector<Cell> cells_;  ///< never fewer than one; those behind the first `shown_` are hidden
  std::size_t shown_ = 1;
  int columns_ = 0;
  bool arranging_ = false;  ///< what zooms now is not the user
};

}  // namespace skewscope::ui
