#include "ui/models/run_map.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/spec/protocols.h"
#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/plots/curve_set.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr std::size_t kNamedClasses = 4;  ///< of a selection

bool asksForMap(const std::string& request) {
  try {
    const auto protocols = spec::evaluationFromJson(request).protocols;
    return std::ranges::find(protocols, spec::Protocol::FeatureMap) != protocols.end();
  } catch (const Error&) {
    return false;  // of another version
  }
}

/// Colour of what is not known: it steps back behind the muted texts of the scheme.
QColor unknownColour(bool dark) {
  return tokensOf(!dark).muted;
}
QString weightlessName() {
  return ui::tr("no weight");
}
QString unknownName() {
  return ui::tr("not known");
}
QString imagesSelected(std::size_t count, const QString& what) {
  return count == 1 ? ui::tr("1 image selected: %1").arg(what)
                    : ui::tr("%1 images selected: %2").arg(count).arg(what);
}
QString rightName() {
  return ui::tr("right");
}
QString wrongName() {
  return ui::tr("wrong");
}

/// Adds a group and returns its place.
int add(MapPoints& points, MapPoints::Group group) {
  points.groups.push_back(std::move(group));
  return static_cast<int>(points.groups.size()) - 1;
}

/// The classes of a run from many to few.
std::vector<store::RunClass> rankedClasses(const RunMap& run) {
  RunData known;  // what decides the order, and so the colours, everywhere
  known.record = run.record;
  known.classes = run.classes;
  std::vector<store::RunClass> ranked;
  for (const int index : classesByRank(known)) {
    const auto found = std::ranges::find(run.classes, index, &store::RunClass::index);
    if (found != run.classes.end()) ranked.push_back(*found);
  }
  return ranked;
}

bool haveTheSameClasses(const std::vector<store::RunClass>& ranked, const RunMap& run) {
  return ranked.size() == run.classes.size() && std::ranges::all_of(ranked, [&](const store::RunClass& each) {
           const auto found = std::ranges::find(run.classes, each.index, &store::RunClass::index);
           return found != run.classes.end() && found->name == each.name;
         });
}

/// Groups by true class, from many to few; the place of each class by its index.
std::map<int, int> addClasses(MapPoints& points, const RunMap& run, const MapScale& scale, bool weights,
                              bool dark) {
  std::map<int, int> places;
  const bool shared = haveTheSameClasses(scale.classes, run);
  const std::vector<store::RunClass> ranked = shared ? scale.classes : rankedClasses(run);
  int rank = 0;
  for (const store::RunClass& each : ranked) {
    const auto own = std::ranges::find(run.classes, each.index, &store::RunClass::index);
    MapPoints::Group group{text(each.name), ui::tr("n = %1").arg(countText(own->trainCount)),
                           classColour(rank++, static_cast<int>(ranked.size()), dark), classSign(each.group),
                           each.index};
    if (weights) {
      const double weight = run.weightOf(each.index);
      const bool known = !std::isnan(weight);
      group.colour = known ? valueColour(scale.placeOf(weight), dark) : unknownColour(dark);
      group.detail = known ? ui::tr("w = %1").arg(weight, 0, 'f', 2) : weightlessName();
      if (!known) group.sign = kUnknownSign;
    }
    places[each.index] = add(points, std::move(group));
  }
  return places;
}

}  // namespace

QString RunMap::className(int index) const {
  const auto found = std::ranges::find(classes, index, &store::RunClass::index);
  return found != classes.end() ? text(found->name) : QString::number(index);
}

int RunMap::trueClass(std::int64_t image) const {
  const auto place = static_cast<std::size_t>(image);
  return image >= 0 && place < labels.size() ? labels[place] : -1;
}

int RunMap::predictedClass(std::int64_t image) const {
  const auto place = static_cast<std::size_t>(image);
  return image >= 0 && place < predicted.size() ? predicted[place] : -1;
}

