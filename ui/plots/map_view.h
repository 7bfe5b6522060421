#pragma once

#include <QImage>
#include <QPixmap>
#include <QPointF>
#include <QPolygonF>
#include <QStringList>
#include <QWidget>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ui/plots/map_points.h"

namespace skewscope::ui {

/// A sample of a group, for lists.
QPixmap groupSample(const MapPoints::Group& group, double ratio);

/// A map of test images on screen: wheel and drag zoom and move it, a lasso or a rectangle selects; keys do
/// the same. Thousands of points are drawn from a picture that is made anew only when something changes.
class MapView : public QWidget {
  Q_OBJECT
 public:
  enum class Tool { Lasso, Rectangle, Move };
  /// How a drawn selection meets the one there is.
  enum class Join { Replace, Add, Remove };
  /// What the pointer reads out of a point.
  struct Card {
    QImage image;  ///< may be null
    QStringList lines;
  };

  explicit MapView(QWidget* parent = nullptr);

  /// Shows points; with other places, all of them.
  void setPoints(std::shared_ptr<const MapPoints> points);
  const std::shared_ptr<const MapPoints>& points() const { return points_; }
  void setTool(Tool tool);
  /// Test images that stand out; ascending. Those that are not in the map are ignored.
  void setSelected(const std::vector<std::int64_t>& images);
  /// Asked for each point that the pointer or the keys are at.
  void setCards(std::function<Card(std::int64_t image)> cards) { cards_ = std::move(cards); }

  /// Where a point is on the widget.
  QPointF position(std::size_t point) const;
  /// The whole map.
  void showAll();
  double zoom() const { return zoom_; }  ///< 1: the whole map

  QSize minimumSizeHint() const override { return {220, 180}; }

 signals:
  /// Images inside what was drawn or chosen by key; the panel joins them to the selection.
  void chosen(const std::vector<std::int64_t>& images, skewscope::ui::MapView::Join join);
  /// Double click or Enter on a point.
  void opened(qlonglong image);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  double scale() const;
  std::optional<std::size_t> pointAt(QPointF position) const;
  void zoomBy(double factor, QPointF at);
  void moveBy(QPointF pixels);
  void step(QPointF direction);
  void setCurrent(std::optional<std::size_t> point);
  void finishSelection(Qt::KeyboardModifiers modifiers);
  void redraw();
  void drawLayer();
  void drawCard(QPainter& painter) const;

  std::shared_ptr<const MapPoints> points_;
  std::vector<char> selected_;  ///< of each point
  bool anySelected_ = false;
  Tool tool_ = Tool::Lasso;
  std::function<Card(std::int64_t)> cards_;
  QPointF low_, high_, centre_;  ///< of the points; and what is in the middle
  double zoom_ = 1;
  QPixmap layer_;
  bool stale_ = true;
  std::optional<std::size_t> current_;
  std::optional<Card> card_;
  QPolygonF drawn_;  ///< lasso or two corners, while it is drawn
  QPointF last_;     ///< of a drag that moves
  bool moving_ = false;
};

}  // namespace skewscope::ui
