#include "ui/export/html_report.h"

#include <fmt/format.h>

#include <QCommandLineParser>
#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/compare/difference.h"
#include "core/compare/grouping.h"
#include "core/compare/metric_title.h"
#include "core/report/html.h"
#include "core/store/reader.h"
#include "ui/export/figure.h"
#include "ui/export/run_csv.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::Align;
using report::FigureKind;
using report::FigureSpec;
using Records = std::vector<store::RunRecord>;

constexpr std::size_t kMostPerClass = 12;  ///< runs that have a figure of their own
constexpr std::size_t kMostOverlaid = 20;

constexpr const char* kStyle = R"css(
:root { color-scheme: light dark; --ink: #1c2430; --muted: #5f6978; --line: #d9dee5; --paper: #fff; --panel: #f5f7fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --muted: #9aa4b2; --line: #323a45; --paper: #15181d; --panel: #1d2229; } }
body { font: 15px/1.5 Inter, system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 1100px; padding: 32px 24px 64px; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 40px 0 12px; } h3 { font-size: 15px; margin: 20px 0 6px; }
p, .muted { color: var(--muted); margin: 4px 0 12px; } code, pre { font: 13px/1.45 ui-monospace, monospace; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--muted); font-weight: 600; } .number { text-align: right; white-space: nowrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(380px, 1fr)); gap: 16px; }
figure { margin: 0; background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 10px; }
figure svg { width: 100%; height: auto; display: block; } figcaption { color: #5f6978; font-size: 13px; margin-top: 6px; }
pre { background: var(--panel); border-radius: 8px; padding: 12px; overflow-x: auto; white-space: pre-wrap; word-break: break-word; }
summary { cursor: pointer; padding: 4px 0; }
@media print { body { max-width: none; } details { break-inside: avoid; } }
)css";

std::string html(const QString& text) {
  return report::htmlText(text.toStdString());
}

std::string section(const QString& title, const std::string& body, const QString& said = {}) {
  if (body.empty()) return {};
  return "<section>\n<h2>" + html(title) + "</h2>\n" + (said.isEmpty() ? "" : "<p>" + html(said) + "</p>\n") +
         body + "</section>\n";
}

std::string wide(const std::string& table) {
  return "<div class=\"wide\">" + table + "</div>\n";
}

/// Metrics that are results rather than diagnostics of an epoch, as far as the runs have them.
std::vector<compare::MetricColumn> resultColumns(const Records& runs) {
  std::set<std::string> known;
  for (const auto& run : runs) {
    for (const auto& [name, summary] : run.summaries) known.insert(name);
  }
  std::vector<compare::MetricColumn> columns;
  for (const std::string& name : known) {
    if (store::isShare(name) || name == store::metric::kLoss) columns.push_back({name});
  }
  return columns;
}

report::Table resultTable(const Records& runs, const std::vector<compare::MetricColumn>& columns) {
  std::vector<report::Column> titles{
      {"run", "Run"}, {"status", "State"}, {"n", "n", Align::Right}, {"epochs", "Epochs", Align::Right}};
  for (const auto& column : columns) {
    const bool share = store::isShare(column.metric);
    titles.push_back({column.metric, compare::metricTitle(column.metric) + (share ? " (%)" : ""),
                      Align::Right, share ? 1 : 3, share ? 100.0 : 1.0});
  }
  report::Table table(std::move(titles));
  for (const auto& run : runs) {
    std::vector<report::Cell> row{run.name, store::isImported(run) ? "imported" : store::toText(run.status),
                                  run.n > 0 ? report::Cell{run.n} : report::Cell{}, run.epochsDone};
    for (const auto& column : columns) row.emplace_back(compare::valueOf(run, column));
    table.add(std::move(row));
  }
  return table;
}

/// An SVG without its XML head, to stand in a page; nothing for a figure that has nothing to show.
std::string svgOf(store::Reader& reader, const FigureSpec& spec) {
  const FigureContent content = readFigure(reader, spec);
  if (content.isEmpty()) return {};
  const std::string svg = figureSvg(content, spec).toStdString();
  const auto start = svg.find("<svg");
  return start == std::string::npos ? std::string() : svg.substr(start);
}

std::string figure(store::Reader& reader, const FigureSpec& spec, const QString& caption) {
  const std::string svg = svgOf(reader, spec);
  if (svg.empty()) return {};
  return "<figure>\n" + svg + "\n<figcaption>" + html(caption) + "</figcaption>\n</figure>\n";
}