double RunMap::weightOf(int index) const {
  const auto place = static_cast<std::size_t>(index);
  const bool known = index >= 0 && place < weights.size() && weights[place] > 0;
  return known && std::isfinite(weights[place]) ? weights[place] : std::nan("");
}

RunMap readRunMap(store::Reader& reader, const std::string& run, const std::string& metric) {
  RunMap found;
  found.record = reader.run(run);
  found.classes = reader.classes(run);
  found.map = reader.featureMap(run);
  found.labels = reader.testLabels(found.record.dataDigest);
  found.waits = std::ranges::any_of(reader.wantedEvaluations(run), asksForMap);
  found.weights = reader.lastPerClass(run, store::metric::kWeight);
  for (const std::string& name : reader.metricNames(run)) {
    if (!reader.predictionEpochs(run, name).empty()) found.metrics.push_back(name);
  }
  if (found.metrics.empty()) return found;
  const bool known = std::ranges::find(found.metrics, metric) != found.metrics.end();
  found.metric = known ? metric : found.metrics.front();
  const auto epochs = reader.predictionEpochs(run, found.metric);
  found.epoch = epochs.back();
  if (found.map && std::ranges::find(epochs, found.map->epoch) != epochs.end())
    found.epoch = found.map->epoch;
  found.predicted = reader.predictions(run, found.metric, found.epoch);
  return found;
}

NoMap noMap(const RunMap& run) {
  const store::RunRecord& record = run.record;
  if (store::isImported(record))
    return {ui::tr("This run was imported: there is no network to make a map with.")};
  if (run.waits)
    return {ui::tr("The map is asked for. It is made when the queue comes to it and the run is trained.")};
  const bool done = record.status == store::RunStatus::Done;
  if (done && !record.hasCheckpoint)
    return {ui::tr("This run has no checkpoint any more: there is no network to make a map with.")};
  return {done ? ui::tr("No map yet: where the test images lie among the features of this run.")
               : ui::tr("No map yet. It can be asked for now and is made when the run is trained."),
          true};
}

double MapScale::placeOf(double weight) const {
  const double range = std::log(high / low);
  return range > 0 ? std::clamp(std::log(weight / low) / range, 0.0, 1.0) : 0.5;
}

MapScale mapScale(std::span<const std::shared_ptr<const RunMap>> runs) {
  MapScale scale;
  for (const auto& run : runs) {
    if (!run) continue;
    if (scale.classes.empty()) scale.classes = rankedClasses(*run);
    for (int index = 0; index < static_cast<int>(run->weights.size()); ++index) {
      const double weight = run->weightOf(index);
      if (std::isnan(weight)) continue;
      scale.low = scale.low > 0 ? std::min(scale.low, weight) : weight;
      scale.high = std::max(scale.high, weight);
    }
  }
  return scale;
}

std::vector<QPointF> mapPlaces(const RunMap& run, MapProjection projection) {
  std::vector<QPointF> places;
  if (!run.map) return places;
  const store::FeatureMap& map = *run.map;
  const auto dimensions = static_cast<std::size_t>(map.dimensions);
  for (std::size_t i = 0; i < map.images.size(); ++i) {
    const bool tsne = projection == MapProjection::Tsne;
    const float x = tsne ? map.map[2 * i] : map.components[dimensions * i];
    const float y = tsne ? map.map[2 * i + 1] : map.components[dimensions * i + 1];
    // A stranger's store may hold what cannot be drawn.
    places.emplace_back(std::isfinite(x) ? static_cast<double>(x) : 0,
                        std::isfinite(y) ? static_cast<double>(y) : 0);
  }
  return places;
}

