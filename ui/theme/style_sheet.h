#pragma once

#include <QString>

#include "ui/theme/theme.h"

namespace skewscope::ui {

/// The application's style sheet: resources/style/skewscope.qss with "@name" replaced by the token of that
/// name.
QString styleSheet(const Tokens& tokens);

}  // namespace skewscope::ui
