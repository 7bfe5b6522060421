// Every main task by keys alone, in the real window; no mouse event may be needed for any of them.
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QFile>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeView>
#include <set>

#include "core/report/figure_spec.h"
#include "core/store/reader.h"
#include "core/store/store.h"
#include "tests/ui/support/lines_drawn.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/actions.h"
#include "ui/command_palette.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/export/file_dialog.h"
#include "ui/main_window.h"
#include "ui/models/run_table_model.h"
#include "ui/models/store_service.h"
#include "ui/panels/class_menu.h"
#include "ui/panels/curve_controls.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/new_run_panel.h"
#include "ui/panels/run_list_panel.h"
#include "ui/panels/significance_dialog.h"
#include "ui/plots/curve_plot.h"

namespace skewscope::ui {
namespace {

constexpr auto kCtrl = Qt::ControlModifier;
constexpr auto kShift = Qt::ShiftModifier;
constexpr auto kAlt = Qt::AltModifier;

/// Counts the mouse events that reach the program.
class MouseWatch : public QObject {
 public:
  MouseWatch() { qApp->installEventFilter(this); }
  int events = 0;

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease, QEvent::MouseButtonDblClick,
                            QEvent::Wheel, QEvent::ContextMenu})
      events += event->type() == type ? 1 : 0;
    return false;
  }
};

struct KeyboardTest : testing::Test {
  QTemporaryDir folder;
  std::filesystem::path path = folder.filePath(QStringLiteral("s.skewscope")).toStdString();
  std::unique_ptr<MainWindow> window;
  QString supervised, simclr, rwsam;
  MouseWatch mouse;

  void SetUp() override {
    {
      const auto store = store::Store::open(path);
      const auto add = [&](spec::Mode mode, const char* name) {
        return QString::fromStdString(
            addMadeUpRun(*store, {.mode = mode, .epochs = 40, .done = 40, .name = name}));
      };
      supervised = add(spec::Mode::Supervised, "supervised");
      simclr = add(spec::Mode::SelfSupervised, "simclr");
      rwsam = add(spec::Mode::RwSam, "rwsam");
    }
    WindowOptions options;
    options.store = path;
    options.engine = QStringLiteral(SKEWSCOPE_FAKE_ENGINE);
    options.settingsFile = folder.filePath(QStringLiteral("settings.ini"));
    options.scheme = ColourScheme::Light;
    window = std::make_unique<MainWindow>(options);
    window->resize(1440, 900);
    window->show();
    QApplication::setActiveWindow(window.get());
    ASSERT_TRUE(waitFor([&] { return rows() == 3 && selected().size() == 1; }));
    settle();
  }
  void TearDown() override {
    EXPECT_EQ(mouse.events, 0);
    window.reset();
  }

  QTreeView& table() const { return *window->runList().findChild<QTreeView*>(QStringLiteral("runs")); }
  int rows() const { return table().model()->rowCount(); }
  QStringList names() const {
    QStringList all;
    for (int row = 0; row < rows(); ++row) all.append(table().model()->index(row, 0).data().toString());
    return all;
  }
  QString tab() const { return tabs().tabText(tabs().currentIndex()); }
  QStringList selected() const { return window->runList().selectedRuns(); }
  QTabWidget& tabs() const { return *window->findChild<QTabWidget*>(); }
  store::RunRecord record(const QString& id) const { return store::Reader(path).run(id.toStdString()); }
  CurvePlot& plot() const { return *window->curves().findChild<CurvePlot*>(); }
  ClassMenu& classes() const { return *window->curves().findChild<ClassMenu*>(); }