std::string figures(store::Reader& reader, const Records& runs) {
  std::vector<std::string> ids;
  for (const auto& run : runs) ids.push_back(run.id);
  std::string body;
  FigureSpec spec;
  spec.widthMm = 110;
  spec.heightMm = 74;
  spec.withTitle = false;
  const bool twins = std::ranges::any_of(runs, [](const auto& run) { return run.spec.balancedTwin; });
  if (twins) {
    FigureSpec summary = spec;
    summary.kind = FigureKind::Summary;
    summary.runs = ids;
    summary.widthMm = 174;
    body += figure(reader, summary,
                   QStringLiteral("Probe accuracy per class, and the relative gap to the balanced twins."));
  }
  spec.runs.assign(ids.begin(),
                   ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), kMostOverlaid)));
  spec.view = "overall";
  body += figure(reader, spec, QStringLiteral("Accuracy over all classes."));
  spec.view = "loss";
  body += figure(reader, spec, QStringLiteral("Training loss."));
  spec.view = "per-class";
  for (std::size_t i = 0; i < std::min(runs.size(), kMostPerClass); ++i) {
    spec.runs = {ids[i]};
    body += figure(reader, spec, QStringLiteral("Accuracy per class: %1.").arg(text(runs[i].name)));
  }
  return body.empty() ? body : "<div class=\"figures\">\n" + body + "</div>\n";
}

std::string groupedOverSeeds(const Records& runs, const std::vector<compare::MetricColumn>& columns) {
  const auto options = compare::distinguishingOptions(runs, compare::repetitionOptions());
  const auto groups = compare::groupRuns(runs, options, columns);
  const bool repeated = std::ranges::any_of(groups, [](const auto& group) { return group.runs.size() > 1; });
  return repeated ? wide(report::htmlTable(compare::groupTable(groups, options, columns, true)))
                  : std::string();
}

std::string differences(store::Reader& reader, const Records& runs) {
  if (runs.size() < 2 || runs.size() > kMostPerClass) return {};
  std::vector<compare::ComparedRun> compared;
  for (const auto& run : runs) compared.push_back(compare::readComparedRun(reader, run));
  auto lines = compare::compareRuns(compared);
  std::erase_if(lines, [](const auto& line) {
    return line.section == compare::Section::Results || line.section == compare::Section::ClassResults;
  });
  const auto table = compare::differenceTable(compared, lines, {}, true);
  return table.rows().empty() ? std::string() : wide(report::htmlTable(table));
}

std::string measurements(store::Reader& reader, const Records& runs) {
  report::Table table({{"run", "Run"},
                       {"metric", "Number"},
                       {"epoch", "Epoch", Align::Right},
                       {"how", "How it was measured"}});
  for (const auto& run : runs) {
    for (const auto& each : reader.evaluations(run.id))
      table.add({run.name, compare::metricTitle(each.metric), each.epoch, each.protocol});
  }
  if (table.rows().empty()) return {};
  return "<details>\n<summary>Protocols and their settings</summary>\n" + wide(report::htmlTable(table)) +
         "</details>\n";
}

std::string settings(const Records& runs) {
  std::string body;
  for (const auto& run : runs) {
    const QString origin =
        store::isImported(run)
            ? QStringLiteral("Imported: %1").arg(text(run.source))
            : QStringLiteral("id %1, spec %2, data %3, subset %4, engine %5, %6, %7, %8 thread(s)")
                  .arg(text(run.id), text(run.specHash.substr(0, 12)), text(run.dataDigest.substr(0, 12)),
                       text(run.subsetDigest.substr(0, 12)), text(run.engineVersion), text(run.device),
                       text(run.precision), QString::number(run.threads));
    body += "<details>\n<summary>" + report::htmlText(run.name) + "</summary>\n<p>" + html(origin) + "</p>\n";
    if (!run.note.empty()) body += "<p>" + report::htmlText(run.note) + "</p>\n";
    if (!store::isImported(run)) body += "<pre>" + report::htmlText(run.specJson) + "</pre>\n";
    body += "</details>\n";
  }
  return body;
}

std::string reproduction(const Records& runs) {
  std::string commands;
  std::size_t number = 0;
  for (const auto& run : runs) {
    if (store::isImported(run)) continue;
    ++number;
    commands += fmt::format(
        "# {}\ncat > run-{}.json <<'SPEC'\n{}\nSPEC\nskewscope-engine train --spec run-{}.json --threads "
        "{}\n\n",
        run.name, number, run.specJson, number, run.threads);
  }
  return commands.empty() ? commands : "<pre>" + report::htmlText(commands) + "</pre>\n";
}

}  // namespace

