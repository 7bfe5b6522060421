#include "ui/export/figure.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QFontMetricsF>
#include <QImage>
#include <QProcess>
#include <QRawFont>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTranslator>
#include <QXmlStreamReader>
#include <cmath>
#include <tuple>

#include "core/base/error.h"
#include "core/experiment/start.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/mapped_runs.h"
#include "tests/ui/support/read_runs.h"
#include "ui/export/figure_drawing.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using report::FigureKind;
using report::FigureLegend;
using report::FigurePalette;
using report::FigureSpec;

QByteArray read(const QString& path) {
  QFile file(path);
  EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
  return file.readAll();
}

/// Output of a program; empty if it is not installed.
QByteArray output(const QString& program, const QStringList& arguments) {
  if (QStandardPaths::findExecutable(program).isEmpty()) return {};
  QProcess process;
  process.start(program, arguments);
  EXPECT_TRUE(process.waitForFinished(60'000)) << program.toStdString();
  EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
  return process.readAllStandardOutput();
}

struct FigureTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  MadeUp made{.mode = spec::Mode::SelfSupervised, .epochs = 60, .done = 60};

  QString in(const QString& name) const {
    return QString::fromStdString((folder.path() / name.toStdString()).string());
  }
  QString in(const char* name) const { return in(QString::fromLatin1(name)); }
  /// For people to look at; else in the temporary folder.
  QString kept(const QString& name) const {
    const QString base = qEnvironmentVariable("SKEWSCOPE_SCREENSHOTS");
    if (base.isEmpty()) return in(name);
    QDir().mkpath(base);
    return QDir(base).filePath(name);
  }
  /// A figure of one run that is made up.
  FigureSpec oneRun(const char* view = "per-class") {
    FigureSpec spec;
    auto store = store::Store::open(path);
    spec.runs = {addMadeUpRun(*store, made)};
    spec.view = view;
    return spec;
  }
  FigureContent content(const FigureSpec& spec) const {
    store::Reader reader(path);
    return readFigure(reader, spec);
  }
  /// A figure of every kind, over a store with runs of all modes.
  std::vector<std::pair<QString, FigureSpec>> allKinds() {
    std::vector<std::pair<QString, FigureSpec>> figures;
    auto store = store::Store::open(path);
    fillMadeUpStore(*store);
    store::Reader reader(path);
    std::string rwSam, supervised;
    for (const auto& run : reader.runs()) {
      if (run.spec.balancedTwin || run.status != store::RunStatus::Done) continue;
      (run.spec.mode == spec::Mode::RwSam ? rwSam : supervised) = run.id;
    }
    for (const auto view : report::figureViews()) {
      FigureSpec spec;
      spec.runs = {rwSam, supervised};
      spec.view = std::string(view);
      figures.emplace_back(QString::fromStdString(spec.view), spec);
    }
    FigureSpec summary;
    summary.kind = FigureKind::Summary;
    summary.widthMm = 174;
    summary.heightMm = 75;
    figures.emplace_back(QStringLiteral("summary"), summary);
    FigureSpec gap;
    gap.kind = FigureKind::Gap;
    figures.emplace_back(QStringLiteral("gap"), gap);
    for (const char* view : {"points", "bars"}) {
      FigureSpec classes;
      classes.kind = FigureKind::Classes;
      classes.runs = {rwSam, supervised};
      classes.view = view;
      classes.widthMm = 174;
      figures.emplace_back(QStringLiteral("classes_") + QLatin1String(view), classes);
    }
    for (const auto numbers : {report::CellNumbers::Automatic, report::CellNumbers::Hidden}) {
      FigureSpec matrix;
      matrix.kind = FigureKind::Confusion;
      matrix.runs = {supervised};
      matrix.confusion.numbers = numbers;
      figures.emplace_back(QStringLiteral("matrix%1").arg(figures.size()), matrix);
    }
    FigureSpec map;
    map.kind = FigureKind::Map;
    map.runs = {addMappedRun(*store, {.name = "SimCLR rwSAM r .01 s1 mapped", .weights = true})};
    for (const auto& colouring : report::mapColourings()) {
      map.view = "components";
      map.colouring = static_cast<report::MapColouring>(colouring.value);
      figures.emplace_back(QStringLiteral("map%1").arg(figures.size()), map);
    }
    map.runs.push_back(addMappedRun(*store, {.name = "without a map", .map = false}));
    map.widthMm = 174;
    figures.emplace_back(QStringLiteral("maps"), map);
    return figures;
  }
};

TEST_F(FigureTest, PngHasTheSizeInMillimetresAndItsOrigin) {
  FigureSpec spec = oneRun();
  spec.dpi = 254;
  const FigureContent values = content(spec);
  ASSERT_EQ(writeFigure(in("f.png"), values, spec), QString());
  const QImage image(in("f.png"));
  EXPECT_EQ(image.size(), QSize(840, 600));
  EXPECT_EQ(image.dotsPerMeterX(), 10000);
  EXPECT_EQ(image.text(QStringLiteral("Title")), values.title());
  EXPECT_EQ(image.text(QStringLiteral("Description")), values.provenance());
  EXPECT_EQ(image.pixelColor(0, 0), QColor(Qt::white));
  spec.paper = false;
  ASSERT_EQ(writeFigure(in("t.png"), values, spec), QString());
  EXPECT_EQ(QImage(in("t.png")).pixelColor(0, 0).alpha(), 0);
}

TEST_F(FigureTest, PdfIsAVectorFileOfThatSizeWithItsOrigin) {
  const FigureSpec spec = oneRun();
  const FigureContent values = content(spec);
  ASSERT_EQ(writeFigure(in("f.pdf"), values, spec), QString());
  const QByteArray bytes = read(in("f.pdf"));
  EXPECT_TRUE(bytes.startsWith("%PDF-"));
  EXPECT_LT(bytes.size(), 300'000);
  EXPECT_FALSE(bytes.contains("/Subtype /Image"));
  EXPECT_TRUE(bytes.contains("/MediaBox [0 0 238"));  // 84 mm = 238.1 pt
  EXPECT_TRUE(bytes.contains(spec.runs[0].c_str()));
  if (const QByteArray info = output(QStringLiteral("pdfinfo"), {in("f.pdf")}); !info.isEmpty()) {
    EXPECT_TRUE(info.contains(values.title().toUtf8())) << info.toStdString();
    EXPECT_TRUE(info.contains("Skewscope 0")) << info.toStdString();
  }
}

TEST_F(FigureTest, TextOfAPdfIsSelectableInAnEmbeddedFontOfTheSizeThatWasAskedFor) {
  if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) GTEST_SKIP() << "no pdftotext";
  FigureSpec spec = oneRun();
  spec.withTitle = false;
  spec.panelLetter = "H";  // has the height of capitals, alone at the top left
  spec.fontPt = 9;
  ASSERT_EQ(writeFigure(in("f.pdf"), content(spec), spec), QString());
  const QString words =
      QString::fromUtf8(output(QStringLiteral("pdftotext"), {in("f.pdf"), QStringLiteral("-")}));
  EXPECT_TRUE(words.contains(QStringLiteral("epoch"))) << words.toStdString();
  EXPECT_TRUE(words.contains(QStringLiteral("kNN accuracy, test (%)"))) << words.toStdString();
  const QByteArray fonts = output(QStringLiteral("pdffonts"), {in("f.pdf")});
  const QRegularExpression embedded(QStringLiteral("(yes|no) +(yes|no) +(yes|no) +\\d+ +\\d+\\s*$"),
                                    QRegularExpression::MultilineOption);
  auto lines = embedded.globalMatch(QString::fromUtf8(fonts));
  int count = 0;
  for (; lines.hasNext(); ++count)
    EXPECT_EQ(lines.next().captured(1), QStringLiteral("yes")) << fonts.toStdString();
  EXPECT_GE(count, 1) << fonts.toStdString();

  output(QStringLiteral("pdftoppm"), {QStringLiteral("-r"), QStringLiteral("720"), QStringLiteral("-png"),
                                      QStringLiteral("-singlefile"), in("f.pdf"), in("page")});
  const QImage page(in("page.png"));
  EXPECT_NEAR(page.width(), 84 / 25.4 * 720, 1.5);
  EXPECT_NEAR(page.height(), 60 / 25.4 * 720, 1.5);
  // Height of the letter in tenths of a point, against that of the font's capitals.
  int top = page.height(), bottom = -1;
  for (int y = 0; y < 20 * 10; ++y) {
    for (int x = 0; x < 14 * 10; ++x) {
      if (qGray(page.pixel(x, y)) > 128) continue;
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
  }
  QImage canvas(10, 10, QImage::Format_RGB32);
  QPainter painter(&canvas);
  const PlotPainter plot(painter, {});
  const double wanted = plot.capHeight(9);
  EXPECT_NEAR((bottom - top + 1) / 10.0, wanted, 0.03 * wanted);
}

TEST_F(FigureTest, TwentyCurvesOfAThousandPointsAreASmallPdfWithAllPoints) {
  CurveSet set;
  set.title = QStringLiteral("large");
  set.xTitle = QStringLiteral("epoch");
  set.xHigh = 1000;
  set.runs.push_back({QStringLiteral("id"), QStringLiteral("run"), {}, {}, Marker::None});
  Pane pane;
  pane.percent = true;
  pane.yHigh = 100;
  for (int c = 0; c < 20; ++c) {
    Curve curve;
    curve.key = QStringLiteral("class:%1").arg(c);
    curve.label = curve.key;
    curve.colour = classColour(c, 20, false);
    for (int k = 1; k <= 1000; ++k) {
      curve.x.push_back(k);
      curve.y.push_back(50 + 2 * c + 8 * std::sin(k * (0.7 + c)));
    }
    pane.curves.push_back(std::move(curve));
  }
  set.panes.push_back(std::move(pane));
  ASSERT_EQ(writeFigure(in("large.pdf"), figureContent(set), {}), QString());
  EXPECT_LT(read(in("large.pdf")).size(), 1'000'000);
  ASSERT_EQ(writeFigure(in("large.csv"), figureContent(set), {}), QString());
  EXPECT_EQ(read(in("large.csv")).count('\n'), 3 + 20 * 1000);
}

TEST_F(FigureTest, SvgIsReadableTextWithAFallbackAndKeepsItsOrigin) {
  const FigureSpec spec = oneRun();
  const FigureContent values = content(spec);
  ASSERT_EQ(writeFigure(in("f.svg"), values, spec), QString());
  const QByteArray bytes = read(in("f.svg"));
  QXmlStreamReader xml(bytes);
  QString title, description, words;
  int lines = 0, texts = 0;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == u"polyline" || xml.name() == u"path") ++lines;
    if (xml.name() == u"svg") {
      const QString width = xml.attributes().value(QStringLiteral("width")).toString();
      EXPECT_TRUE(width.endsWith(u"mm"));
      EXPECT_NEAR(width.chopped(2).toDouble(), 84, 0.05);
    }
    if (xml.name() == u"title") title = xml.readElementText();
    if (xml.name() == u"desc") description = xml.readElementText();
    if (xml.name() == u"text") {
      ++texts;
      EXPECT_TRUE(xml.attributes().value(QStringLiteral("font-family")).endsWith(u"sans-serif"));
      words += xml.readElementText() + u'\n';
    }
  }
  EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
  EXPECT_EQ(title, values.title());
  EXPECT_EQ(description, values.provenance());
  EXPECT_GE(lines, 10);
  EXPECT_GE(texts, 10);
  EXPECT_TRUE(words.contains(QStringLiteral("epoch")));
  QSvgRenderer renderer(bytes);
  EXPECT_TRUE(renderer.isValid());
  EXPECT_NEAR(renderer.viewBoxF().width() / renderer.viewBoxF().height(), 84.0 / 60, 0.01);
}

