#pragma once

#include <QPainter>
#include <QSizeF>
#include <QString>
#include <functional>
#include <vector>

#include "ui/plots/bar_chart.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/weight_chart.h"

namespace skewscope::ui {

/// Size and type size of a figure; independent of any screen.
struct FigureFormat {
  QSizeF millimetres{84, 60};
  double fontSize = 8;       ///< pt
  double lineWidth = 1.0;    ///< pt
  double dpi = 300;          ///< PNG only
  bool title = true;         ///< with the run's name above
  bool transparent = false;  ///< no white paper
};

/// A size that is asked for often.
struct FigurePreset {
  QString name;
  FigureFormat format;
};
/// One column (84 mm), two columns (174 mm), slide.
std::vector<FigurePreset> figurePresets();

/// Title and provenance of a figure, kept in the file where its format has a place for it: PDF title and
/// creator, PNG text, SVG title and description, comment lines of a CSV.
struct FigureText {
  QString title, provenance;
};

/// Draws with one unit = one point into `size` (in points).
using FigureDrawing = std::function<void(QPainter& painter, const QSizeF& size)>;

/// Writes a drawing as PDF or SVG (vectors) or PNG, by the ending of `path`. Returns "" or what went wrong
/// and what to do; a file that is there is only replaced by a complete one.
QString writeDrawing(const QString& path, const FigureFormat& format, const FigureText& text,
                     const FigureDrawing& drawing);

/// Writes a figure to a file in the format of its ending. Returns "" or what went wrong and what to do.
using FigureWriter = std::function<QString(const QString& path, const FigureFormat& format)>;

/// Writes what `curves` holds: as a drawing, or for a name that ends in .csv as the values drawn.
QString writeFigure(const QString& path, const CurveSet& curves, const FigureFormat& format);

/// The same for a bar chart.
QString writeFigure(const QString& path, const BarChart& chart, const FigureFormat& format);

/// The same for density weights.
QString writeFigure(const QString& path, const WeightChart& chart, const FigureFormat& format);

/// Endings that writeDrawing() knows: "pdf", "svg", "png".
bool isDrawingName(const QString& path);

}  // namespace skewscope::ui
