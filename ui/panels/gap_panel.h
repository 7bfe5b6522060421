#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <memory>

class QAction;

namespace skewscope::ui {

class RunController;
class StoreService;

/// The gap explorer: the relative gap of all pairs of a run and its balanced twin against imbalance ratio or
/// size, by an accuracy in domain and, beside it, one out of domain; and the twins that are missing, with a
/// button that queues them.
class GapPanel : public QWidget {
  Q_OBJECT
 public:
  GapPanel(StoreService& store, RunController& controller, QWidget* parent = nullptr);
  ~GapPanel() override;

  /// The runs that are selected in the table, which "Selected runs" is about.
  void setRuns(const QStringList& runIds);
  /// Export …, for the menu of the window.
  QAction* exportAction() const;

  /// What is drawn against what: axis, accuracies, band, all or the selected runs.
  QJsonObject viewState() const;
  /// What is missing or not understood is as at the first start.
  void setViewState(const QJsonObject& state);

 signals:
  /// Runs to select in the table: those of a point, and their twins.
  void runsChosen(const QStringList& runIds);
  /// The user changed the view.
  void viewChanged();
  /// Something was done that the user should know.
  void message(const QString& text);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
