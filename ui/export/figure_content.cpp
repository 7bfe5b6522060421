#include "ui/export/figure_content.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/compare/metric_title.h"
#include "core/experiment/gap_lines.h"
#include "core/experiment/results.h"
#include "core/store/reader.h"
#include "ui/export/figure_palette.h"
#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/models/run_map.h"
#include "ui/models/run_matrix.h"
#include "ui/models/twin_gap.h"
#include "ui/plots/class_charts.h"
#include "ui/plots/experiment_chart.h"
#include "ui/plots/gap_chart.h"
#include "ui/theme/colours.h"

namespace skewscope::ui {
namespace {

using report::FigureKind;
using report::FigurePalette;
using report::FigureSpec;
using Runs = RunDataList;

template <typename... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};
template <typename... Calls>
Overloaded(Calls...) -> Overloaded<Calls...>;

QString program() {
  return QStringLiteral("Skewscope ") + QLatin1String(SKEWSCOPE_VERSION);
}

/// A confusion matrix is of one run, or of two; maps are of up to two.
std::span<const std::string> shownRuns(const FigureSpec& spec) {
  const std::span<const std::string> all = spec.runs;
  if (spec.kind != FigureKind::Confusion && spec.kind != FigureKind::Map) return all;
  const bool one =
      spec.kind == FigureKind::Confusion && spec.confusion.values != report::ConfusionValues::Difference;
  return all.first(std::min<std::size_t>(all.size(), one ? 1 : 2));
}

Runs readRuns(store::Reader& reader, const FigureSpec& spec) {
  Runs runs;
  if (spec.kind != FigureKind::Summary) {
    for (const std::string& id : shownRuns(spec)) runs.push_back(readRunData(reader, reader.run(id)));
    return runs;
  }
  const std::vector<store::RunRecord> all = reader.runs();
  std::set<std::string> wanted;
  for (const std::string& id : spec.runs) {
    const store::RunRecord run = reader.run(id);
    wanted.insert(run.id);
    if (const store::RunRecord* twin = findTwin(all, run)) wanted.insert(twin->id);
  }
  for (const store::RunRecord& run : all) {
    const bool done = run.status == store::RunStatus::Done && !run.archived;
    if (spec.runs.empty() ? done : wanted.contains(run.id)) runs.push_back(readRunData(reader, run));
  }
  return runs;
}

/// The colour on paper of a run of a figure, unless the figure says another.
QColor colourOnPaper(const FigureSpec& spec, const Runs& runs, const store::RunRecord& run) {
  const auto place = static_cast<std::size_t>(
      std::find_if(runs.begin(), runs.end(), [&](const auto& r) { return r->record.id == run.id; }) -
      runs.begin());
  if (place < spec.runColours.size() && !spec.runColours[place].empty())
    return QColor(text(spec.runColours[place]));
  return readableOn(runColourOf(run, static_cast<int>(place)), Qt::white, 3);
}

CurveSet curvesOf(const FigureSpec& spec, const Runs& runs) {
  CurveRequest request;
  request.runs = runs;
  for (const CurveView view : {CurveView::PerClass, CurveView::Groups, CurveView::Overall, CurveView::Loss}) {
    if (viewName(view).toStdString() == spec.view) request.view = view;
  }
  request.options = spec.curves;
  for (const int index : spec.hiddenClasses) request.hiddenClasses.insert(index);
  request.runColour = [&](const store::RunRecord& run) { return colourOnPaper(spec, runs, run); };
  CurveSet set = buildCurves(request);
  if (set.multiples) set.title = std::exchange(set.subtitle, {});  // each plot has the name of its run
  return set;
}

Error noRuns() {
  return Error(ErrorKind::Usage, "The figure shows no runs.", "Choose some.");
}

report::FigureOrigin::Run originOf(const store::RunRecord& run) {
  return {run.id, run.name, run.specHash, run.dataDigest, run.engineVersion};
}

BarChart barsOf(store::Reader& reader, const FigureSpec& spec, report::FigureOrigin& origin) {
  const auto all = reader.experiments();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& record) { return record.id == spec.experiment; });
  if (found == all.end()) {
    throw Error(ErrorKind::Usage, "The experiment of this figure is not in this store.",
                "Open the store that it was made from.");
  }
  origin.experiment = found->id;
  origin.settings = found->settings;
  const experiment::Settings settings = experiment::fromJson(found->settings);
  const auto measures = experiment::measures(settings);
  ExperimentView view;
  for (const std::string& key : spec.measures) {
    const auto measure =
        std::find_if(measures.begin(), measures.end(), [&](const auto& each) { return each.key == key; });
    if (measure == measures.end()) {
      throw Error(ErrorKind::Usage, "This experiment does not measure \"" + key + "\".",
                  "`skewscope-engine experiment` lists what it measures.");
    }
    view.measures.push_back(static_cast<std::size_t>(measure - measures.begin()));
  }
  for (const ExperimentView& offered : experimentViews(settings)) {
    if (offered.measures == view.measures) view.title = offered.title;
  }
  std::vector<store::RunRecord> members;
  for (store::RunRecord& run : reader.runs()) {
    if (std::find(found->runs.begin(), found->runs.end(), run.id) != found->runs.end())
      members.push_back(std::move(run));
  }
  const auto rows = experiment::results(
      settings, members,
      [&](const std::string& run, const std::string& metric) { return reader.lastPerClass(run, metric); });
  BarChart chart = experimentChart(settings, rows, view, false);
  for (const store::RunRecord& run : members) origin.runs.push_back(originOf(run));
  chart.provenance =
      QStringLiteral("%1; experiment %2; settings %3").arg(program(), text(found->id), text(found->settings));
  return chart;
}

