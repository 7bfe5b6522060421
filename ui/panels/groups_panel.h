#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

/// The runs of the list in groups that agree in some options, with mean, standard deviation and N of metrics
/// over the rest, usually over seeds. Groups fold; a group's runs can be selected together.
class GroupsPanel : public QWidget {
  Q_OBJECT
 public:
  /// `runs`: those that the list shows now (its filter is the panel's too); asked for when the panel is seen.
  explicit GroupsPanel(std::function<std::vector<store::RunRecord>()> runs, QWidget* parent = nullptr);
  ~GroupsPanel() override;

  /// The list shows other runs, or they have changed.
  void runsChanged();

  /// Options that group, metrics, aggregate, groups that are open, and sorting.
  QJsonObject viewState() const;
  void setViewState(const QJsonObject& state);
  /// Options, metrics and aggregate, for the settings.
  QByteArray saveState() const;
  void restoreState(const QByteArray& state);

 signals:
  /// The user has changed viewState().
  void viewChanged();
  /// The user asks for these runs to be selected.
  void runsChosen(const QStringList& runIds);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
