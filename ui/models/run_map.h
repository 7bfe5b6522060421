#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/report/figure_spec.h"
#include "core/report/table.h"
#include "core/store/reader.h"
#include "ui/plots/map_points.h"

namespace skewscope::ui {

/// All that a map of a run shows, read in one go.
struct RunMap {
  store::RunRecord record;
  std::vector<store::RunClass> classes;
  std::optional<store::FeatureMap> map;  ///< of the last epoch that has one
  bool waits = false;                    ///< a map is asked for and not made yet
  std::vector<std::string> metrics;      ///< whose predictions are kept
  std::string metric;                    ///< one of them; empty: there is none
  std::int64_t epoch = 0;                ///< of the predictions
  std::vector<std::uint16_t> predicted;  ///< class of each test image; empty if not kept
  std::vector<std::uint16_t> labels;     ///< true class of each; empty if not known
  std::vector<double> weights;           ///< rwSAM: mean weight of each class; else empty

  /// Name of a class, or its number.
  QString className(int index) const;
  /// True and predicted class of a test image; -1 where it is not known.
  int trueClass(std::int64_t image) const;
  int predictedClass(std::int64_t image) const;
  /// Mean density weight of a class, above 0; NaN where it is not known.
  double weightOf(int index) const;
};
using RunMapList = std::vector<std::shared_ptr<const RunMap>>;

/// `metric`: whose predictions are wanted; the first there is if it has none. Those of the epoch of the map,
/// or the last ones.
RunMap readRunMap(store::Reader& reader, const std::string& run, const std::string& metric);

/// Why a run has no map, and whether one can be asked for.
struct NoMap {
  QString why;
  bool canBeMade = false;
};
NoMap noMap(const RunMap& run);

/// In the order of report::figureViews() of maps.
enum class MapProjection { Tsne, Components };
using report::MapColouring;

/// What maps beside each other share, so that a colour and a sign mean the same in all of them.
struct MapScale {
  std::vector<store::RunClass> classes;  ///< of the first run from many to few: decide colours and signs
  double low = 0, high = 0;              ///< least and largest mean weight above 0; 0: there is none

  /// Place of a weight between them in [0, 1], on a logarithmic scale, as weights are ratios.
  double placeOf(double weight) const;
};
/// Of the runs that are there; those that are null count for nothing.
MapScale mapScale(std::span<const std::shared_ptr<const RunMap>> runs);

/// Where each image of a run's map is, y upwards; a coordinate that is no number is 0. Empty without a map.
std::vector<QPointF> mapPlaces(const RunMap& run, MapProjection projection);

/// Points of a run's map: classes from many (cool) to few (warm), each with the sign of its group; right and
/// wrong predictions; or classes by their mean weight (which stands beside their names). What is not known
/// has a sign of its own. A run that does not have the classes of the scale is ranked by its own. Empty
/// without a map. Works on any thread.
MapPoints mapPoints(const RunMap& run, MapProjection projection, MapColouring colouring,
                    const MapScale& scale, bool dark);

/// What a point says: true class, what it was taken for, which image it is.
QStringList imageWords(const RunMap& run, std::int64_t image);
/// "37 images selected: cat 20, dog 17. 62 % of them are recognised (head)."
QString selectionWords(const RunMap& run, const std::vector<std::int64_t>& images);

/// The points of `images` (ascending; empty: all) as a table: image, true class, predicted class, x and y.
report::Table mapTable(const RunMap& run, MapProjection projection, const std::vector<std::int64_t>& images);

}  // namespace skewscope::ui
