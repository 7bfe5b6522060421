#pragma once

#include <QString>
#include <QWidget>
#include <functional>
#include <vector>

class QVBoxLayout;

namespace skewscope::ui {

/// Messages in place, under the tool bar: what happened, and a button for what to do about it. Never modal;
/// screen readers are told. At most four at a time, the oldest goes first.
class MessageBar : public QWidget {
  Q_OBJECT
 public:
  enum class Kind { Info, Good, Attention, Error };
  /// A button of a message; pressing it closes the message.
  struct Action {
    QString text;
    std::function<void()> run;
  };

  explicit MessageBar(QWidget* parent = nullptr);

  /// Shows a message. One with the same non-empty `key` is replaced. `seconds` > 0: it goes by itself.
  void show(Kind kind, const QString& text, const std::vector<Action>& actions = {}, const QString& key = {},
            int seconds = 0);
  /// Closes the message with that key, if there is one.
  void dismiss(const QString& key);
  /// Texts on screen, oldest first.
  QStringList texts() const;

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void close(QWidget* row);
  QList<QWidget*> rows() const;

  QVBoxLayout* list_ = nullptr;
};

}  // namespace skewscope::ui
