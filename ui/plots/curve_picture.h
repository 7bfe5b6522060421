#pragma once

#include <QImage>
#include <QRectF>
#include <QSizeF>
#include <memory>
#include <vector>

#include "ui/plots/curve_isolation.h"
#include "ui/plots/plot_painter.h"

namespace skewscope::ui {

/// The lines, bands and end markers of a CurveSet on screen, without axes and words: so many curves can be
/// compared that drawing them takes longer than a window may stand still.
struct CurvePicture {
  /// Where a pane's axes are, and how values get there, in units of the plot.
  struct Axes {
    QRectF area;
    PlotPainter::Scale x, y;
  };

  std::shared_ptr<const CurveSet> curves;  ///< not null
  std::vector<Axes> panes;                 ///< one for each of the set's
  CurveName emphasis;                      ///< the others step back; none: all are equal
  QSizeF size;                             ///< of the whole plot
  double ratio = 1;                        ///< pixels of a unit

  /// The picture, transparent where nothing is, with its device pixel ratio. Works on any thread.
  QImage draw() const;
};

/// A CurvePicture that has been drawn.
struct DrawnCurves {
  CurvePicture what;
  QImage image;
  std::vector<double> places;  ///< CurveSet::places()
};

/// Draws what is asked for. Works on any thread.
DrawnCurves drawCurves(CurvePicture what);

/// Draws a picture into axes of now. Where they are not those that it was made for (the user zooms, or the
/// window gets another size), it is stretched to lie on them, until the next one comes. `now`: one a pane.
void drawPicture(QPainter& painter, const DrawnCurves& drawn, const std::vector<CurvePicture::Axes>& now);

}  // namespace skewscope::ui
