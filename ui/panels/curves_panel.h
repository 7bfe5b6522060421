#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <memory>

namespace skewscope::ui {

class StoreService;

/// Live curves of the selected runs: per class, per group (many/medium/few), overall, loss and sharpness, and
/// density weights against class sizes;
/// hover read-out, class selector, end labels with training counts, choice of axes, smoothing, bands over
/// seeds and small multiples, four tiles below ("how is it going?").
class CurvesPanel : public QWidget {
  Q_OBJECT
 public:
  enum class View { PerClass, Groups, Overall, Loss, Weights };
  Q_ENUM(View)

  explicit CurvesPanel(StoreService& store, QWidget* parent = nullptr);
  ~CurvesPanel() override;

  /// Runs to draw; the first is the one whose classes and tiles are shown.
  void setRuns(const QStringList& runIds);
  void setView(View view);
  View view() const;
  /// Kind of curves, classes that are left out, what is isolated, how curves are drawn, and the zoom.
  QJsonObject viewState() const;
  void setViewState(const QJsonObject& state);
  /// viewState() without what passes: isolation of runs and groups, and zoom.
  QByteArray saveState() const;
  void restoreState(const QByteArray& state);
  /// Actions of the views with shortcuts, for the menus.
  QList<QAction*> actions() const;
  /// Exports the figure that is shown; disabled while there is none.
  QAction* exportAction() const;

 signals:
  /// The user has changed viewState().
  void viewChanged();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
