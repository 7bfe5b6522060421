// Files of other programs that are dropped on the window.
#include <gmock/gmock.h>

#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QUrl>
#include <algorithm>

#include "core/store/reader.h"
#include "core/store/store.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/main_window.h"
#include "ui/models/store_service.h"
#include "ui/panels/dataset_dialog.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/run_list_panel.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

class ImportTest : public testing::Test {
 protected:
  ImportTest() : path_(folder_ / "s.skewscope"), ours_(store::Store::open(path_)->addRun({})) {
    WindowOptions options;
    options.store = path_;
    options.engine = QStringLiteral(SKEWSCOPE_FAKE_ENGINE);
    options.settingsFile = text(folder_ / "settings.ini");
    options.scheme = ColourScheme::Light;
    window_ = std::make_unique<MainWindow>(options);
    window_->show();
  }
  bool isSelected(const std::vector<std::string>& ids) const {
    QStringList wanted;
    for (const std::string& id : ids) wanted.append(text(id));
    return waitFor([&] { return window_->runList().selectedRuns() == wanted; });
  }
  std::vector<store::RunRecord> runs() const { return store::Reader(path_).runs(); }
  /// Drops a path on the window; whether it takes it.
  bool drop(const std::filesystem::path& path) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(text(path))});
    QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    enter.setAccepted(false);
    QCoreApplication::sendEvent(window_.get(), &enter);
    if (!enter.isAccepted()) return false;
    QDropEvent drop(QPointF(9, 9), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window_.get(), &drop);
    return true;
  }
  void press(const QString& name) {
    for (QPushButton* button : window_->messages().findChildren<QPushButton*>()) {
      if (button->text() == name) return button->click();
    }
    ADD_FAILURE() << "no button " << name.toStdString();
  }
  QString said() const { return window_->messages().texts().join(u'\n'); }

  test::TemporaryFolder folder_;
  std::filesystem::path path_;
  std::string ours_;
  std::unique_ptr<MainWindow> window_;
};

TEST_F(ImportTest, ACsvFileIsSelectedBesideOurRunAndCanBeUndone) {
  ASSERT_TRUE(isSelected({ours_}));
  test::writeContent(folder_ / "table2.csv", "epoch,probe_accuracy\n1,0.25\n2,0.5\n");
  ASSERT_TRUE(drop(folder_ / "table2.csv"));
  ASSERT_TRUE(waitFor([&] { return runs().size() == 2; }));
  EXPECT_EQ(runs()[1].source, "CSV: " + (folder_ / "table2.csv").string());
  EXPECT_TRUE(isSelected({ours_, runs()[1].id}));
  EXPECT_TRUE(
      said().contains(QStringLiteral("Imported “table2”: 1 metric (probe_accuracy), epochs 1 to 2.")));
  screenshot(*window_, QStringLiteral("window_imported"));
  press(QStringLiteral("Undo"));
  EXPECT_TRUE(waitFor([&] { return runs().size() == 1; }));
  EXPECT_TRUE(isSelected({ours_}));
}

TEST_F(ImportTest, PerCentIsAsked) {
  ASSERT_TRUE(isSelected({ours_}));
  test::writeContent(folder_ / "table2.csv", "epoch,probe_accuracy\n1,25\n2,50\n");
  ASSERT_TRUE(drop(folder_ / "table2.csv"));
  ASSERT_TRUE(waitFor([&] { return said().contains(QStringLiteral("values up to 50")); }));
  press(QStringLiteral("They are per cent"));
  ASSERT_TRUE(waitFor([&] {
    const auto all = runs();
    return all.size() == 2 && all[1].summaries.at("probe_accuracy").last == 0.5;
  }));
}

TEST_F(ImportTest, AFolderOfEventFilesAndWhatIsNone) {
  ASSERT_TRUE(isSelected({ours_}));
  ASSERT_TRUE(drop(std::filesystem::path(SKEWSCOPE_TEST_DATA) / "exchange"));
  EXPECT_TRUE(waitFor([&] { return runs().size() == 3; }));
  EXPECT_TRUE(waitFor([&] { return window_->runList().selectedRuns().size() == 3; }));
  EXPECT_FALSE(drop(folder_ / "notes.txt"));
  EXPECT_EQ(runs().size(), 3u);
  // Any other folder may be a data set: the dialog looks into it.
  ASSERT_TRUE(drop(folder_.path()));
  auto* dialog = window_->findChild<DatasetDialog*>();
  ASSERT_NE(dialog, nullptr);
  const auto fields = dialog->findChildren<QLineEdit*>();
  EXPECT_TRUE(std::ranges::any_of(
      fields, [&](const QLineEdit* field) { return field->text() == text(folder_.path().string()); }));
  dialog->reject();
}

}  // namespace
}  // namespace skewscope::ui
