#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QTranslator>
#include <QXmlStreamReader>
#include <cmath>
#include <numbers>
#include <set>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/mapped_runs.h"
#include "ui/export/figure.h"
#include "ui/export/figure_command.h"
#include "ui/export/figure_table.h"
#include "ui/export/pgfplots.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/plots/legend.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using report::FigureKind;
using report::FigurePalette;
using report::FigureSpec;

/// A map of all test images: long clouds that touch, the rarer the class the more.
store::FeatureMap clouds(double turn) {
  const data::Dataset& data = shapesForTests();
  store::FeatureMap map;
  map.dataDigest = data.digest;
  map.dimensions = 3;
  map.protocol = "{}";
  Random random({.seed = 5, .purpose = Purpose::Toy});
  for (std::size_t i = 0; i < data.test.labels.size(); ++i) {
    map.images.push_back(static_cast<std::int64_t>(i));
    const int label = data.test.labels[i];
    const double angle = turn + 2 * std::numbers::pi * label / 10, away = 30 - 1.5 * label;
    const double along = 8 * random.normal(), aside = 2.5 * random.normal();
    const double x = away * std::cos(angle) + along * std::cos(2 * angle) - aside * std::sin(2 * angle);
    const double y = away * std::sin(angle) + along * std::sin(2 * angle) + aside * std::cos(2 * angle);
    map.map.push_back(static_cast<float>(x));
    map.map.push_back(static_cast<float>(y));
    for (const double value : {0.1 * x + random.normal(), 0.05 * y + random.normal(), random.normal()})
      map.components.push_back(static_cast<float>(value));
  }
  return map;
}

struct MapFigure : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::unique_ptr<store::Store> store = store::Store::open(path);
  std::string a, b;

  void SetUp() override {
    a = add({.name = "supervised"}, 0);
    b = add({.name = "rwSAM", .weights = true}, 0.4);
  }
  std::string add(Mapped mapped, double turn) const {
    mapped.map = false;
    const std::string id = addMappedRun(*store, mapped);
    store::EpochRows rows;
    rows.epoch = 3;
    rows.featureMap = clouds(turn);
    store->writeEpoch(id, rows);
    return id;
  }
  FigureSpec map(MapColouring colouring = MapColouring::Classes, const char* view = "tsne") const {
    FigureSpec spec;
    spec.kind = FigureKind::Map;
    spec.runs = {a, b};
    spec.widthMm = 174;
    spec.heightMm = 84;
    spec.colouring = colouring;
    spec.view = view;
    return spec;
  }
  FigureSpec one(const std::string& run, MapColouring colouring = MapColouring::Classes,
                 const char* view = "tsne") const {
    FigureSpec spec = map(colouring, view);
    spec.runs = {run};
    spec.widthMm = 84;
    return spec;
  }
  FigureContent content(const FigureSpec& spec) const {
    store::Reader reader(path);
    return styled(readFigure(reader, spec), spec);
  }
  MapChart chart(const FigureSpec& spec) const { return std::get<MapChart>(content(spec).plot); }
  store::FeatureMap stored(const std::string& run) const { return *store::Reader(path).featureMap(run); }
  /// For people to look at; else in the temporary folder.
  QString kept(const QString& name) const {
    const QString base = qEnvironmentVariable("SKEWSCOPE_SCREENSHOTS");
    if (base.isEmpty()) return QString::fromStdString((folder.path() / name.toStdString()).string());
    QDir().mkpath(base);
    return QDir(base).filePath(name);
  }
  static QByteArray read(const QString& file) {
    QFile opened(file);
    EXPECT_TRUE(opened.open(QIODevice::ReadOnly)) << file.toStdString();
    return opened.readAll();
  }
};