TEST_F(FigureTest, SvgBringsTheLettersOfItsFontsAndNoMore) {
  FigureSpec spec = oneRun();
  spec.title = "Gap \u0394 = 14.2 %";
  ASSERT_EQ(writeFigure(in("f.svg"), content(spec), spec), QString());
  const QByteArray bytes = read(in("f.svg"));
  QString letters;
  QXmlStreamReader xml(bytes);
  while (!xml.atEnd()) {
    if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"text")
      letters += xml.readElementText();
  }
  static const QRegularExpression kFace(
      QStringLiteral("font-family: \"([^\"]+)\"; font-weight: (\\d+);[^}]*base64,([A-Za-z0-9+/=]+)"));
  auto faces = kFace.globalMatch(QString::fromLatin1(bytes));
  ASSERT_TRUE(faces.hasNext());
  while (faces.hasNext()) {
    const auto face = faces.next();
    const QByteArray data = QByteArray::fromBase64(face.captured(3).toLatin1());
    EXPECT_LT(data.size(), 60'000);
    const QRawFont embedded(data, 12);
    ASSERT_TRUE(embedded.isValid()) << face.captured(1).toStdString();
    EXPECT_TRUE(embedded.supportsCharacter(u'1'));
    EXPECT_FALSE(embedded.supportsCharacter(u'\u00d8'));  // a letter that no figure here shows
    QFont installed(face.captured(1));
    installed.setWeight(static_cast<QFont::Weight>(face.captured(2).toInt()));
    installed.setPixelSize(12);
    const QRawFont whole = QRawFont::fromFont(installed);
    for (const QChar letter : letters) {
      if (!embedded.supportsCharacter(letter)) continue;
      const auto width = [&](const QRawFont& font) {
        return font.advancesForGlyphIndexes(font.glyphIndexesForString(QString(letter))).value(0).x();
      };
      EXPECT_NEAR(width(embedded), width(whole), 0.01) << QString(letter).toStdString();
    }
  }
  EXPECT_FALSE(figureSvg(content(spec), spec).contains("@font-face"))
      << "a page has one font for all its figures";
  EXPECT_TRUE(QSvgRenderer(bytes).isValid());
}

