#pragma once

#include <QWidget>
#include <vector>

#include "ui/models/dataset_preview.h"

namespace skewscope::ui {

/// Example images, one row a class with its name on the left, as many as have room. Small images are enlarged
/// by whole factors, so that their pixels stay sharp squares. A tool tip names class and number of images.
class ImageGrid : public QWidget {
  Q_OBJECT
 public:
  explicit ImageGrid(QWidget* parent = nullptr);

  /// Shows these classes.
  void setRows(std::vector<PreviewRow> rows);
  /// What is shown.
  const std::vector<PreviewRow>& rows() const { return rows_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int namesWidth() const;
  /// Side length of the square that an image has to itself.
  int cell() const;
  /// The largest such length up to `room` without space between the images.
  int fitted(int room) const;

  std::vector<PreviewRow> rows_;
};

}  // namespace skewscope::ui
