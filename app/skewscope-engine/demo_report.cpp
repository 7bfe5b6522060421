#include "app/skewscope-engine/demo_report.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "app/skewscope-engine/common.h"

namespace skewscope::engine {
namespace {

using report::Align;

void printPerClass(store::Reader& reader, const std::vector<DemoPair>& pairs) {
  const auto classes = reader.classes(pairs.front().run);
  std::vector<report::Column> columns{{"run", "Probe accuracy (%)"}};
  for (const auto& entry : classes) {
    columns.push_back(
        {entry.name, fmt::format("{} {}", entry.name.substr(0, 8), entry.trainCount), Align::Right, 0, 100});
  }
  columns.push_back({"overall", "all", Align::Right, 1, 100});
  report::Table table(columns);
  const auto add = [&](const std::string& label, const std::string& run, const char* metric) {
    std::vector<report::Cell> row{label};
    const auto values = reader.lastPerClass(run, metric);
    for (std::size_t c = 0; c < classes.size(); ++c)
      row.emplace_back(c < values.size() ? values[c] : std::nan(""));
    row.emplace_back(lastValue(reader.run(run), metric));
    table.add(std::move(row));
  };
  for (const DemoPair& pair : pairs) {
    add(pair.label, pair.run, store::metric::kProbeAccuracy);
    add(pair.label + " twin", pair.twin, store::metric::kProbeAccuracy);
  }
  add("Supervised, own head", pairs.front().run, store::metric::kHeadAccuracy);
  add("Supervised twin, own head", pairs.front().twin, store::metric::kHeadAccuracy);
  fmt::print("\nPer class, from many to few training images (the column titles say how many):\n{}",
             table.write(report::TableFormat::Text));
}

}  // namespace

void printDemo(const std::filesystem::path& store, const std::vector<DemoPair>& pairs) {
  store::Reader reader(store);
  printPerClass(reader, pairs);

  report::Table table({{"mode", "Mode"},
                       {"imbalanced", "Probe, imbalanced (%)", Align::Right, 1, 100},
                       {"balanced", "Probe, twin (%)", Align::Right, 1, 100},
                       {"gap", "Relative gap (%)", Align::Right, 1, 100},
                       {"error", "+- (%)", Align::Right, 1, 100},
                       {"texture", "Texture (%)", Align::Right, 1, 100},
                       {"background", "Background (%)", Align::Right, 1, 100},
                       {"seconds", "Seconds", Align::Right, 0}});
  std::vector<double> gaps;
  for (const DemoPair& pair : pairs) {
    const auto run = reader.run(pair.run), twin = reader.run(pair.twin);
    const double imbalanced = lastValue(run, store::metric::kProbeAccuracy);
    const double balanced = lastValue(twin, store::metric::kProbeAccuracy);
    gaps.push_back(report::relativeGap(balanced, imbalanced));
    const auto counts = reader.confusion(pair.run, store::metric::kProbeAccuracy);
    const double error = report::relativeGapError(
        balanced, imbalanced, std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    table.add({pair.label, imbalanced, balanced, gaps.back(), error, lastValue(run, "probe_texture"),
               lastValue(run, "probe_background"),
               pair.seconds > 0 ? report::Cell(pair.seconds) : report::Cell()});
  }
  const auto head = [&](const std::string& id) {
    return lastValue(reader.run(id), store::metric::kHeadAccuracy);
  };
  fmt::print(
      "\nFeatures frozen, linear probe with balanced labels; gap = (twin - imbalanced) / twin at equal "
      "n; +- is the\nstandard error from the test images alone, not from seeds:\n{}",
      table.write(report::TableFormat::Text));
  fmt::print(
      "\nThe supervised head itself (not only its features): {:.1f} % against {:.1f} % of the twin, a "
      "relative gap of {:.1f} %.\n",
      100 * head(pairs.front().run), 100 * head(pairs.front().twin),
      100 * report::relativeGap(head(pairs.front().twin), head(pairs.front().run)));
  fmt::print(
      "Texture and background are known factors of the images that are not part of the label: what the "
      "features keep of them is what self-supervised learning takes from the frequent classes.\n");
  const double best = std::min(gaps[1], gaps[2]);
  fmt::print(
      "{}\n",
      gaps[0] > best
          ? fmt::format("Supervised features lose {:.1f} % to the imbalance, self-supervised ones {:.1f} %, "
                        "with rwSAM {:.1f} %.",
                        100 * gaps[0], 100 * gaps[1], 100 * gaps[2])
          : std::string(
                "In this run the self-supervised features lost more than the supervised ones: that is "
                "not what the paper finds; try another seed."));
}

}  // namespace skewscope::engine
