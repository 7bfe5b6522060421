#include "ui/export/figure_command.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QGuiApplication>
#include <QRegularExpression>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "core/base/error.h"
#include "core/report/table.h"
#include "core/store/reader.h"
#include "core/store/store.h"
#include "ui/export/figure.h"
#include "ui/plots/joined_runs.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::FigureKind;
using report::FigureSpec;

constexpr double kTwoMapsMm = 174;  ///< beside each other

[[noreturn]] void refuse(const QString& what) {
  throw Error(ErrorKind::Usage, what.toStdString(), "`skewscope figure --help` lists the options.");
}

void declare(QCommandLineParser& parser) {
  parser.setApplicationDescription(QStringLiteral(
      "Writes figures of stored runs; needs no display.\n\n"
      "  skewscope figure --store FILE [--runs ID,ID] ... --out FILE   a figure of runs\n"
      "  skewscope figure list --store FILE                            the figures that are kept\n"
      "  skewscope figure show FIGURE --store FILE                     its JSON\n"
      "  skewscope figure export FIGURE --store FILE --out FILE        writes it\n\n"
      "FIGURE is an id, the beginning of one, a name, or a file: JSON as `show` prints it, or "
      "an exported PDF, SVG, PNG or .tikz."));
  parser.addHelpOption();
  const auto option = [&](const char* name, const char* help, const char* value, const char* fallback = "") {
    parser.addOption(
        {QLatin1String(name), QLatin1String(help), QLatin1String(value), QLatin1String(fallback)});
  };
  option("store", "The store (required).", "file");
  option("runs",
         "UUIDs, beginnings of them, or names, with commas between. Default: the newest run; for a summary "
         "all that are done.",
         "id,id");
  option(
      "kind",
      "curves; weights: density weights against class sizes; summary: probe accuracy per class and "
      "relative gap of each mode; gap: relative gaps to the balanced twins; classes: accuracy per class; "
      "confusion: what a run takes for what; or map: where the test images lie among the features of a run, "
      "or of two.",
      "kind", "curves");
  option(
      "view",
      "What curves show: per-class, groups, overall or loss; of gaps: ratio (against r) or images (against "
      "n); of classes: points (against training images) or bars; of a map: tsne or components. Default: the "
      "first of these.",
      "view");
  option(
      "metric",
      "Accuracy of gaps (two with a comma between: two panels, such as in and out of domain), of classes, or "
      "whose predictions a confusion matrix or a map is of. Default: the usual one; of a matrix or a map the "
      "first that has one.",
      "name");
  option("colouring",
         "What the colours of a map say: classes, correct (right or wrong predictions) or weights (mean "
         "density weight of the class). Default: classes.",
         "what");
  parser.addOption(
      {QStringLiteral("best"), QStringLiteral("Classes at the best epoch of each run instead of the last.")});
  option(
      "x",
      "x axis of curves: epoch, step, time (of training, without evaluations and pauses) or images. Default: "
      "epoch.",
      "axis");
  option("log", "Logarithmic axes of curves: x, y or xy.", "axes");
  option(
      "smooth",
      "Smooths curves by a debiased moving average (EMA) of this factor, between 0 and 1; what was measured "
      "stays behind.",
      "factor");
  option(
      "band",
      "Joins runs that differ in the seed alone: mean, with a band of sd (standard deviation), se (standard "
      "error), min-max or 95 (95 % interval of the mean). Gaps are joined in any case. Default of gaps: sd.",
      "band");
  parser.addOption(
      {QStringLiteral("multiples"), QStringLiteral("A plot for each run instead of all in one.")});
  option(
      "values",
      "Cells of a confusion matrix: shares of the true class, counts of test images, or difference: shares "
      "of the second run minus those of the first. Default: shares.",
      "values");
  option("epoch", "Epoch of a confusion matrix, or the last one before it. Default: the last one.", "epoch");
  option("order", "Classes of a confusion matrix: images (from many to few) or index. Default: images.",
         "order");
  option("numbers", "Numbers in its cells: automatic (where they can be read), shown or none.", "numbers");
  option("unit", "Shares in percent or share (of 1). Default: percent.", "unit");
  option("decimals", "Decimals of shares, 0 to 6. Default: as many as tell something.", "count");
  option(
      "size",
      "Width and height in millimetres. Default: 84x60, for a summary 174x70, for a matrix 84x84, for a map "
      "84x84 or, of two runs, 174x84.",
      "WxH");
  option("font-size", "Type size in points. Default: 8.", "pt");
  option("dpi", "Pixels per inch of a PNG. Default: 300.", "dpi");
  option("legend", "Where the key stands: automatic, top, right, bottom or none.", "place");
  option("palette", "Colours: standard, viridis or grey.", "palette");
  option("letter", "Letter of the first panel, as in a or (a).", "letter");
  option("out",
         "File to write: .pdf, .svg, .png, .tikz (pgfplots), .csv, .tex (table), .md (table) or .json (the "
         "figure itself). May be given several times.",
         "file");
  option("save", "Keeps the figure in the store under this name.", "name");
}

