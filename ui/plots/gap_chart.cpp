#include "ui/plots/gap_chart.h"

#include <algorithm>
#include <iterator>

#include "core/compare/metric_title.h"
#include "core/spec/options.h"
#include "ui/plots/curve_options.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using experiment::GapAxis;
using experiment::GapLine;
using experiment::GapLines;
using experiment::GapPoint;

constexpr Marker kMarkers[] = {Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond};
constexpr std::size_t kMostNames = 6;  ///< of runs in a read-out

/// "Self-supervised, r = 0.01": what tells a line from the others.
QString nameOf(const GapLines& lines, const GapLine& line) {
  QStringList parts;
  for (std::size_t i = 0; i < lines.options.size(); ++i) {
    if (line.key[i].empty()) continue;
    const spec::Option& option = spec::option(lines.options[i]);
    if (option.type == spec::OptionType::Choice) {
      parts.append(optionText(line.key[i]));
    } else {
      // As in papers, where an option of that name is a symbol.
      const QString symbol = lines.options[i] == "ratio" ? QStringLiteral("r") : text(lines.options[i]);
      parts.append(QStringLiteral("%1 = %2").arg(symbol, text(line.key[i])));
    }
  }
  return parts.join(QStringLiteral(", "));
}

QString bandSaid(const report::Band& band) {
  const QString mean = percentText(band.mean);
  return band.n > 1 ? QStringLiteral("%1 ± %2").arg(mean, percentText(band.standardDeviation)) : mean;
}

QString said(const QString& name, const GapLines& lines, const GapPoint& point) {
  const QString place = lines.question.x == GapAxis::Ratio
                            ? QStringLiteral("r = %1").arg(point.x)
                            : QStringLiteral("n = %1").arg(static_cast<qlonglong>(point.x));
  QStringList names;
  for (std::size_t i = 0; i < std::min(point.names.size(), kMostNames); ++i)
    names.append(text(point.names[i]));
  if (point.names.size() > kMostNames)
    names.append(ui::tr("and %1 more").arg(point.names.size() - kMostNames));
  return ui::tr("%1, %2: relative gap %3 %, N = %4. Twin %5 %, imbalanced %6 %. %7")
      .arg(name, place, bandSaid(point.relative))
      .arg(point.relative.n)
      .arg(bandSaid(point.balanced), bandSaid(point.imbalanced), names.join(QStringLiteral(", ")));
}

}  // namespace

QStringList pairRuns(const GapPoint& point) {
  QStringList ids;
  for (std::size_t i = 0; i < point.runs.size(); ++i) {
    for (const std::string* id : {&point.runs[i], &point.twins[i]}) {
      if (!ids.contains(text(*id))) ids.append(text(*id));
    }
  }
  return ids;
}

PointChart gapChart(const std::vector<GapLines>& all, bool dark) {
  PointChart chart;
  chart.title = ui::tr("Relative gap to the balanced twins");
  QStringList names;
  for (const GapLines& lines : all) {
    const bool ratio = lines.question.x == GapAxis::Ratio;
    PointChart::Panel panel;
    panel.title = optionText(compare::metricTitle(lines.question.metric));
    panel.xTitle = ratio ? ui::tr("imbalance ratio r") : ui::tr("training images n");
    panel.xName = ratio ? QStringLiteral("ratio") : QStringLiteral("n");
    panel.yTitle = ui::tr("relative gap (%)");
    panel.yName = QStringLiteral("relative_gap");
    panel.message = ui::tr("no pair has this accuracy yet");
    for (const GapLine& line : lines.lines) {
      const QString name = nameOf(lines, line);
      if (!names.contains(name)) names.append(name);
      const auto index = static_cast<int>(names.indexOf(name));
      PointChart::Line drawn{name,
                             runColour(index, dark),
                             kMarkers[static_cast<std::size_t>(index) % std::size(kMarkers)],
                             Qt::SolidLine,
                             {}};
      for (const GapPoint& point : line.points) {
        drawn.points.push_back({point.x,
                                point.relative.mean,
                                point.edges.low,
                                point.edges.high,
                                point.relative.n,
                                {},
                                said(name, lines, point),
                                pairRuns(point)});
      }
      panel.lines.push_back(std::move(drawn));
    }
    chart.panels.push_back(std::move(panel));
  }
  shareYAxis(chart);
  if (!all.empty() && !chart.isEmpty())
    chart.note =
        ui::tr("mean, bars: %1, %2").arg(spreadText(all.front().question.spread), pointCountText(chart));
  return chart;
}

}  // namespace skewscope::ui
