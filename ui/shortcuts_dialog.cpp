#include "ui/shortcuts_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <map>

namespace skewscope::ui {

ShortcutsDialog::ShortcutsDialog(const Actions& actions, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Keyboard shortcuts"));
  resize(520, 600);
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(16, 16, 16, 16);
  auto* list = new QTreeWidget(this);
  list->setAccessibleName(windowTitle());
  list->setProperty("kind", QStringLiteral("list"));
  list->setFocusPolicy(Qt::StrongFocus);
  list->setColumnCount(2);
  list->setHeaderLabels({tr("Command"), tr("Keys")});
  list->setRootIsDecorated(false);
  list->setSelectionMode(QAbstractItemView::NoSelection);
  std::map<QString, QTreeWidgetItem*> menus;
  for (const Actions::Entry& entry : actions.entries()) {
    QTreeWidgetItem*& menu = menus[entry.menu];
    if (menu == nullptr) {
      menu = new QTreeWidgetItem(list, {entry.menu});
      QFont bold = font();
      bold.setWeight(QFont::DemiBold);
      menu->setFont(0, bold);
    }
    QStringList keys;
    for (const QKeySequence& key : entry.action->shortcuts())
      keys.append(key.toString(QKeySequence::NativeText));
    new QTreeWidgetItem(menu, {plainText(*entry.action), keys.join(QStringLiteral(", "))});
  }
  // Keys that belong to a control rather than to a menu.
  auto* slider = new QTreeWidgetItem(list, {tr("Imbalance slider")});
  new QTreeWidgetItem(slider, {tr("A little more or less"), tr("Right, Left")});
  new QTreeWidgetItem(slider, {tr("Next or previous ratio of the literature"), tr("Page Down, Page Up")});
  new QTreeWidgetItem(slider, {tr("Balanced, or 0.001"), tr("Home, End")});
  auto* fields = new QTreeWidgetItem(list, {tr("Number fields")});
  new QTreeWidgetItem(fields, {tr("Step up or down"), tr("Up, Down")});
  list->expandAll();
  list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  list->header()->setStretchLastSection(false);
  rows->addWidget(list);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  rows->addWidget(buttons);
}

}  // namespace skewscope::ui