TEST_F(MapFigure, ItsPointsAreThoseOfTheStore) {
  const FigureContent both = content(map());
  const auto& tsne = std::get<MapChart>(both.plot);
  ASSERT_EQ(tsne.panels.size(), 2U);
  EXPECT_EQ(both.origin.runs.size(), 2U);
  EXPECT_EQ(both.predictors, (std::vector<std::string>{"head_accuracy", "probe_accuracy"}));
  for (std::size_t p = 0; p < 2; ++p) {
    const store::FeatureMap values = stored(p == 0 ? a : b);
    const MapPoints& points = tsne.panels[p].points;
    ASSERT_EQ(points.images, values.images);
    for (std::size_t i = 0; i < points.places.size(); ++i) {
      EXPECT_EQ(points.places[i].x(), static_cast<double>(values.map[2 * i]));
      EXPECT_EQ(points.places[i].y(), static_cast<double>(values.map[2 * i + 1]));
    }
  }
  EXPECT_EQ(tsne.panels[0].title, QStringLiteral("supervised, epoch 3"));
  const MapChart components = chart(one(b, MapColouring::Correct, "components"));
  EXPECT_EQ(components.panels[0].points.places[7].y(), static_cast<double>(stored(b).components[3 * 7 + 1]));
  EXPECT_EQ(components.title, QStringLiteral("rwSAM (head), epoch 3: principal components"));
  // A third run is of no map.
  FigureSpec three = map();
  three.runs.push_back(a);
  EXPECT_EQ(chart(three).panels.size(), 2U);
}

TEST_F(MapFigure, RightAndWrongAreThoseOfTheAccuracyThatIsChosen) {
  const auto wrong = [&](const FigureSpec& spec) {
    const MapPoints points = chart(spec).panels[0].points;
    std::vector<std::int64_t> images;
    for (std::size_t i = 0; i < points.images.size(); ++i) {
      if (points.groups[static_cast<std::size_t>(points.groupOf[i])].sign == Marker::Cross)
        images.push_back(points.images[i]);
    }
    return images;
  };
  FigureSpec spec = one(a, MapColouring::Correct);
  for (const std::int64_t image : wrong(spec)) EXPECT_TRUE(isMistaken(image));
  EXPECT_EQ(wrong(spec).size(), 286U);  // every seventh of 2,000
  spec.measures = {"probe_accuracy"};
  EXPECT_TRUE(wrong(spec).empty());
  EXPECT_TRUE(chart(spec).title.contains(QStringLiteral("(probe)")));
}

TEST_F(MapFigure, ARunWithoutAMapSaysWhatToDo) {
  const std::string none = addMappedRun(*store, {.name = "none", .map = false});
  FigureSpec spec = one(none);
  const FigureContent empty = content(spec);
  EXPECT_TRUE(empty.isEmpty());
  EXPECT_TRUE(empty.message().contains(QStringLiteral("No map yet")));
  EXPECT_TRUE(empty.message().contains(QStringLiteral("--protocol feature-map")));
  const QString file = kept(QStringLiteral("none.pdf"));
  EXPECT_TRUE(writeFigure(file, empty, spec).contains(empty.message()));
  EXPECT_FALSE(QFile::exists(file));
  // Beside one that has a map it has a panel with the message.
  spec = map();
  spec.runs = {a, none};
  const FigureContent half = content(spec);
  EXPECT_FALSE(half.isEmpty());
  EXPECT_EQ(std::get<MapChart>(half.plot).panels[1].message, empty.message());
  for (const char* suffix : {"png", "tikz", "csv"})
    EXPECT_EQ(writeFigure(kept(QStringLiteral("map_half.") + QLatin1String(suffix)), half, spec), QString());
  EXPECT_EQ(read(kept(QStringLiteral("map_half.csv"))).count('\n'), 2 + 1 + 2000);
  const std::string gone = addMappedRun(*store, {.name = "gone", .map = false, .checkpoint = false});
  EXPECT_TRUE(content(one(gone)).message().contains(QStringLiteral("no checkpoint")));
  EXPECT_FALSE(content(one(gone)).message().contains(QStringLiteral("--protocol"))) << "of no use";
  const std::string other = addMappedRun(*store, {.name = "other", .digest = "another digest"});
  spec.runs = {a, other};
  EXPECT_TRUE(chart(spec).panels[1].message.contains(QStringLiteral("other data")));
  EXPECT_TRUE(chart(spec).panels[1].points.isEmpty());
  EXPECT_TRUE(content(one(a, MapColouring::Weights)).message().contains(QStringLiteral("rwSAM")));
  EXPECT_FALSE(chart(map(MapColouring::Weights)).isEmpty()) << "the second run has weights";
  spec.runs = {};
  EXPECT_THROW(content(spec), Error);
  spec.runs = {"11111111-2222-3333-4444-555555555555"};
  EXPECT_THROW(content(spec), Error);
}

