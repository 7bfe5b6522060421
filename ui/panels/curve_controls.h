#pragma once

#include <QList>
#include <QWidget>
#include <functional>
#include <vector>

#include "ui/plots/curve_options.h"

class QAction;
class QPushButton;
class QToolButton;

namespace skewscope::ui {

/// One row that says how curves are drawn and changes it: x axis, logarithmic axes, smoothing, bands over
/// seeds, small multiples. Each button's text is what is chosen.
class CurveControls : public QWidget {
  Q_OBJECT
 public:
  explicit CurveControls(QWidget* parent = nullptr);

  const CurveOptions& options() const { return options_; }
  void setOptions(const CurveOptions& options);
  /// What the selection can make use of: bands need runs that repeat one setting, small multiples several
  /// runs. The rest is disabled, with its reason as the tool tip; what was chosen is kept.
  void setUses(bool bands, bool multiples);
  /// Commands that open the buttons' menus, with shortcuts, for the menus of the window. Disabled while the
  /// buttons are not in sight.
  QList<QAction*> commands() const { return commands_; }

 signals:
  /// The user chose something else.
  void changed();

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void enableCommands();
  /// A button with a menu; `help` is its tool tip, `key` opens the menu.
  QToolButton* addMenu(const QString& objectName, const QString& name, const QString& help,
                       const QString& key);
  void addCommand(const QString& objectName, const QString& name, const QString& key,
                  const std::function<void()>& what);
  /// An entry of a button's menu, one of those that exclude each other.
  void addChoice(QToolButton* button, const QString& text, const CurveOptions& what,
                 void (*take)(CurveOptions&, const CurveOptions&));
  void addLogarithm(const QString& text, bool CurveOptions::*axis);
  void choose(const CurveOptions& options);
  void showChoice();

  struct Choice {
    QAction* action;
    CurveOptions what;
    void (*take)(CurveOptions&, const CurveOptions&);
  };

  CurveOptions options_;
  QToolButton *x_, *scale_, *smoothing_, *band_;
  QPushButton* multiples_;
  QAction *logX_ = nullptr, *logY_ = nullptr;
  std::vector<Choice> choices_;
  QList<QAction*> commands_;
  QString bandHelp_, multiplesHelp_;
};

}  // namespace skewscope::ui
