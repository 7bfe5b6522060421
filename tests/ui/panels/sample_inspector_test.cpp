#include "ui/panels/sample_inspector.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <cmath>
#include <fstream>

#include "core/report/neighbours.h"
#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/mapped_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/models/store_service.h"
#include "ui/panels/sample_views.h"
#include "ui/panels/thumbnail_list.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct SampleInspectorTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service = std::make_unique<StoreService>(path);
  QString engine;
  std::unique_ptr<SampleInspector> inspector =
      std::make_unique<SampleInspector>(*service, [this] { return engine; });

  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    inspector.reset();
    service.reset();
  }
  QString add(const Mapped& mapped) { return QString::fromStdString(addMappedRun(*store, mapped)); }
  template <typename Widget>
  Widget& part(const char* name) const {
    return *inspector->findChild<Widget*>(QLatin1String(name));
  }
  QString said(const char* name) const { return part<QLabel>(name).text(); }
  bool shown(std::int64_t image) const {
    return waitFor([&] {
      return inspector->windowTitle() == QStringLiteral("Test image %1").arg(image) &&
             !part<SampleViews>("picture").images().empty() &&
             part<SampleViews>("views").images().size() == 8;
    });
  }
  /// A program that writes its arguments to a file and prints what the engine would.
  void fakeEngine(const std::string& json) {
    const auto script = folder.path() / "engine.sh";
    std::ofstream(script) << "#!/bin/sh\necho \"$@\" > '" << (folder.path() / "asked").string()
                          << "'\ncat << END\n"
                          << json << "\nEND\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    engine = QString::fromStdString(script.string());
  }
};

TEST_F(SampleInspectorTest, ShowsTheImageAndWhatItWasTakenFor) {
  const QString a = add({.name = "first"}), b = add({.name = "second"});
  const std::int64_t image = 10;  // 10 % 7 == 3: taken for another class
  inspector->showSample({a, b}, image);
  ASSERT_TRUE(shown(image));
  const auto& data = shapesForTests();
  const QImage& picture = part<SampleViews>("picture").images().front();
  const auto pixels = data.test.image(image);
  EXPECT_EQ(picture.size(), QSize(data.test.width, data.test.height));
  EXPECT_EQ(picture.pixelColor(1, 0), QColor(pixels[3], pixels[4], pixels[5]));
  const int label = data.test.labels[static_cast<std::size_t>(image)];
  const auto name = [&](int index) {
    return QString::fromStdString(data.test.classNames[static_cast<std::size_t>(index % 10)]);
  };
  EXPECT_TRUE(said("facts").contains(name(label)));
  EXPECT_TRUE(said("facts").contains(QStringLiteral("training image")));
  const auto& table = part<QTableWidget>("predictions");
  ASSERT_EQ(table.rowCount(), 4);  // two accuracies of each run
  ASSERT_EQ(table.columnCount(), 3);
  EXPECT_EQ(table.verticalHeaderItem(0)->text(), QStringLiteral("first · head"));
  EXPECT_EQ(table.item(0, 2)->text(), name(label + 1));
  EXPECT_EQ(table.item(0, 2)->data(Qt::AccessibleTextRole).toString(),
            name(label + 1) + QStringLiteral(", wrong"));
  EXPECT_EQ(table.item(1, 2)->text(), name(label));
  EXPECT_EQ(table.item(1, 0)->text(), QString::fromUtf8("–"));
  EXPECT_EQ(table.item(1, 0)->data(Qt::AccessibleTextRole).toString(), QStringLiteral("not measured"));
  part<QToolButton>("copyTable").menu()->actions().at(3)->trigger();  // CSV
  EXPECT_EQ(QApplication::clipboard()->text().count(u'\n'), 5);
  settle();
  screenshot(*inspector, QStringLiteral("sample_inspector"));
  applyScheme(*qApp, ColourScheme::Dark);
  settle();
  screenshot(*inspector, QStringLiteral("sample_inspector_dark"));
}

