#include "ui/panels/map_panel.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>

#include "core/spec/protocols.h"
#include "core/store/reader.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/mapped_runs.h"
#include "tests/ui/support/screenshot.h"
#include "tests/ui/support/wait.h"
#include "ui/engine/run_controller.h"
#include "ui/export/figure_dialog.h"
#include "ui/export/figure_editor.h"
#include "ui/models/store_service.h"
#include "ui/panels/map_tile.h"
#include "ui/panels/thumbnail_list.h"
#include "ui/plots/map_view.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

struct MapPanelTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::unique_ptr<StoreService> service = std::make_unique<StoreService>(path);
  std::unique_ptr<RunController> controller = std::make_unique<RunController>(*service);
  std::unique_ptr<MapPanel> panel = std::make_unique<MapPanel>(*service, *controller);

  void SetUp() override {
    controller->setEngine(QStringLiteral("/nowhere/engine"));
    panel->resize(980, 720);
    panel->show();
  }
  void TearDown() override {
    applyScheme(*qApp, ColourScheme::Light);
    panel.reset();
    controller.reset();
    service.reset();
  }
  QString add(const Mapped& mapped) { return QString::fromStdString(addMappedRun(*store, mapped)); }
  void show(const QStringList& ids) { panel->setRuns(ids); }
  MapTile& tile(int index) const { return *panel->findChild<MapTile*>(QStringLiteral("tile%1").arg(index)); }
  MapView& view(int index = 0) const { return tile(index).view(); }
  bool drawn(int index = 0) const {
    return waitFor([&] { return !view(index).points()->isEmpty() && view(index).isVisible(); });
  }
  void choose(const char* chip) const { panel->findChild<QAbstractButton*>(QLatin1String(chip))->click(); }
  QListWidget& legend() const { return *panel->findChild<QListWidget*>(QStringLiteral("legend")); }
  ThumbnailList& images() const { return *panel->findChild<ThumbnailList*>(); }
  QString caption() const { return panel->findChild<QLabel*>(QStringLiteral("selection"))->text(); }
  std::vector<std::int64_t> selected() const {
    std::vector<std::int64_t> chosen;
    for (const auto& image : panel->viewState()[QStringLiteral("selected")].toArray())
      chosen.push_back(image.toInteger());
    return chosen;
  }
  /// Images of a class in the map, ascending.
  static std::vector<std::int64_t> imagesOf(const MapPoints& points, int label) {
    std::vector<std::int64_t> found;
    for (const std::int64_t image : points.images) {
      if (shapesForTests().test.labels[static_cast<std::size_t>(image)] == label) found.push_back(image);
    }
    return found;
  }
  /// The middle of a class on the widget, and how far its points are from it.
  static std::pair<QPointF, double> clusterOf(const MapView& map, int label) {
    QPointF middle;
    int count = 0;
    std::vector<QPointF> places;
    for (std::size_t i = 0; i < map.points()->images.size(); ++i) {
      const auto image = static_cast<std::size_t>(map.points()->images[i]);
      if (shapesForTests().test.labels[image] != label) continue;
      places.push_back(map.position(i));
      middle += places.back();
      ++count;
    }
    middle /= count;
    double reach = 0;
    for (const QPointF& place : places) reach = std::max(reach, QLineF(middle, place).length());
    return {middle, reach};
  }
  /// Draws a ring around a class with the mouse.
  static void ring(MapView& map, int label, Qt::KeyboardModifiers modifiers = {}) {
    const auto [middle, reach] = clusterOf(map, label);
    const auto at = [middle = middle, reach = reach](int step) {
      const double angle = 2 * 3.14159265 * step / 24;
      return (middle + (reach + 5) * QPointF(std::cos(angle), std::sin(angle))).toPoint();
    };
    QTest::mousePress(&map, Qt::LeftButton, modifiers, at(0));
    for (int step = 1; step < 24; ++step) QTest::mouseMove(&map, at(step));
    QTest::mouseRelease(&map, Qt::LeftButton, modifiers, at(23));
  }
};

