#pragma once

#include <QWidget>
#include <vector>

#include "ui/plots/curve_set.h"

namespace skewscope::ui {

/// One line above the curves that says which run is drawn how: a sample of its line with its marker.
class RunKey : public QWidget {
  Q_OBJECT
 public:
  explicit RunKey(QWidget* parent = nullptr);
  /// None hides the line.
  void setRuns(const std::vector<PlottedRun>& runs);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<PlottedRun> runs_;
};

}  // namespace skewscope::ui
