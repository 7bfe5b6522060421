#pragma once

#include <QDialog>
#include <memory>
#include <vector>

#include "core/spec/protocols.h"
#include "core/store/records.h"

namespace skewscope::ui {

/// Asks by which protocols runs are to be evaluated. Those that none of the runs can have are off.
class EvaluateDialog : public QDialog {
  Q_OBJECT
 public:
  /// `runs`: as they are when it opens; their own data sets are no target.
  explicit EvaluateDialog(const std::vector<store::RunRecord>& runs, QWidget* parent = nullptr);
  ~EvaluateDialog() override;

  /// What was chosen; valid once the dialog is accepted.
  spec::EvaluationRequest request() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