TEST_F(MapPanelTest, SaysWhatToDoWhereThereIsNoMap) {
  const auto message = [&] { return tile(0).findChild<QLabel*>(QStringLiteral("message"))->text(); };
  auto* compute = tile(0).findChild<QAbstractButton*>(QStringLiteral("compute"));
  EXPECT_TRUE(message().contains(QStringLiteral("Choose a run")));
  screenshot(*panel, QStringLiteral("map_empty"));
  const QString id = add({.map = false});
  show({id});
  ASSERT_TRUE(waitFor([&] { return compute->isVisible(); }));
  screenshot(*panel, QStringLiteral("map_compute"));
  QTest::mouseClick(compute, Qt::LeftButton);
  // It is asked for, and says so as soon as the store does.
  ASSERT_TRUE(waitFor([&] { return message().contains(QStringLiteral("asked for")); }))
      << message().toStdString();
  EXPECT_FALSE(compute->isVisible());
  store::Reader reader(path);
  const auto wanted = reader.wantedEvaluations(id.toStdString());
  ASSERT_EQ(wanted.size(), 1U);
  EXPECT_EQ(spec::evaluationFromJson(wanted[0]).protocols, std::vector{spec::Protocol::FeatureMap});
  const QString gone = add({.name = "gone", .map = false, .checkpoint = false});
  show({gone});
  EXPECT_TRUE(waitFor([&] { return message().contains(QStringLiteral("no checkpoint")); }));
}

TEST_F(MapPanelTest, ALassoSelectsAndShiftAddsAndControlTakesAway) {
  show({add({})});
  ASSERT_TRUE(drawn());
  QSignalSpy changed(panel.get(), &MapPanel::viewChanged);
  ring(view(), 3);
  const auto three = imagesOf(*view().points(), 3), five = imagesOf(*view().points(), 5);
  ASSERT_FALSE(three.empty());
  EXPECT_EQ(selected(), three);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(images().images(), three);
  EXPECT_TRUE(caption().contains(QStringLiteral("%1 images selected").arg(three.size())))
      << caption().toStdString();
  ring(view(), 5, Qt::ShiftModifier);
  std::vector<std::int64_t> both;
  std::ranges::set_union(three, five, std::back_inserter(both));
  EXPECT_EQ(selected(), both);
  ASSERT_TRUE(waitFor([&] {  // the pictures themselves, once the images have been read
    const auto picture = images().model()->index(0, 0).data(Qt::DecorationRole).value<QPixmap>();
    return picture.toImage().pixelColor(0, 0) != tokens().grid;
  }));
  settle();
  screenshot(*panel, QStringLiteral("map_selected"));
  ring(view(), 3, Qt::ControlModifier);
  EXPECT_EQ(selected(), five);
  QTest::keyClick(&view(), Qt::Key_Escape);
  EXPECT_TRUE(selected().empty());
  EXPECT_FALSE(images().isVisible());
}

