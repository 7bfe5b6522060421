#pragma once

#include <QString>
#include <functional>
#include <string>

#include "core/report/table.h"

class QMenu;
class QToolButton;
class QWidget;

namespace skewscope::ui {

/// A menu of formats; the chosen one goes to the clipboard as `write` gives it.
QMenu* makeCopyMenu(const QString& title, std::function<std::string(report::TableFormat)> write,
                    QWidget* parent);

/// The button "Copy table" of a panel with a table, with makeCopyMenu().
QToolButton* makeCopyChip(std::function<std::string(report::TableFormat)> write, QWidget* parent);

}  // namespace skewscope::ui
