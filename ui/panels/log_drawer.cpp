#include "ui/panels/log_drawer.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace skewscope::ui {
namespace {

QString lineText(const QDateTime& time, const QString& level, const QString& text) {
  const QString mark = level == QLatin1String("info") ? QString() : level.toUpper() + u' ';
  return time.toString(QStringLiteral("HH:mm:ss")) + QStringLiteral("  ") + mark + text;
}

}  // namespace

LogDrawer::LogDrawer(QWidget* parent) : QWidget(parent) {
  setProperty("kind", QStringLiteral("panel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(16, 4, 16, 12);
  rows->setSpacing(8);
  view_ = new QPlainTextEdit(this);
  view_->setReadOnly(true);
  view_->setMaximumBlockCount(kMostLines);
  view_->setLineWrapMode(QPlainTextEdit::WidgetWidth);
  view_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  view_->setAccessibleName(tr("Log"));
  view_->setPlaceholderText(
      tr("Nothing has been logged yet. What the engine says while it trains appears here."));
  view_->setTabChangesFocus(true);
  rows->addWidget(view_, 1);
  auto* row = new QHBoxLayout;
  row->addStretch(1);
  auto* copy = new QPushButton(tr("Copy all"), this);
  auto* clear = new QPushButton(tr("Clear"), this);
  row->addWidget(copy);
  row->addWidget(clear);
  rows->addLayout(row);
  connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
  connect(clear, &QPushButton::clicked, this, [this] {
    waiting_.clear();
    view_->clear();
  });
  timer_.setSingleShot(true);
  timer_.setInterval(100);
  connect(&timer_, &QTimer::timeout, this, &LogDrawer::flush);
}

void LogDrawer::append(const QString& level, const QString& text) {
  waiting_.append(lineText(QDateTime::currentDateTime(), level, text));
  if (waiting_.size() > kMostLines) waiting_.removeFirst();
  if (!timer_.isActive()) timer_.start();
}

void LogDrawer::setHistory(const std::vector<store::LogLine>& lines) {
  if (std::exchange(hasHistory_, true) || lines.empty()) return;
  QStringList texts;
  for (const store::LogLine& line : lines) {
    texts.append(lineText(QDateTime::fromMSecsSinceEpoch(line.timeMs), QString::fromStdString(line.level),
                          QString::fromStdString(line.text)));
  }
  QTextCursor cursor(view_->document());
  cursor.movePosition(QTextCursor::Start);
  cursor.insertText(texts.join(u'\n') + (view_->document()->isEmpty() ? QString() : QStringLiteral("\n")));
}

void LogDrawer::flush() {
  if (waiting_.isEmpty()) return;
  // The view follows the newest line only while it shows it, so that reading older lines is not disturbed.
  const QScrollBar* bar = view_->verticalScrollBar();
  const bool follows = bar->value() >= bar->maximum() - 1;
  view_->appendPlainText(waiting_.join(u'\n'));
  waiting_.clear();
  if (follows) view_->verticalScrollBar()->setValue(view_->verticalScrollBar()->maximum());
}

QString LogDrawer::text() const {
  QString all = view_->toPlainText();
  if (!waiting_.isEmpty()) all += (all.isEmpty() ? QString() : QStringLiteral("\n")) + waiting_.join(u'\n');
  return all;
}

}  // namespace skewscope::ui