TEST_F(FigureTest, DrawingsOpenAgainAsTheFigureThatTheyWere) {
  FigureSpec spec = oneRun("loss");
  spec.title = "With <signs> & \"quotes\"";
  spec.legend = FigureLegend::Bottom;
  spec.y = {0.25, 2, {0.5, 1}};
  const FigureContent values = content(spec);
  for (const char* suffix : {"pdf", "svg", "png", "tikz", "json"}) {
    const QString file = in(QStringLiteral("again.") + QLatin1String(suffix));
    ASSERT_EQ(writeFigure(file, values, spec), QString()) << suffix;
    EXPECT_EQ(readFigureFile(file), spec) << suffix;
  }
  ASSERT_EQ(writeFigure(in("again.csv"), values, spec), QString());
  EXPECT_THROW(readFigureFile(in("again.csv")), Error);
  EXPECT_THROW(readFigureFile(in("absent.pdf")), Error);
  EXPECT_THROW(readFigureFile(QStringLiteral("/dev/zero")), Error);
  // A lab's values are in no store: their origin is there, a figure is not.
  ASSERT_EQ(writeFigure(in("lab.svg"), figureContent(std::get<CurveSet>(values.plot)), {}), QString());
  EXPECT_TRUE(read(in("lab.svg")).contains("skewscope:origin"));
  EXPECT_THROW(readFigureFile(in("lab.svg")), Error);
}