double positive(const QCommandLineParser& parser, const QString& name) {
  bool ok = false;
  const double value = parser.value(name).toDouble(&ok);
  if (!ok || !(value > 0) || value > 1e4) {
    refuse(QStringLiteral("--%1 takes a positive number, not “%2”.").arg(name, parser.value(name)));
  }
  return value;
}

/// Takes the value of an option that is one of some words, if it is given.
template <typename Enumeration>
void choose(const QCommandLineParser& parser, const char* name, std::span<const report::FigureWord> words,
            Enumeration& chosen) {
  if (!parser.isSet(QLatin1String(name))) return;
  const QString given = parser.value(QLatin1String(name));
  if (const auto value = report::valueIn(words, given.toStdString())) {
    chosen = static_cast<Enumeration>(*value);
    return;
  }
  QStringList names;
  for (const auto& word : words) names.append(text(std::string(word.name)));
  refuse(QStringLiteral("--%1 takes %2, not “%3”.")
             .arg(QLatin1String(name), names.join(QStringLiteral(", ")), given));
}

/// Takes the options that say how a figure looks, as far as they are given.
void readLooks(const QCommandLineParser& parser, FigureSpec& spec) {
  const auto given = [&](const char* name) { return parser.isSet(QLatin1String(name)); };
  const auto value = [&](const char* name) { return parser.value(QLatin1String(name)); };
  if (given("font-size")) {
    spec.fontPt = positive(parser, QStringLiteral("font-size"));
    spec.linePt = spec.fontPt / 8;
  }
  if (given("dpi")) spec.dpi = positive(parser, QStringLiteral("dpi"));
  if (given("size")) {
    static const QRegularExpression pattern(QStringLiteral("^([0-9.]+)[x×]([0-9.]+)$"));
    const auto match = pattern.match(value("size"));
    if (!match.hasMatch())
      refuse(QStringLiteral("--size takes millimetres as in 84x60, not “%1”.").arg(value("size")));
    spec.widthMm = match.captured(1).toDouble();
    spec.heightMm = match.captured(2).toDouble();
  }
  choose(parser, "legend", report::figureLegends(), spec.legend);
  choose(parser, "palette", report::figurePalettes(), spec.palette);
  if (given("letter")) spec.panelLetter = value("letter").toStdString();
}