TEST_F(MapPanelTest, ABoxSelectsAndMoveDragsTheMap) {
  show({add({})});
  ASSERT_TRUE(drawn());
  choose("rectangle");
  const auto [middle, reach] = clusterOf(view(), 7);
  const QPointF corner(reach + 4, reach + 4);
  QTest::mousePress(&view(), Qt::LeftButton, {}, (middle - corner).toPoint());
  QTest::mouseMove(&view(), middle.toPoint());
  QTest::mouseMove(&view(), (middle + corner).toPoint());
  QTest::mouseRelease(&view(), Qt::LeftButton, {}, (middle + corner).toPoint());
  const auto seven = imagesOf(*view().points(), 7);
  EXPECT_EQ(selected(), seven);
  choose("move");
  settle();  // the pictures of the selection have taken their room
  const QPointF place = clusterOf(view(), 7).first;
  QWheelEvent wheel(place, view().mapToGlobal(place), {}, {0, 360}, Qt::NoButton, {}, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(&view(), &wheel);
  EXPECT_GT(view().zoom(), 1.5);
  // The point under the pointer stays there.
  EXPECT_NEAR(QLineF(clusterOf(view(), 7).first, place).length(), 0, 1);
  const QPointF before = view().position(0);
  QTest::mousePress(&view(), Qt::LeftButton, {}, {100, 100});
  QTest::mouseMove(&view(), {110, 95});
  QTest::mouseRelease(&view(), Qt::LeftButton, {}, {110, 95});
  EXPECT_NEAR(view().position(0).x() - before.x(), 10, 0.01);
  EXPECT_NEAR(view().position(0).y() - before.y(), -5, 0.01);
  EXPECT_EQ(selected(), seven);
  choose("wholeMap");
  EXPECT_EQ(view().zoom(), 1);
}

TEST_F(MapPanelTest, KeysDoWhatTheMouseDoes) {
  const QString id = add({});
  show({id});
  ASSERT_TRUE(drawn());
  view().setFocus();
  QSignalSpy opened(panel.get(), &MapPanel::imageOpened);
  QTest::keyClick(&view(), Qt::Key_Right);
  EXPECT_FALSE(view().accessibleDescription().isEmpty());
  QTest::keyClick(&view(), Qt::Key_Right);
  QTest::keyClick(&view(), Qt::Key_Space);
  ASSERT_EQ(selected().size(), 1U);
  const std::int64_t image = selected().front();
  EXPECT_TRUE(view().accessibleDescription().contains(QString::number(image)));
  QTest::keyClick(&view(), Qt::Key_Return);
  ASSERT_EQ(opened.count(), 1);
  EXPECT_EQ(opened[0][0].toString(), id);
  EXPECT_EQ(opened[0][1].toLongLong(), image);
  QTest::keyClick(&view(), Qt::Key_Space);
  EXPECT_TRUE(selected().empty());
  QTest::keyClick(&view(), Qt::Key_Plus);
  EXPECT_GT(view().zoom(), 1);
  QTest::keyClick(&view(), Qt::Key_0);
  EXPECT_EQ(view().zoom(), 1);
  QTest::keyClick(&view(), Qt::Key_A, Qt::ControlModifier);
  EXPECT_EQ(selected(), view().points()->images);
  images().setFocus();
  images().setCurrentIndex(images().model()->index(4, 0));
  QTest::keyClick(&images(), Qt::Key_Return);
  ASSERT_EQ(opened.count(), 2);
  EXPECT_EQ(opened[1][1].toLongLong(), view().points()->images[4]);
}

TEST_F(MapPanelTest, TheLegendSelectsItsImages) {
  show({add({})});
  ASSERT_TRUE(drawn());
  ASSERT_EQ(legend().count(), 10);
  legend().setFocus();
  legend().setCurrentRow(2);
  const auto expected = [&](int row) {
    std::vector<std::int64_t> found;
    for (std::size_t i = 0; i < view().points()->images.size(); ++i) {
      if (view().points()->groupOf[i] == row) found.push_back(view().points()->images[i]);
    }
    return found;
  };
  EXPECT_EQ(selected(), expected(2));
  QTest::keyClick(&legend(), Qt::Key_Down);
  EXPECT_EQ(selected(), expected(3));
  choose("correct");
  ASSERT_EQ(legend().count(), 2);
  legend().setCurrentRow(1);
  ASSERT_FALSE(selected().empty());
  for (const std::int64_t image : selected()) EXPECT_TRUE(isMistaken(image));
  EXPECT_TRUE(caption().contains(QStringLiteral("0 % of them are recognised"))) << caption().toStdString();
  screenshot(*panel, QStringLiteral("map_correct"));
  // A probe that takes nothing for anything else.
  auto* metric = panel->findChild<QComboBox*>(QStringLiteral("metric"));
  ASSERT_TRUE(metric->isVisible());
  metric->setCurrentIndex(metric->findData(QStringLiteral("probe_accuracy")));
  emit metric->activated(metric->currentIndex());
  EXPECT_TRUE(waitFor([&] { return caption().contains(QStringLiteral("100 % of them")); }));
}

TEST_F(MapPanelTest, TwoMapsShareTheSelection) {
  const QString a = add({.name = "first"}), b = add({.name = "second", .weights = true, .turn = 2});
  show({a, b});
  ASSERT_TRUE(drawn(1));
  ring(view(1), 4);
  EXPECT_EQ(selected(), imagesOf(*view(0).points(), 4));
  settle();
  screenshot(*panel, QStringLiteral("map_two"));
  applyScheme(*qApp, ColourScheme::Dark);
  choose("weights");
  EXPECT_TRUE(view(1).points()->groups[0].detail.contains(QStringLiteral("w =")));
  EXPECT_TRUE(legend().item(0)->text().contains(QStringLiteral("w =")));  // the first run has none
  settle();
  screenshot(*panel, QStringLiteral("map_two_dark"));
  const QString other = add({.name = "other data", .digest = "another digest"});
  show({a, other});
  auto* message = tile(1).findChild<QLabel*>(QStringLiteral("message"));
  EXPECT_TRUE(waitFor([&] { return message->text().contains(QStringLiteral("other data")); }));
  show({a});
  EXPECT_TRUE(waitFor([&] { return !tile(1).isVisible(); }));
}

TEST_F(MapPanelTest, TheProjectionsAreTheStoredOnes) {
  const QString id = add({});
  show({id});
  ASSERT_TRUE(drawn());
  const auto map = store::Reader(path).featureMap(id.toStdString());
  EXPECT_FLOAT_EQ(static_cast<float>(view().points()->places[5].x()), map->map[10]);
  choose("components");
  EXPECT_FLOAT_EQ(static_cast<float>(view().points()->places[5].y()), map->components[16]);
  ring(view(), 2);
  auto* copy = panel->findChild<QToolButton*>(QStringLiteral("copyTable"));
  copy->menu()->actions().at(3)->trigger();  // CSV
  const QStringList lines = QApplication::clipboard()->text().trimmed().split(u'\n');
  EXPECT_EQ(static_cast<std::size_t>(lines.size()), imagesOf(*view().points(), 2).size() + 1);
  EXPECT_TRUE(lines[1].contains(QString::fromStdString(shapesForTests().test.classNames[2])));
}

TEST_F(MapPanelTest, AViewComesBackAndStrangeOnesAreIgnored) {
  show({add({})});
  ASSERT_TRUE(drawn());
  choose("components");
  choose("correct");
  choose("rectangle");
  ring(view(), 1);
  QTest::keyClick(&view(), Qt::Key_A, Qt::ControlModifier);
  const QJsonObject state = panel->viewState();
  QSignalSpy changed(panel.get(), &MapPanel::viewChanged);
  panel->setViewState({});
  EXPECT_EQ(panel->viewState(), state);
  panel->setViewState({{QStringLiteral("projection"), 3},
                       {QStringLiteral("colouring"), QStringLiteral("none")},
                       {QStringLiteral("selected"), QJsonArray({-1, 1e300, QStringLiteral("x"), 4, 4, 2})}});
  EXPECT_EQ(selected(), (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(panel->viewState()[QStringLiteral("projection")], state[QStringLiteral("projection")]);
  panel->setViewState(state);
  EXPECT_EQ(panel->viewState(), state);
  EXPECT_EQ(changed.count(), 0);
}

TEST_F(MapPanelTest, ItsFigureIsTheMapsOnScreen) {
  const auto figure = [&] {
    panel->exportAction()->trigger();
    auto* dialog = panel->findChild<FigureDialog*>();
    EXPECT_NE(dialog, nullptr);
    const report::FigureSpec spec = dialog->findChild<FigureEditor*>()->spec();
    delete dialog;
    return spec;
  };
  auto* button = panel->findChild<QToolButton*>(QStringLiteral("mapExport"));
  EXPECT_FALSE(panel->exportAction()->isEnabled());
  const QString none = add({.name = "none", .map = false}), a = add({.name = "first"}),
                b = add({.name = "second", .weights = true});
  show({none});
  ASSERT_TRUE(waitFor([&] { return tile(0).run() != nullptr; }));
  EXPECT_FALSE(button->isEnabled()) << "there is no map";
  show({a, b});
  ASSERT_TRUE(drawn(1));
  ASSERT_TRUE(button->isEnabled());
  report::FigureSpec spec = figure();
  EXPECT_EQ(spec.kind, report::FigureKind::Map);
  EXPECT_EQ(spec.runs, (std::vector<std::string>{a.toStdString(), b.toStdString()}));
  EXPECT_EQ(report::viewOf(spec), "tsne");
  EXPECT_EQ(spec.colouring, MapColouring::Classes);
  EXPECT_EQ(spec.widthMm, 174);
  EXPECT_EQ(report::problemOf(spec), "");
  choose("components");
  choose("correct");
  auto* metric = panel->findChild<QComboBox*>(QStringLiteral("metric"));
  metric->setCurrentIndex(metric->findData(QStringLiteral("probe_accuracy")));
  emit metric->activated(metric->currentIndex());
  ASSERT_TRUE(waitFor([&] { return tile(1).run()->metric == "probe_accuracy"; }));
  spec = figure();
  EXPECT_EQ(report::viewOf(spec), "components");
  EXPECT_EQ(spec.colouring, MapColouring::Correct);
  EXPECT_EQ(spec.measures, std::vector<std::string>{"probe_accuracy"});
  // What has no map is left out.
  show({none, b});
  ASSERT_TRUE(waitFor([&] { return view(0).points()->isEmpty() && !view(1).points()->isEmpty(); }));
  choose("weights");
  spec = figure();
  EXPECT_EQ(spec.runs, std::vector<std::string>{b.toStdString()});
  EXPECT_EQ(spec.colouring, MapColouring::Weights);
  EXPECT_EQ(spec.widthMm, 84);
  show({});
  ASSERT_TRUE(waitFor([&] { return !button->isEnabled(); }));
}

TEST_F(MapPanelTest, AMapThatIsMadeAppearsByItself) {
  const QString id = add({.map = false});
  show({id});
  auto* compute = tile(0).findChild<QAbstractButton*>(QStringLiteral("compute"));
  ASSERT_TRUE(waitFor([&] { return compute->isVisible(); }));
  const auto made = store::Reader(path).featureMap(add({.name = "other"}).toStdString());
  store::EpochRows rows;
  rows.epoch = 3;
  rows.featureMap = made;
  store->writeEpoch(id.toStdString(), rows);
  EXPECT_TRUE(drawn());
}

TEST_F(MapPanelTest, ThousandsOfPointsDoNotStall) {
  store::Store& file = *store;
  const QString id = add({.map = false});
  store::FeatureMap map;
  map.dataDigest = shapesForTests().digest;
  map.dimensions = 2;
  map.protocol = "{}";
  for (int i = 0; i < 5000; ++i) {
    map.images.push_back(i);
    for (auto* values : {&map.components, &map.map}) {
      values->push_back(static_cast<float>(i % 71) + 0.01F * static_cast<float>(i % 13));
      values->push_back(static_cast<float>(i / 71));
    }
  }
  store::EpochRows rows;
  rows.epoch = 3;
  rows.featureMap = map;
  file.writeEpoch(id.toStdString(), rows);
  show({id});
  ASSERT_TRUE(drawn());
  const auto milliseconds = [&](const std::function<void()>& event) {
    double least = 1e9;
    for (int i = 0; i < 5; ++i) {
      QElapsedTimer timer;
      timer.start();
      event();
      view().repaint();
      least = std::min(least, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return least;
  };
  const double zoomed = milliseconds([&] { QTest::keyClick(&view(), Qt::Key_0); });  // all in sight
  const double chosen = milliseconds([&] {
    QTest::keyClick(&view(), Qt::Key_Escape);
    QTest::keyClick(&view(), Qt::Key_A, Qt::ControlModifier);
  });
  std::cout << "zoom " << zoomed << " ms, selection of all " << chosen << " ms\n";
  EXPECT_EQ(selected().size(), 5000U);
  // Sixteen on a free machine; this is a guard against another order of magnitude.
  EXPECT_LT(zoomed, 100);
  EXPECT_LT(chosen, 200);
}

}  // namespace
}  // namespace skewscope::ui
