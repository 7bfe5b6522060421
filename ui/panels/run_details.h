#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/store/records.h"

class QLabel;
class QLineEdit;

namespace skewscope::ui {

/// Tags and note of the selected runs, edited in place below the table. Text is committed by Return or by
/// leaving the field, and given up by Escape.
class RunDetails : public QWidget {
  Q_OBJECT
 public:
  explicit RunDetails(QWidget* parent = nullptr);

  /// Runs that are edited; none hides the fields. A field in use keeps its text while the store changes below
  /// it.
  void setRuns(const std::vector<store::RunRecord>& runs);
  void editTags();
  void editNote();

 signals:
  void tagsEdited(const QStringList& tags);
  void noteEdited(const QString& note);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill(bool force);
  void commitTags();
  void commitNote();

  QLineEdit* tags_;
  QLineEdit* note_;
  QLabel* source_ = nullptr;
  QLabel* failure_;
  QLabel* evaluations_;  ///< numbers of one run that were asked for besides its curves
  std::vector<store::RunRecord> runs_;
};

}  // namespace skewscope::ui
