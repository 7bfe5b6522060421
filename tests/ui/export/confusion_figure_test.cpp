#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QImage>
#include <cmath>

#include "core/base/error.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/read_runs.h"
#include "ui/export/figure.h"
#include "ui/export/figure_command.h"
#include "ui/export/figure_drawing.h"
#include "ui/export/figure_table.h"
#include "ui/export/pgfplots.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using report::ConfusionValues;
using report::FigureKind;
using report::FigureSpec;

struct ConfusionFigure : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  std::string a, b;

  void SetUp() override {
    auto store = store::Store::open(path);
    a = addMadeUpRun(*store, {.epochs = 12, .done = 12, .name = "first"});
    b = addMadeUpRun(*store, {.twin = true, .epochs = 12, .done = 12, .name = "second"});
  }
  FigureSpec matrix(ConfusionValues values = ConfusionValues::Rows) const {
    FigureSpec spec;
    spec.kind = FigureKind::Confusion;
    spec.runs = {a, b};
    spec.heightMm = spec.widthMm;
    spec.confusion.values = values;
    return spec;
  }
  FigureContent content(const FigureSpec& spec) const {
    store::Reader reader(path);
    return styled(readFigure(reader, spec), spec);
  }
  ConfusionChart chart(const FigureSpec& spec) const { return std::get<ConfusionChart>(content(spec).plot); }
  /// For people to look at; else in the temporary folder.
  QString kept(const QString& name) const {
    const QString base = qEnvironmentVariable("SKEWSCOPE_SCREENSHOTS");
    if (base.isEmpty()) return QString::fromStdString((folder.path() / name.toStdString()).string());
    QDir().mkpath(base);
    return QDir(base).filePath(name);
  }
  static QString read(const QString& file) {
    QFile opened(file);
    EXPECT_TRUE(opened.open(QIODevice::ReadOnly)) << file.toStdString();
    return QString::fromUtf8(opened.readAll());
  }
};

