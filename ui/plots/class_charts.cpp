#include "ui/plots/class_charts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "core/compare/metric_title.h"
#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/plots/curve_options.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/joined_runs.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using compare::ClassPoint;
using compare::ClassResult;

constexpr Marker kMarkers[] = {Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond};

/// In the order in which they are compared by.
constexpr const char* kFirst[] = {store::metric::kProbeAccuracy, store::metric::kFullProbeAccuracy,
                                  store::metric::kKnnAccuracy, store::metric::kHeadAccuracy,
                                  store::metric::kCrtAccuracy};

bool isAccuracy(const std::string& metric) {
  return store::isShare(metric) && metric.find("accuracy") != std::string::npos;
}

bool has(const RunData& run, const std::string& metric) {
  const auto found = run.classMetrics.find(metric);
  return found != run.classMetrics.end() && !found->second.epochs.empty();
}

QString valueSaid(const report::Band& band) {
  const QString mean = percentText(band.mean);
  return band.n > 1 ? ui::tr("%1 ± %2 %, N = %3").arg(mean, percentText(band.standardDeviation)).arg(band.n)
                    : ui::tr("%1 %").arg(mean);
}

QString titleOf(const ClassAnswer& answer) {
  return ui::tr("%1 per class").arg(optionText(compare::metricTitle(answer.metric)));
}

/// Training images of a class in the runs: "n=500", of two kinds of runs "n=500 / 124" in the order of the
/// runs, of more "n=5–500"; empty where nobody knows them.
QString countsText(const ClassAnswer& answer, const std::string& name) {
  std::vector<std::int64_t> counts;
  for (const ClassResult& result : answer.results) {
    const ClassPoint* point = compare::findClass(result, name);
    if (point == nullptr || point->trainCount < 1) continue;
    if (std::ranges::find(counts, point->trainCount) == counts.end()) counts.push_back(point->trainCount);
  }
  if (counts.empty()) return {};
  if (counts.size() == 1) return QStringLiteral("n=%1").arg(countText(counts[0]));
  if (counts.size() == 2) return QStringLiteral("n=%1 / %2").arg(countText(counts[0]), countText(counts[1]));
  const auto [least, most] = std::ranges::minmax(counts);
  return QStringLiteral("n=%1–%2").arg(countText(least), countText(most));
}

}  // namespace

std::vector<std::string> classMetrics(const RunDataList& runs) {
  std::set<std::string> known;
  for (const auto& run : runs) {
    for (const auto& [name, series] : run->classMetrics) {
      if (isAccuracy(name) && has(*run, name)) known.insert(name);
    }
  }
  std::vector<std::string> names;
  for (const char* name : kFirst) {
    if (known.erase(name) > 0) names.emplace_back(name);
  }
  names.insert(names.end(), known.begin(), known.end());
  return names;
}

std::string usualClassMetric(const RunDataList& runs) {
  std::string best;
  std::ptrdiff_t most = 0;
  for (const std::string& name : classMetrics(runs)) {
    const auto count = std::ranges::count_if(runs, [&](const auto& run) { return has(*run, name); });
    if (count <= most) continue;
    most = count;
    best = name;
  }
  return best;
}

ClassAnswer classAnswer(const RunDataList& runs, const ClassQuestion& question,
                        const std::function<QColor(const store::RunRecord&)>& runColour) {
  ClassAnswer answer;
  const auto offered = classMetrics(runs);
  const bool known = std::ranges::find(offered, question.metric) != offered.end();
  answer.metric = known ? question.metric : usualClassMetric(runs);
  answer.spread = question.band.value_or(report::Spread::StandardDeviation);
  RunDataList drawn;
  std::vector<compare::ClassRun> values;  // of `drawn`
  for (const auto& run : runs) {
    const auto perClass = run->classMetrics.find(answer.metric);
    const auto overall = run->metrics.find(answer.metric);
    std::optional<compare::ClassRun> found;
    if (perClass != run->classMetrics.end()) {
      found = compare::classRun(run->record, run->classes, answer.metric,
                                overall == run->metrics.end() ? store::Series() : overall->second,
                                perClass->second, question.at);
    }
    if (!found) {
      answer.without.append(text(run->record.name));
      continue;
    }
    drawn.push_back(run);
    values.push_back(std::move(*found));
  }
  for (const JoinedRuns& joined : joinRuns(drawn, question.band)) {
    std::vector<compare::ClassRun> members;
    for (const RunData* run : joined.runs) {
      members.push_back(*std::ranges::find(values, run->record.id, &compare::ClassRun::id));
    }
    const std::string name = joined.runs.size() > 1 ? joined.name().toStdString() : members.front().name;
    answer.results.push_back(compare::joinClassRuns(name, members, answer.spread));
    answer.colours.push_back(runColour(joined.first().record));
  }
  return answer;
}

PointChart classPoints(const ClassAnswer& answer) {
  PointChart chart;
  chart.title = titleOf(answer);
  chart.areas = true;
  PointChart::Panel panel;
  panel.xTitle = ui::tr("training images of the class");
  panel.xName = QStringLiteral("train_count");
  panel.yTitle = metricAxisTitle(answer.metric);
  panel.yName = text(answer.metric);
  for (std::size_t r = 0; r < answer.results.size(); ++r) {
    const ClassResult& result = answer.results[r];
    PointChart::Line line{
        text(result.name), answer.colours[r], kMarkers[r % std::size(kMarkers)], Qt::SolidLine, {}};
    QStringList ids;
    for (const std::string& id : result.runs) ids.append(text(id));
    for (const ClassPoint& point : result.classes) {
      if (point.accuracy.n == 0 || point.trainCount < 1) continue;
      line.points.push_back(
          {static_cast<double>(point.trainCount), point.accuracy.mean, point.edges.low, point.edges.high,
           point.accuracy.n, text(point.name),
           ui::tr("%1, %2 images, %3: %4")
               .arg(text(point.name), countText(point.trainCount), line.name, valueSaid(point.accuracy)),
           ids});
    }
    std::ranges::stable_sort(line.points, {}, &PointChart::Point::x);
    if (!line.points.empty()) panel.lines.push_back(std::move(line));
  }
  chart.panels.push_back(std::move(panel));
  const bool joined = std::ranges::any_of(answer.results, [](const auto& r) { return r.runs.size() > 1; });
  if (joined && !chart.isEmpty())
    chart.note = ui::tr("mean, band: %1, %2").arg(spreadText(answer.spread), pointCountText(chart));
  return chart;
}

BarChart classBars(const ClassAnswer& answer) {
  BarChart chart;
  chart.title = titleOf(answer);
  chart.measure = optionText(compare::metricTitle(answer.metric));
  chart.yTitle = metricAxisTitle(answer.metric);
  const auto names = compare::classOrder(answer.results);
  for (const std::string& name : names) {
    chart.categories.push_back({text(name)});
    if (const QString counts = countsText(answer, name); !counts.isEmpty())
      chart.categories.back().append(counts);
  }
  for (std::size_t r = 0; r < answer.results.size(); ++r) {
    BarChart::Series series{text(answer.results[r].name), answer.colours[r], {}};
    for (const std::string& name : names) {
      const ClassPoint* point = compare::findClass(answer.results[r], name);
      series.bars.push_back(point != nullptr ? point->accuracy : report::Band());
    }
    chart.series.push_back(std::move(series));
  }
  return chart;
}

}  // namespace skewscope::ui
