#pragma once

class QComboBox;
class QFormLayout;
class QString;
class QWidget;

namespace skewscope::ui {

/// Adds a row with a list of choices to the form of a figure; `name` is its object name.
QComboBox* addFieldList(QFormLayout* form, QWidget* parent, const QString& label, const char* name);

}  // namespace skewscope::ui
