#include "ui/export/figure_command.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QRegularExpression>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "core/base/error.h"
#include "core/store/reader.h"
#include "ui/export/figure.h"
#include "ui/export/summary_figure.h"
#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/joined_runs.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using Runs = std::vector<std::shared_ptr<const RunData>>;

[[noreturn]] void refuse(const QString& what) {
  throw Error(ErrorKind::Usage, what.toStdString(), "`skewscope figure --help` lists the options.");
}

void declare(QCommandLineParser& parser) {
  parser.setApplicationDescription(QStringLiteral("Writes figures of stored runs; needs no display."));
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
  option("kind", "curves, or summary: probe accuracy per class and relative gap of each mode.", "kind",
         "curves");
  option("view", "What curves show: per-class, groups, overall or loss.", "view", "per-class");
  option("x", "x axis of curves: epoch, step, time (of training, without evaluations and pauses) or images.",
         "axis", "epoch");
  option("log", "Logarithmic axes of curves: x, y or xy.", "axes");
  option(
      "smooth",
      "Smooths curves by a debiased moving average (EMA) of this factor, between 0 and 1; what was measured "
      "stays behind.",
      "factor");
  option(
      "band",
      "Joins runs that differ in the seed alone: mean, with a band of sd (standard deviation), se (standard "
      "error), min-max or 95 (95 % interval of the mean).",
      "band");
  parser.addOption(
      {QStringLiteral("multiples"), QStringLiteral("A plot for each run instead of all in one.")});
  option("size", "Width and height in millimetres. Default: 84x60, for a summary 174x70.", "WxH");
  option("font-size", "Type size in points.", "pt", "8");
  option("dpi", "Pixels per inch of a PNG.", "dpi", "300");
  option("out", "File to write: .pdf, .svg, .png or .csv. May be given several times.", "file");
}

double positive(const QCommandLineParser& parser, const QString& name) {
  bool ok = false;
  const double value = parser.value(name).toDouble(&ok);
  if (!ok || !(value > 0) || value > 1e4) {
    refuse(QStringLiteral("--%1 takes a positive number, not “%2”.").arg(name, parser.value(name)));
  }
  return value;
}

FigureFormat readFormat(const QCommandLineParser& parser, bool summary) {
  FigureFormat format;
  if (summary) format.millimetres = {174, 70};
  format.fontSize = positive(parser, QStringLiteral("font-size"));
  format.lineWidth = format.fontSize / 8;
  format.dpi = positive(parser, QStringLiteral("dpi"));
  if (parser.isSet(QStringLiteral("size"))) {
    static const QRegularExpression pattern(QStringLiteral("^([0-9.]+)[x×]([0-9.]+)$"));
    const auto match = pattern.match(parser.value(QStringLiteral("size")));
    if (!match.hasMatch()) {
      refuse(QStringLiteral("--size takes millimetres as in 84x60, not “%1”.")
                 .arg(parser.value(QStringLiteral("size"))));
    }
    format.millimetres = {match.captured(1).toDouble(), match.captured(2).toDouble()};
  }
  return format;
}

Runs readRuns(const QCommandLineParser& parser, bool summary) {
  store::Reader reader(parser.value(QStringLiteral("store")).toStdString());
  Runs runs;
  const auto add = [&](store::RunRecord record) { runs.push_back(readRunData(reader, std::move(record))); };
  const QStringList wanted = parser.value(QStringLiteral("runs")).split(u',', Qt::SkipEmptyParts);
  for (const QString& id : wanted) add(reader.run(id.trimmed().toStdString()));
  if (!wanted.isEmpty()) return runs;
  std::vector<store::RunRecord> all = reader.runs();
  if (all.empty()) throw Error(ErrorKind::Usage, "The store holds no runs.", "Train one first.");
  if (!summary) {
    const auto newest =
        std::find_if(all.rbegin(), all.rend(), [](const auto& run) { return run.epochsDone > 0; });
    add(newest == all.rend() ? all.back() : *newest);
  } else {
    for (store::RunRecord& run : all) {
      if (run.status == store::RunStatus::Done && !run.archived) add(std::move(run));
    }
  }
  return runs;
}

