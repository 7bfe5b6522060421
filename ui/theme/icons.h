#pragma once

#include <QIcon>
#include <QString>

namespace skewscope::ui {

/// The icon resources/icons/<name>.svg with "currentColor" in the current scheme's text colour (muted when
/// disabled, or always if `quiet`), drawn at 1x, 2x and 3x. Ask again after a change of scheme.
QIcon icon(const QString& name, bool quiet = false);

/// The program's own icon.
QIcon applicationIcon();

}  // namespace skewscope::ui