TEST_F(ConfusionFigure, ItsValuesAreThoseOfTheStore) {
  FigureSpec spec = matrix(ConfusionValues::Counts);
  store::Reader reader(path);
  const auto counts = reader.confusion(a, "head_accuracy");
  const ConfusionChart last = chart(spec);
  ASSERT_EQ(last.indices.size(), 10U);
  EXPECT_EQ(last.at(2, 5),
            static_cast<double>(counts[static_cast<std::size_t>(10 * last.indices[2] + last.indices[5])]));
  EXPECT_EQ(last.title, QStringLiteral("first: Own head, epoch 12"));
  EXPECT_EQ(content(spec).origin.runs.size(), 1U) << "the second run is of no difference";
  spec.confusion.order = report::ClassOrder::Index;
  spec.confusion.epoch = 4;
  spec.confusion.metric = "head_accuracy";
  const ConfusionChart early = chart(spec);
  EXPECT_EQ(early.indices, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(early.at(3, 3), static_cast<double>(reader.confusion(a, "head_accuracy", 4)[33]));
  EXPECT_TRUE(early.title.endsWith(QStringLiteral("epoch 4")));
  const FigureContent difference = content(matrix(ConfusionValues::Difference));
  EXPECT_EQ(difference.origin.runs.size(), 2U);
  const auto other = reader.confusion(b, "head_accuracy");
  const auto& of = std::get<ConfusionChart>(difference.plot);
  const auto share = [](const auto& from, int index) {
    double sum = 0;
    for (int c = 0; c < 10; ++c) sum += static_cast<double>(from[static_cast<std::size_t>(10 * index + c)]);
    return static_cast<double>(from[static_cast<std::size_t>(11 * index)]) / sum;
  };
  EXPECT_DOUBLE_EQ(of.at(9, 9), share(other, of.indices[9]) - share(counts, of.indices[9]));
  EXPECT_EQ(difference.matrices.metrics, (std::vector<std::string>{"head_accuracy", "probe_accuracy"}));
  EXPECT_EQ(difference.matrices.epochs.size(), 12U);
}

TEST_F(ConfusionFigure, ARunWithoutAMatrixIsSaid) {
  auto store = store::Store::open(path);
  FigureSpec spec = matrix();
  spec.runs = {addMadeUpRun(*store, {.seed = 9, .done = 0, .name = "waits"})};
  const FigureContent empty = content(spec);
  EXPECT_TRUE(empty.isEmpty());
  EXPECT_TRUE(empty.message().contains(QStringLiteral("No matrix yet")));
  EXPECT_FALSE(writeFigure(kept(QStringLiteral("none.pdf")), empty, spec).isEmpty());
}

TEST_F(ConfusionFigure, EveryFormatIsWrittenAndDrawingsOpenAgain) {
  for (const auto& values : report::confusionValueWords()) {
    for (const auto& palette : report::figurePalettes()) {
      FigureSpec spec = matrix(static_cast<ConfusionValues>(values.value));
      spec.palette = static_cast<report::FigurePalette>(palette.value);
      const FigureContent drawn = content(spec);
      for (const char* suffix : {"pdf", "svg", "png", "tikz", "csv", "tex", "md", "json"}) {
        const QString file = kept(
            QStringLiteral("matrix_%1_%2.%3")
                .arg(QString::fromLatin1(values.name.data(), static_cast<qsizetype>(values.name.size())),
                     QString::fromLatin1(palette.name.data(), static_cast<qsizetype>(palette.name.size())),
                     QLatin1String(suffix)));
        ASSERT_EQ(writeFigure(file, drawn, spec), QString()) << file.toStdString();
        if (QStringList{QStringLiteral("csv"), QStringLiteral("tex"), QStringLiteral("md")}.contains(
                QLatin1String(suffix)))
          continue;
        EXPECT_EQ(readFigureFile(file), spec) << suffix;
      }
    }
  }
}

TEST_F(ConfusionFigure, NumbersAreWrittenAsAskedFor) {
  FigureSpec spec = matrix();
  const ConfusionChart usual = chart(spec);
  EXPECT_EQ(cellValueText(usual, 0.6249), QStringLiteral("62"));
  EXPECT_EQ(cellValueText(usual, 0.004), QStringLiteral("0.4"));
  EXPECT_EQ(cellValueText(usual, 0.0001), QStringLiteral("0"));
  spec.confusion.decimals = 1;
  EXPECT_EQ(cellValueText(chart(spec), 0.6249), QStringLiteral("62.5"));
  EXPECT_EQ(figureTable(content(spec)).columns()[1].decimals, 1);
  spec.confusion.unit = report::ShareUnit::Share;
  spec.confusion.decimals = 3;
  EXPECT_EQ(cellValueText(chart(spec), 0.6249), QStringLiteral("0.625"));
  EXPECT_EQ(cellValueText(chart(spec), NAN), QStringLiteral("–"));
  spec.confusion.values = ConfusionValues::Difference;
  EXPECT_EQ(cellValueText(chart(spec), -0.0311), QStringLiteral("−0.031"));
  EXPECT_EQ(cellValueText(chart(spec), 0.00001), QStringLiteral("0.000"));
  EXPECT_EQ(valuesTitle(chart(spec)), QStringLiteral("difference of shares"));
}

TEST_F(ConfusionFigure, ManyClassesHaveAKeyInsteadOfNumbers) {
  ConfusionChart many;
  for (int k = 0; k < 60; ++k) {
    many.classes.append(QStringLiteral("class %1").arg(k));
    many.indices.push_back(k);
    for (int c = 0; c < 60; ++c) many.values.push_back(k == c ? 0.9 : 0.1 / 59);
  }
  EXPECT_FALSE(hasNumbers(many, 100, 8)) << "more than can be taken in, however large";
  many.numbers = report::CellNumbers::Shown;
  EXPECT_TRUE(hasNumbers(many, 3, 8));
  ConfusionChart few = chart(matrix());
  EXPECT_TRUE(hasNumbers(few, 20, 8));
  EXPECT_FALSE(hasNumbers(few, 5, 8)) << "too small to be read";
  few.numbers = report::CellNumbers::Hidden;
  EXPECT_FALSE(hasNumbers(few, 20, 8));
  // The colours of the cells are those of the key.
  FigureSpec spec = matrix();
  FigureContent content;
  many.numbers = report::CellNumbers::Automatic;
  content.plot = many;
  spec.withTitle = false;
  const QImage image = figureImage(content, spec, 4);
  image.save(kept(QStringLiteral("matrix_many.png")));
  const QColor full = tokensOf(false).accent;
  const int right = image.width() - 40;
  int key = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = image.width() * 3 / 5; x < right; ++x) key += image.pixelColor(x, y) == full;
  }
  EXPECT_GT(key, 0);
}

