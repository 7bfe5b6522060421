#include "ui/export/pgfplots.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QSizeF>
#include <QStandardPaths>
#include <algorithm>

#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/mapped_runs.h"
#include "tests/ui/support/read_runs.h"
#include "ui/export/figure.h"
#include "ui/export/figure_table.h"

namespace skewscope::ui {
namespace {

using report::FigureKind;
using report::FigureSpec;

TEST(Pgfplots, TextIsSafeForLatex) {
  EXPECT_EQ(latexWords(QStringLiteral("a_b & 50 % ρ ± 1")),
            QStringLiteral("a\\_b \\& 50 \\% $\\rho$ $\\pm$ 1"));
  EXPECT_EQ(latexWords(QStringLiteral("Größe 漢")), QStringLiteral("Größe ?"));
}

struct PgfplotsTest : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";

  std::vector<std::pair<QString, FigureSpec>> figures() {
    std::vector<std::pair<QString, FigureSpec>> all;
    auto store = store::Store::open(path);
    fillMadeUpStore(*store);
    store::Reader reader(path);
    std::vector<std::string> runs;
    for (const auto& run : reader.runs()) {
      if (!run.spec.balancedTwin && run.status == store::RunStatus::Done) runs.push_back(run.id);
    }
    for (const auto view : report::figureViews()) {
      FigureSpec spec;
      spec.runs = runs;
      spec.view = std::string(view);
      spec.widthMm = 120;
      spec.heightMm = 80;
      all.emplace_back(QString::fromStdString(spec.view), spec);
    }
    FigureSpec gap;
    gap.kind = FigureKind::Gap;
    gap.measures = {"probe_accuracy", "head_accuracy"};
    gap.widthMm = 174;
    gap.panelLetter = "(a)";
    all.emplace_back(QStringLiteral("gap"), gap);
    gap.legend = report::FigureLegend::Right;
    all.emplace_back(QStringLiteral("gap_right"), gap);
    for (const char* view : {"points", "bars"}) {
      FigureSpec classes;
      classes.kind = FigureKind::Classes;
      classes.runs = runs;
      classes.view = view;
      classes.widthMm = 174;
      all.emplace_back(QStringLiteral("classes_") + QLatin1String(view), classes);
    }
    FigureSpec summary;
    summary.kind = FigureKind::Summary;
    summary.widthMm = 174;
    summary.heightMm = 80;
    summary.panelLetter = "(a)";
    all.emplace_back(QStringLiteral("summary"), summary);
    FigureSpec matrix;
    matrix.kind = FigureKind::Confusion;
    matrix.runs = runs;
    matrix.widthMm = matrix.heightMm = 84;
    all.emplace_back(QStringLiteral("matrix"), matrix);
    matrix.confusion = {
        .values = report::ConfusionValues::Difference, .metric = "probe_accuracy", .decimals = 1};
    matrix.confusion.numbers = report::CellNumbers::Hidden;
    matrix.widthMm = 110;
    all.emplace_back(QStringLiteral("wide_difference"), matrix);
    matrix.widthMm = 84;
    all.emplace_back(QStringLiteral("difference"), matrix);
    FigureSpec map;
    map.kind = FigureKind::Map;
    map.widthMm = map.heightMm = 84;
    map.runs = {addMappedRun(*store, {.name = "mapped", .images = 2000})};
    all.emplace_back(QStringLiteral("map"), map);
    map.runs.push_back(addMappedRun(*store, {.name = "weighted", .weights = true, .images = 2000}));
    map.view = "components";
    map.widthMm = 174;
    map.panelLetter = "(a)";
    for (const auto& colouring : report::mapColourings()) {
      map.colouring = static_cast<report::MapColouring>(colouring.value);
      all.emplace_back(QStringLiteral("maps%1").arg(colouring.value), map);
    }
    map.runs[0] = addMappedRun(*store, {.name = "without_a_map", .map = false});
    map.legend = report::FigureLegend::Top;
    all.emplace_back(QStringLiteral("half_a_map"), map);
    return all;
  }
  /// Curves of three seeds and another run, in the ways that they can be drawn.
  std::vector<std::pair<QString, FigureSpec>> seeds() {
    FigureSpec spec;
    auto store = store::Store::open(path);
    for (int seed = 1; seed <= 3; ++seed) {
      spec.runs.push_back(addMadeUpRun(
          *store,
          {.mode = spec::Mode::SelfSupervised, .seed = seed, .name = "seed " + std::to_string(seed)}));
    }
    spec.runs.push_back(addMadeUpRun(*store, {.name = "other"}));
    spec.widthMm = 120;
    spec.heightMm = 80;
    FigureSpec band = spec, multiples = spec;
    band.view = "loss";
    band.curves = {.logY = true, .smoothing = 0.8, .band = report::Spread::StandardDeviation};
    multiples.view = "groups";
    multiples.widthMm = 174;
    multiples.heightMm = 120;
    multiples.panelLetter = "a";
    multiples.curves = {.x = report::ProgressAxis::Images, .logX = true, .band = {}, .multiples = true};
    return {{QStringLiteral("band"), band}, {QStringLiteral("multiples"), multiples}};
  }
  FigureContent content(const FigureSpec& spec) const {
    store::Reader reader(path);
    return styled(readFigure(reader, spec), spec);
  }
  /// A bar and a weight chart, whose runs are more than is made up elsewhere.
  static BarChart bars() {
    BarChart chart;
    chart.title = QStringLiteral("Relative gap, 5 % of it & more_");
    chart.measure = QStringLiteral("Gap");
    chart.yTitle = QStringLiteral("Gap (%)");
    chart.categories = {{QStringLiteral("r = 0.1"), QStringLiteral("size × 1")},
                        {QStringLiteral("r = 0.01")}};
    chart.series.push_back(
        {QStringLiteral("Supervised"), Qt::darkBlue, {{3, 0.2, 0.01, 0.18, 0.22}, {1, 0.3, NAN, 0.3, 0.3}}});
    chart.series.push_back({QStringLiteral("SimCLR"), Qt::darkRed, {{3, 0.1, 0.02, 0.08, 0.12}, {}}});
    return chart;
  }
  static WeightChart weights() {
    WeightChart chart;
    chart.title = QStringLiteral("Density weights");
    chart.series.push_back(
        {QStringLiteral("id"),
         QStringLiteral("run_1"),
         Marker::Square,
         {{QStringLiteral("cat"), 500, 0.7, Qt::blue}, {QStringLiteral("dog"), 5, 2.5, Qt::red}},
         0.9});
    return chart;
  }
};

TEST_F(PgfplotsTest, AllValuesAreThereExactly) {
  const auto [name, spec] = figures().front();
  const FigureContent values = content(spec);
  const QString tikz = QString::fromUtf8(pgfplots(values, spec));
  const Curve& curve = std::get<CurveSet>(values.plot).panes[0].curves[3];
  for (std::size_t k = 0; k < curve.y.size(); ++k) {
    EXPECT_TRUE(tikz.contains(QStringLiteral("(%1,%2)").arg(curve.x[k]).arg(curve.y[k], 0, 'g', 17)) ||
                tikz.contains(QString::fromStdString("(" + report::exactNumber(curve.x[k]) + "," +
                                                     report::exactNumber(curve.y[k]) + ")")));
  }
  EXPECT_EQ(tikz.count(QStringLiteral("\\addplot[")), 30);  // ten classes of three runs
}

TEST_F(PgfplotsTest, CurvesHaveBandsSmoothedLinesAndLogarithms) {
  const auto all = seeds();
  const QString band = QString::fromUtf8(pgfplots(content(all[0].second), all[0].second));
  EXPECT_EQ(band.count(QStringLiteral("fill opacity=")), 1) << "the mean of the loss";
  EXPECT_EQ(band.count(QStringLiteral("\\addplot[")), 1 + 2 * 2) << "and two lines, as measured and smoothed";
  EXPECT_TRUE(band.contains(QStringLiteral("ymode=log")));
  EXPECT_FALSE(band.contains(QStringLiteral("xmode=log")));
  EXPECT_TRUE(band.contains(QStringLiteral("standard deviation, N = 3"))) << "the caption";
  FigureSpec cut = all[0].second;
  cut.y.high = 0.01;  // below all values
  const FigureContent below = content(cut);
  const Pane& pane = std::get<CurveSet>(below.plot).panes[0];
  EXPECT_GT(pane.yLow, 0);
  EXPECT_LT(pane.yLow, pane.yHigh);
  const QString multiples = QString::fromUtf8(pgfplots(content(all[1].second), all[1].second));
  EXPECT_EQ(multiples.count(QStringLiteral("\\begin{axis}")), 4);
  EXPECT_EQ(multiples.count(QStringLiteral("xmode=log")), 4);
  EXPECT_TRUE(multiples.contains(QStringLiteral("title={d other")));
}

TEST_F(PgfplotsTest, AKeyAtTheRightIsThatOfTheLastPanel) {
  for (const auto& [name, spec] : figures()) {
    if (name != u"gap" && name != u"gap_right") continue;
    const QString tikz = QString::fromUtf8(pgfplots(content(spec), spec));
    const auto panel = tikz.indexOf(QStringLiteral("name=panel1"));
    ASSERT_GT(panel, 0);
    const auto first = tikz.indexOf(QStringLiteral("\\addlegendentry"));
    ASSERT_GT(first, 0);
    EXPECT_EQ(first > panel, name == u"gap_right") << name.toStdString();
  }
}

TEST_F(PgfplotsTest, PdflatexMakesAPageOfEveryKind) {
  if (QStandardPaths::findExecutable(QStringLiteral("pdflatex")).isEmpty() ||
      QProcess::execute(QStringLiteral("kpsewhich"), {QStringLiteral("pgfplots.sty")}) != 0)
    GTEST_SKIP() << "pdflatex with pgfplots is not installed (texlive-latex-base, texlive-pictures)";
  const QString kept = qEnvironmentVariable("SKEWSCOPE_SCREENSHOTS");
  const QDir out(kept.isEmpty() ? QString::fromStdString(folder.path().string()) : kept);
  QString body;
  QMap<QString, QSizeF> sizes;
  const auto add = [&](const QString& name, const FigureContent& values, const FigureSpec& spec) {
    const QString file = out.filePath(name + QStringLiteral(".tikz"));
    ASSERT_EQ(writeFigure(file, values, spec), QString());
    const QString table = out.filePath(name + QStringLiteral("_table.tex"));
    ASSERT_EQ(writeFigure(table, values, spec), QString());
    body += QStringLiteral(
                "\\setbox0\\hbox{\\input{%1}}\\typeout{SIZE %2 \\the\\wd0 \\the\\ht0}\\fbox{\\box0}\\par\n")
                .arg(file, name);
    sizes.insert(name, {spec.widthMm, spec.heightMm});
    if (name != u"per-class") body += QStringLiteral("{\\tiny\\input{%1}}\\par\n").arg(table);
  };
  for (const auto& [name, spec] : figures()) add(name, content(spec), spec);
  for (const auto& [name, spec] : seeds()) add(name, content(spec), spec);
  FigureSpec spec;
  spec.widthMm = 120;
  FigureContent other;
  other.plot = bars();
  add(QStringLiteral("bars"), other, spec);
  other.plot = weights();
  spec.kind = FigureKind::Weights;
  add(QStringLiteral("weights"), other, spec);
  QFile tex(out.filePath(QStringLiteral("all.tex")));
  ASSERT_TRUE(tex.open(QIODevice::WriteOnly));
  tex.write(
      QStringLiteral(
          "\\documentclass{article}\n\\usepackage[paperwidth=220mm,paperheight=297mm,margin=12mm]{geometry}\n"
          "\\usepackage{pgfplots}\n\\pgfplotsset{compat=1.15}\n\\usepackage{booktabs}\n"
          "\\setlength\\parindent{0pt}\\setlength\\fboxsep{0pt}\n"
          "\\begin{document}\n%1\\end{document}\n")
          .arg(body)
          .toUtf8());
  tex.close();
  QProcess latex;
  latex.setWorkingDirectory(out.path());
  latex.start(QStringLiteral("pdflatex"), {QStringLiteral("-interaction=nonstopmode"),
                                           QStringLiteral("-halt-on-error"), QStringLiteral("all.tex")});
  ASSERT_TRUE(latex.waitForFinished(300'000));
  const QString log = QString::fromUtf8(latex.readAllStandardOutput());
  EXPECT_EQ(latex.exitCode(), 0) << log.right(3000).toStdString();
  EXPECT_TRUE(QFile::exists(out.filePath(QStringLiteral("all.pdf"))));
  // Wider than asked for is what a paper's column does not forgive. LaTeX's widths of text are not known
  // here.
  const QRegularExpression measured(QStringLiteral("SIZE (\\S+) ([0-9.]+)pt\\s*([0-9.]+)pt"));
  int count = 0;
  for (auto found = measured.globalMatch(log); found.hasNext(); ++count) {
    const auto match = found.next();
    const QSizeF wanted = sizes.value(match.captured(1)) * (72.27 / 25.4);
    EXPECT_GT(match.captured(2).toDouble(), 0.85 * wanted.width()) << match.captured(1).toStdString();
    EXPECT_LT(match.captured(2).toDouble(), 1.05 * wanted.width()) << match.captured(1).toStdString();
    EXPECT_GT(match.captured(3).toDouble(), 0.85 * wanted.height()) << match.captured(1).toStdString();
    EXPECT_LT(match.captured(3).toDouble(), 1.05 * wanted.height()) << match.captured(1).toStdString();
  }
  EXPECT_EQ(count, sizes.size());
}

TEST_F(PgfplotsTest, TablesHoldLastAndBestValues) {
  const auto all = figures();
  const FigureContent curves = content(all[2].second);  // overall
  const std::string markdown = figureTable(curves).write(report::TableFormat::Markdown);
  EXPECT_NE(markdown.find("| Last (%)"), std::string::npos) << markdown;
  const Curve& first = std::get<CurveSet>(curves.plot).panes[0].curves[0];
  EXPECT_NE(markdown.find(QString::number(first.y.back(), 'f', 1).toStdString()), std::string::npos);
  FigureContent other;
  other.plot = bars();
  const std::string latex = figureTable(other).write(report::TableFormat::Latex);
  EXPECT_NE(latex.find("\\toprule"), std::string::npos);
  EXPECT_NE(latex.find("$20.0 \\pm 1.0$"), std::string::npos) << latex;
  other.plot = weights();
  EXPECT_EQ(figureTable(other).rows().size(), 2u);
  const auto summary =
      std::ranges::find(all, QStringLiteral("summary"), &std::pair<QString, FigureSpec>::first);
  ASSERT_NE(summary, all.end());
  EXPECT_EQ(figureTable(content(summary->second)).rows().size(), 30u);
}

}  // namespace
}  // namespace skewscope::ui
