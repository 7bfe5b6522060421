#include "ui/panels/path_row.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QToolButton>
#include <utility>

#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// Where a file dialog starts: at what is typed, or where the last one ended.
QString startFolder(const QLineEdit& line) {
  const QString typed = QString::fromStdString(typedPath(line.text()).string());
  if (!typed.isEmpty() && QFileInfo::exists(typed)) return typed;
  return QSettings().value(QStringLiteral("datasets/folder"), QDir::homePath()).toString();
}

}  // namespace

std::filesystem::path typedPath(const QString& text) {
  QString path = text.trimmed();
  if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/")))
    path.replace(0, 1, QDir::homePath());
  return path.toStdString();
}

void browseFor(QToolButton* button, QLineEdit* line, PathOf what, const QString& name,
               std::function<void()> chosen, const PathQuestion* instead) {
  button->setText(QStringLiteral("…"));
  button->setAccessibleName(name);
  button->setToolTip(name);
  const auto ask = [line, instead, tell = std::move(chosen)](const PathQuestion& question) {
    const QString path = instead != nullptr && *instead ? (*instead)(line) : question(line);
    if (path.isEmpty()) return;
    QSettings().setValue(QStringLiteral("datasets/folder"), QFileInfo(path).absolutePath());
    line->setText(path);
    tell();
  };
  if (what == PathOf::File) {
    QObject::connect(button, &QToolButton::clicked, line, [ask, line, name] {
      ask([&](QWidget* parent) { return QFileDialog::getOpenFileName(parent, name, startFolder(*line)); });
    });
    return;
  }
  auto* menu = new QMenu(button);
  QObject::connect(menu->addAction(ui::tr("Folder…")), &QAction::triggered, line, [ask, line] {
    ask([&](QWidget* parent) {
      return QFileDialog::getExistingDirectory(parent, ui::tr("Folder of the data set"), startFolder(*line));
    });
  });
  QObject::connect(menu->addAction(ui::tr("Archive…")), &QAction::triggered, line, [ask, line] {
    ask([&](QWidget* parent) {
      return QFileDialog::getOpenFileName(parent, ui::tr("Archive of the data set"), startFolder(*line),
                                          ui::tr("Archives (*.tar.gz *.tgz *.tar);;All files (*)"));
    });
  });
  button->setPopupMode(QToolButton::InstantPopup);
  button->setMenu(menu);
}

}  // namespace skewscope::ui
