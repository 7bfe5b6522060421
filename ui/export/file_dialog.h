#pragma once

#include <QString>

class QWidget;

namespace skewscope::ui {

/// Asks for the name of a file to write; empty if the user gave up. `filter` as for QFileDialog.
QString saveFileName(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter);

/// For tests: the next saveFileName() answers this without a dialog (an empty text: the user gives up).
void setNextFileName(const QString& name);

}  // namespace skewscope::ui
