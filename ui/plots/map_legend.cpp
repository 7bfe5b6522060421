// The key of a map.
#include <algorithm>
#include <set>
#include <utility>

#include "ui/models/run_facts.h"
#include "ui/plots/axis_ticks.h"
#include "ui/plots/legend.h"
#include "ui/plots/map_chart.h"

namespace skewscope::ui {
namespace {

constexpr std::size_t kMostClasses = 20, kSomeClasses = 7;  ///< if there are more, how many stand for all
constexpr int kWeights = 5;                                 ///< samples of their colours, about

LegendEntry words(const QString& text) {
  return {LegendEntry::Sample::None, text, {}};
}
LegendEntry entryOf(const MapPoints::Group& group) {
  return {LegendEntry::Sample::Sign, group.name, group.colour, Qt::SolidLine, group.sign};
}
QString classesText(std::size_t count) {
  return ui::tr("%1 classes, from many to few").arg(count);
}
QString meanWeightText() {
  return ui::tr("mean weight of the class");
}
QString trainingImagesText() {
  return ui::tr("training images");
}
QString weightlessText() {
  return ui::tr("no weight");
}
QString pointsText(const QString& count) {
  return ui::tr("%1 test images").arg(count);
}

/// The groups of all panels, each once.
std::vector<MapPoints::Group> groupsOf(const MapChart& chart) {
  std::vector<MapPoints::Group> groups;
  std::set<std::pair<int, QString>> known;
  for (const auto& panel : chart.panels) {
    for (const auto& group : panel.points.groups) {
      if (known.emplace(group.index, group.name).second) groups.push_back(group);
    }
  }
  return groups;
}

/// Samples of the colours of weights.
void addWeights(const MapChart& chart, std::vector<LegendEntry>& entries) {
  const double low = chart.scale.low, high = chart.scale.high;
  std::vector<double> samples = low < high ? logTicks(low, high, kWeights) : std::vector{low};
  if (samples.size() < 2 && low < high) samples = {low, high};
  entries.push_back(words(meanWeightText()));
  for (const double weight : samples)
    entries.push_back({LegendEntry::Sample::Square, tickText(weight), chart.weightColour(weight)});
}

/// What the signs of classes stand for, where there are several.
void addSigns(const MapChart& chart, std::vector<LegendEntry>& entries) {
  std::set<int> ranks;
  for (const auto& each : chart.scale.classes) ranks.insert(each.group);
  if (ranks.size() < 2) return;
  entries.push_back(words(trainingImagesText()));
  for (const int rank : ranks)
    entries.push_back(entryOf({groupName(rank), {}, PlotPainter::Style().muted, classSign(rank)}));
}

/// "2,000 test images", or from how many to how many.
QString countOf(const MapChart& chart) {
  std::set<std::int64_t> counts;
  for (const auto& panel : chart.panels) {
    if (!panel.points.isEmpty()) counts.insert(static_cast<std::int64_t>(panel.points.places.size()));
  }
  if (counts.empty()) return {};
  const QString least = countText(*counts.begin()), most = countText(*counts.rbegin());
  return pointsText(least == most ? most : QStringLiteral("%1–%2").arg(least, most));
}

}  // namespace

std::vector<LegendEntry> legendOf(const MapChart& chart) {
  std::vector<LegendEntry> entries;
  std::vector<MapPoints::Group> classes, others;
  for (auto& group : groupsOf(chart)) (group.index >= 0 ? classes : others).push_back(std::move(group));
  if (chart.colouring == MapColouring::Weights) {
    addWeights(chart, entries);
  } else {
    const bool all = classes.size() <= kMostClasses;
    if (!all) entries.push_back(words(classesText(classes.size())));
    for (const std::size_t k : labelsThatFit(classes.size(), all ? classes.size() : kSomeClasses))
      entries.push_back(entryOf(classes[k]));
  }
  if (!classes.empty()) addSigns(chart, entries);
  const auto weightless = std::ranges::find(classes, kUnknownSign, &MapPoints::Group::sign);
  if (weightless != classes.end()) {
    others.push_back(*weightless);
    others.back().name = weightlessText();
  }
  for (const auto& group : others) entries.push_back(entryOf(group));
  entries.push_back(words(countOf(chart)));
  return entries;
}

}  // namespace skewscope::ui
