#pragma once

#include <QString>

namespace skewscope::ui {

/// The lines before the header of exported values, each after "# ": what they are, and where they are from.
inline QString csvHead(const QString& title, const QString& provenance) {
  return QStringLiteral("# %1\n# %2\n").arg(title.simplified(), provenance.simplified());
}

}  // namespace skewscope::ui
