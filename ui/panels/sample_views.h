#pragma once

#include <QImage>
#include <QString>
#include <QWidget>
#include <vector>

namespace skewscope::ui {

/// Images in a row, as large as there is room for, small ones in whole factors; with a map of heat over the
/// first one if it is set.
class SampleViews : public QWidget {
  Q_OBJECT
 public:
  explicit SampleViews(QWidget* parent = nullptr);

  void setImages(std::vector<QImage> images);
  const std::vector<QImage>& images() const { return images_; }
  /// Values in [0, 1] by rows, drawn from clear (0) to opaque (1); empty: none. As many as width * height.
  void setHeat(const std::vector<float>& values, int width, int height);
  bool hasHeat() const { return !heat_.isNull(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<QImage> images_;
  QImage heat_;
};

}  // namespace skewscope::ui
