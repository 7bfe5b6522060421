#pragma once

#include <QDir>
#include <QPixmap>
#include <QWidget>

namespace skewscope::ui {

/// Writes a picture of `widget` to the folder that SKEWSCOPE_SCREENSHOTS names, for people to look at; else
/// nothing.
inline void screenshot(QWidget& widget, const QString& name) {
  const QString folder = qEnvironmentVariable("SKEWSCOPE_SCREENSHOTS");
  if (folder.isEmpty()) return;
  QDir().mkpath(folder);
  widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

}  // namespace skewscope::ui