/// The accuracies of a figure of gaps without its own: the usual one in domain and, if there is one, out of
/// domain.
std::vector<std::string> usualMeasures(const std::vector<store::RunRecord>& runs,
                                       const experiment::GapQuestion& question) {
  const auto metrics = experiment::gapMetrics(runs);
  std::vector<std::string> names;
  for (const auto* offered : {&metrics.inDomain, &metrics.outOfDomain}) {
    if (!offered->empty()) names.push_back(experiment::usualGapMetric(runs, *offered, question));
  }
  return names;
}

PointChart gapsOf(store::Reader& reader, const FigureSpec& spec, report::FigureOrigin& origin) {
  const auto all = reader.runs();
  experiment::GapQuestion question;
  question.x = report::viewOf(spec) == "images" ? experiment::GapAxis::Images : experiment::GapAxis::Ratio;
  question.spread = spec.curves.band.value_or(report::Spread::StandardDeviation);
  if (!spec.runs.empty()) question.only.emplace();
  for (const std::string& id : spec.runs) question.only->push_back(reader.run(id).id);
  std::vector<experiment::GapLines> panels;
  std::set<std::string> drawn;
  for (const std::string& metric : spec.measures.empty() ? usualMeasures(all, question) : spec.measures) {
    question.metric = metric;
    panels.push_back(experiment::gapLines(all, question));
    for (const auto& line : panels.back().lines) {
      for (const auto& point : line.points) {
        drawn.insert(point.runs.begin(), point.runs.end());
        drawn.insert(point.twins.begin(), point.twins.end());
      }
    }
  }
  PointChart chart = gapChart(panels, false);
  chart.message = tr("No pair of a run and its balanced twin has this accuracy.");
  Runs shown;
  for (const store::RunRecord& run : all) {
    if (!drawn.contains(run.id)) continue;
    origin.runs.push_back(originOf(run));
    shown.push_back(std::make_shared<RunData>(RunData{run, {}, {}, {}, {}}));
  }
  chart.provenance = provenanceOf(shown);
  return chart;
}

