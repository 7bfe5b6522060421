#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/report/table.h"
#include "core/store/reader.h"
#include "ui/plots/map_view.h"

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
};

/// `metric`: whose predictions are wanted; the first there is if it has none. Those of the epoch of the map,
/// or the last ones.
RunMap readRunMap(store::Reader& reader, const std::string& run, const std::string& metric);

enum class MapProjection { Tsne, Components };
enum class MapColouring { Classes, Correct, Weights };

/// Points of a run's map in the colours of the scheme: classes from many (cool) to few (warm), each with the
/// sign of its group; right and wrong predictions; or classes by their mean weight (which stands beside their
/// names). What is not known is one group "not known". Empty without a map.
MapPoints mapPoints(const RunMap& run, MapProjection projection, MapColouring colouring);

/// What a point says: true class, what it was taken for, which image it is.
QStringList imageWords(const RunMap& run, std::int64_t image);
/// "37 images selected: cat 20, dog 17. 62 % of them are recognised (head)."
QString selectionWords(const RunMap& run, const std::vector<std::int64_t>& images);

/// The points of `images` (ascending; empty: all) as a table: image, true class, predicted class, x and y.
report::Table mapTable(const RunMap& run, MapProjection projection, const std::vector<std::int64_t>& images);

}  // namespace skewscope::ui
