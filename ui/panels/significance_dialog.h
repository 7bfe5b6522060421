#pragma once

#include <QDialog>
#include <memory>
#include <vector>

#include "core/store/records.h"

namespace skewscope::ui {

class StoreService;

/// "Is A better than B?": chooses two of some runs, an accuracy and the classes, and says in words for a
/// paper what a paired bootstrap over test images, and over seeds, answers (compare::answer()).
class SignificanceDialog : public QDialog {
  Q_OBJECT
 public:
  /// `runs`: two or more; the first is B at first, the second A.
  SignificanceDialog(StoreService& store, const std::vector<store::RunRecord>& runs,
                     QWidget* parent = nullptr);
  ~SignificanceDialog() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
