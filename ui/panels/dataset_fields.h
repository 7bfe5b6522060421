#pragma once

#include <QWidget>

#include "ui/models/dataset_service.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace skewscope::ui {

/// The left side of the dialog that adds a data set: where it lies, how it is read, and its name. What the
/// chosen kind does not have is hidden.
class DatasetFields : public QWidget {
  Q_OBJECT
 public:
  explicit DatasetFields(QWidget* parent = nullptr);

  /// What is to be read; the path is empty while there is none.
  DatasetQuery query() const;
  /// What is missing before anything can be read, as a hint; empty if nothing is.
  QString missing() const;
  /// As if the user had chosen it: queryChanged() follows.
  void setPath(const QString& path);

  /// As it is typed, without blanks around it.
  QString name() const;
  /// Fills the name in, unless the user has typed one.
  void suggestName(const QString& name);
  /// What is wrong with the name, below it; empty: nothing.
  void setNameProblem(const QString& problem);

 signals:
  /// query() has changed. `now`: by a choice, not in the middle of typing.
  void queryChanged(bool now);
  /// name() has changed.
  void nameChanged();

 private:
  void buildSource(QFormLayout* form);
  void buildOptions(QFormLayout* form);
  QLineEdit* pathRow(QFormLayout* form, const QString& label, const char* name, const QString& tip,
                     bool folders);
  void showWhatFits();

  QFormLayout* form_ = nullptr;
  QLineEdit *path_ = nullptr, *trainList_ = nullptr, *testList_ = nullptr, *name_ = nullptr;
  QComboBox *kind_ = nullptr, *fit_ = nullptr;
  QSpinBox *side_ = nullptr, *testShare_ = nullptr;
  QLabel *help_ = nullptr, *nameProblem_ = nullptr;
};

}  // namespace skewscope::ui
