#include "ui/export/file_dialog.h"

#include <QFileDialog>
#include <optional>
#include <utility>

namespace skewscope::ui {
namespace {

std::optional<QString>& nextAnswer() {
  static std::optional<QString> answer;
  return answer;
}

}  // namespace

QString saveFileName(QWidget* parent, const QString& title, const QString& suggestion,
                     const QString& filter) {
  if (nextAnswer()) return std::exchange(nextAnswer(), std::nullopt).value();
  return QFileDialog::getSaveFileName(parent, title, suggestion, filter);
}

void setNextFileName(const QString& name) {
  nextAnswer() = name;
}

}  // namespace skewscope::ui
