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
  explicit EvaluateDialog(const std::vector<store::RunRecord>& runs, QWidget* parent = nullptr);
  ~EvaluateDialog() override;

  /// What was chosen; valid once the dialog is accepted.
  spec::EvaluationRequest request() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether a run can have a protocol's number: calibration is of a supervised head, the loss gap of a
/// self-supervised loss that does not depend on a queue.
bool canHave(const store::RunRecord& run, spec::Protocol protocol);

/// A name of a metric that an evaluation has left, for people: "Out of domain, STL-10"; empty for others.
QString evaluationName(const std::string& metric);

}  // namespace skewscope::ui
