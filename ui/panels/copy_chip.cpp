#include "ui/panels/copy_chip.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QToolButton>
#include <utility>

#include "ui/theme/text.h"

namespace skewscope::ui {

QMenu* makeCopyMenu(const QString& title, std::function<std::string(report::TableFormat)> write,
                    QWidget* parent) {
  auto* menu = new QMenu(title, parent);
  const std::pair<QString, report::TableFormat> formats[] = {
      {QStringLiteral("LaTeX"), report::TableFormat::Latex},
      {QStringLiteral("Markdown"), report::TableFormat::Markdown},
      {tr("Tabs, for a spreadsheet"), report::TableFormat::Tsv},
      {QStringLiteral("CSV"), report::TableFormat::Csv},
      {tr("Text"), report::TableFormat::Text}};
  for (const auto& [name, format] : formats) {
    QObject::connect(menu->addAction(name), &QAction::triggered, menu,
                     [write, as = format] { QApplication::clipboard()->setText(text(write(as))); });
  }
  return menu;
}

QToolButton* makeCopyChip(std::function<std::string(report::TableFormat)> write, QWidget* parent) {
  auto* chip = new QToolButton(parent);
  chip->setObjectName(QStringLiteral("copyTable"));
  chip->setText(tr("Copy table"));
  chip->setProperty("kind", QStringLiteral("chip"));
  chip->setPopupMode(QToolButton::InstantPopup);
  chip->setMenu(makeCopyMenu(chip->text(), std::move(write), chip));
  return chip;
}

}  // namespace skewscope::ui
