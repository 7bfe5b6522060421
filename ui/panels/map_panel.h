#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <memory>

class QAction;

namespace skewscope::ui {

class RunController;
class StoreService;

/// Where the test images lie among the features of a run, or of two runs side by side: a t-SNE map or the
/// first two principal components, coloured by class, by right and wrong, or by the weights of the classes.
/// What is selected in one map is selected in the other, and stands below as pictures.
class MapPanel : public QWidget {
  Q_OBJECT
 public:
  MapPanel(StoreService& store, RunController& controller, QWidget* parent = nullptr);
  ~MapPanel() override;

  /// The selected runs; the first two are shown.
  void setRuns(const QStringList& runIds);

  /// Exports the maps on screen; for a menu.
  QAction* exportAction() const;

  /// Projection, colours, accuracy, tool and the selected images.
  QJsonObject viewState() const;
  /// Keys that are missing or strange leave things as they are.
  void setViewState(const QJsonObject& state);

 signals:
  void viewChanged();
  /// A test image of a run was opened, to be looked at closely.
  void imageOpened(const QString& run, qlonglong image);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