  /// Whoever gets the keys now.
  static QWidget* target() {
    if (QWidget* popup = QApplication::activePopupWidget()) return popup;
    if (QWidget* focus = QApplication::focusWidget()) return focus;
    return QApplication::activeWindow();
  }
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
    // A window manager gives the keys back to the window when a dialog goes.
    if (QApplication::activeWindow() == nullptr) QApplication::setActiveWindow(window.get());
    ASSERT_NE(target(), nullptr);
    QTest::keyClick(target(), key, modifiers);
    settle();
  }
  static void type(const QString& words) {
    ASSERT_NE(target(), nullptr);
    QTest::keyClicks(target(), words);
  }
  /// Tab, until `widget` has the focus.
  bool tabTo(const QWidget* widget) const {
    if (widget == nullptr) return false;
    for (int i = 0; i < 200 && QApplication::focusWidget() != widget; ++i) press(Qt::Key_Tab);
    return QApplication::focusWidget() == widget;
  }
  /// The entry of the open menu that begins with `text`, by the arrows and Enter.
  bool chooseInMenu(const QString& text) const {
    const QPointer<QMenu> menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    for (int i = 0; menu && i < 60; ++i) {
      if (menu->activeAction() != nullptr && menu->activeAction()->text().startsWith(text)) {
        press(Qt::Key_Return);
        return true;
      }
      press(Qt::Key_Down);
    }
    if (menu) menu->close();
    return false;
  }
  /// A key that opens the menu of a button, which is a loop of its own, and an entry of it.
  bool chooseByKey(const QString& text, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
    bool chosen = false;
    QTimer::singleShot(50, window.get(), [&] { chosen = chooseInMenu(text); });
    press(key, modifiers);
    QTest::qWait(60);
    return chosen;
  }
  void undo() { press(Qt::Key_Z, kCtrl); }
  void redo() { press(Qt::Key_Z, kCtrl | kShift); }
  /// Escape out of a field, back to the table.
  void toTable() { ASSERT_TRUE(tabTo(&table())); }
};

TEST_F(KeyboardTest, RunsAreFilteredSortedSelectedPinnedAndTagged) {
  press(Qt::Key_F, kCtrl);
  type(QStringLiteral("mode:ssl"));
  press(Qt::Key_Return);
  EXPECT_EQ(names(), QStringList{QStringLiteral("simclr")});
  EXPECT_EQ(QApplication::focusWidget(), &table());
  undo();
  ASSERT_EQ(rows(), 3);
  press(Qt::Key_O, kCtrl | kAlt);
  ASSERT_TRUE(chooseInMenu(QStringLiteral("Name")));
  EXPECT_EQ(names(),
            QStringList({QStringLiteral("rwsam"), QStringLiteral("simclr"), QStringLiteral("supervised")}));
  press(Qt::Key_End);
  EXPECT_EQ(selected(), QStringList{supervised});
  press(Qt::Key_B, kCtrl);
  EXPECT_EQ(window->runList().baseline(), supervised);
  EXPECT_TRUE(table()
                  .model()
                  ->index(0, RunTableModel::Accuracy)
                  .data()
                  .toString()
                  .contains(QRegularExpression(QStringLiteral("^[+−±]"))));
  press(Qt::Key_Up, kShift);
  EXPECT_EQ(selected().size(), 2);
  press(Qt::Key_T, kCtrl);
  type(QStringLiteral("paper, figure 2"));
  press(Qt::Key_Return);
  ASSERT_TRUE(
      waitFor([&] { return record(simclr).tags.size() == 2 && record(supervised).tags.size() == 2; }));
  toTable();
  undo();
  ASSERT_TRUE(waitFor([&] { return record(simclr).tags.empty(); }));
  redo();
  ASSERT_TRUE(waitFor([&] { return record(simclr).tags.size() == 2; }));
  screenshot(*window, QStringLiteral("keyboard_runs"));
}