std::variant<PointChart, BarChart> classesOf(const FigureSpec& spec, const Runs& runs) {
  ClassQuestion question;
  if (!spec.measures.empty()) question.metric = spec.measures.front();
  question.at = spec.bestEpoch ? compare::AtEpoch::Best : compare::AtEpoch::Last;
  question.band = spec.curves.band;
  const ClassAnswer answer = classAnswer(
      runs, question, [&](const store::RunRecord& run) { return colourOnPaper(spec, runs, run); });
  const QString message = tr("These runs have no accuracy per class.");
  if (report::viewOf(spec) == "bars") {
    BarChart chart = classBars(answer);
    chart.message = message;
    chart.provenance = provenanceOf(runs);
    return chart;
  }
  PointChart chart = classPoints(answer);
  chart.message = message;
  chart.provenance = provenanceOf(runs);
  return chart;
}

/// The maps of the runs, and what else they could be coloured by.
MapChart mapsOf(store::Reader& reader, const FigureSpec& spec, FigureContent& content) {
  RunMapList maps;
  Runs runs;
  const std::string wanted = spec.measures.empty() ? std::string() : spec.measures.front();
  for (const std::string& id : shownRuns(spec)) {
    maps.push_back(std::make_shared<const RunMap>(readRunMap(reader, reader.run(id).id, wanted)));
    const RunMap& map = *maps.back();
    runs.push_back(std::make_shared<RunData>(RunData{map.record, {}, {}, {}, {}}));
    content.origin.runs.push_back(originOf(map.record));
    for (const std::string& name : map.metrics) {
      if (std::ranges::find(content.predictors, name) == content.predictors.end())
        content.predictors.push_back(name);
    }
  }
  if (maps.empty()) throw noRuns();
  const bool components = report::viewOf(spec) == "components";
  MapChart chart =
      mapChart(maps, components ? MapProjection::Components : MapProjection::Tsne, spec.colouring);
  chart.provenance = provenanceOf(runs);
  return chart;
}

/// The matrix of the first run, or the second minus the first, with what it is of in its title.
ConfusionChart matrixOf(store::Reader& reader, const FigureSpec& spec, const Runs& runs,
                        MatrixChoices& choices) {
  const report::ConfusionOptions& options = spec.confusion;
  const RunMatrix first = readMatrix(reader, runs.front()->record.id, options.metric, options.epoch);
  RunMatrix second;
  // Of the same accuracy, each at its own last epoch unless one is chosen.
  if (runs.size() > 1) second = readMatrix(reader, runs[1]->record.id, first.metric, options.epoch);
  ConfusionChart chart = confusionChart(options.values, options.order, first, second, *runs.front());
  choices = {first.metrics, first.epochs};
  chart.provenance = provenanceOf(runs);
  if (chart.isEmpty()) return chart;
  QString epoch = QString::number(first.epoch);
  if (runs.size() > 1 && second.epoch != first.epoch)
    epoch = tr("%1 and %2").arg(second.epoch).arg(first.epoch);
  const QString metric = optionText(compare::metricTitle(first.metric));
  chart.title = tr("%1: %2, epoch %3").arg(chart.title, metric, epoch);
  return chart;
}

/// Colours of a palette for the curves of a plot.
void recolour(CurveSet& set, FigurePalette palette) {
  std::vector<QString> keys;  // of classes or groups, in their order
  for (const Pane& pane : set.panes) {
    for (const Curve& curve : pane.curves) {
      if (std::find(keys.begin(), keys.end(), curve.key) == keys.end()) keys.push_back(curve.key);
    }
  }
  const bool byRun = std::none_of(set.runs.begin(), set.runs.end(),
                                  [](const PlottedRun& run) { return run.marker != Marker::None; }) &&
                     std::all_of(keys.begin(), keys.end(), [](const QString& key) {
                       return !key.startsWith(u"class:") && !key.startsWith(u"group:");
                     });
  const int runs = static_cast<int>(set.runs.size());
  constexpr Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::DotLine, Qt::DashDotLine};
  for (Pane& pane : set.panes) {
    for (Curve& curve : pane.curves) {
      const auto place = static_cast<int>(std::find(keys.begin(), keys.end(), curve.key) - keys.begin());
      const float alpha = curve.colour.alphaF();
      curve.colour = byRun && runs > 0 ? paletteRun(palette, curve.run, runs)
                                       : paletteClass(palette, place, static_cast<int>(keys.size()));
      curve.colour.setAlphaF(alpha);
      // Greys of several runs are too alike by themselves.
      if (byRun && palette == FigurePalette::Grey && curve.style == Qt::SolidLine)
        curve.style = kStyles[curve.run % 3];
    }
  }
  for (int r = 0; r < runs; ++r) set.runs[static_cast<std::size_t>(r)].colour = paletteRun(palette, r, runs);
}