/// Takes the options that say how curves are drawn, as far as they are given.
void readCurveOptions(const QCommandLineParser& parser, store::Reader& reader, FigureSpec& spec) {
  const auto given = [&](const char* name) { return parser.isSet(QLatin1String(name)); };
  const auto value = [&](const char* name) { return parser.value(QLatin1String(name)); };
  const bool points = spec.kind == FigureKind::Gap || spec.kind == FigureKind::Classes;
  for (const char* name : {"x", "log", "smooth", "band", "multiples"}) {
    const bool fits = spec.kind == FigureKind::Curves || (points && name == std::string_view("band"));
    if (!fits && given(name))
      refuse(QStringLiteral("--%1 is of curves, not of %2.")
                 .arg(QLatin1String(name), text(std::string(report::nameOf(spec.kind)))));
  }
  choose(parser, "x", report::progressAxes(), spec.curves.x);
  if (given("log")) {
    const QString axes = value("log");
    if (axes != u"x" && axes != u"y" && axes != u"xy")
      refuse(QStringLiteral("--log takes x, y or xy, not “%1”.").arg(axes));
    spec.curves.logX = axes.contains(u'x');
    spec.curves.logY = axes.contains(u'y');
  }
  if (given("smooth")) {
    bool ok = false;
    spec.curves.smoothing = value("smooth").toDouble(&ok);
    if (!ok || !(spec.curves.smoothing > 0 && spec.curves.smoothing < 1)) {
      refuse(QStringLiteral("--smooth takes a factor between 0 and 1, such as 0.9, not “%1”.")
                 .arg(value("smooth")));
    }
  }
  if (given("band")) {
    choose(parser, "band", report::spreads(), spec.curves.band.emplace());
    std::vector<store::RunRecord> runs;
    for (const std::string& id : spec.runs) runs.push_back(reader.run(id));
    std::vector<const store::RunRecord*> records;
    for (const store::RunRecord& run : runs) records.push_back(&run);
    if (spec.kind != FigureKind::Gap && !repeatsASetting(records))
      refuse(QStringLiteral("--band needs runs that differ in the seed alone, and of these none do."));
  }
  if (given("multiples")) spec.curves.multiples = true;
}

/// Takes view and epoch, as far as the kind has them.
void readView(const QCommandLineParser& parser, FigureSpec& spec) {
  const QString view = parser.value(QStringLiteral("view")), kind = text(std::string(nameOf(spec.kind)));
  const auto views = report::figureViews(spec.kind);
  if (!view.isEmpty() && views.empty())
    refuse(QStringLiteral("--view is of curves, gap, classes and map, not of %1.").arg(kind));
  if (!view.isEmpty()) {
    spec.view = view.toStdString();
    QStringList names;
    for (const auto each : views) names.append(text(std::string(each)));
    if (!names.contains(view))
      refuse(QStringLiteral("--view of %1 takes %2, not “%3”.")
                 .arg(kind, names.join(QStringLiteral(", ")), view));
  }
  spec.bestEpoch = parser.isSet(QStringLiteral("best"));
  if (spec.bestEpoch && spec.kind != FigureKind::Classes)
    refuse(QStringLiteral("--best is of classes, not of %1.").arg(kind));
}

/// Takes the accuracies, of which gaps have up to two.
void readMetric(const QCommandLineParser& parser, FigureSpec& spec) {
  if (!parser.isSet(QStringLiteral("metric"))) return;
  const QString metric = parser.value(QStringLiteral("metric"));
  if (spec.kind == FigureKind::Confusion) {
    spec.confusion.metric = metric.toStdString();
    return;
  }
  if (spec.kind != FigureKind::Gap && spec.kind != FigureKind::Classes && spec.kind != FigureKind::Map)
    refuse(QStringLiteral("--metric is of gap, classes, confusion and map, not of %1.")
               .arg(text(std::string(nameOf(spec.kind)))));
  spec.measures.clear();
  for (const QString& name : metric.split(u',', Qt::SkipEmptyParts))
    spec.measures.push_back(name.trimmed().toStdString());
}

/// Takes what the colours of a map say, if it is given.
void readColouring(const QCommandLineParser& parser, FigureSpec& spec) {
  if (spec.kind != FigureKind::Map && parser.isSet(QStringLiteral("colouring")))
    refuse(QStringLiteral("--colouring is of a map, not of %1.").arg(text(std::string(nameOf(spec.kind)))));
  choose(parser, "colouring", report::mapColourings(), spec.colouring);
}