TEST_F(MapFigure, EveryFormatIsWrittenAndDrawingsOpenAgain) {
  for (const auto& colouring : report::mapColourings()) {
    for (const auto view : report::figureViews(FigureKind::Map)) {
      for (const auto& palette : report::figurePalettes()) {
        for (const bool both : {true, false}) {
          FigureSpec spec = map(static_cast<MapColouring>(colouring.value), std::string(view).c_str());
          if (!both) {
            spec.runs = {b};
            spec.widthMm = 84;
          }
          spec.palette = static_cast<FigurePalette>(palette.value);
          spec.panelLetter = both ? "(a)" : "";
          const FigureContent drawn = content(spec);
          const QString name =
              QString::fromStdString("map_" + std::string(view) + "_" + std::string(colouring.name) + "_" +
                                     std::string(palette.name) + (both ? "_two." : "_one."));
          const bool usual = spec.palette == FigurePalette::Standard;
          for (const char* suffix : {"png", "pdf", "svg", "tikz", "json", "csv", "tex", "md"}) {
            if (!usual && suffix != std::string_view("png")) continue;
            const QString file = kept(name + QLatin1String(suffix));
            ASSERT_EQ(writeFigure(file, drawn, spec), QString()) << file.toStdString();
            if (std::set<std::string_view>{"csv", "tex", "md"}.contains(suffix)) continue;
            EXPECT_EQ(readFigureFile(file), spec) << file.toStdString();
          }
        }
      }
    }
  }
}

TEST_F(MapFigure, TwoTimesTwoThousandPointsAreASmallPdf) {
  for (const auto colouring : {MapColouring::Classes, MapColouring::Correct, MapColouring::Weights}) {
    const FigureSpec spec = map(colouring);
    const QString file = kept(QStringLiteral("map_large.pdf"));
    ASSERT_EQ(writeFigure(file, content(spec), spec), QString());
    const QByteArray bytes = read(file);
    EXPECT_LT(bytes.size(), 1'000'000);
    EXPECT_FALSE(bytes.contains("/Subtype /Image")) << "points are vectors";
  }
}

/// Middles of the shapes of one colour in an SVG, in the order in which they are drawn, in points.
std::vector<QPointF> middlesOf(const QByteArray& svg, const QColor& colour) {
  std::vector<QPointF> middles;
  QXmlStreamReader xml(svg);
  std::vector<QString> fills;
  while (!xml.atEnd()) {
    const auto token = xml.readNext();
    if (token == QXmlStreamReader::EndElement && xml.name() == u"g") fills.pop_back();
    if (token != QXmlStreamReader::StartElement) continue;
    const auto attributes = xml.attributes();
    if (xml.name() == u"g") fills.push_back(attributes.value(QStringLiteral("fill")).toString());
    if (fills.empty() || QColor(fills.back()) != colour) continue;
    const auto number = [&](const char* name) { return attributes.value(QLatin1String(name)).toDouble(); };
    if (xml.name() == u"circle" || xml.name() == u"ellipse") middles.emplace_back(number("cx"), number("cy"));
    if (xml.name() == u"rect")
      middles.emplace_back(number("x") + number("width") / 2, number("y") + number("height") / 2);
  }
  return middles;
}