TEST_F(KeyboardTest, ARunIsClonedArchivedAndDeletedAndAllOfItUndone) {
  toTable();
  press(Qt::Key_Home);
  ASSERT_EQ(selected(), QStringList{rwsam});
  press(Qt::Key_D, kCtrl);
  EXPECT_EQ(window->newRun().spec().mode, spec::Mode::RwSam);
  EXPECT_EQ(window->newRun().spec().epochs, 40);
  toTable();
  press(Qt::Key_E, kCtrl);
  ASSERT_TRUE(waitFor([&] { return record(rwsam).archived && rows() == 2; }));
  EXPECT_EQ(selected(), QStringList{simclr}) << "the next one, so that the key can be pressed again";
  undo();
  ASSERT_TRUE(waitFor([&] { return !record(rwsam).archived && rows() == 3; }));
  press(Qt::Key_Delete);
  ASSERT_TRUE(waitFor([&] { return rows() == 2; }));
  undo();
  ASSERT_TRUE(waitFor([&] { return rows() == 3; }));
}

TEST_F(KeyboardTest, CurvesChangeTheirAxisAndSmoothingAndAClassIsIsolated) {
  ASSERT_TRUE(waitFor([&] { return plot().isVisible() && linesDrawn(plot()) == 10; }));
  const auto& options = window->curves().findChild<CurveControls*>()->options();
  ASSERT_TRUE(chooseByKey(QStringLiteral("Images"), Qt::Key_X, kCtrl | kAlt));
  EXPECT_EQ(options.x, report::ProgressAxis::Images);
  ASSERT_TRUE(chooseByKey(QStringLiteral("Moving average, factor 0.9"), Qt::Key_E, kCtrl | kAlt));
  EXPECT_EQ(options.smoothing, 0.9);
  undo();
  undo();
  EXPECT_EQ(options.x, report::ProgressAxis::Epoch);
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot()) == 10; }));
  ASSERT_TRUE(tabTo(&plot()));
  press(Qt::Key_Right);
  EXPECT_TRUE(plot().readoutText().startsWith(QStringLiteral("epoch 40")));
  press(Qt::Key_Down);
  press(Qt::Key_Return);
  EXPECT_TRUE(classes().isIsolated());
  ASSERT_TRUE(waitFor([&] { return linesDrawn(plot()) == 1; }));
  press(Qt::Key_Escape);
  EXPECT_FALSE(classes().isIsolated());
  press(Qt::Key_Plus);
  EXPECT_TRUE(plot().isZoomed());
  undo();
  EXPECT_FALSE(plot().isZoomed());
  // By the menu of the classes too.
  ASSERT_TRUE(tabTo(&classes()));
  ASSERT_TRUE(chooseByKey(QStringLiteral("Only few"), Qt::Key_Space));
  ASSERT_TRUE(waitFor([&] { return !classes().hidden().isEmpty(); }));
  press(Qt::Key_0, kCtrl);
  EXPECT_TRUE(classes().hidden().isEmpty());
}

TEST_F(KeyboardTest, EveryTabIsReachedByItsShortcutAndByTheBar) {
  std::set<int> reached;
  for (const Actions::Entry& entry : window->actions().entries()) {
    if (!plainText(*entry.action).startsWith(QLatin1String("Tab: "))) continue;
    const auto keys = entry.action->shortcut()[0];
    press(keys.key(), keys.keyboardModifiers());
    reached.insert(tabs().currentIndex());
  }
  EXPECT_EQ(reached.size(), static_cast<std::size_t>(tabs().count()));
  ASSERT_TRUE(tabTo(tabs().tabBar()));
  press(Qt::Key_Home);
  press(Qt::Key_Left);
  const int before = tabs().currentIndex();
  press(Qt::Key_Right);
  EXPECT_EQ(tabs().currentIndex(), before + 1);
}

