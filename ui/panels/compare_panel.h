#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <memory>

namespace skewscope::ui {

class StoreService;

/// The selected runs side by side: a column for each, a line for each option, class count and result; the
/// lines that differ, or all; with a baseline, the others' results with their difference to it.
class ComparePanel : public QWidget {
  Q_OBJECT
 public:
  explicit ComparePanel(StoreService& store, QWidget* parent = nullptr);
  ~ComparePanel() override;

  /// Runs to compare, from those that the store service watches.
  void setRuns(const QStringList& runIds);
  /// The run that the others are compared with, if it is one of them; empty: none. Tells nobody.
  void setBaseline(const QString& runId);
  /// Which lines are shown, and what is folded.
  QJsonObject viewState() const;
  void setViewState(const QJsonObject& state);
  QByteArray saveState() const;  ///< which lines, and what is folded
  void restoreState(const QByteArray& state);

 signals:
  /// The user has changed viewState().
  void viewChanged();
  /// The user chose a baseline, or none (empty).
  void baselineChosen(const QString& runId);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
