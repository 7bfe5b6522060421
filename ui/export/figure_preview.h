#pragma once

#include <QFutureWatcher>
#include <QImage>
#include <QWidget>
#include <memory>

#include "ui/export/figure_content.h"

namespace skewscope::ui {

/// A figure as it will be printed: page and type in their true proportions, as large as there is room. Drawn
/// in the background.
class FigurePreview : public QWidget {
  Q_OBJECT
 public:
  explicit FigurePreview(QWidget* parent = nullptr);
  ~FigurePreview() override;

  /// Shows a figure. Without content, or if that is empty, the page stays blank, with `message`.
  void show(std::shared_ptr<const FigureContent> content, const report::FigureSpec& spec,
            const QString& message = {});
  /// Size of the page and its scale on screen: "84 × 60 mm, shown at 180 %".
  QString caption() const;
  /// Whether what is on screen is what was asked for last.
  bool isCurrent() const { return !drawing_; }
  QSize sizeHint() const override { return {560, 460}; }
  QSize minimumSizeHint() const override { return {260, 200}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QRectF page() const;
  void render();

  std::shared_ptr<const FigureContent> content_;
  report::FigureSpec spec_;
  QString message_;
  QImage image_;
  QFutureWatcher<QImage> watcher_;
  bool drawing_ = false;  ///< an image is on its way
  bool stale_ = false;    ///< and another one was asked for meanwhile
};

}  // namespace skewscope::ui
