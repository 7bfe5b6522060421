#pragma once

#include <QJsonObject>
#include <QWidget>
#include <memory>

class QAction;

namespace skewscope::ui {

class RunController;
class StoreService;

/// The experiments of the store: a list with how far each is, and the table of the selected one, which fills
/// as its runs finish. New ones are made here, and tables are copied as text, CSV, Markdown or LaTeX.
class ExperimentsPanel : public QWidget {
  Q_OBJECT
 public:
  ExperimentsPanel(StoreService& store, RunController& controller, QWidget* parent = nullptr);
  ~ExperimentsPanel() override;

  /// Opens the dialog for a new experiment.
  void askForNew();
  /// Exports the chart that is shown; disabled while it has no bars.
  QAction* exportAction() const;
  /// The selected experiment (id) and which of its charts is drawn.
  QJsonObject viewState() const;
  void setViewState(const QJsonObject& state);

 signals:
  /// The user has changed viewState().
  void viewChanged();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
