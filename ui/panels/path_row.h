#pragma once

#include <QString>
#include <filesystem>
#include <functional>

class QLineEdit;
class QToolButton;
class QWidget;

namespace skewscope::ui {

/// What a line for a path names.
enum class PathOf {
  DataSet,  ///< a folder or an archive
  File,
};

/// A path as it was typed or pasted: "~" as a shell takes it, without blanks around it.
std::filesystem::path typedPath(const QString& text);

/// Asks for a path instead of the system's dialog, for tests; "" for none.
using PathQuestion = std::function<QString(QWidget* parent)>;

/// Makes `button` the "…" behind `line`, with `name` for screen readers and its tool tip. Dialogs start at
/// what is typed, or where the last one ended; what is chosen is in the line when `chosen` is called.
/// `instead`, if not null, is looked at when the button is pressed; it must live as long as the button.
void browseFor(QToolButton* button, QLineEdit* line, PathOf what, const QString& name,
               std::function<void()> chosen, const PathQuestion* instead = nullptr);

}  // namespace skewscope::ui