TEST_F(KeyboardTest, WhetherARunIsBetterIsAskedFromTheComparison) {
  toTable();
  press(Qt::Key_Home);
  press(Qt::Key_Down, kShift);
  ASSERT_EQ(selected().size(), 2);
  press(Qt::Key_2, kCtrl | kShift);
  auto* better = window->findChild<QAbstractButton*>(QStringLiteral("better"));
  ASSERT_TRUE(waitFor([&] { return better->isEnabled(); }));
  ASSERT_TRUE(tabTo(better));
  press(Qt::Key_Space);
  QPointer<SignificanceDialog> dialog = window->findChild<SignificanceDialog*>();
  ASSERT_FALSE(dialog.isNull());
  ASSERT_TRUE(waitFor([&] { return dialog->isActiveWindow(); }));
  press(Qt::Key_Escape);
  EXPECT_TRUE(waitFor([&] { return dialog.isNull(); }));
}

TEST_F(KeyboardTest, AViewIsSavedAndShownAgainAndACommandFoundByItsName) {
  toTable();
  press(Qt::Key_Home);
  press(Qt::Key_5, kCtrl | kShift);
  press(Qt::Key_S, kCtrl | kShift);
  QPointer<QInputDialog> ask = window->findChild<QInputDialog*>();
  ASSERT_FALSE(ask.isNull());
  ASSERT_TRUE(waitFor([&] { return ask->isActiveWindow(); }));
  type(QStringLiteral("experiments of mine"));
  press(Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return store::Reader(path).views().size() == 1; }));
  EXPECT_EQ(store::Reader(path).views()[0].title, "experiments of mine");
  const QStringList then = selected();
  press(Qt::Key_K, kCtrl);
  QPointer<CommandPalette> palette = window->findChild<CommandPalette*>();
  ASSERT_FALSE(palette.isNull());
  ASSERT_TRUE(waitFor([&] { return palette->isActiveWindow(); }));
  type(QStringLiteral("tab: curves"));
  press(Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return tab() == u"Curves" && palette.isNull(); }));
  toTable();
  press(Qt::Key_End);
  EXPECT_NE(selected(), then);
  press(Qt::Key_1, kCtrl | kAlt | kShift);
  EXPECT_EQ(selected(), then);
  EXPECT_EQ(tab(), QStringLiteral("Experiments"));
}

TEST_F(KeyboardTest, AFigureIsKeptEditedAndExported) {
  ASSERT_TRUE(waitFor([&] { return plot().isVisible() && linesDrawn(plot()) == 10; }));
  press(Qt::Key_S, kCtrl);
  QPointer<FigureDialog> dialog = window->findChild<FigureDialog*>();
  ASSERT_FALSE(dialog.isNull());
  ASSERT_TRUE(waitFor([&] { return dialog->isActiveWindow(); }));
  auto* keep = dialog->findChild<QAbstractButton*>(QStringLiteral("keep"));
  ASSERT_TRUE(waitFor([&] { return keep->isEnabled(); }));
  ASSERT_TRUE(tabTo(keep));
  press(Qt::Key_Space);
  ASSERT_TRUE(waitFor([&] { return store::Reader(path).figures().size() == 1; }));
  ASSERT_TRUE(
      waitFor([&] { return dialog->findChild<QAbstractButton*>(QStringLiteral("write"))->isEnabled(); }));
  press(Qt::Key_Escape);
  ASSERT_TRUE(waitFor([&] { return dialog.isNull(); }));

  press(Qt::Key_7, kCtrl | kShift);
  auto* list = window->findChild<QListWidget*>(QStringLiteral("figureList"));
  ASSERT_TRUE(waitFor([&] { return list->count() == 1; }));
  ASSERT_TRUE(tabTo(list));
  press(Qt::Key_Return);
  dialog = window->findChild<FigureDialog*>();
  ASSERT_FALSE(dialog.isNull());
  ASSERT_TRUE(waitFor([&] { return dialog->isActiveWindow(); }));
  auto* width = dialog->findChild<QDoubleSpinBox*>(QStringLiteral("width"));
  ASSERT_TRUE(tabTo(width));
  press(Qt::Key_A, kCtrl);
  type(QStringLiteral("120"));
  press(Qt::Key_Tab);
  const auto* editor = dialog->findChild<FigureEditor*>();
  EXPECT_EQ(editor->spec().widthMm, 120);
  press(Qt::Key_Z, kCtrl);
  EXPECT_NE(editor->spec().widthMm, 120);
  press(Qt::Key_Z, kCtrl | kShift);
  EXPECT_EQ(editor->spec().widthMm, 120);
  const QString file = folder.filePath(QStringLiteral("figure.svg"));
  auto* write = dialog->findChild<QAbstractButton*>(QStringLiteral("write"));
  ASSERT_TRUE(waitFor([&] { return write->isEnabled(); }));
  setNextFileName(file);
  ASSERT_TRUE(tabTo(write));
  press(Qt::Key_Space);
  ASSERT_TRUE(waitFor([&] { return QFile::exists(file); }));
  keep = dialog->findChild<QAbstractButton*>(QStringLiteral("keep"));
  ASSERT_TRUE(waitFor([&] { return keep->isEnabled(); }));
  ASSERT_TRUE(tabTo(keep));
  press(Qt::Key_Space);
  ASSERT_TRUE(
      waitFor([&] { return report::figureFromJson(store::Reader(path).figures()[0].spec).widthMm == 120; }));
  press(Qt::Key_Escape);
  ASSERT_TRUE(waitFor([&] { return dialog.isNull(); }));
  // The figure itself goes and comes back.
  ASSERT_TRUE(tabTo(list));
  press(Qt::Key_Delete);
  ASSERT_TRUE(waitFor([&] { return store::Reader(path).figures().empty(); }));
  undo();
  ASSERT_TRUE(waitFor([&] { return store::Reader(path).figures().size() == 1; }));
}

