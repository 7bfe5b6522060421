#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <memory>

class QAction;

namespace skewscope::ui {

class StoreService;

/// What a run takes for what: a confusion matrix as counts, as shares of the true class, or as the difference
/// of two runs, at any epoch that has one; a chosen cell shows its test images.
class ConfusionPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ConfusionPanel(StoreService& store, QWidget* parent = nullptr);
  ~ConfusionPanel() override;

  /// The selected runs; the first one is shown, and for a difference the second minus the first.
  void setRuns(const QStringList& runIds);

  /// Exports the matrix as a figure; off while there is none.
  QAction* exportAction() const;

  /// Kind of matrix, accuracy, epoch (-1: the last one) and chosen cell ([row, column] or null).
  QJsonObject viewState() const;
  void setViewState(const QJsonObject& state);
  /// Kind of matrix, for the settings.
  QByteArray saveState() const;
  void restoreState(const QByteArray& state);

 signals:
  /// A test image of a run was opened, to be looked at closely.
  void imageOpened(const QString& run, qlonglong image);
  /// The user has changed viewState().
  void viewChanged();

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
