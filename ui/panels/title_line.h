#pragma once

#include <QString>
#include <QWidget>

namespace skewscope::ui {

/// One line: a name in bold, then what it is in muted text. Shortened with dots where there is no room, never
/// cut.
class TitleLine : public QWidget {
  Q_OBJECT
 public:
  explicit TitleLine(QWidget* parent = nullptr);
  void set(const QString& title, const QString& subtitle);
  QString title() const { return title_; }
  QString subtitle() const { return subtitle_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString title_, subtitle_;
};

}  // namespace skewscope::ui
