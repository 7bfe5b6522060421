#pragma once

#include <QString>
#include <QWidget>
#include <set>
#include <string>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace skewscope::ui {

/// The data set that features are carried over to, and its folder or archive where it needs one.
class TargetField : public QWidget {
  Q_OBJECT
 public:
  /// `none`: what stands for no target ("no data set"); empty: a target must be chosen.
  explicit TargetField(const QString& none, QWidget* parent = nullptr);

  /// Leaves data sets out: features are not carried over to their own. One that was chosen gives way to the
  /// first that is left.
  void setOwn(const std::set<std::string>& datasets);
  std::string dataset() const;  ///< a name of data::datasetNames(), or empty
  std::string folder() const;   ///< or archive; "~" is expanded
  bool isComplete() const;      ///< false: the folder that the data set needs is missing
  /// Shows a choice; no signal.
  void setTarget(const std::string& dataset, const std::string& folder);

 signals:
  /// The user has chosen or typed.
  void edited();

 private:
  void fill();
  void refresh();

  QString none_;
  std::set<std::string> own_;
  QComboBox* box_;
  QLineEdit* path_;
  QToolButton* browse_;
  bool needsFolder_ = false;
};

}  // namespace skewscope::ui