/// Takes the options of a confusion matrix, as far as they are given.
void readMatrixOptions(const QCommandLineParser& parser, FigureSpec& spec) {
  const auto given = [&](const char* name) { return parser.isSet(QLatin1String(name)); };
  const auto value = [&](const char* name) { return parser.value(QLatin1String(name)); };
  for (const char* name : {"values", "epoch", "order", "numbers", "unit", "decimals"}) {
    if (spec.kind != FigureKind::Confusion && given(name))
      refuse(QStringLiteral("--%1 is of a confusion matrix, not of %2.")
                 .arg(QLatin1String(name), text(std::string(report::nameOf(spec.kind)))));
  }
  report::ConfusionOptions& options = spec.confusion;
  choose(parser, "values", report::confusionValueWords(), options.values);
  choose(parser, "order", report::classOrders(), options.order);
  choose(parser, "numbers", report::cellNumberWords(), options.numbers);
  choose(parser, "unit", report::shareUnits(), options.unit);
  const auto whole = [&](const char* name, int most) {
    bool ok = false;
    const int read = value(name).toInt(&ok);
    if (!ok || read < 0 || read > most)
      refuse(QStringLiteral("--%1 takes a whole number from 0 to %2, not “%3”.")
                 .arg(QLatin1String(name))
                 .arg(most)
                 .arg(value(name)));
    return read;
  };
  if (given("epoch")) options.epoch = whole("epoch", 1'000'000'000);
  if (given("decimals")) options.decimals = whole("decimals", report::kMostDecimals);
}

/// The figure that the options describe.
FigureSpec readSpec(const QCommandLineParser& parser, store::Reader& reader) {
  FigureSpec spec;
  const QString kind = parser.value(QStringLiteral("kind"));
  if (kind == u"summary") {
    spec.kind = FigureKind::Summary;
    spec.widthMm = 174;
    spec.heightMm = 70;
  } else if (kind == u"weights") {
    spec.kind = FigureKind::Weights;
  } else if (kind == u"gap") {
    spec.kind = FigureKind::Gap;
  } else if (kind == u"classes") {
    spec.kind = FigureKind::Classes;
  } else if (kind == u"confusion") {
    spec.kind = FigureKind::Confusion;
    spec.heightMm = spec.widthMm;
  } else if (kind == u"map") {
    spec.kind = FigureKind::Map;
    spec.heightMm = spec.widthMm;
  } else if (kind != u"curves") {
    refuse(QStringLiteral("--kind takes curves, weights, summary, gap, classes, confusion or map, not “%1”.")
               .arg(kind));
  }
  readView(parser, spec);
  for (const QString& id : parser.value(QStringLiteral("runs")).split(u',', Qt::SkipEmptyParts))
    spec.runs.push_back(reader.run(id.trimmed().toStdString()).id);
  if (spec.kind == FigureKind::Map && spec.runs.size() > 1) spec.widthMm = kTwoMapsMm;
  // Gaps of no runs are those of all.
  if (!spec.runs.empty() || spec.kind == FigureKind::Gap) return spec;
  const std::vector<store::RunRecord> all = reader.runs();
  if (all.empty()) throw Error(ErrorKind::Usage, "The store holds no runs.", "Train one first.");
  if (spec.kind == FigureKind::Summary) {
    for (const store::RunRecord& run : all) {
      if (run.status == store::RunStatus::Done && !run.archived) spec.runs.push_back(run.id);
    }
  } else {
    const auto newest =
        std::find_if(all.rbegin(), all.rend(), [](const auto& run) { return run.epochsDone > 0; });
    spec.runs.push_back(newest == all.rend() ? all.back().id : newest->id);
  }
  return spec;
}

/// The kept figure of that id, beginning of an id, or name.
store::FigureRecord keptFigure(store::Reader& reader, const QString& wanted) {
  std::vector<store::FigureRecord> fitting;
  for (store::FigureRecord& record : reader.figures()) {
    if (text(record.id) == wanted) return record;
    if (text(record.title) == wanted || (wanted.size() >= 4 && text(record.id).startsWith(wanted)))
      fitting.push_back(std::move(record));
  }
  if (fitting.size() == 1) return fitting.front();
  throw Error(
      ErrorKind::Usage,
      QStringLiteral("%1 figure “%2” in the store.")
          .arg(fitting.empty() ? QStringLiteral("There is no") : QStringLiteral("There is more than one"),
               wanted)
          .toStdString(),
      "`skewscope figure list` lists them with their ids.");
}

FigureSpec figureOf(store::Reader& reader, const QString& wanted) {
  if (QFileInfo(wanted).isFile()) return readFigureFile(wanted);
  return report::figureFromJson(keptFigure(reader, wanted).spec);
}

void listFigures(store::Reader& reader) {
  report::Table table(
      {{"id", "Id"}, {"title", "Name"}, {"kind", "Kind"}, {"size", "Size (mm)"}, {"changed", "Changed"}});
  for (const store::FigureRecord& record : reader.figures()) {
    std::string kind = "?", size = "?";
    try {
      const FigureSpec spec = report::figureFromJson(record.spec);
      kind = report::nameOf(spec.kind);
      size = QStringLiteral("%1 x %2").arg(spec.widthMm).arg(spec.heightMm).toStdString();
    } catch (const Error&) {  // of a newer version: listed all the same
    }
    table.add({record.id.substr(0, 8), record.title, kind, size,
               QDateTime::fromMSecsSinceEpoch(record.changedMs).toString(Qt::ISODate).toStdString()});
  }
  std::printf("%s", table.write(report::TableFormat::Text).c_str());
}

void writeAll(store::Reader& reader, const FigureSpec& spec, const QStringList& outputs) {
  if (const std::string problem = report::problemOf(spec); !problem.empty())
    throw Error(ErrorKind::Usage, problem);
  if (outputs.isEmpty()) return;
  const FigureContent content = readFigure(reader, spec);
  for (const QString& path : outputs) {
    const QString problem = writeFigure(path, content, spec);
    if (!problem.isEmpty()) throw Error(ErrorKind::Usage, problem.toStdString());
    std::printf("%s\n", qUtf8Printable(path));
  }
}

void run(const QCommandLineParser& parser) {
  if (!parser.isSet(QStringLiteral("store"))) refuse(QStringLiteral("--store is missing."));
  const std::string path = parser.value(QStringLiteral("store")).toStdString();
  const QStringList words = parser.positionalArguments(), outputs = parser.values(QStringLiteral("out"));
  const QString save = parser.value(QStringLiteral("save"));
  const QString command = words.value(0);
  const qsizetype wanted = command.isEmpty() ? 0 : command == u"list" ? 1 : 2;
  if (!QStringList{{}, QStringLiteral("list"), QStringLiteral("show"), QStringLiteral("export")}.contains(
          command))
    refuse(QStringLiteral("There is no command “%1”.").arg(command));
  if (words.size() < wanted) refuse(QStringLiteral("“%1” needs a figure.").arg(command));
  if (words.size() > wanted) refuse(QStringLiteral("“%1” is too much.").arg(words.at(wanted)));
  const bool writes = command.isEmpty() || command == u"export";
  if (writes && outputs.isEmpty() && save.isEmpty()) refuse(QStringLiteral("--out is missing."));
  store::Reader reader(path);
  if (command == u"list") return listFigures(reader);
  if (command == u"show") {
    std::printf("%s\n", report::toJson(figureOf(reader, words.at(1))).c_str());
    return;
  }
  FigureSpec spec;
  if (command == u"export") {
    spec = figureOf(reader, words.at(1));
  } else {
    spec = readSpec(parser, reader);
  }
  readLooks(parser, spec);
  readCurveOptions(parser, reader, spec);
  readMetric(parser, spec);
  readColouring(parser, spec);
  readMatrixOptions(parser, spec);
  writeAll(reader, spec, outputs);
  if (save.isEmpty()) return;
  const std::string id = store::Store::open(path)->saveFigure({}, save.toStdString(), report::toJson(spec));
  std::printf("%s\n", id.c_str());
}

}  // namespace

int runFigureCommand(const QStringList& arguments) {
  std::unique_ptr<QGuiApplication> app;
  static char name[] = "skewscope";
  static char* argv[] = {name, nullptr};
  static int argc = 1;
  if (QCoreApplication::instance() == nullptr) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    app = std::make_unique<QGuiApplication>(argc, argv);
  }
  QCommandLineParser parser;
  declare(parser);
  QStringList words{QStringLiteral("skewscope figure")};
  words += !arguments.isEmpty() && arguments.first() == u"figure" ? arguments.mid(1) : arguments;
  try {
    if (!parser.parse(words)) refuse(parser.errorText() + u'.');
    if (parser.isSet(QStringLiteral("help"))) {
      std::printf("%s", qUtf8Printable(parser.helpText()));
      return 0;
    }
    run(parser);
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    return static_cast<int>(error.kind());
  }
}

}  // namespace skewscope::ui
