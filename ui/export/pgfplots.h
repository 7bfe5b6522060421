#pragma once

#include <QByteArray>

#include "ui/export/figure_content.h"

namespace skewscope::ui {

/// A figure as a tikzpicture for pgfplots, to be read by \input: all values, exactly, in the document's font.
/// Needs \usepackage{pgfplots} with compat=1.15 or newer. `content` as styled() gives it; its origin stands
/// in a comment, where report::figureInFile() finds it. Where the drawing has labels at the ends of curves
/// there is a key to the right.
QByteArray pgfplots(const FigureContent& content, const report::FigureSpec& spec);

/// `text` for pdflatex: its own signs escaped, Greek letters and signs of mathematics as commands; "?" for
/// what the fonts of LaTeX do not have.
QString latexWords(const QString& text);

}  // namespace skewscope::ui