TEST_F(FigureTest, CsvListsTheValuesOfTheStore) {
  const FigureSpec spec = oneRun();
  ASSERT_EQ(writeFigure(in("f.csv"), content(spec), spec), QString());
  const QStringList lines = QString::fromUtf8(read(in("f.csv"))).split(u'\n', Qt::SkipEmptyParts);
  ASSERT_EQ(lines.size(), 3 + 10 * 60);
  const auto run = readAll(path)[0];
  const auto& series = run->classMetrics.at(store::metric::kKnnAccuracy);
  for (const QString& line : lines.mid(3)) {
    const QStringList fields = line.split(u',');
    const auto c = std::find_if(run->classes.begin(), run->classes.end(),
                                [&](const auto& each) { return text(each.name) == fields[2]; });
    ASSERT_NE(c, run->classes.end());
    const auto epoch = fields[4].toLongLong();
    EXPECT_EQ(fields[5].toDouble(),
              100 * series.values[static_cast<std::size_t>(c->index)][static_cast<std::size_t>(epoch - 1)]);
  }
}

/// Where the curve of one colour is drawn, in pixels from the left and the top.
std::vector<QPointF> drawnPoints(const QImage& image, const QColor& colour) {
  std::vector<QPointF> points;
  for (int x = 0; x < image.width(); ++x) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
      if (image.pixelColor(x, y) != colour) continue;
      sum += y;
      ++count;
    }
    if (count > 0) points.emplace_back(x + 0.5, sum / count + 0.5);
  }
  return points;
}

