#include "ui/panels/thumbnail_list.h"

#include <QAbstractListModel>
#include <QKeyEvent>
#include <algorithm>
#include <utility>

#include "ui/models/test_images.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {

/// The images of a list as rows.
class ThumbnailModel : public QAbstractListModel {
 public:
  explicit ThumbnailModel(ThumbnailList* list) : QAbstractListModel(list), list_(*list) {}

  int rowCount(const QModelIndex& parent) const override {
    return parent.isValid() ? 0 : static_cast<int>(list_.images_.size());
  }

  QVariant data(const QModelIndex& index, int role) const override {
    const auto place = static_cast<std::size_t>(index.row());
    if (!index.isValid() || place >= list_.images_.size()) return {};
    const std::int64_t image = list_.images_[place];
    switch (role) {
      case Qt::DecorationRole:
        return list_.picture(image);
      case Qt::DisplayRole:
        return list_.captions_ ? QVariant(list_.captions_(image)) : QVariant();  // an empty line takes room
      case Qt::ToolTipRole:
      case Qt::AccessibleTextRole:
        return list_.words(image);
      default:
        return {};
    }
  }

  void take(std::vector<std::int64_t> images) {
    beginResetModel();
    list_.images_ = std::move(images);
    endResetModel();
  }

 private:
  ThumbnailList& list_;
};

ThumbnailList::ThumbnailList(TestImages& tests, QWidget* parent) : QListView(parent), tests_(tests) {
  model_ = new ThumbnailModel(this);
  setModel(model_);
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setUniformItemSizes(true);
  setIconSize({kSide, kSide});
  setSpacing(2);
  connect(this, &QListView::doubleClicked, this, [this](const QModelIndex& index) {
    emit opened(images_.at(static_cast<std::size_t>(index.row())));
  });
}

void ThumbnailList::setImages(std::vector<std::int64_t> images) {
  static_cast<ThumbnailModel*>(model_)->take(std::move(images));
}

void ThumbnailList::refresh() {
  pictures_.clear();
  setImages(std::exchange(images_, {}));
}

void ThumbnailList::setCaptions(std::function<QString(std::int64_t)> captions) {
  captions_ = std::move(captions);
}

QPixmap ThumbnailList::picture(std::int64_t image) const {
  if (const QPixmap* known = pictures_.object(image)) return *known;
  const QImage pixels = tests_.image(image);
  QPixmap made(kSide, kSide);
  if (pixels.isNull()) {
    made.fill(tokens().grid);  // until the images have been read
    return made;
  }
  const int side = std::max(pixels.width(), pixels.height());
  made = QPixmap::fromImage(side <= kSide
                                ? pixels.scaled(pixels.size() * (kSide / side))
                                : pixels.scaled(kSide, kSide, Qt::KeepAspectRatio, Qt::SmoothTransformation));
  pictures_.insert(image, new QPixmap(made));
  return made;
}

QString ThumbnailList::words(std::int64_t image) const {
  return words_ ? words_(image) : tr("Test image %1").arg(image);
}

void ThumbnailList::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && currentIndex().isValid()) {
    emit opened(images_.at(static_cast<std::size_t>(currentIndex().row())));
    return;
  }
  QListView::keyPressEvent(event);
}

}  // namespace skewscope::ui