void setAxis(const report::FigureAxis& axis, bool log, double& low, double& high,
             std::vector<double>& ticks) {
  const double span = high - low, ratio = high / low;
  if (axis.low) low = *axis.low;
  if (axis.high) high = *axis.high;
  if (high <= low && log) (axis.high ? low = high / ratio : high = low * ratio);  // one end beyond all values
  if (high <= low) (axis.high ? low = high - span : high = low + span);
  ticks = axis.ticks;
}

void apply(CurveSet& set, const FigureSpec& spec) {
  if (spec.palette != FigurePalette::Standard) recolour(set, spec.palette);
  setAxis(spec.x, set.logX, set.xLow, set.xHigh, set.xTicks);
  for (std::size_t p = 0; p < set.panes.size() && p < 2; ++p) {
    Pane& pane = set.panes[p];
    setAxis(p == 0 ? spec.y : spec.y2, pane.logY, pane.yLow, pane.yHigh, pane.yTicks);
  }
  if (spec.title.empty()) return;
  set.title = text(spec.title);
  set.subtitle.clear();
}

void apply(WeightChart& chart, const FigureSpec& spec) {
  for (auto& series : chart.series) {
    const auto count = static_cast<int>(series.points.size());
    for (int k = 0; k < count && spec.palette != FigurePalette::Standard; ++k)
      series.points[static_cast<std::size_t>(k)].colour = paletteClass(spec.palette, k, count);
  }
  chart.x = spec.x;
  chart.y = spec.y;
  if (!spec.title.empty()) chart.title = text(spec.title);
}

void apply(BarChart& chart, const FigureSpec& spec) {
  const auto count = static_cast<int>(chart.series.size());
  for (int k = 0; k < count && spec.palette != FigurePalette::Standard; ++k)
    chart.series[static_cast<std::size_t>(k)].colour = paletteRun(spec.palette, k, count);
  chart.y = spec.y;
  if (!spec.title.empty()) chart.title = text(spec.title);
}

void apply(PointChart& chart, const FigureSpec& spec) {
  QStringList names;
  for (const auto& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      if (!names.contains(line.name)) names.append(line.name);
    }
  }
  for (std::size_t p = 0; p < chart.panels.size(); ++p) {
    PointChart::Panel& panel = chart.panels[p];
    for (auto& line : panel.lines) {
      if (spec.palette == FigurePalette::Standard) continue;
      line.colour = paletteRun(spec.palette, static_cast<int>(names.indexOf(line.name)),
                               static_cast<int>(names.size()));
    }
    const report::FigureAxis& y = p == 0 ? spec.y : spec.y2;
    panel.x = spec.x;
    if (y != report::FigureAxis()) panel.y = y;
  }
  if (!spec.title.empty()) chart.title = text(spec.title);
}

void apply(ConfusionChart& chart, const FigureSpec& spec) {
  const bool difference = chart.kind == report::ConfusionValues::Difference;
  std::tie(chart.less, chart.more) = paletteValues(spec.palette, difference);
  chart.numbers = spec.confusion.numbers;
  chart.unit = spec.confusion.unit;
  chart.decimals = spec.confusion.decimals;
  if (!spec.title.empty()) chart.title = text(spec.title);
}

/// Colours of the classes of a map, whose signs tell groups apart too: greys, of which few can be told apart,
/// go from dark to light among the classes of each sign.
void recolourClasses(std::vector<MapPoints::Group>& groups, FigurePalette palette) {
  std::map<Marker, int> counts, ranks;
  const auto shared = [&](const MapPoints::Group& group) {
    return palette == FigurePalette::Grey ? group.sign : Marker::None;
  };
  for (const auto& group : groups) counts[shared(group)] += group.index >= 0 ? 1 : 0;
  for (auto& group : groups) {
    if (group.index >= 0) group.colour = paletteClass(palette, ranks[shared(group)]++, counts[shared(group)]);
  }
}

