#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <memory>

class QAction;

namespace skewscope::ui {

class StoreService;

/// The classes of the selected runs: accuracy against training images, bars from many to few, and a summary
/// of each run with its worst class and its balancedness. A chosen class is emphasised in both charts.
class ClassesPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ClassesPanel(StoreService& store, QWidget* parent = nullptr);
  ~ClassesPanel() override;

  /// The selected runs, from those that the store service watches.
  void setRuns(const QStringList& runIds);
  /// Export …, for the menu of the window.
  QAction* exportAction() const;

  /// Accuracy, epoch, band, charts, chosen class.
  QJsonObject viewState() const;
  /// What is missing or not understood is as at the first start.
  void setViewState(const QJsonObject& state);

 signals:
  /// The user changed the view.
  void viewChanged();

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