TEST_F(MapFigure, WhatIsDrawnIsWhatTheStoreHoldsAtOneScale) {
  for (const char* view : {"tsne", "components"}) {
    for (const double height : {50.0, 120.0}) {  // wide and high
      FigureSpec spec = one(a, MapColouring::Classes, view);
      spec.heightMm = height;
      spec.legend = report::FigureLegend::None;
      const FigureContent drawn = content(spec);
      const MapPoints& points = std::get<MapChart>(drawn.plot).panels[0].points;
      const QString file = kept(QStringLiteral("map_drawn.svg"));
      ASSERT_EQ(writeFigure(file, drawn, spec), QString());
      const QByteArray svg = read(file);
      std::vector<QPointF> places, middles;
      for (std::size_t g = 0; g < points.groups.size(); ++g) {
        if (points.groups[g].sign != Marker::Circle) continue;  // the middle of which is that of its box
        const auto found = middlesOf(svg, points.groups[g].colour);
        middles.insert(middles.end(), found.begin(), found.end());
        for (std::size_t i = 0; i < points.places.size(); ++i) {
          if (points.groupOf[i] == static_cast<int>(g)) places.push_back(points.places[i]);
        }
      }
      ASSERT_GT(places.size(), 400U);
      ASSERT_EQ(middles.size(), places.size());
      // Two points that are far apart give one scale, and where 0 is; all others must agree in both
      // directions.
      const auto least = [](const QPointF& l, const QPointF& r) { return l.x() < r.x(); };
      const auto first = std::ranges::min_element(places, least) - places.begin();
      const auto last = std::ranges::max_element(places, least) - places.begin();
      const auto at = [](const auto& all, auto place) { return all[static_cast<std::size_t>(place)]; };
      const double scale =
          (at(middles, last).x() - at(middles, first).x()) / (at(places, last).x() - at(places, first).x());
      EXPECT_GT(scale, 0);
      for (std::size_t i = 0; i < places.size(); ++i) {
        const QPointF away = places[i] - at(places, first), drawnAway = middles[i] - at(middles, first);
        EXPECT_NEAR(drawnAway.x(), scale * away.x(), 0.05);
        EXPECT_NEAR(drawnAway.y(), -scale * away.y(), 0.05);
      }
    }
  }
}

TEST_F(MapFigure, CsvHasEveryPointAsTheStoreDoes) {
  FigureSpec spec = map(MapColouring::Classes, "components");
  spec.measures = {"head_accuracy"};
  const QString file = kept(QStringLiteral("map.csv"));
  ASSERT_EQ(writeFigure(file, content(spec), spec), QString());
  const QStringList lines = QString::fromUtf8(read(file)).split(u'\n', Qt::SkipEmptyParts);
  ASSERT_EQ(lines.size(), 2 + 1 + 2 * 2000);
  EXPECT_TRUE(lines[1].contains(QString::fromStdString(b)));
  EXPECT_EQ(lines[2],
            QStringLiteral(
                "run_id,run,image,true_index,true_class,predicted_index,predicted_class,metric,weight,x,y"));
  const auto& data = shapesForTests();
  store::Reader reader(path);
  for (std::size_t p = 0; p < 2; ++p) {
    const std::string& run = p == 0 ? a : b;
    const auto values = stored(run);
    const auto predicted = reader.predictions(run, "head_accuracy", 3);
    const auto weights = reader.lastPerClass(run, store::metric::kWeight);
    for (std::size_t i = 0; i < values.images.size(); ++i) {
      const QStringList fields = lines[static_cast<qsizetype>(3 + 2000 * p + i)].split(u',');
      ASSERT_EQ(fields.size(), 11);
      const std::size_t label = data.test.labels[i];
      EXPECT_EQ(fields[0].toStdString(), run);
      EXPECT_EQ(fields[2].toLongLong(), values.images[i]);
      EXPECT_EQ(fields[3].toULongLong(), label);
      EXPECT_EQ(fields[4].toStdString(), data.test.classNames[label]);
      EXPECT_EQ(fields[5].toUShort(), predicted[i]);
      EXPECT_EQ(fields[7], QStringLiteral("head_accuracy"));
      EXPECT_EQ(fields[8].isEmpty(), p == 0) << "the first run has no weights";
      if (p == 1) {
        EXPECT_EQ(fields[8].toDouble(), weights[label]);
      }
      EXPECT_EQ(fields[9].toFloat(), values.components[3 * i]);
      EXPECT_EQ(fields[10].toFloat(), values.components[3 * i + 1]);
    }
  }
}

