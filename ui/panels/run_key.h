#pragma once

#include <QWidget>
#include <vector>

#include "ui/plots/curve_set.h"

namespace skewscope::ui {

/// Above the curves: which run is drawn how, a sample of its line with its marker and its name. Takes as many
/// rows as the names need, up to kMostRows; what has no room there is counted at the end.
class RunKey : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kMostRows = 3;

  explicit RunKey(QWidget* parent = nullptr);
  /// None hides it.
  void setRuns(const std::vector<PlottedRun>& runs);
  QSize sizeHint() const override;
  int heightForWidth(int width) const override;
  /// Runs whose names stand in a key of that width.
  std::size_t shownIn(int width) const { return layOut(width).size(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Place {
    double x;
    int row;
    QString name;  ///< shortened where it is wider than the key
  };
  std::vector<Place> layOut(int width) const;
  int rowHeight() const;

  std::vector<PlottedRun> runs_;
};

}  // namespace skewscope::ui
