#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/spec/experiment_spec.h"
#include "ui/panels/run_plan.h"

namespace skewscope::ui {

class OptionField;

/// The form of a new run: class histogram with the balanced twin's line, n, common options, the rest under
/// "Advanced"; built from spec::options(), checked in place. Mode and ratio are set from outside (tool bar);
/// every other option has an editor here, hidden while it changes nothing.
class NewRunPanel : public QWidget {
  Q_OBJECT
 public:
  explicit NewRunPanel(QWidget* parent = nullptr);
  ~NewRunPanel() override;

  const spec::ExperimentSpec& spec() const;
  void setSpec(const spec::ExperimentSpec& spec);
  void setMode(spec::Mode mode);  ///< from the tool bar
  void setRatio(double ratio);    ///< from the slider, while dragged
  bool isValid() const;
  /// The runs that Start adds: the spec, with its twin, seeds and modes where those are asked for.
  std::vector<spec::ExperimentSpec> plannedRuns() const;
  /// What stands in the way of Start, in one sentence; empty if isValid().
  QString problem() const;

  /// What Start multiplies the runs by.
  RunPlan plan() const;
  void setPlan(const RunPlan& plan);
  /// The editor of an option by its JSON key; null for mode and ratio.
  OptionField* field(std::string_view option) const;
  /// Chooses a data set that was added after the form was made.
  void chooseDataset(const std::string& name);
  /// Names of runs to offer where an option names a run.
  void setRunNames(const QStringList& names);
  /// Opens or closes the section of advanced options.
  void setAdvancedOpen(bool open);
  bool isAdvancedOpen() const;
  /// Spec, plan and open sections, as JSON.
  QByteArray saveState() const;
  /// Takes what can be read of saveState(); the rest stays as it is.
  void restoreState(const QByteArray& state);

 signals:
  void specChanged(const skewscope::spec::ExperimentSpec& spec);
  void validityChanged(bool valid);
  /// The number of runs that Start adds.
  void planChanged(int runs);
  /// The button beside the data set.
  void addDatasetRequested();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