/// What a screen reader says of a control.
QString spokenName(QWidget& widget) {
  const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(&widget);
  return face != nullptr ? face->text(QAccessible::Name) : QString();
}

/// Parts that Qt makes of a control, which speak for it: its viewport, its header, its buttons.
bool isPartOfAControl(const QWidget& widget) {
  const QWidget* parent = widget.parentWidget();
  if (qobject_cast<const QScrollBar*>(&widget) != nullptr ||
      qobject_cast<const QHeaderView*>(&widget) != nullptr)
    return true;
  for (const char* owner : {"QLineEdit", "QAbstractSpinBox", "QComboBox", "QTabBar", "QMenuBar",
                            "QDockWidget", "QTableView", "QComboBoxPrivateContainer"}) {
    if (parent != nullptr && parent->inherits(owner)) return true;
  }
  const auto* area = qobject_cast<const QAbstractScrollArea*>(parent);
  return area != nullptr && area->viewport() == &widget;
}

TEST_F(KeyboardTest, EveryControlOfEveryTabIsSpokenByAName) {
  window->runList().selectRuns({supervised, simclr});
  int controls = 0;
  for (int i = 0; i < tabs().count(); ++i) {
    tabs().setCurrentIndex(i);
    settle();
    for (QWidget* widget : window->findChildren<QWidget*>()) {
      const bool interactive = qobject_cast<QAbstractButton*>(widget) != nullptr ||
                               (widget->focusPolicy() & (Qt::TabFocus | Qt::ClickFocus)) != 0;
      const auto* label = qobject_cast<QLabel*>(widget);
      if (label != nullptr && label->text().isEmpty()) continue;  // says what it says, once it does
      if (!interactive || isPartOfAControl(*widget) || widget->focusProxy() != nullptr) continue;
      ++controls;
      EXPECT_FALSE(spokenName(*widget).isEmpty())
          << widget->metaObject()->className() << " " << widget->objectName().toStdString() << " in "
          << widget->parentWidget()->metaObject()->className() << " " << tabs().tabText(i).toStdString();
    }
  }
  EXPECT_GT(controls, 100);
}

}  // namespace
}  // namespace skewscope::ui