QByteArray htmlReport(store::Reader& reader, const std::vector<std::string>& ids, const QString& title) {
  Records runs;
  for (const std::string& id : ids) runs.push_back(reader.run(id));
  if (runs.empty()) throw Error(ErrorKind::Usage, "A report needs a run.", "Choose one or more.");
  const QString name = !title.isEmpty()   ? title
                       : runs.size() == 1 ? text(runs.front().name)
                                          : QStringLiteral("%1 runs").arg(runs.size());
  const auto columns = resultColumns(runs);
  std::string body =
      "<h1>" + html(name) + "</h1>\n<p>" +
      html(QStringLiteral("Skewscope %1, %2")
               .arg(QStringLiteral(SKEWSCOPE_VERSION), QDateTime::currentDateTime().toString(Qt::ISODate))) +
      "</p>\n";
  body += section(QStringLiteral("Results"), wide(report::htmlTable(resultTable(runs, columns))),
                  QStringLiteral("Last values; accuracies on the test images."));
  body += section(
      QStringLiteral("Over seeds"), groupedOverSeeds(runs, columns),
      QStringLiteral("Mean ± sample standard deviation over the runs that agree in these options; N is the "
                     "number of runs with a value."));
  body += section(QStringLiteral("Figures"), figures(reader, runs),
                  QStringLiteral("Not smoothed; all values are drawn."));
  body += section(QStringLiteral("What the runs differ in"), differences(reader, runs));
  body += section(QStringLiteral("How the numbers were measured"), measurements(reader, runs));
  body += section(QStringLiteral("Settings and origin"), settings(runs));
  body +=
      section(QStringLiteral("How to make the runs again"), reproduction(runs),
              QStringLiteral(
                  "With the same number of threads and the same precision a run repeats bit for bit on one "
                  "machine; the folder of a data set in a spec is that of the machine it was made on."));
  const std::string page =
      "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta "
      "charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
      html(name) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
  return QByteArray::fromStdString(page);
}

int runReportCommand(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("Writes one self-contained HTML page about stored runs; needs no display.\n\n"
                     "  skewscope report --store FILE [--runs ID,ID] [--title TEXT] --out FILE.html"));
  parser.addHelpOption();
  parser.addOption(
      {QStringLiteral("store"), QStringLiteral("The store (required)."), QStringLiteral("file")});
  parser.addOption(
      {QStringLiteral("runs"),
       QStringLiteral(
           "UUIDs, beginnings of them, or names, with commas between. Default: all that are done."),
       QStringLiteral("id,id")});
  parser.addOption({QStringLiteral("title"), QStringLiteral("Title of the page."), QStringLiteral("text")});
  parser.addOption(
      {QStringLiteral("out"), QStringLiteral("File to write (required)."), QStringLiteral("file")});
  try {
    if (!parser.parse(QStringList{QStringLiteral("skewscope report")} + arguments))
      throw Error(ErrorKind::Usage, parser.errorText().toStdString() + ".");
    if (parser.isSet(QStringLiteral("help"))) {
      std::printf("%s", qUtf8Printable(parser.helpText()));
      return 0;
    }
    for (const char* needed : {"store", "out"}) {
      if (!parser.isSet(QLatin1String(needed)))
        throw Error(ErrorKind::Usage, std::string("--") + needed + " is missing.",
                    "`skewscope report --help` lists the options.");
    }
    store::Reader reader(parser.value(QStringLiteral("store")).toStdString());
    std::vector<std::string> ids;
    for (const QString& name : parser.value(QStringLiteral("runs")).split(u',', Qt::SkipEmptyParts))
      ids.push_back(reader.run(name.trimmed().toStdString()).id);
    if (ids.empty()) {
      for (const auto& run : reader.runs()) {
        if (run.status == store::RunStatus::Done) ids.push_back(run.id);
      }
    }
    const QString path = parser.value(QStringLiteral("out"));
    const QByteArray page = htmlReport(reader, ids, parser.value(QStringLiteral("title")));
    if (const QString problem = writeFile(path, page); !problem.isEmpty())
      throw Error(ErrorKind::Data, problem.toStdString());
    std::printf("%s\n", qUtf8Printable(path));
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    return static_cast<int>(error.kind());
  }
}

}  // namespace skewscope::ui
