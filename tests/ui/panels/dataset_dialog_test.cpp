#include "ui/panels/dataset_dialog.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>
#include <QUrl>
#include <atomic>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/image_folders.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/panels/new_run_panel.h"
#include "ui/panels/option_field.h"
#include "ui/plots/histogram_view.h"
#include "ui/plots/image_grid.h"

namespace skewscope::ui {
namespace {

class DatasetDialogTest : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void TearDown() override {
    dialog_.reset();
    for (const auto& set : data::readRegistry(data::registryFile())) data::removeDataset(set.name);
  }
  void open(DatasetService::Reader reader = {}) {
    dialog_ = std::make_unique<DatasetDialog>(nullptr, std::move(reader));
    dialog_->show();
  }
  template <typename Widget>
  Widget* find(const char* name) const {
    auto* found = dialog_->findChild<Widget*>(QLatin1String(name));
    EXPECT_NE(found, nullptr) << name;
    return found;
  }
  bool shown(const char* name) const { return find<QWidget>(name)->isVisible(); }
  QPushButton* add() const { return find<QPushButton>("add"); }
  void type(const char* name, const QString& text) const {
    auto* line = find<QLineEdit>(name);
    line->selectAll();
    QTest::keyClicks(line, text);
  }
  static QString of(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

  test::TemporaryFolder folder_;
  std::unique_ptr<DatasetDialog> dialog_;
};

TEST_F(DatasetDialogTest, AFolderIsReadShownAndAdded) {
  writePets(folder_ / "My Pets");
  EXPECT_FALSE(add()->isEnabled());
  EXPECT_TRUE(shown("hint"));
  type("path", of(folder_ / "My Pets"));
  ASSERT_TRUE(waitFor([&] { return add()->isEnabled(); }));
  EXPECT_EQ(find<QLabel>("facts")->text(),
            QString::fromUtf8("21 training and 6 test images · 3 classes · 32 × 32 pixels"));
  EXPECT_EQ(find<QLabel>("foundKind")->text(), QStringLiteral("Image folder"));
  const auto& bars = find<HistogramView>("histogram")->data().bars;
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_EQ(bars[0].name, QStringLiteral("cat"));
  EXPECT_EQ(bars[0].count, 12);
  EXPECT_EQ(bars[2].count, 3);
  EXPECT_EQ(find<ImageGrid>("images")->rows().size(), 3U);
  EXPECT_EQ(find<QLineEdit>("name")->text(), QStringLiteral("my-pets"));
  screenshot(*dialog_, QStringLiteral("dataset_dialog"));

  NewRunPanel form;  // made before the data set is there
  QSignalSpy added(dialog_.get(), &DatasetDialog::added);
  QTest::mouseClick(add(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return added.count() == 1; }));
  EXPECT_FALSE(dialog_->isVisible());
  form.chooseDataset(added[0][0].toString().toStdString());
  auto* box = qobject_cast<QComboBox*>(form.field("dataset")->editor());
  EXPECT_EQ(box->currentText(), QStringLiteral("my-pets"));
  EXPECT_EQ(form.spec().dataset, "my-pets");
  EXPECT_EQ(form.spec().nMax, 3);  // no more than the bird has, which is the first class
  EXPECT_TRUE(form.field("data_dir")->isHidden());
  const auto registry = data::readRegistry(data::registryFile());
  ASSERT_EQ(registry.size(), 1U);
  EXPECT_EQ(registry[0].path, folder_ / "My Pets");
  const auto loaded = data::loadDataset("my-pets", {}, serialFor());  // holds it to its digest
  EXPECT_EQ(find<QLabel>("digest")->text(),
            QString::fromUtf8("Digest %1…").arg(QString::fromStdString(loaded.digest.substr(0, 16))));
}

TEST_F(DatasetDialogTest, ADamagedFolderIsToldInPlaceAndCannotBeAdded) {
  writePets(folder_ / "pets");
  const auto file = folder_ / "pets/train/cat/3.png";
  std::filesystem::resize_file(file, 60);
  type("path", of(folder_ / "pets"));
  ASSERT_TRUE(waitFor([&] { return shown("error"); }));
  EXPECT_TRUE(find<QPlainTextEdit>("error")->toPlainText().contains(of(file)))
      << find<QPlainTextEdit>("error")->toPlainText().toStdString();
  type("name", QStringLiteral("pets"));
  EXPECT_FALSE(add()->isEnabled());
  screenshot(*dialog_, QStringLiteral("dataset_dialog_error"));
  // Mended and read again by Return, it can be.
  writeClass(folder_ / "pets", "train", "cat", 12);
  EXPECT_FALSE(add()->isEnabled());
  QTest::keyClick(find<QLineEdit>("path"), Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return add()->isEnabled(); }));
  EXPECT_TRUE(data::readRegistry(data::registryFile()).empty());
}

TEST_F(DatasetDialogTest, NamesAreCheckedAsTheyAreTyped) {
  writePets(folder_ / "pets");
  data::addDataset("pets", "folder", folder_ / "pets", {}, serialFor());
  dialog_->setPath(of(folder_ / "pets"));
  ASSERT_TRUE(waitFor([&] { return add()->isEnabled(); }));
  EXPECT_EQ(find<QLineEdit>("name")->text(), QStringLiteral("pets-2"));
  for (const char* name : {"pets", "My pets", "shapes", ""}) {
    find<QLineEdit>("name")->clear();
    type("name", QLatin1String(name));
    EXPECT_FALSE(add()->isEnabled()) << name;
    EXPECT_EQ(shown("nameProblem"), *name != '\0') << name;
  }
  type("name", QStringLiteral("others"));
  EXPECT_TRUE(add()->isEnabled());
}

