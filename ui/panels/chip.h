#pragma once

#include <QString>

class QAction;
class QComboBox;
class QPushButton;
class QToolButton;
class QWidget;

namespace skewscope::ui {

/// A small checkable button, as in a row of views. `help` is its tool tip.
QPushButton* makeChip(const QString& text, const QString& help, QWidget* parent);

/// A list to choose from, as wide as its longest entry where there is room. `object` is its name for tests,
/// `name` what a screen reader says, `help` the tool tip.
QComboBox* makeChoice(const char* object, const QString& name, const QString& help, QWidget* parent);

/// The button "Export …" of a panel with a figure. `name` is what a screen reader says, `help` the tool tip.
QToolButton* makeExportChip(const QString& name, const QString& help, QWidget* parent);

/// The command behind makeExportChip()'s button, for a menu: the button triggers it and is enabled with it.
QAction* exportActionOf(QToolButton* chip);

}  // namespace skewscope::ui
