#pragma once

#include <QObject>
#include <string>
#include <vector>

#include "core/report/figure_spec.h"

class QComboBox;
class QFormLayout;
class QWidget;

namespace skewscope::ui {

/// The fields of a figure of feature maps: projection, what the colours say, and whose predictions are right
/// or wrong.
class MapFields : public QObject {
  Q_OBJECT
 public:
  /// Adds its rows to `form`; `parent` owns them.
  MapFields(QFormLayout* form, QWidget* parent);

  /// Accuracies whose predictions the figure's runs keep.
  void setMetrics(const std::vector<std::string>& metrics);
  /// Shows the fields of a figure of this kind.
  void setSpec(const report::FigureSpec& spec);
  /// Puts what the fields say into a figure of this kind.
  void take(report::FigureSpec& spec) const;
  void setVisible(bool visible);

 signals:
  /// The user changed a field.
  void changed();

 private:
  QComboBox* combo(const QString& label, const char* name);
  void showMetrics(const std::string& chosen);

  QFormLayout* form_;
  QWidget* parent_;
  QComboBox *projection_ = nullptr, *colouring_ = nullptr, *metric_ = nullptr;
  std::vector<std::string> metrics_;
};

}  // namespace skewscope::ui