TEST_F(MapFigure, TablesSayHowManyPointsEachGroupHas) {
  const auto weights = figureTable(content(map(MapColouring::Weights)));
  EXPECT_EQ(weights.rows().size(), 20U);
  const std::string markdown = weights.write(report::TableFormat::Markdown);
  EXPECT_NE(markdown.find("| Mean weight |"), std::string::npos) << markdown;
  EXPECT_NE(markdown.find("rwSAM, epoch 3"), std::string::npos) << markdown;
  EXPECT_NE(markdown.find("10.0"), std::string::npos) << "each class is a tenth";
  const auto correct = figureTable(content(one(a, MapColouring::Correct)));
  ASSERT_EQ(correct.rows().size(), 2U);
  EXPECT_EQ(std::get<std::int64_t>(correct.rows()[1][1]), 286);
  const auto classes = figureTable(content(one(a)));
  EXPECT_EQ(classes.rows().size(), 10U);
  EXPECT_EQ(std::get<std::int64_t>(classes.rows()[0][1]), chart(one(a)).scale.classes[0].trainCount);
  EXPECT_NE(classes.write(report::TableFormat::Latex).find("\\toprule"), std::string::npos);
}

TEST_F(MapFigure, TheKeySaysWhatColoursAndSignsAre) {
  const auto textsOf = [&](const FigureSpec& spec) {
    QStringList texts;
    for (const LegendEntry& entry : legendOf(chart(spec))) texts.append(entry.text);
    return texts;
  };
  const MapChart classes = chart(map());
  const auto key = legendOf(classes);
  ASSERT_EQ(key.size(), 10U + 1 + 3 + 1);
  EXPECT_EQ(key[10].text, QStringLiteral("training images"));
  EXPECT_EQ(key[13].marker, Marker::Triangle);
  for (std::size_t k = 0; k < 10; ++k) {
    EXPECT_EQ(key[k].text, classes.panels[1].points.groups[k].name);
    for (const auto& panel : classes.panels) {
      EXPECT_EQ(key[k].colour, panel.points.groups[k].colour) << "of both maps";
      EXPECT_EQ(key[k].marker, panel.points.groups[k].sign);
    }
    EXPECT_GE(contrastRatio(key[k].colour, Qt::white), 3) << key[k].text.toStdString();
  }
  EXPECT_EQ(key.back().text, QStringLiteral("2,000 test images"));
  EXPECT_EQ(
      textsOf(one(a, MapColouring::Correct)),
      (QStringList{QStringLiteral("right"), QStringLiteral("wrong"), QStringLiteral("2,000 test images")}));
  const FigureSpec weighted = map(MapColouring::Weights);
  const MapChart weights = chart(weighted);
  EXPECT_EQ(textsOf(weighted).first(), QStringLiteral("mean weight of the class"));
  EXPECT_TRUE(textsOf(weighted).contains(QStringLiteral("no weight"))) << "the first run's classes";
  for (const LegendEntry& entry : legendOf(weights)) {
    if (entry.sample != LegendEntry::Sample::Square) continue;
    EXPECT_EQ(entry.colour, weights.weightColour(entry.text.toDouble()));
  }
  const auto& groups = weights.panels[1].points.groups;
  const RunMap& run = *weights.panels[1].run;
  for (const auto& group : groups) EXPECT_EQ(group.colour, weights.weightColour(run.weightOf(group.index)));
}

TEST_F(MapFigure, ManyClassesAreShownByAFewInTheKey) {
  auto run = std::make_shared<RunMap>(*chart(one(a)).panels[0].run);
  run->record.source = "made up";  // so that its classes are ranked by their counts
  run->classes.clear();
  for (int k = 0; k < 60; ++k)
    run->classes.push_back({k, "class " + std::to_string(k), 1000 - 10 * k, k / 20});
  const auto key = legendOf(mapChart({run}, MapProjection::Tsne, MapColouring::Classes));
  ASSERT_EQ(key.size(), 1U + 7 + 1 + 3 + 1);
  EXPECT_TRUE(key[0].text.contains(QStringLiteral("60 classes")));
  EXPECT_EQ(key[1].text, QStringLiteral("class 0"));
  EXPECT_EQ(key[7].text, QStringLiteral("class 59"));
  EXPECT_EQ(key[7].colour, classColour(59, 60, false));
}

