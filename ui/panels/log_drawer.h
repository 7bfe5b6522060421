#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "core/store/records.h"

class QPlainTextEdit;

namespace skewscope::ui {

/// The engine's and the window's messages, newest below; keeps the last few thousand lines. Lines are
/// collected and appended ten times a second, so that a flood does not hold the window up.
class LogDrawer : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kMostLines = 3000;

  explicit LogDrawer(QWidget* parent = nullptr);

  /// `level`: "info", "warning", "error".
  void append(const QString& level, const QString& text);
  /// Lines of earlier sessions from the store, shown once, above everything.
  void setHistory(const std::vector<store::LogLine>& lines);
  QString text() const;

 private:
  void flush();

  QPlainTextEdit* view_ = nullptr;
  QStringList waiting_;
  QTimer timer_;
  bool hasHistory_ = false;
};

}  // namespace skewscope::ui
