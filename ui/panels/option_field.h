#pragma once

#include <QWidget>
#include <optional>

#include "core/spec/options.h"
#include "ui/panels/path_row.h"

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace skewscope::ui {

/// One row of the form: label, the editor that fits the option's type, its unit, and below them what is wrong
/// with the value. Arrow keys step numbers; the wheel does so with focus only, so that scrolling the form
/// changes nothing.
class OptionField : public QWidget {
  Q_OBJECT
 public:
  explicit OptionField(const spec::Option& option, QWidget* parent = nullptr);

  const spec::Option& option() const { return option_; }
  QWidget* editor() const;
  /// Shows a value; no signal. Text that the user is typing and that already means this value is left alone.
  void setValue(const spec::Value& value);
  /// The value on screen, or nothing if the text cannot be read (problem() says why).
  std::optional<spec::Value> value() const;
  /// Shows a message below the editor and marks it; empty: all is well. Text that cannot be read keeps its
  /// own message.
  void setProblem(const QString& message);
  QString problem() const;
  /// Shows what the value means that one would not expect, below the editor; empty: nothing.
  void setNote(const QString& note);
  /// Emphasises the label and tells the default in the tool tip.
  void setChanged(bool changed, const QString& defaultText);
  /// Takes the data sets that there are now into the box (option "dataset"). The value stays; the box is
  /// empty if it names none of them.
  void refreshDatasets();
  /// A small button behind the editor; what it does and says is up to the caller.
  QToolButton* addButton(const QString& text, const QString& help);
  /// Words to offer while typing (text options).
  void setSuggestions(const QStringList& words);
  /// Grey text of an empty field.
  void setPlaceholder(const QString& text);
  /// Asked in place of the system's dialog for a folder or archive (for tests).
  PathQuestion browse;

 signals:
  /// The user has entered a value that can be read.
  void edited(const skewscope::spec::Value& value);
  /// The user has entered text that cannot be read.
  void unreadable();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void buildChoice();
  void buildLine();
  void textEdited();
  void step(int direction);
  void showProblem();
  void placeUnit();

  const spec::Option& option_;
  QHBoxLayout* row_ = nullptr;
  QLabel* label_ = nullptr;
  QCheckBox* check_ = nullptr;
  QComboBox* combo_ = nullptr;
  QLineEdit* line_ = nullptr;
  QLabel* unit_ = nullptr;
  QLabel* message_ = nullptr;
  QLabel* note_ = nullptr;  ///< made when there is a first one
  QString chosen_;          ///< value of a choice, also while the box does not have it
  QString problem_;
  QString unreadable_;
};

}  // namespace skewscope::ui
