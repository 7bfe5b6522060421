#pragma once

#include <QDialog>
#include <QStringList>
#include <optional>
#include <vector>

#include "core/store/records.h"
#include "ui/actions.h"

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace skewscope::ui {

/// How well `typed` fits `text`, higher is better: all its letters must come in their order, whatever stands
/// between; beginnings of words and letters that follow each other count more. Empty where they do not.
/// Without regard to case; nothing typed fits everything with 0.
std::optional<int> matchScore(const QString& typed, const QString& text);

/// One line in which every command of the window and every run is found by a few letters: Enter triggers the
/// command or selects the run.
class CommandPalette : public QDialog {
  Q_OBJECT
 public:
  /// `actions` must outlive this. Commands that cannot be used now are left out.
  CommandPalette(const Actions& actions, const std::vector<store::RunRecord>& runs,
                 QWidget* parent = nullptr);

 signals:
  void runChosen(const QString& runId);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Choice {
    QString text, detail;
    QAction* action = nullptr;  ///< null: a run
    QString run;
  };
  void fill();
  void use(const QListWidgetItem* item);

  std::vector<Choice> choices_;
  QLineEdit* line_;
  QListWidget* list_;
};

}  // namespace skewscope::ui
