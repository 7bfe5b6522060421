#pragma once

#include "core/report/table.h"
#include "ui/export/figure_content.h"

namespace skewscope::ui {

/// What a figure shows as a table for a paper: of curves the last and the best value of each, of maps how
/// many points each group has, of the other kinds all values. Column titles in the language of the program.
report::Table figureTable(const FigureContent& content);

}  // namespace skewscope::ui
