#pragma once

#include <QCache>
#include <QListView>
#include <QPixmap>
#include <QStringList>
#include <cstdint>
#include <functional>
#include <vector>

class QAbstractListModel;

namespace skewscope::ui {

class TestImages;

/// Test images side by side. A picture is made when it comes to sight, so that thousands of them cost
/// nothing. Small images are enlarged by whole factors, so that their pixels stay sharp squares.
class ThumbnailList : public QListView {
  Q_OBJECT
 public:
  static constexpr int kSide = 64;  ///< pixels of a picture, at least

  /// `tests` must outlive the list.
  explicit ThumbnailList(TestImages& tests, QWidget* parent = nullptr);

  /// Shows these images of the data set that `tests` has.
  void setImages(std::vector<std::int64_t> images);
  const std::vector<std::int64_t>& images() const { return images_; }
  /// Drops pictures that were made of other images, or before there were any.
  void refresh();
  /// What is said of an image: tool tip and accessible name; "Test image 17" if this is not set.
  void setWords(std::function<QString(std::int64_t image)> words) { words_ = std::move(words); }
  /// A line below each picture, such as a number; none if this is not set.
  void setCaptions(std::function<QString(std::int64_t image)> captions);

 signals:
  /// Double click or Enter.
  void opened(qlonglong image);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  friend class ThumbnailModel;
  QPixmap picture(std::int64_t image) const;
  QString words(std::int64_t image) const;

  TestImages& tests_;
  std::vector<std::int64_t> images_;
  std::function<QString(std::int64_t)> words_, captions_;
  QAbstractListModel* model_;
  mutable QCache<std::int64_t, QPixmap> pictures_{2000};
};

}  // namespace skewscope::ui
