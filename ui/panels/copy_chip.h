#pragma once

#include <functional>
#include <string>

#include "core/report/table.h"

class QToolButton;
class QWidget;

namespace skewscope::ui {

/// The button "Copy table" of a panel with a table: a menu of formats, of which the chosen one goes to the
/// clipboard as `write` gives it.
QToolButton* makeCopyChip(std::function<std::string(report::TableFormat)> write, QWidget* parent);

}  // namespace skewscope::ui
