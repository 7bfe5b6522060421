#include "ui/panels/chip.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QCoreApplication>
#include <QPushButton>
#include <QToolButton>

namespace skewscope::ui {
namespace {

constexpr int kLeastChoice = 72;

}  // namespace

QPushButton* makeChip(const QString& text, const QString& help, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setCheckable(true);
  button->setProperty("kind", QStringLiteral("chip"));
  button->setToolTip(help);
  button->setWhatsThis(help);
  return button;
}

QComboBox* makeChoice(const char* object, const QString& name, const QString& help, QWidget* parent) {
  auto* list = new QComboBox(parent);
  list->setObjectName(QLatin1String(object));
  list->setAccessibleName(name);
  list->view()->setAccessibleName(name);
  list->setToolTip(help);
  list->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  list->setMinimumWidth(kLeastChoice);  // in a narrow window its entry is cut rather than the window's edge
  return list;
}

QToolButton* makeExportChip(const QString& name, const QString& help, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setText(QCoreApplication::translate("Chip", "Export …"));
  button->setProperty("kind", QStringLiteral("chip"));
  button->setAccessibleName(name);
  button->setToolTip(help);
  return button;
}

QAction* exportActionOf(QToolButton* chip) {
  auto* action = new QAction(chip->accessibleName(), chip);
  QObject::connect(chip, &QToolButton::clicked, action, &QAction::trigger);
  QObject::connect(action, &QAction::enabledChanged, chip, &QToolButton::setEnabled);
  return action;
}

}  // namespace skewscope::ui