TEST_F(FigureTest, WhatIsDrawnIsWhatTheStoreHolds) {
  FigureSpec spec = oneRun("overall");
  spec.runColours = {"#ff0000"};
  spec.legend = FigureLegend::None;
  spec.withTitle = false;
  spec.x = {0, 60, {}};
  spec.y = {0, 100, {}};
  const FigureContent values = content(spec);
  const QImage image = figureImage(values, spec, 10);
  const std::vector<QPointF> points = drawnPoints(image, Qt::red);
  ASSERT_GT(points.size(), 500u);
  const Curve& curve = std::get<CurveSet>(values.plot).panes[0].curves[0];
  const auto run = readAll(path)[0];
  EXPECT_EQ(curve.y.back(), 100 * run->metrics.at(store::metric::kKnnAccuracy).values.back());
  // The ends of the curve give the scale of x, two of its values that of y; all others must lie on it.
  const double left = points.front().x(), right = points.back().x();
  const auto yAt = [&](double epoch) {
    const double x = left + (epoch - 1) / 59 * (right - left);
    const auto found = std::min_element(points.begin(), points.end(), [&](const auto& a, const auto& b) {
      return std::abs(a.x() - x) < std::abs(b.x() - x);
    });
    return found->y();
  };
  const double scale = (yAt(60) - yAt(2)) / (curve.y[59] - curve.y[1]);
  for (int epoch = 2; epoch <= 59; ++epoch) {
    const double value = curve.y[1] + (yAt(epoch) - yAt(2)) / scale;
    EXPECT_NEAR(value, curve.y[static_cast<std::size_t>(epoch - 1)], 0.5) << epoch;
  }
}

TEST_F(FigureTest, SetAxesCutTheCurvesAndPlaceTheTicks) {
  FigureSpec spec = oneRun();
  spec.x = {10, 30, {10, 20, 30}};
  spec.y = {20, 40, {20, 30, 40}};
  const FigureContent set = styled(content(spec), spec);
  const auto& curves = std::get<CurveSet>(set.plot);
  EXPECT_EQ(curves.xLow, 10);
  EXPECT_EQ(curves.xHigh, 30);
  EXPECT_EQ(curves.panes[0].yTicks, (std::vector<double>{20, 30, 40}));
  ASSERT_EQ(writeFigure(in("cut.svg"), set, spec), QString());
  const QByteArray svg = read(in("cut.svg"));
  EXPECT_TRUE(svg.contains(">30<"));
  EXPECT_FALSE(svg.contains(">25<"));
  // The labels say the values where the curves end in the figure.
  for (const Curve& curve : curves.panes[0].curves) {
    const QByteArray drawn = ">  " + percentText(curve.at(30) / 100).toUtf8() + '<';
    EXPECT_EQ(svg.contains(drawn), curve.at(30) <= 40) << curve.label.toStdString();
  }
  ASSERT_EQ(writeFigure(kept(QStringLiteral("figure_cut.png")), set, spec), QString());
}

TEST_F(FigureTest, PalettesRecolourAllCurves) {
  FigureSpec spec = oneRun();
  for (const FigurePalette palette : {FigurePalette::Viridis, FigurePalette::Grey}) {
    spec.palette = palette;
    const FigureContent made_ = styled(content(spec), spec);
    const auto& curves = std::get<CurveSet>(made_.plot).panes[0].curves;
    ASSERT_EQ(curves.size(), 10u);
    for (std::size_t a = 0; a < curves.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) EXPECT_NE(curves[a].colour, curves[b].colour);
      if (palette == FigurePalette::Grey) {
        EXPECT_EQ(curves[a].colour.saturation(), 0);
      }
    }
  }
}

