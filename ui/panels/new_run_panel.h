#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/spec/experiment_spec.h"

namespace skewscope::ui {

/// The form of a new run: class histogram with the balanced twin's line, n, common options, the rest under "Advanced";
/// built from spec::options(), checked in place.
class NewRunPanel : public QWidget {
  Q_OBJECT
 public:
  explicit NewRunPanel(QWidget* parent = nullptr);
  ~NewRunPanel() override;

  const spec::ExperimentSpec& spec() const;
  void setSpec(const spec::ExperimentSpec& spec);
  void setMode(spec::Mode mode);      ///< from the tool bar
  void setRatio(double ratio);        ///< from the slider, while dragged
  bool isValid() const;
  /// The runs that Start adds: the spec, with its twin, seeds and modes where those are asked for.
  std::vector<spec::ExperimentSpec> plannedRuns() const;

 signals:
  void specChanged(const skewscope::spec::ExperimentSpec& spec);
  void validityChanged(bool valid);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