TEST_F(ConfusionFigure, PgfplotsHasEveryCellExactly) {
  const FigureSpec spec = matrix(ConfusionValues::Difference);
  const FigureContent drawn = content(spec);
  const ConfusionChart& of = std::get<ConfusionChart>(drawn.plot);
  const QString tikz = QString::fromUtf8(pgfplots(drawn, spec));
  EXPECT_TRUE(tikz.contains(QStringLiteral("matrix plot*,mesh/cols=10")));
  for (int row = 0; row < 10; ++row) {
    for (int column = 0; column < 10; ++column)
      EXPECT_TRUE(tikz.contains(QStringLiteral("(%1,%2) [%3]")
                                    .arg(column)
                                    .arg(row)
                                    .arg(QString::fromStdString(report::exactNumber(of.at(row, column))))));
  }
  EXPECT_EQ(tikz.count(QStringLiteral("skewscope number,text")), 100);
  EXPECT_TRUE(tikz.contains(QStringLiteral("ylabel={true class}")));
}

TEST_F(ConfusionFigure, CsvAndTablesHoldTheValues) {
  const FigureSpec spec = matrix();
  const FigureContent drawn = content(spec);
  const ConfusionChart& of = std::get<ConfusionChart>(drawn.plot);
  const QStringList lines = QString::fromUtf8(confusionCsv(of)).split(u'\n', Qt::SkipEmptyParts);
  ASSERT_EQ(lines.size(), 2 + 1 + 100);
  EXPECT_TRUE(lines[1].contains(QString::fromStdString(a)));
  EXPECT_EQ(lines[2], QStringLiteral("true_index,true_class,predicted_index,predicted_class,share"));
  const QStringList fields = lines[3 + 10 * 4 + 7].split(u',');
  EXPECT_EQ(fields[0].toInt(), of.indices[4]);
  EXPECT_EQ(fields[3], of.classes[7]);
  EXPECT_EQ(fields[4].toDouble(), of.at(4, 7));
  const std::string markdown = figureTable(drawn).write(report::TableFormat::Markdown);
  EXPECT_NE(markdown.find(QString::number(100 * of.at(0, 0), 'f', 1).toStdString()), std::string::npos)
      << markdown;
  EXPECT_NE(figureTable(drawn).write(report::TableFormat::Latex).find("\\toprule"), std::string::npos);
}

TEST_F(ConfusionFigure, TheCommandHasAllOptions) {
  const QString store = QString::fromStdString(path.string()),
                csv = kept(QStringLiteral("matrix_command.csv")),
                json = kept(QStringLiteral("matrix_command.json"));
  EXPECT_EQ(runFigureCommand({QStringLiteral("--store"),    store,
                              QStringLiteral("--runs"),     QStringLiteral("first,second"),
                              QStringLiteral("--kind"),     QStringLiteral("confusion"),
                              QStringLiteral("--values"),   QStringLiteral("difference"),
                              QStringLiteral("--metric"),   QStringLiteral("head_accuracy"),
                              QStringLiteral("--epoch"),    QStringLiteral("7"),
                              QStringLiteral("--order"),    QStringLiteral("index"),
                              QStringLiteral("--numbers"),  QStringLiteral("shown"),
                              QStringLiteral("--unit"),     QStringLiteral("share"),
                              QStringLiteral("--decimals"), QStringLiteral("2"),
                              QStringLiteral("--out"),      csv,
                              QStringLiteral("--out"),      json}),
            0);
  FigureSpec wanted = matrix(ConfusionValues::Difference);
  wanted.confusion = {ConfusionValues::Difference, "head_accuracy",          7, report::ClassOrder::Index,
                      report::CellNumbers::Shown,  report::ShareUnit::Share, 2};
  EXPECT_EQ(readFigureFile(json), wanted);
  EXPECT_TRUE(read(csv).contains(QStringLiteral("second minus first")));
  const auto usage = static_cast<int>(ErrorKind::Usage);
  const auto refused = [&](const QStringList& words) {
    return runFigureCommand(QStringList{QStringLiteral("--store"), store, QStringLiteral("--out"),
                                        kept(QStringLiteral("never.pdf"))} +
                            words);
  };
  const QStringList kind{QStringLiteral("--kind"), QStringLiteral("confusion")};
  EXPECT_EQ(refused({QStringLiteral("--numbers"), QStringLiteral("none")}), usage) << "of curves";
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--values"), QStringLiteral("difference")}), usage)
      << "one run";
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--epoch"), QStringLiteral("-3")}), usage);
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--decimals"), QStringLiteral("9")}), usage);
  EXPECT_EQ(refused(kind + QStringList{QStringLiteral("--log"), QStringLiteral("x")}), usage);
  EXPECT_FALSE(QFile::exists(kept(QStringLiteral("never.pdf"))));
}

}  // namespace
}  // namespace skewscope::ui