TEST_F(FigureTest, WhatCannotBeWrittenIsSaidAndWritesNothing) {
  FigureSpec spec = oneRun();
  const FigureContent values = content(spec);
  EXPECT_FALSE(writeFigure(in("f.gif"), values, spec).isEmpty());
  EXPECT_FALSE(writeFigure(in("f"), values, spec).isEmpty());
  EXPECT_FALSE(writeFigure(in("f.png"), FigureContent(), spec).isEmpty());
  FigureSpec huge = spec;
  huge.dpi = 2400;
  huge.widthMm = 500;
  EXPECT_FALSE(writeFigure(in("f.png"), values, huge).isEmpty());
  FigureSpec flat = spec;
  flat.heightMm = 1;
  EXPECT_FALSE(writeFigure(in("f.pdf"), values, flat).isEmpty());
  EXPECT_TRUE(
      writeFigure(QStringLiteral("/nowhere/f.pdf"), values, spec).contains(QStringLiteral("/nowhere")));
  for (const char* name : {"f.gif", "f", "f.png", "f.pdf"}) EXPECT_FALSE(QFile::exists(in(name))) << name;
  spec.runs = {"11111111-2222-3333-4444-555555555555"};
  EXPECT_THROW(content(spec), Error);
  FigureSpec bars;
  bars.kind = FigureKind::Experiment;
  bars.experiment = "none";
  bars.measures = {"relative_gap"};
  EXPECT_THROW(content(bars), Error);
}

TEST_F(FigureTest, BarsOfAnExperimentAreReadFromTheStore) {
  FigureSpec spec;
  spec.kind = FigureKind::Experiment;
  spec.measures = {"relative_gap"};
  spec.widthMm = 120;
  {
    auto store = store::Store::open(path);
    experiment::Settings settings;
    spec.experiment = experiment::startExperiment(*store, settings).id;
  }
  const FigureContent empty = content(spec);
  EXPECT_TRUE(empty.isEmpty());  // no run is done
  EXPECT_FALSE(empty.message().isEmpty());
  EXPECT_EQ(empty.origin.experiment, spec.experiment);
  EXPECT_FALSE(empty.origin.runs.empty());
  spec.measures = {"beauty"};
  EXPECT_THROW(content(spec), Error);
}

TEST_F(FigureTest, ASummaryFindsTheTwinsByItself) {
  FigureSpec spec;
  spec.kind = FigureKind::Summary;
  {
    auto store = store::Store::open(path);
    addMadeUpRun(*store, {.twin = true, .epochs = 5, .done = 5});
    spec.runs = {addMadeUpRun(*store, {.epochs = 5, .done = 5})};
  }
  const FigureContent summary = content(spec);
  ASSERT_EQ(std::get<SummaryChart>(summary.plot).modes.size(), 1u);
  EXPECT_EQ(summary.origin.runs.size(), 2u);
}

TEST_F(FigureTest, GapsAreReadFromTheStoreWithTheirTwins) {
  FigureSpec spec;
  spec.kind = FigureKind::Gap;
  std::string other;
  {
    auto store = store::Store::open(path);
    EXPECT_TRUE(content(spec).isEmpty());
    EXPECT_FALSE(content(spec).message().isEmpty());
    for (const double ratio : {0.01, 0.1}) {
      for (const bool twin : {false, true})
        addMadeUpRun(*store, {.ratio = ratio, .twin = twin, .epochs = 5, .done = 5});
    }
    other = addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .epochs = 5, .done = 5});
    addMadeUpRun(*store, {.mode = spec::Mode::SelfSupervised, .twin = true, .epochs = 5, .done = 5});
  }
  const auto chartOf = [&] { return std::get<PointChart>(content(spec).plot); };
  ASSERT_EQ(chartOf().panels.size(), 1u);
  EXPECT_EQ(chartOf().panels[0].lines.size(), 2u);
  EXPECT_EQ(chartOf().panels[0].lines[0].points.size(), 2u);
  EXPECT_EQ(content(spec).origin.runs.size(), 6u);
  EXPECT_TRUE(chartOf().provenance.contains(QString::fromStdString(other)));
  spec.runs = {other};
  EXPECT_EQ(chartOf().panels[0].lines.size(), 1u);
  EXPECT_EQ(content(spec).origin.runs.size(), 2u);  // and its twin
  spec.view = "images";
  spec.measures = {"head_accuracy", "probe_accuracy"};
  EXPECT_EQ(chartOf().panels.size(), 2u);
  EXPECT_TRUE(chartOf().panels[0].lines.empty()) << "a self-supervised run has no head";
  EXPECT_EQ(chartOf().panels[1].xName, QStringLiteral("n"));
  ASSERT_EQ(writeFigure(in("gap.csv"), content(spec), spec), QString());
  EXPECT_TRUE(read(in("gap.csv")).contains(",n,")) << read(in("gap.csv")).toStdString();
  spec.runs = {"11111111-2222-3333-4444-555555555555"};
  EXPECT_THROW(content(spec), Error);
}

