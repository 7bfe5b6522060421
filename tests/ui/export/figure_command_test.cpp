#include "ui/export/figure_command.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QImage>

#include "core/base/error.h"
#include "core/report/figure_spec.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/ui/support/made_up_runs.h"
#include "tests/ui/support/read_runs.h"
#include "ui/export/summary_figure.h"

namespace skewscope::ui {
namespace {

/// An argument, from either kind of text.
struct Word : QString {
  Word(const char* text) : QString(QString::fromUtf8(text)) {}
  Word(const QString& text) : QString(text) {}
};

int run(std::initializer_list<Word> words) {
  return runFigureCommand(QStringList(words.begin(), words.end()));
}

struct FigureCommand : testing::Test {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "s.skewscope";
  QString store = QString::fromStdString(path.string());

  QString out(const QString& name) const {
    const QString kept = qEnvironmentVariable("SKEWSCOPE_SCREENSHOTS");  // to look at them
    const QString base = kept.isEmpty() ? QString::fromStdString(folder.path().string()) : kept;
    QDir().mkpath(base);
    return QDir(base).filePath(name);
  }
};

TEST_F(FigureCommand, DrawsNamedRunsInEveryViewAndFormat) {
  QString first, second;
  {
    auto s = store::Store::open(path);
    first = QString::fromStdString(
        addMadeUpRun(*s, {.mode = spec::Mode::RwSam, .done = 45, .end = store::RunStatus::Interrupted}));
    second = QString::fromStdString(addMadeUpRun(*s, {.name = "by name"}));
  }
  for (const char* view : {"per-class", "groups", "overall", "loss"}) {
    for (const char* suffix : {"png", "pdf", "svg", "csv", "tikz", "tex", "md", "json"}) {
      const QString file =
          out(QStringLiteral("command_%1.%2").arg(QLatin1String(view), QLatin1String(suffix)));
      QFile::remove(file);
      EXPECT_EQ(run({"--store", store, "--runs", first.left(12) + QStringLiteral(",by name"), "--view", view,
                     "--size", "120x80", "--out", file}),
                0);
      EXPECT_TRUE(QFile::exists(file)) << file.toStdString();
    }
  }
}

TEST_F(FigureCommand, DrawsGapsAndClasses) {
  {
    auto s = store::Store::open(path);
    for (const double ratio : {0.01, 0.1}) {
      for (int seed = 1; seed <= 2; ++seed) {
        for (const bool twin : {false, true})
          addMadeUpRun(*s, {.ratio = ratio, .twin = twin, .seed = seed, .epochs = 5, .done = 5});
      }
    }
  }
  const QString file = out(QStringLiteral("command_gap.pdf")), csv = out(QStringLiteral("command_gap.csv"));
  EXPECT_EQ(
      run({"--store", store, "--kind", "gap", "--band", "se", "--metric", "probe_accuracy,head_accuracy",
           "--size", "174x70", "--out", file, "--out", csv, "--save", "Figure 4"}),
      0);
  EXPECT_TRUE(QFile::exists(file));
  QFile values(csv);
  ASSERT_TRUE(values.open(QIODevice::ReadOnly));
  EXPECT_EQ(values.readAll().count(",relative_gap,"), 4);  // two ratios, two accuracies
  // A kept one is drawn again.
  const QString again = out(QStringLiteral("command_gap_again.svg"));
  EXPECT_EQ(run({"export", "Figure 4", "--store", store, "--out", again}), 0);
  EXPECT_TRUE(QFile::exists(again));
  for (const char* view : {"points", "bars"}) {
    for (const char* suffix : {"pdf", "png", "svg", "csv", "tikz", "tex", "md"}) {
      const QString name =
          out(QStringLiteral("command_classes_%1.%2").arg(QLatin1String(view), QLatin1String(suffix)));
      EXPECT_EQ(run({"--store", store, "--kind", "classes", "--view", view, "--best", "--out", name}), 0);
      EXPECT_TRUE(QFile::exists(name)) << name.toStdString();
    }
  }
  const auto usage = static_cast<int>(ErrorKind::Usage);
  EXPECT_EQ(run({"--store", store, "--kind", "gap", "--view", "bars", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--kind", "gap", "--best", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--kind", "summary", "--view", "bars", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--metric", "knn_accuracy", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--kind", "classes", "--log", "y", "--out", file}), usage);
}

TEST_F(FigureCommand, CurvesHaveTheOptionsOfTheWindow) {
  {
    auto s = store::Store::open(path);
    for (int seed = 1; seed <= 3; ++seed) {
      addMadeUpRun(
          *s, {.mode = spec::Mode::SelfSupervised, .seed = seed, .name = "seed " + std::to_string(seed)});
    }
    addMadeUpRun(*s, {.name = "other"});
  }
  const Word all("seed 1,seed 2,seed 3,other");
  for (const char* suffix : {"png", "pdf", "svg"}) {
    const QLatin1String ending(suffix);
    EXPECT_EQ(run({"--store", store, "--runs", all, "--view", "overall", "--x", "time", "--log", "x",
                   "--smooth", "0.8", "--band", "95", "--size", "120x80", "--out",
                   out(QStringLiteral("options_band.") + ending)}),
              0);
    EXPECT_EQ(
        run({"--store", store, "--runs", all, "--view", "loss", "--x", "step", "--log", "y", "--multiples",
             "--size", "174x120", "--out", out(QStringLiteral("options_multiples.") + ending)}),
        0);
    EXPECT_EQ(run({"--store", store, "--runs", all, "--band", "sd", "--smooth", "0.9", "--size", "174x80",
                   "--out", out(QStringLiteral("options_classes.") + ending)}),
              0);
  }
  const QString csv = out(QStringLiteral("options.csv"));
  EXPECT_EQ(run({"--store", store, "--runs", all, "--view", "overall", "--x", "images", "--band", "min-max",
                 "--out", csv}),
            0);
  QFile file(csv);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
  EXPECT_EQ(lines[3], QStringLiteral("run_id,run,series,metric,images,value,low,high,n"));
  EXPECT_EQ(lines.size(), 4 + 2 * 60);
  EXPECT_EQ(lines[4].section(u',', 4, 4), QStringLiteral("2478"));
  EXPECT_EQ(lines[4].section(u',', -1), QStringLiteral("3"));
  EXPECT_LT(lines[4].section(u',', 6, 6).toDouble(), lines[4].section(u',', 5, 5).toDouble());
  EXPECT_TRUE(lines.last().endsWith(QStringLiteral(",,,1"))) << "a run without repetitions";

  const auto usage = static_cast<int>(ErrorKind::Usage);
  const QString never = out(QStringLiteral("never.pdf"));
  EXPECT_EQ(run({"--store", store, "--x", "sideways", "--out", never}), usage);
  EXPECT_EQ(run({"--store", store, "--log", "z", "--out", never}), usage);
  for (const char* factor : {"0", "1", "much"})
    EXPECT_EQ(run({"--store", store, "--smooth", factor, "--out", never}), usage);
  EXPECT_EQ(run({"--store", store, "--runs", all, "--band", "3 sigma", "--out", never}), usage);
  EXPECT_EQ(run({"--store", store, "--runs", "other", "--band", "sd", "--out", never}), usage);
  EXPECT_EQ(run({"--store", store, "--kind", "summary", "--x", "step", "--out", never}), usage);
  EXPECT_FALSE(QFile::exists(never));
}

TEST_F(FigureCommand, SummaryPairsRunsWithTheirTwins) {
  {
    auto s = store::Store::open(path);
    fillMadeUpStore(*s);
  }
  const QString png = out(QStringLiteral("summary.png"));
  const QString pdf = out(QStringLiteral("summary.pdf"));
  EXPECT_EQ(run({"figure", "--store", store, "--kind", "summary", "--out", png, "--out", pdf, "--out",
                 out(QStringLiteral("summary.csv"))}),
            0);
  EXPECT_EQ(QImage(png).width(), qRound(174 / 25.4 * 300));
  EXPECT_TRUE(QFile::exists(pdf));

  std::vector<std::shared_ptr<const RunData>> done;
  for (const auto& run : readAll(path)) {
    if (run->record.status == store::RunStatus::Done) done.push_back(run);
  }
  const auto modes = summariseRuns(done);
  ASSERT_EQ(modes.size(), 3u);
  EXPECT_EQ(modes[0].title, QStringLiteral("Supervised"));
  EXPECT_EQ(modes[1].title, QStringLiteral("SimCLR"));
  EXPECT_EQ(modes[2].title, QStringLiteral("rwSAM (SimCLR)"));
  for (const SummaryMode& mode : modes) {
    EXPECT_EQ(mode.pairs, 1);
    EXPECT_EQ(mode.n, 2478);
    EXPECT_EQ(mode.counts.front(), 1000);
    EXPECT_EQ(mode.counts.back(), 10);
    double balanced = 0;
    double imbalanced = 0;
    for (std::size_t c = 0; c < 10; ++c) {
      balanced += mode.balanced[c];
      imbalanced += mode.imbalanced[c];
    }
    ASSERT_EQ(mode.gaps.size(), 1u);
    EXPECT_NEAR(mode.gaps[0], (balanced - imbalanced) / balanced, 1e-9);
  }
}

TEST_F(FigureCommand, SeedsAreJoined) {
  {
    auto s = store::Store::open(path);
    for (int seed = 1; seed <= 3; ++seed) {
      addMadeUpRun(*s, {.seed = seed, .epochs = 5, .done = 5});
      addMadeUpRun(*s, {.twin = true, .seed = seed, .epochs = 5, .done = 5});
    }
  }
  const auto modes = summariseRuns(readAll(path));
  ASSERT_EQ(modes.size(), 1u);
  EXPECT_EQ(modes[0].pairs, 3);
  EXPECT_EQ(modes[0].gaps.size(), 3u);
}

/// What `call` prints.
template <typename Call>
QString printed(const Call& call) {
  testing::internal::CaptureStdout();
  call();
  return QString::fromStdString(testing::internal::GetCapturedStdout());
}

TEST_F(FigureCommand, KeptFiguresAreListedShownAndExported) {
  {
    auto s = store::Store::open(path);
    addMadeUpRun(*s, {.epochs = 4, .done = 4});
  }
  const QString id =
      printed([&] {
        EXPECT_EQ(run({"--store", store, "--view", "overall", "--size", "100x50", "--legend", "right",
                       "--palette", "grey", "--letter", "(b)", "--save", "Figure 2b"}),
                  0);
      }).trimmed();
  EXPECT_EQ(id.size(), 36);
  const QString list = printed([&] { EXPECT_EQ(run({"list", "--store", store}), 0); });
  EXPECT_TRUE(list.contains(QStringLiteral("Figure 2b"))) << list.toStdString();
  EXPECT_TRUE(list.contains(id.left(8)));
  EXPECT_TRUE(list.contains(QStringLiteral("100 x 50")));
  const QString json = printed([&] { EXPECT_EQ(run({"show", id.left(6), "--store", store}), 0); });
  const auto spec = report::figureFromJson(json.toStdString());
  EXPECT_EQ(spec.widthMm, 100);
  EXPECT_EQ(spec.legend, report::FigureLegend::Right);
  EXPECT_EQ(spec.palette, report::FigurePalette::Grey);
  EXPECT_EQ(spec.panelLetter, "(b)");
  EXPECT_EQ(spec.runs.size(), 1u);
  // By its name, with another resolution; then from the file that came of it.
  const QString png = out(QStringLiteral("kept.png")), again = out(QStringLiteral("kept_again.csv"));
  EXPECT_EQ(run({"export", "Figure 2b", "--store", store, "--dpi", "254", "--out", png}), 0);
  EXPECT_EQ(QImage(png).size(), QSize(1000, 500));
  EXPECT_EQ(run({"export", png, "--store", store, "--out", again}), 0);
  EXPECT_TRUE(QFile::exists(again));

  const auto usage = static_cast<int>(ErrorKind::Usage);
  EXPECT_EQ(run({"show", "--store", store}), usage);
  EXPECT_EQ(run({"show", "Figure 3", "--store", store}), usage);
  EXPECT_EQ(run({"export", "Figure 2b", "--store", store}), usage);
  EXPECT_EQ(run({"export", "Figure 2b", "more", "--store", store, "--out", png}), usage);
  EXPECT_EQ(run({"forget", "Figure 2b", "--store", store}), usage);
  EXPECT_EQ(run({"export", again, "--store", store, "--out", png}), usage);  // a CSV holds no figure
  EXPECT_EQ(run({"--store", store, "--view", "overall", "--save", "Figure 2b"}), 0);
  EXPECT_EQ(run({"show", "Figure 2b", "--store", store}), usage) << "two of that name";
}

TEST_F(FigureCommand, MistakesHaveTheStatusOfTheirKind) {
  const auto usage = static_cast<int>(ErrorKind::Usage);
  const QString file = out(QStringLiteral("never.pdf"));
  EXPECT_EQ(run({"--out", file}), usage);
  EXPECT_EQ(run({"--store", store}), usage);
  EXPECT_EQ(run({"--store", store, "--out", file}), static_cast<int>(ErrorKind::Store));
  {
    auto s = store::Store::open(path);
    EXPECT_EQ(run({"--store", store, "--out", file}), usage);  // no runs
    addMadeUpRun(*s, {.epochs = 3, .done = 3});
  }
  EXPECT_EQ(run({"--store", store, "--runs", "nobody", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--view", "sideways", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--size", "wide", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--dpi", "-3", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--kind", "summary", "--out", file}), usage);  // no twin
  EXPECT_EQ(run({"--store", store, "--kind", "pie", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--legend", "left", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--letter", "two", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--size", "84x1", "--out", file}), usage);
  EXPECT_EQ(run({"--store", store, "--out", out(QStringLiteral("never.gif"))}), usage);
  EXPECT_EQ(run({"--colour", "red"}), usage);
  EXPECT_FALSE(QFile::exists(file));
  EXPECT_EQ(run({"--help"}), 0);
}

}  // namespace
}  // namespace skewscope::ui
