#pragma once

#include <QDialog>

class QListWidget;
class QPushButton;

namespace skewscope::ui {

class SavedViews;

/// The saved views: shown by Enter, renamed in place (F2), deleted (Del).
class SavedViewsDialog : public QDialog {
  Q_OBJECT
 public:
  /// `views` must outlive this.
  explicit SavedViewsDialog(SavedViews& views, QWidget* parent = nullptr);

 signals:
  /// The user asks for a view; the dialog closes.
  void chosen(const QString& id);

 private:
  void fill();
  QString currentId() const;
  void choose();

  SavedViews& views_;
  QListWidget* list_;
  QPushButton *show_, *rename_, *delete_;
};

}  // namespace skewscope::ui
