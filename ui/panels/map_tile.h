#pragma once

#include <QWidget>
#include <memory>

#include "ui/models/run_map.h"
#include "ui/plots/map_view.h"

class QLabel;
class QPushButton;
class QStackedLayout;

namespace skewscope::ui {

class TitleLine;

/// The map of one run under its name, or why there is none, with the button that has one computed.
class MapTile : public QWidget {
  Q_OBJECT
 public:
  explicit MapTile(QWidget* parent = nullptr);

  /// Shows a run, or `message` instead if it is not empty. `run` may be null with a message.
  void showRun(const std::shared_ptr<const RunMap>& run, MapProjection projection, MapColouring colouring,
               const MapScale& scale, const QString& message);
  const std::shared_ptr<const RunMap>& run() const { return run_; }
  MapView& view() const { return *view_; }

 signals:
  /// The user wants the map of this run computed, or anew where there is one of an earlier epoch.
  void computeAsked(const QString& run);

 private:
  void showEmpty(const QString& message, bool computable);

  std::shared_ptr<const RunMap> run_;
  QStackedLayout* pages_;
  TitleLine* title_;
  MapView* view_;
  QLabel* message_;
  QPushButton *compute_, *anew_;
};

}  // namespace skewscope::ui