TEST_F(DatasetDialogTest, OptionsFollowTheKindAndAreRead) {
  writePets(folder_ / "pets");
  dialog_->setPath(of(folder_ / "pets/train"));  // one folder: a share becomes the test set
  ASSERT_TRUE(waitFor([&] { return add()->isEnabled(); }));
  find<QSpinBox>("side")->setValue(16);
  EXPECT_FALSE(add()->isEnabled()) << "what was read was read otherwise";
  find<QSpinBox>("testShare")->setValue(50);
  ASSERT_TRUE(waitFor([&] { return add()->isEnabled(); }));
  EXPECT_EQ(find<QLabel>("facts")->text(),
            QString::fromUtf8("10 training and 11 test images · 3 classes · 16 × 16 pixels"));
  auto* kind = find<QComboBox>("kind");
  kind->setCurrentIndex(kind->findData(QStringLiteral("cifar10")));
  EXPECT_FALSE(shown("side"));
  EXPECT_FALSE(shown("trainList"));
  ASSERT_TRUE(waitFor([&] { return shown("error"); }));
  kind->setCurrentIndex(kind->findData(QStringLiteral("list")));
  EXPECT_TRUE(shown("trainList"));
  EXPECT_TRUE(shown("hint")) << "the lists are missing";
  test::writeContent(folder_ / "train.txt", "train/cat/0.png 0\ntrain/dog/0.png 1\n");
  test::writeContent(folder_ / "test.txt", "test/cat/0.png 0\ntest/dog/0.png 1\n");
  dialog_->setPath(of(folder_ / "pets"));
  find<QLineEdit>("trainList")->setText(of(folder_ / "train.txt"));
  find<QLineEdit>("testList")->setText(of(folder_ / "test.txt"));
  ASSERT_TRUE(waitFor([&] { return add()->isEnabled(); }));
  EXPECT_TRUE(find<QLabel>("facts")->text().startsWith(QStringLiteral("2 training and 2 test images")));
}

TEST_F(DatasetDialogTest, ADroppedFolderIsRead) {
  writePets(folder_ / "pets");
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(of(folder_ / "pets"))});
  QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(dialog_.get(), &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(dialog_.get(), &drop);
  EXPECT_EQ(find<QLineEdit>("path")->text(), of(folder_ / "pets"));
  EXPECT_TRUE(waitFor([&] { return add()->isEnabled(); }));
  QMimeData words;
  words.setText(QStringLiteral("words"));
  QDragEnterEvent other(QPoint(300, 300), Qt::CopyAction, &words, Qt::LeftButton, Qt::NoModifier);
  other.ignore();
  QCoreApplication::sendEvent(dialog_.get(), &other);
  EXPECT_FALSE(other.isAccepted());
  // While it is being added nothing else is taken, and the dialog stays until that is done.
  QSignalSpy added(dialog_.get(), &DatasetDialog::added);
  QTest::mouseClick(add(), Qt::LeftButton);
  QTest::keyClick(dialog_.get(), Qt::Key_Escape);
  EXPECT_TRUE(dialog_->isVisible());
  enter.ignore();
  QCoreApplication::sendEvent(dialog_.get(), &enter);
  EXPECT_FALSE(enter.isAccepted());
  EXPECT_TRUE(waitFor([&] { return added.count() == 1; }));
  EXPECT_FALSE(dialog_->isVisible());
}

TEST_F(DatasetDialogTest, ItClosesAtOnceWhileItReads) {
  std::atomic<bool> started{false}, release{false};
  writePets(folder_ / "pets");
  auto* dialog = new DatasetDialog(nullptr, [&](const DatasetQuery&, const ParallelFor&) -> data::Dataset {
    started = true;
    release.wait(false);
    throw Error(ErrorKind::Data, "late");
  });
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->show();
  const QPointer<DatasetDialog> guard(dialog);
  dialog->setPath(of(folder_ / "pets"));
  ASSERT_TRUE(waitFor([&] { return started.load(); }));
  EXPECT_TRUE(dialog->findChild<QLabel*>(QStringLiteral("progress"))->isVisible());
  EXPECT_FALSE(dialog->findChild<QPushButton*>(QStringLiteral("add"))->isEnabled());
  dialog->reject();
  EXPECT_TRUE(waitFor([&] { return guard.isNull(); }));
  release = true;
  release.notify_all();
  QThreadPool::globalInstance()->waitForDone();
  settle();
}

TEST_F(DatasetDialogTest, EveryControlHasAnAccessibleName) {
  const auto named = [](const QWidget* widget) {
    return !widget->accessibleName().isEmpty() || qobject_cast<const QPushButton*>(widget) != nullptr;
  };
  for (const QWidget* widget : dialog_->findChildren<QWidget*>()) {
    const bool internal = widget->objectName().startsWith(QLatin1String("qt_"));
    if (widget->focusPolicy() == Qt::NoFocus || internal || widget->focusProxy() != nullptr) continue;
    EXPECT_TRUE(named(widget)) << widget->metaObject()->className() << ' '
                               << widget->objectName().toStdString();
  }
}

}  // namespace
}  // namespace skewscope::ui