MapPoints mapPoints(const RunMap& run, MapProjection projection, MapColouring colouring,
                    const MapScale& scale, bool dark) {
  MapPoints points;
  if (!run.map) return points;
  points.places = mapPlaces(run, projection);
  points.images = run.map->images;
  points.groupOf.assign(points.images.size(), -1);
  if (colouring == MapColouring::Correct) {
    const int right = add(points, {rightName(), {}, tokensOf(dark).accent, Marker::Circle});
    const int wrong = add(points, {wrongName(), {}, tokensOf(dark).error, Marker::Cross});
    for (std::size_t i = 0; i < points.images.size(); ++i) {
      const int truth = run.trueClass(points.images[i]), guess = run.predictedClass(points.images[i]);
      if (truth >= 0 && guess >= 0) points.groupOf[i] = truth == guess ? right : wrong;
    }
    for (const int group : {right, wrong}) {
      points.groups[static_cast<std::size_t>(group)].detail =
          ui::tr("n = %1").arg(countText(std::ranges::count(points.groupOf, group)));
    }
  } else {
    const auto places = addClasses(points, run, scale, colouring == MapColouring::Weights, dark);
    for (std::size_t i = 0; i < points.images.size(); ++i) {
      const auto found = places.find(run.trueClass(points.images[i]));
      if (found != places.end()) points.groupOf[i] = found->second;
    }
  }
  if (std::ranges::find(points.groupOf, -1) != points.groupOf.end()) {
    const int unknown = add(points, {unknownName(), {}, unknownColour(dark), kUnknownSign});
    std::ranges::replace(points.groupOf, -1, unknown);
  }
  return points;
}

QStringList imageWords(const RunMap& run, std::int64_t image) {
  const int truth = run.trueClass(image), guess = run.predictedClass(image);
  QStringList lines{truth >= 0 ? run.className(truth) : ui::tr("class not known")};
  if (guess >= 0) {
    const QString by = metricName(run.metric);
    lines.append(guess == truth ? ui::tr("recognised (%1)").arg(by)
                                : ui::tr("taken for %1 (%2)").arg(run.className(guess), by));
  }
  lines.append(ui::tr("test image %1").arg(image));
  return lines;
}

QString selectionWords(const RunMap& run, const std::vector<std::int64_t>& images) {
  std::map<int, int> counts;
  int right = 0, known = 0;
  for (const std::int64_t image : images) {
    const int truth = run.trueClass(image), guess = run.predictedClass(image);
    ++counts[truth];
    known += truth >= 0 && guess >= 0 ? 1 : 0;
    right += truth >= 0 && guess == truth ? 1 : 0;
  }
  std::vector<std::pair<int, int>> order(counts.begin(), counts.end());
  std::ranges::stable_sort(order, std::greater<>(), &std::pair<int, int>::second);
  QStringList parts;
  for (std::size_t k = 0; k < std::min(order.size(), kNamedClasses); ++k) {
    const int index = order[k].first;
    parts.append(
        QStringLiteral("%1 %2").arg(index >= 0 ? run.className(index) : unknownName()).arg(order[k].second));
  }
  int others = 0;
  for (std::size_t k = kNamedClasses; k < order.size(); ++k) others += order[k].second;
  if (others > 0) parts.append(ui::tr("others %1").arg(others));
  QString said = imagesSelected(images.size(), parts.join(QStringLiteral(", ")));
  if (known > 0) {
    said += QStringLiteral(". ") +
            ui::tr("%1 % of them are recognised (%2).")
                .arg(percentText(static_cast<double>(right) / known, 0), metricName(run.metric));
  }
  return said;
}

report::Table mapTable(const RunMap& run, MapProjection projection, const std::vector<std::int64_t>& images) {
  report::Table table({{"image", "Test image", report::Align::Right},
                       {"true_class", "True class"},
                       {"predicted_class", "Predicted class"},
                       {"x", "x", report::Align::Right, 4},
                       {"y", "y", report::Align::Right, 4}});
  const std::vector<QPointF> places = mapPlaces(run, projection);
  const auto name = [&](int index) {
    return index >= 0 ? run.className(index).toStdString() : std::string();
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::int64_t image = run.map->images[i];
    if (!images.empty() && !std::ranges::binary_search(images, image)) continue;
    table.add(
        {image, name(run.trueClass(image)), name(run.predictedClass(image)), places[i].x(), places[i].y()});
  }
  return table;
}

}  // namespace skewscope::ui
