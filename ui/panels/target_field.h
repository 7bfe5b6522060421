#pragma once

#include <QString>
#include <QWidget>
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

  std::string dataset() const;  ///< a name of data::datasetNames(), or empty
  std::string folder() const;
  bool isComplete() const;  ///< false: the folder that the data set needs is missing
  void setTarget(const std::string& dataset, const std::string& folder);

 signals:
  void edited();

 private:
  void refresh();

  QComboBox* box_;
  QLineEdit* folder_;
  QToolButton* browse_;
  bool needsFolder_ = false;
};

}  // namespace skewscope::ui