void recolour(MapChart& chart, FigurePalette palette) {
  chart.ramp = palettePoints(palette);
  for (auto& panel : chart.panels) {
    if (chart.colouring == MapColouring::Classes) recolourClasses(panel.points.groups, palette);
    for (auto& group : panel.points.groups) {
      if (group.sign == kUnknownSign) continue;
      if (chart.colouring == MapColouring::Weights)
        group.colour = chart.weightColour(panel.run->weightOf(group.index));
      if (chart.colouring == MapColouring::Correct)  // what is wrong stands out by the darker end
        group.colour = paletteClass(palette, group.sign == Marker::Cross ? 0 : 1, 2);
    }
  }
}

void apply(MapChart& chart, const FigureSpec& spec) {
  if (spec.palette != FigurePalette::Standard) recolour(chart, spec.palette);
  if (!spec.title.empty()) chart.title = text(spec.title);
}

void apply(SummaryChart& chart, const FigureSpec& spec) {
  chart.palette = spec.palette;
  chart.y = spec.y;
  chart.y2 = spec.y2;
  if (!spec.title.empty()) chart.title = text(spec.title);
}

}  // namespace

bool FigureContent::isEmpty() const {
  return std::visit(Overloaded{[](const SummaryChart& chart) { return chart.modes.empty(); },
                               [](const auto& other) { return other.isEmpty(); }},
                    plot);
}

QString FigureContent::message() const {
  return std::visit(Overloaded{[](const SummaryChart&) { return QString(); },
                               [](const auto& other) { return other.message; }},
                    plot);
}

QString FigureContent::title() const {
  return std::visit([](const auto& each) { return each.title; }, plot);
}

QString FigureContent::provenance() const {
  return std::visit([](const auto& each) { return each.provenance; }, plot);
}

FigureContent readFigure(store::Reader& reader, const FigureSpec& spec) {
  FigureContent content;
  content.origin.program = program().toStdString();
  if (spec.kind == FigureKind::Experiment) {
    content.plot = barsOf(reader, spec, content.origin);
    return content;
  }
  if (spec.kind == FigureKind::Gap) {
    content.plot = gapsOf(reader, spec, content.origin);
    return content;
  }
  if (spec.kind == FigureKind::Map) {
    content.plot = mapsOf(reader, spec, content);
    return content;
  }
  const Runs runs = readRuns(reader, spec);
  if (runs.empty()) throw noRuns();
  for (const auto& run : runs) {
    content.origin.runs.push_back(originOf(run->record));
  }
  if (spec.kind == FigureKind::Summary) {
    SummaryChart chart;
    chart.title = tr("Probe accuracy per class and relative gap");
    chart.modes = summariseRuns(runs);
    chart.provenance = provenanceOf(runs);
    content.plot = std::move(chart);
  } else if (spec.kind == FigureKind::Confusion) {
    content.plot = matrixOf(reader, spec, runs, content.matrices);
  } else if (spec.kind == FigureKind::Weights) {
    WeightChart chart = weightChart(runs, false);
    // On paper nothing else says which run it is.
    if (chart.series.size() == 1) chart.title = chart.title + QStringLiteral(": ") + chart.series.front().run;
    content.plot = std::move(chart);
  } else if (spec.kind == FigureKind::Classes) {
    std::visit([&](auto&& chart) { content.plot = std::move(chart); }, classesOf(spec, runs));
  } else {
    content.plot = curvesOf(spec, runs);
  }
  return content;
}

FigureContent figureContent(const CurveSet& set) {
  FigureContent content;
  content.plot = set;
  content.origin.program = program().toStdString();
  content.origin.note = set.provenance.toStdString();
  return content;
}

FigureContent styled(FigureContent content, const FigureSpec& spec) {
  std::visit([&](auto& plot) { apply(plot, spec); }, content.plot);
  return content;
}

}  // namespace skewscope::ui