TEST_F(MapFigure, PalettesKeepTheGroupsApart) {
  for (const FigurePalette palette : {FigurePalette::Viridis, FigurePalette::Grey}) {
    for (const auto colouring : {MapColouring::Classes, MapColouring::Correct, MapColouring::Weights}) {
      FigureSpec spec = one(b, colouring);
      spec.palette = palette;
      const auto groups = chart(spec).panels[0].points.groups;
      for (std::size_t k = 0; k < groups.size(); ++k) {
        EXPECT_GE(contrastRatio(groups[k].colour, Qt::white), 2.4);
        if (palette == FigurePalette::Grey) {
          EXPECT_EQ(groups[k].colour.saturation(), 0);
        }
        for (std::size_t l = 0; l < k; ++l) {
          EXPECT_TRUE(groups[k].colour != groups[l].colour || groups[k].sign != groups[l].sign);
          // The eye tells greys apart by their lightness alone.
          if (palette != FigurePalette::Grey || colouring == MapColouring::Weights) continue;
          EXPECT_TRUE(groups[k].sign != groups[l].sign ||
                      std::abs(groups[k].colour.lightnessF() - groups[l].colour.lightnessF()) > 0.1);
        }
      }
      if (colouring ==
          MapColouring::Weights) {  // weights of the made-up run grow with the index of the class
        const auto lightness = [&](int index) {
          return std::ranges::find(groups, index, &MapPoints::Group::index)->colour.lightnessF();
        };
        EXPECT_LT(lightness(9), lightness(0)) << "the heavier the darker";
      }
    }
  }
}

TEST_F(MapFigure, WrongPredictionsAreOnTop) {
  const MapPoints points = chart(one(a, MapColouring::Correct)).panels[0].points;
  const auto order = mapDrawingOrder(points);
  ASSERT_EQ(order.size(), 2000U);
  for (std::size_t k = 1; k < order.size(); ++k) {
    const int before = points.groupOf[order[k - 1]], after = points.groupOf[order[k]];
    EXPECT_LE(before, after);
    EXPECT_TRUE(before != after || order[k - 1] < order[k]) << "as the map has them";
  }
}

TEST_F(MapFigure, PointsFollowTheWidthOfLinesAndTheirNumber) {
  const MapChart all = chart(one(a));
  EXPECT_EQ(mapPointRadius(all, 1), 1);
  EXPECT_EQ(mapPointRadius(all, 2), 2);
  MapChart few = all;
  few.panels[0].points.places.resize(500);
  EXPECT_GT(mapPointRadius(few, 1), 1.2);
  few.panels[0].points.places.resize(1);
  EXPECT_LT(mapPointRadius(few, 1), 2);
  // One point, or several in one place, are in the middle.
  const QRectF seen = mapExtent(few.panels[0].points, {100, 50}, 2);
  EXPECT_EQ(seen.center(), few.panels[0].points.places[0]);
  EXPECT_GT(seen.width(), 0);
}

TEST_F(MapFigure, PgfplotsHasEveryPointInOneTableForEachRun) {
  const FigureSpec spec = map(MapColouring::Classes, "components");
  const FigureContent drawn = content(spec);
  const QString tikz = QString::fromUtf8(pgfplots(drawn, spec));
  EXPECT_EQ(tikz.count(QStringLiteral("\\addplot[")), 2);
  EXPECT_EQ(tikz.count(QStringLiteral("xlabel={PC 1},ylabel={PC 2}")), 2);
  const auto& panels = std::get<MapChart>(drawn.plot).panels;
  static const QRegularExpression row(QStringLiteral("^(\\S+) (\\S+) (\\d+)\\\\\\\\$"),
                                      QRegularExpression::MultilineOption);
  auto rows = row.globalMatch(tikz);
  for (const auto& panel : panels) {
    for (std::size_t i = 0; i < panel.points.places.size(); ++i) {
      ASSERT_TRUE(rows.hasNext());
      const auto found = rows.next();
      EXPECT_EQ(found.captured(1).toFloat(), static_cast<float>(panel.points.places[i].x()));
      EXPECT_EQ(found.captured(2).toFloat(), static_cast<float>(panel.points.places[i].y()));
      EXPECT_EQ(found.captured(3).toInt(), panel.points.groupOf[i]);
    }
  }
  EXPECT_FALSE(rows.hasNext());
  // Both axes have one scale.
  static const QRegularExpression axes(QStringLiteral(
      "width=([0-9.]+)bp,\\s+height=([0-9.]+)bp[^\\]]*xmin=([^,]+),xmax=([^,]+),ymin=([^,]+),ymax=([^,]+),"));
  auto found = axes.globalMatch(tikz);
  int count = 0;
  for (; found.hasNext(); ++count) {
    const auto of = found.next();
    const auto value = [&](int k) { return of.captured(k).toDouble(); };
    EXPECT_NEAR((value(4) - value(3)) / value(1), (value(6) - value(5)) / value(2), 1e-4);
  }
  EXPECT_EQ(count, 2);
}

