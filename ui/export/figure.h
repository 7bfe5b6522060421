#pragma once

#include <QImage>
#include <QString>
#include <vector>

#include "ui/export/figure_content.h"

namespace skewscope::ui {

/// A size that is asked for often.
struct FigurePreset {
  QString name;
  double widthMm, heightMm, fontPt, linePt;
};
/// One column and two columns of the usual venues (the widths of their style files), and a slide.
std::vector<FigurePreset> figurePresets();

/// One of the formats that a figure can be written in.
struct FigureFileType {
  QString suffix;  ///< "pdf"; without the point
  QString name;    ///< "PDF"
};
/// PDF, SVG and PNG (drawings), pgfplots (.tikz), CSV, a table for LaTeX (.tex) and in Markdown (.md), and
/// the figure itself as JSON.
std::vector<FigureFileType> figureFileTypes();

/// Writes a figure to a file in the format of its ending. Drawings carry the origin of their values and, if
/// these are in a store, the figure itself (report::figureInFile()). Blocks; works on any thread. Returns ""
/// or what went wrong and what to do; a file that is there is only replaced by a complete one.
QString writeFigure(const QString& path, const FigureContent& content, const report::FigureSpec& spec);

/// The figure as SVG, with its origin and without fonts, to stand in a page. Works on any thread.
QByteArray figureSvg(const FigureContent& content, const report::FigureSpec& spec);

/// A figure at `pixelsPerPoint`, for a preview; `content` is not styled() yet. Works on any thread.
QImage figureImage(const FigureContent& content, const report::FigureSpec& spec, double pixelsPerPoint);

/// The figure in a file that somebody hands over (report::figureInFile()), which is read up to its limit.
/// Blocks. Throws Error (Data or Usage) that says why there is none.
report::FigureSpec readFigureFile(const QString& path);

}  // namespace skewscope::ui
