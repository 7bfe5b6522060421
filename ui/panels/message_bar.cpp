#include "ui/panels/message_bar.h"

#include <QAccessible>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/icons.h"

namespace skewscope::ui {
namespace {

constexpr int kMost = 4;

QString kindName(MessageBar::Kind kind) {
  switch (kind) {
    case MessageBar::Kind::Good:
      return QStringLiteral("good");
    case MessageBar::Kind::Attention:
      return QStringLiteral("attention");
    case MessageBar::Kind::Error:
      return QStringLiteral("error");
    case MessageBar::Kind::Info:
      break;
  }
  return QStringLiteral("title");
}

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent), list_(new QVBoxLayout(this)) {
  list_->setContentsMargins(0, 0, 0, 0);
  list_->setSpacing(0);
  hide();
}

QList<QWidget*> MessageBar::rows() const {
  QList<QWidget*> result;
  for (int i = 0; i < list_->count(); ++i) {
    if (QWidget* row = list_->itemAt(i)->widget()) result.append(row);
  }
  return result;
}

void MessageBar::show(Kind kind, const QString& text, const std::vector<Action>& actions, const QString& key,
                      int seconds) {
  if (!key.isEmpty()) dismiss(key);
  while (rows().size() >= kMost) close(rows().first());

  auto* row = new QFrame(this);
  row->setObjectName(QStringLiteral("message"));
  row->setProperty("kind", QStringLiteral("message"));
  row->setProperty("key", key);
  row->setProperty("text", text);
  auto* cells = new QHBoxLayout(row);
  cells->setContentsMargins(16, 8, 12, 8);
  cells->setSpacing(12);
  auto* dot = new QLabel(QStringLiteral("●"), row);
  dot->setProperty("kind", kindName(kind));
  cells->addWidget(dot);
  auto* words = new QLabel(text, row);
  words->setWordWrap(true);
  words->setTextInteractionFlags(Qt::TextSelectableByMouse);
  words->setTextFormat(Qt::PlainText);
  cells->addWidget(words, 1);
  for (const Action& action : actions) {
    auto* button = new QPushButton(action.text, row);
    cells->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, row, run = action.run] {
      close(row);
      if (run) run();
    });
  }
  auto* shut = new QToolButton(row);
  shut->setObjectName(QStringLiteral("dismiss"));
  shut->setProperty("kind", QStringLiteral("plain"));
  shut->setIcon(icon(QStringLiteral("close"), true));
  shut->setAccessibleName(tr("Dismiss this message"));
  shut->setToolTip(shut->accessibleName());
  cells->addWidget(shut);
  connect(shut, &QToolButton::clicked, this, [this, row] { close(row); });
  list_->addWidget(row);
  if (seconds > 0) QTimer::singleShot(seconds * 1000, row, [this, row] { close(row); });
  setVisible(true);

  row->setAccessibleName(text);
  QAccessibleEvent alert(row, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void MessageBar::close(QWidget* row) {
  list_->removeWidget(row);
  row->hide();
  row->deleteLater();
  setVisible(list_->count() > 0);
}

void MessageBar::dismiss(const QString& key) {
  for (QWidget* row : rows()) {
    if (row->property("key").toString() == key) close(row);
  }
}

QStringList MessageBar::texts() const {
  QStringList result;
  for (const QWidget* row : rows()) result.append(row->property("text").toString());
  return result;
}

void MessageBar::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Escape || rows().isEmpty()) return QWidget::keyPressEvent(event);
  close(rows().last());
}

void MessageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    for (QToolButton* button : findChildren<QToolButton*>(QStringLiteral("dismiss"))) {
      button->setIcon(icon(QStringLiteral("close"), true));
    }
  }
  QWidget::changeEvent(event);
}

}  // namespace skewscope::ui