TEST_F(MapFigure, TheCommandHasAllOptions) {
  const QString file = QString::fromStdString(path.string()), json = kept(QStringLiteral("map_command.json")),
                pdf = kept(QStringLiteral("map_command.pdf"));
  EXPECT_EQ(runFigureCommand({QStringLiteral("--store"), file, QStringLiteral("--runs"),
                              QStringLiteral("supervised,rwSAM"), QStringLiteral("--kind"),
                              QStringLiteral("map"), QStringLiteral("--view"), QStringLiteral("components"),
                              QStringLiteral("--colouring"), QStringLiteral("correct"),
                              QStringLiteral("--metric"), QStringLiteral("probe_accuracy"),
                              QStringLiteral("--out"), json, QStringLiteral("--out"), pdf}),
            0);
  FigureSpec wanted = map(MapColouring::Correct, "components");
  wanted.measures = {"probe_accuracy"};
  EXPECT_EQ(readFigureFile(json), wanted);
  EXPECT_EQ(readFigureFile(pdf), wanted);
  const auto usage = static_cast<int>(ErrorKind::Usage);
  const QString never = kept(QStringLiteral("never.pdf"));
  const auto refused = [&](const QStringList& words) {
    return runFigureCommand(QStringList{QStringLiteral("--store"), file, QStringLiteral("--out"), never} +
                            words);
  };
  const QStringList kind{QStringLiteral("--kind"), QStringLiteral("map")};
  EXPECT_EQ(refused({QStringLiteral("--colouring"), QStringLiteral("classes")}), usage) << "of curves";
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--colouring"), QStringLiteral("size")}), usage);
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--view"), QStringLiteral("umap")}), usage);
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--metric"), QStringLiteral("a,b")}), usage);
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--log"), QStringLiteral("x")}), usage);
  addMappedRun(*store, {.name = "none", .map = false});
  testing::internal::CaptureStderr();
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--runs"), QStringLiteral("none")}), usage);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("--protocol feature-map"), std::string::npos);
  EXPECT_FALSE(QFile::exists(never));
}

TEST_F(MapFigure, SpeaksGerman) {
  QTranslator words;
  ASSERT_TRUE(words.load(QStringLiteral(SKEWSCOPE_TRANSLATIONS "/skewscope_de")));
  QCoreApplication::installTranslator(&words);
  const FigureSpec spec = one(a, MapColouring::Correct, "components");
  const MapChart map = chart(spec);
  EXPECT_EQ(map.title, QStringLiteral("supervised (Kopf), Epoche 3: Hauptkomponenten"));
  const auto key = legendOf(map);
  EXPECT_EQ(key[0].text, QStringLiteral("richtig"));
  EXPECT_TRUE(key.back().text.endsWith(QStringLiteral("Testbilder")));
  const std::string none = addMappedRun(*store, {.name = "none", .map = false});
  EXPECT_TRUE(content(one(none)).message().contains(QStringLiteral("Noch keine Karte")));
  EXPECT_NE(figureTable(content(spec)).write(report::TableFormat::Markdown).find("Vorhersage"),
            std::string::npos);
  QCoreApplication::removeTranslator(&words);
}

}  // namespace
}  // namespace skewscope::ui