TEST_F(SampleInspectorTest, NeighboursAreThoseOfTheComponentsAndCanBeFollowed) {
  const QString id = add({});
  const auto map = store::Reader(path).featureMap(id.toStdString());
  const std::int64_t image = map->images[40];
  inspector->showSample({id}, image);
  ASSERT_TRUE(shown(image));
  std::vector<std::int64_t> expected;
  for (const auto& near : report::nearestByCosine(map->components, 3, 40, 10))
    expected.push_back(map->images[static_cast<std::size_t>(near.row)]);
  auto& neighbours = part<ThumbnailList>("neighbours");
  EXPECT_EQ(neighbours.images(), expected);
  EXPECT_TRUE(
      neighbours.model()->index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("cosine")));
  neighbours.setFocus();
  neighbours.setCurrentIndex(neighbours.model()->index(1, 0));
  QTest::keyClick(&neighbours, Qt::Key_Return);
  ASSERT_TRUE(shown(expected[1]));
  QTest::mouseClick(&part<QToolButton>("back"), Qt::LeftButton);
  EXPECT_TRUE(shown(image));
  EXPECT_TRUE(waitFor([&] { return !part<QToolButton>("back").isEnabled(); }));
  inspector->showSample({add({.map = false})}, image);
  EXPECT_TRUE(waitFor([&] { return said("nearNote").contains(QStringLiteral("no feature map")); }));
  inspector->showSample({id}, map->images.back() + 1);
  EXPECT_TRUE(waitFor([&] { return said("nearNote").contains(QStringLiteral("not one of those")); }));
}

TEST_F(SampleInspectorTest, AgainDrawsOtherViews) {
  inspector->showSample({add({})}, 4);
  ASSERT_TRUE(shown(4));
  const auto before = part<SampleViews>("views").images();
  auto& again = part<QPushButton>("again");
  again.setFocus();
  QTest::keyClick(&again, Qt::Key_Space);
  EXPECT_TRUE(waitFor([&] { return part<SampleViews>("views").images() != before; }));
}

TEST_F(SampleInspectorTest, GradCamIsAskedOfTheEngine) {
  const QString a = add({.name = "first"}), b = add({.name = "second"});
  inspector->showSample({a, b}, 10);
  ASSERT_TRUE(shown(10));
  auto& gaze = part<QPushButton>("gradCam");
  QTest::mouseClick(&gaze, Qt::LeftButton);  // there is no engine
  EXPECT_TRUE(said("gazeNote").contains(QStringLiteral("not found"))) << said("gazeNote").toStdString();
  const int side = shapesForTests().test.width, pixels = side * shapesForTests().test.height;
  std::string values;
  for (int i = 0; i < pixels; ++i)
    values += (i == 0 ? "" : ",") +
              std::to_string(
                  std::exp(-(std::pow(i % side - side / 3, 2) + std::pow(i / side - side / 2, 2)) / side));
  fakeEngine(R"({"predicted":2,"true_class":0,"scores":[0.1,0.2,0.7],"map":[)" + values + "]}");
  auto& run = part<QComboBox>("run");
  run.setCurrentIndex(1);
  emit run.activated(1);
  ASSERT_TRUE(waitFor([&] { return run.currentText() == QStringLiteral("second") && gaze.isEnabled(); }));
  settle();
  auto& target = part<QComboBox>("target");
  target.setCurrentIndex(1);
  QTest::mouseClick(&gaze, Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return part<SampleViews>("picture").hasHeat(); }))
      << said("gazeNote").toStdString();
  QFile asked(QString::fromStdString((folder.path() / "asked").string()));
  ASSERT_TRUE(asked.open(QIODevice::ReadOnly));
  EXPECT_EQ(QString::fromUtf8(asked.readAll()).trimmed(),
            QStringLiteral("explain %1 --image 10 --target true --store %2 --json")
                .arg(b, QString::fromStdString(path.string())));
  EXPECT_TRUE(said("gazeNote").contains(QStringLiteral("70 %"))) << said("gazeNote").toStdString();
  settle();
  screenshot(*inspector, QStringLiteral("sample_gaze"));
  part<QCheckBox>("overlay").click();
  EXPECT_FALSE(part<SampleViews>("picture").hasHeat());
  part<QCheckBox>("overlay").click();
  EXPECT_TRUE(part<SampleViews>("picture").hasHeat());
  fakeEngine("broken");
  QTest::mouseClick(&gaze, Qt::LeftButton);
  EXPECT_TRUE(waitFor([&] { return said("gazeNote").contains(QStringLiteral("no answer")); }));
}

TEST_F(SampleInspectorTest, WhatIsNotThereIsSaid) {
  inspector->showSample({add({.checkpoint = false})}, 1'000'000);
  EXPECT_TRUE(waitFor([&] { return said("facts").contains(QStringLiteral("There is no test image")); }));
  const QString id = add({.digest = "of images that exist nowhere", .checkpoint = false});
  inspector->showSample({id}, 1);
  EXPECT_TRUE(waitFor([&] { return said("viewsNote").contains(QStringLiteral("digest")); }))
      << said("viewsNote").toStdString();
  EXPECT_FALSE(part<QPushButton>("gradCam").isEnabled());
  EXPECT_FALSE(part<QPushButton>("again").isEnabled());
  EXPECT_TRUE(part<SampleViews>("picture").images().empty());
}

}  // namespace
}  // namespace skewscope::ui