CurveOptions readOptions(const QCommandLineParser& parser) {
  CurveOptions options;
  const QString axis = parser.value(QStringLiteral("x"));
  const auto x = axisFromName(axis);
  if (!x) refuse(QStringLiteral("--x takes epoch, step, time or images, not “%1”.").arg(axis));
  options.x = *x;
  if (parser.isSet(QStringLiteral("log"))) {
    const QString axes = parser.value(QStringLiteral("log"));
    if (axes != u"x" && axes != u"y" && axes != u"xy") {
      refuse(QStringLiteral("--log takes x, y or xy, not “%1”.").arg(axes));
    }
    options.logX = axes.contains(u'x');
    options.logY = axes.contains(u'y');
  }
  if (parser.isSet(QStringLiteral("smooth"))) {
    bool ok = false;
    options.smoothing = parser.value(QStringLiteral("smooth")).toDouble(&ok);
    if (!ok || !(options.smoothing > 0 && options.smoothing < 1)) {
      refuse(QStringLiteral("--smooth takes a factor between 0 and 1, such as 0.9, not “%1”.")
                 .arg(parser.value(QStringLiteral("smooth"))));
    }
  }
  if (parser.isSet(QStringLiteral("band"))) {
    options.band = spreadFromName(parser.value(QStringLiteral("band")));
    if (!options.band) {
      refuse(QStringLiteral("--band takes sd, se, min-max or 95, not “%1”.")
                 .arg(parser.value(QStringLiteral("band"))));
    }
  }
  options.multiples = parser.isSet(QStringLiteral("multiples"));
  return options;
}

CurveSet curvesOf(const QCommandLineParser& parser, const Runs& runs) {
  const QString view = parser.value(QStringLiteral("view"));
  CurveRequest request;
  request.runs = runs;
  request.options = readOptions(parser);
  if (request.options.band && !repeatsASetting(runs)) {
    refuse(QStringLiteral("--band needs runs that differ in the seed alone, and of these none do."));
  }
  bool known = false;
  for (const CurveView candidate :
       {CurveView::PerClass, CurveView::Groups, CurveView::Overall, CurveView::Loss}) {
    if (viewName(candidate) != view) continue;
    request.view = candidate;
    known = true;
  }
  if (!known) refuse(QStringLiteral("--view takes per-class, groups, overall or loss, not “%1”.").arg(view));
  request.runColour = [&runs](const store::RunRecord& run) {
    const auto place =
        std::find_if(runs.begin(), runs.end(), [&](const auto& r) { return r->record.id == run.id; });
    return readableOn(runColourOf(run, static_cast<int>(place - runs.begin())), Qt::white, 3);
  };
  return buildCurves(request);
}

void write(const QCommandLineParser& parser) {
  const QStringList outputs = parser.values(QStringLiteral("out"));
  if (!parser.isSet(QStringLiteral("store"))) refuse(QStringLiteral("--store is missing."));
  if (outputs.isEmpty()) refuse(QStringLiteral("--out is missing."));
  if (!parser.positionalArguments().isEmpty()) {
    refuse(QStringLiteral("“%1” is not an option.").arg(parser.positionalArguments().first()));
  }
  const QString kind = parser.value(QStringLiteral("kind"));
  const bool summary = kind == u"summary";
  if (!summary && kind != u"curves")
    refuse(QStringLiteral("--kind takes curves or summary, not “%1”.").arg(kind));
  for (const QString& name : {QStringLiteral("x"), QStringLiteral("log"), QStringLiteral("smooth"),
                              QStringLiteral("band"), QStringLiteral("multiples")}) {
    if (summary && parser.isSet(name))
      refuse(QStringLiteral("--%1 is of curves, not of a summary.").arg(name));
  }
  const FigureFormat format = readFormat(parser, summary);
  const Runs runs = readRuns(parser, summary);
  const QString provenance = provenanceOf(runs);
  const std::vector<SummaryMode> modes = summary ? summariseRuns(runs) : std::vector<SummaryMode>();
  const CurveSet curves = summary ? CurveSet() : curvesOf(parser, runs);
  for (const QString& path : outputs) {
    const QString problem =
        summary ? writeSummaryFigure(path, modes, provenance, format) : writeFigure(path, curves, format);
    if (!problem.isEmpty()) throw Error(ErrorKind::Usage, problem.toStdString());
    std::printf("%s\n", qUtf8Printable(path));
  }
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
    write(parser);
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    return static_cast<int>(error.kind());
  }
}

}  // namespace skewscope::ui
