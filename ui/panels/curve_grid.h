#pragma once

#include <QScrollArea>
#include <memory>
#include <vector>

#include "ui/plots/curve_set.h"

class QGridLayout;

namespace skewscope::ui {

class CurvePlot;
class TitleLine;

/// Shows a CurveSet: all in one plot, or as small multiples with a plot for each run. These share zoom and
/// read-out.
class CurveGrid : public QScrollArea {
  Q_OBJECT
 public:
  explicit CurveGrid(QWidget* parent = nullptr);

  void setCurves(const std::shared_ptr<const CurveSet>& curves);
  void resetZoom();
  /// Plots in sight, the first run's first.
  std::vector<CurvePlot*> plots() const;

 signals:
  /// A label at a curve's end was clicked.
  void labelClicked(const QString& key, Qt::KeyboardModifiers modifiers);

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
};

}  // namespace skewscope::ui
