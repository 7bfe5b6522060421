#include "ui/panels/figures_panel.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QFile>
#include <QJsonObject>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QUndoStack>

#include "core/report/figure_spec.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/read_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/export/figure_preview.h"
#include "ui/export/file_dialog.h"
#include "ui/models/store_service.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct FiguresPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<StoreService> service;
  QUndoStack history;
  std::unique_ptr<FiguresPanel> panel;
  report::FigureSpec spec;
  std::vector<std::pair<QString, std::function<void()>>> messages;

  QString in(const char* name) const { return QString::fromStdString((folder.path() / name).string()); }
  void start(const std::vector<std::string>& titles) {
    {
      auto store = store::Store::open(path);
      spec.runs = {addMadeUpRun(*store, {})};
      for (const std::string& title : titles) store->saveFigure({}, title, report::toJson(spec));
    }
    service = std::make_unique<StoreService>(path);
    panel = std::make_unique<FiguresPanel>(*service, history);
    QObject::connect(panel.get(), &FiguresPanel::message, panel.get(),
                     [this](const QString& text, const std::function<void()>& undo) {
                       messages.emplace_back(text, undo);
                     });
    panel->resize(1000, 640);
    panel->show();
    ASSERT_TRUE(waitFor([&] { return list()->count() == static_cast<int>(titles.size()); }));
  }
  void TearDown() override {
    panel.reset();
    service.reset();
    applyScheme(*qApp, ColourScheme::Light);
  }
  QListWidget* list() const { return panel->findChild<QListWidget*>(QStringLiteral("figureList")); }
  QPushButton* button(const char* name) const { return panel->findChild<QPushButton*>(QLatin1String(name)); }
  bool isDrawn() {
    return waitFor([&] {
      return panel->exportAction()->isEnabled() && panel->findChild<FigurePreview*>()->isCurrent();
    });
  }
};

TEST_F(FiguresPanelTest, ShowsTheSelectedFigureAndExportsIt) {
  start({"Gap over ratios", "Accuracy per class"});
  ASSERT_TRUE(isDrawn());
  EXPECT_TRUE(list()->item(0)->text().contains(QStringLiteral("84 × 60 mm")));
  list()->setCurrentRow(1);
  ASSERT_TRUE(isDrawn());
  screenshot(*panel, QStringLiteral("figures_light"));
  setNextFileName(in("f.pdf"));
  panel->exportAction()->trigger();
  ASSERT_TRUE(waitFor([&] { return !messages.empty(); }));
  EXPECT_TRUE(QFile::exists(in("f.pdf"))) << messages[0].first.toStdString();
  applyScheme(*qApp, ColourScheme::Dark);
  screenshot(*panel, QStringLiteral("figures_dark"));
}

TEST_F(FiguresPanelTest, IsEmptyWithAWordOnHowToFillIt) {
  start({});
  EXPECT_FALSE(list()->isVisible());
  EXPECT_FALSE(panel->exportAction()->isEnabled());
  screenshot(*panel, QStringLiteral("figures_empty"));
}

TEST_F(FiguresPanelTest, DuplicatesAndDeletesWithUndo) {
  start({"one"});
  ASSERT_TRUE(isDrawn());
  button("figureCopy")->click();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 2; }));
  EXPECT_TRUE(list()->currentItem()->text().startsWith(QStringLiteral("one (copy)")));
  list()->setCurrentRow(0);
  const std::string id = store::Reader(path).figures()[0].id;
  button("figureDelete")->click();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 1; }));
  ASSERT_TRUE(waitFor([&] { return !messages.empty(); }));
  ASSERT_TRUE(messages.back().second);
  messages.back().second();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 2; }));
  EXPECT_EQ(store::Reader(path).figures()[0].id, id);
  EXPECT_TRUE(list()->currentItem()->text().startsWith(QStringLiteral("one\n")));
  // It was the undo of that very deletion; what remains is the duplicate.
  EXPECT_EQ(history.undoText(), QStringLiteral("duplicate “one”"));
  history.undo();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 1; }));
  history.redo();
  ASSERT_TRUE(waitFor([&] { return list()->count() == 2; }));
}

TEST_F(FiguresPanelTest, TheSelectedFigureIsItsView) {
  start({"one", "two"});
  QSignalSpy changed(panel.get(), &FiguresPanel::viewChanged);
  const QJsonObject plain = panel->viewState();
  list()->setCurrentRow(1);
  EXPECT_EQ(changed.count(), 1);
  panel->setViewState(plain);
  EXPECT_EQ(list()->currentRow(), 0);
  panel->setViewState({{QStringLiteral("figure"), QStringLiteral("gone")}});
  EXPECT_EQ(list()->currentRow(), 0);
  EXPECT_EQ(changed.count(), 1);
}

TEST_F(FiguresPanelTest, EditsTheSelectedFigure) {
  start({"one"});
  ASSERT_TRUE(isDrawn());
  button("figureEdit")->click();
  auto* dialog = panel->findChild<FigureDialog*>();
  ASSERT_NE(dialog, nullptr);
  EXPECT_EQ(dialog->findChild<FigureEditor*>()->spec(), spec);
  dialog->reject();
}

TEST_F(FiguresPanelTest, AFigureOfANewerVersionIsListedAndLeftAlone) {
  start({});
  service->edit([](store::Store& store) { store.saveFigure({}, "new", R"({"skewscope_figure": 9})"); });
  ASSERT_TRUE(waitFor([&] { return list()->count() == 1; }));
  EXPECT_FALSE(button("figureEdit")->isEnabled());
  EXPECT_TRUE(button("figureDelete")->isEnabled());
}

TEST_F(FiguresPanelTest, AFileOpensItsFigureOrSaysWhyNot) {
  start({"one"});
  ASSERT_TRUE(isDrawn());
  setNextFileName(in("f.svg"));
  panel->exportAction()->trigger();
  ASSERT_TRUE(waitFor([&] { return !messages.empty(); }));
  panel->openFile(in("f.svg"));
  ASSERT_TRUE(waitFor([&] { return panel->findChild<FigureDialog*>() != nullptr; }));
  EXPECT_EQ(panel->findChild<FigureDialog*>()->findChild<FigureEditor*>()->spec(), spec);
  panel->findChild<FigureDialog*>()->reject();
  messages.clear();
  panel->openFile(QString::fromStdString(path.string()));
  ASSERT_TRUE(waitFor([&] { return !messages.empty(); }));
  EXPECT_TRUE(messages[0].first.contains(QStringLiteral("no figure"))) << messages[0].first.toStdString();
}

}  // namespace
}  // namespace skewscope::ui