/// The page with as much again around it, to see what is drawn outside.
QImage withSurroundings(const FigureContent& values, const FigureSpec& spec, double scale, QRect& page) {
  const QSizeF points = QSizeF(spec.widthMm, spec.heightMm) * (72 / 25.4);
  const int margin = qRound(60 * scale);
  page = QRect(QPoint(margin, margin), (points * scale).toSize());
  QImage image(page.width() + 2 * page.left(), page.height() + 2 * page.top(), QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.translate(page.topLeft());
  painter.scale(scale, scale);
  drawFigure(painter, points, styled(values, spec), spec);
  return image;
}

/// Bars and points, of which the made-up runs have none.
std::vector<std::tuple<QString, FigureContent, FigureSpec>> barsAndPoints() {
  FigureSpec spec;
  FigureContent bars, points;
  BarChart chart;
  chart.title = QStringLiteral("Relative gap, shapes to stl10, SimCLR, quick: Gap in and out of domain");
  chart.yTitle = QStringLiteral("Gap in and out of domain (%)");
  chart.measure = QStringLiteral("Gap");
  for (const char* ratio : {"r = 0.1", "r = 0.05", "r = 0.01"})
    chart.categories.push_back(
        {QStringLiteral("Exponential"), QLatin1String(ratio), QStringLiteral("size × 0.5")});
  for (int s = 0; s < 3; ++s) {
    chart.series.push_back({QStringLiteral("SimCLR + rwSAM %1").arg(s), runColour(s, false), {}});
    for (int c = 0; c < 3; ++c) chart.series.back().bars.push_back({3, 0.1 * (s + c) - 0.1, 0.02, 0, 0.4});
  }
  bars.plot = chart;
  WeightChart weights;
  weights.title = QStringLiteral("Density weights and class sizes: SimCLR rwSAM r .01 s1");
  for (int r = 0; r < 4; ++r) {
    WeightChart::Series series;
    series.run = QStringLiteral("SimCLR rwSAM r .01 s%1").arg(r);
    series.marker = Marker::Square;
    series.correlation = 0.9;
    for (int c = 0; c < 10; ++c)
      series.points.push_back({QStringLiteral("two dots %1").arg(c), 1000 / (1 + 10 * c),
                               0.5 + 0.2 * c + 0.01 * r, classColour(c, 10, false)});
    weights.series.push_back(std::move(series));
  }
  points.plot = weights;
  FigureSpec own = spec;
  own.kind = FigureKind::Weights;
  return {{QStringLiteral("bars"), bars, spec}, {QStringLiteral("weights"), points, own}};
}

TEST_F(FigureTest, NothingLeavesThePageInAnyLanguageKindOrPlaceOfTheKey) {
  const auto kinds = allKinds();
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("de")}) {
    QTranslator words;
    ASSERT_TRUE(words.load(QStringLiteral(SKEWSCOPE_TRANSLATIONS "/skewscope_") + language));
    QCoreApplication::installTranslator(&words);
    auto figures = barsAndPoints();
    for (const auto& [name, kind] : kinds) figures.emplace_back(name, content(kind), kind);
    for (const auto& [name, values, kind] : figures) {
      for (const auto& legend : report::figureLegends()) {
        FigureSpec spec = kind;
        spec.legend = static_cast<FigureLegend>(legend.value);
        spec.panelLetter = "(a)";
        const QString what = QStringLiteral("fit_%1_%2_%3").arg(language, name).arg(legend.value);
        QRect page;
        const QImage image = withSurroundings(values, spec, 3, page);
        image.save(kept(what + QStringLiteral(".png")));
        int outside = 0;
        for (int y = 0; y < image.height(); ++y) {
          for (int x = 0; x < image.width(); ++x) {
            if (!page.adjusted(-1, -1, 1, 1).contains(x, y) && qGray(image.pixel(x, y)) < 250) ++outside;
          }
        }
        EXPECT_EQ(outside, 0) << what.toStdString();
      }
    }
    QCoreApplication::removeTranslator(&words);
  }
}

}  // namespace
}  // namespace skewscope::ui
