#pragma once

#include <QDialog>
#include <memory>

#include "core/experiment/settings.h"

namespace skewscope::ui {

/// Asks for an experiment: kind, data set, preset, method, and the lists of ratios, sizes and seeds, with the
/// number of runs that they make. OK is there only for settings that can be run.
class ExperimentDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ExperimentDialog(const experiment::Settings& start, QWidget* parent = nullptr);
  ~ExperimentDialog() override;

  experiment::Settings settings() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
