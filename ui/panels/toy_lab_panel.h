#pragma once

#include <QJsonObject>
#include <QWidget>
#include <memory>

#include "core/lab/toy_sweep.h"

class QAction;

namespace skewscope::ui {

/// The toy model (paper section 3.1) to play with: sliders for d, n3, tau and rho, the parameter that is
/// swept, and the projections of the true feature e2 on what SL and SSL learn. Solved again in the background
/// with every move, newest wins; nothing is computed before the panel is shown.
class ToyLabPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ToyLabPanel(QWidget* parent = nullptr);
  ~ToyLabPanel() override;

  /// What is asked now.
  lab::ToySweep sweep() const;
  void setAxis(lab::ToyAxis axis);
  /// Whether all values of sweep() are solved and drawn.
  bool isComplete() const;
  /// Exports the figure; disabled while there is none.
  QAction* exportAction() const;
  /// Parameters, and what is swept and drawn.
  QJsonObject viewState() const;
  void setViewState(const QJsonObject& state);
  QByteArray saveState() const;
  void restoreState(const QByteArray& state);

 signals:
  /// The user has changed viewState().
  void viewChanged();

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
