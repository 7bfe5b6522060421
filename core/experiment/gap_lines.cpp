#include "core/experiment/gap_lines.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/compare/grouping.h"
#include "core/compare/metric_title.h"
#include "core/compare/option_cell.h"
#include "core/experiment/plan.h"
#include "core/spec/options.h"

namespace skewscope::experiment {
namespace {

using store::RunRecord;

/// In-domain accuracies in the order in which modes are compared by them (docs/methods/relative-gap.md).
constexpr const char* kInDomain[] = {
    store::metric::kProbeAccuracy,         store::metric::kFullProbeAccuracy, store::metric::kKnnAccuracy,
    store::metric::kHeadAccuracy,          store::metric::kCrtAccuracy,       store::metric::kFewShotAccuracy,
    store::metric::kLongTailProbeAccuracy,
};

/// A pair that has a gap.
struct Pair {
  const RunRecord* run;
  const RunRecord* twin;
  const report::Gap* gap;
};

/// Options that are no reason for a line of its own: repetitions, what does not decide the result, the twin,
/// and the axis.
std::vector<std::string> notTelling(GapAxis x) {
  const auto repetitions = compare::repetitionOptions();
  std::vector<std::string> names(repetitions.begin(), repetitions.end());
  names.insert(names.end(), {"preset", "data_dir", "device", "threads", "balanced_twin"});
  if (x == GapAxis::Ratio) {
    names.emplace_back("ratio");
  } else {
    names.insert(names.end(), {"n", "n_max"});
  }
  return names;
}

double placeOf(const RunRecord& run, GapAxis x) {
  return x == GapAxis::Ratio ? run.spec.ratio : static_cast<double>(run.n);
}

GapPoint pointOf(std::vector<Pair> pairs, const GapQuestion& question) {
  std::ranges::stable_sort(pairs, {}, [](const Pair& pair) { return pair.run->spec.seed; });
  GapPoint point;
  point.x = placeOf(*pairs.front().run, question.x);
  std::vector<double> relative, imbalanced, balanced;
  for (const Pair& pair : pairs) {
    relative.push_back(pair.gap->relative);
    imbalanced.push_back(pair.gap->imbalanced);
    balanced.push_back(pair.gap->balanced);
    point.runs.push_back(pair.run->id);
    point.twins.push_back(pair.twin->id);
    point.names.push_back(pair.run->name);
    point.twinNames.push_back(pair.twin->name);
  }
  point.relative = report::band(relative);
  point.imbalanced = report::band(imbalanced);
  point.balanced = report::band(balanced);
  point.edges = report::bandEdges(point.relative, question.spread);
  return point;
}

/// Titles of the ends of a band.
struct EdgeTitles {
  const char *low, *high;
};

EdgeTitles edgeTitles(report::Spread spread) {
  switch (spread) {
    case report::Spread::StandardDeviation:
      return {"Mean - SD (%)", "Mean + SD (%)"};
    case report::Spread::StandardError:
      return {"Mean - SE (%)", "Mean + SE (%)"};
    case report::Spread::Range:
      return {"Smallest (%)", "Largest (%)"};
    case report::Spread::Confidence95:
      break;
  }
  return {"95 % from (%)", "95 % to (%)"};
}

}  // namespace

bool isImbalanced(const RunRecord& run) {
  return !store::isImported(run) && !run.spec.balancedTwin &&
         (run.spec.profile == spec::Profile::Custom || run.spec.ratio < 1);
}

GapMetrics gapMetrics(std::span<const RunRecord> runs) {
  std::set<std::string> known;
  for (const RunRecord& run : runs) {
    if (!isImbalanced(run) || run.archived || !isTrained(run)) continue;
    for (const auto& [name, summary] : run.summaries) known.insert(name);
  }
  GapMetrics metrics;
  for (const char* name : kInDomain) {
    if (known.contains(name)) metrics.inDomain.emplace_back(name);
  }
  for (const std::string& name : known) {
    if (name.starts_with(store::metric::kOutOfDomainProbePrefix) ||
        name.starts_with(store::metric::kFineTuningPrefix))
      metrics.outOfDomain.push_back(name);
  }
  return metrics;
}

GapLines gapLines(std::span<const RunRecord> runs, const GapQuestion& question) {
  GapLines result;
  result.question = question;
  std::map<std::string_view, const RunRecord*> byId;
  std::vector<report::GapRun> rows;
  for (const RunRecord& run : runs) {
    if (run.archived || !(isImbalanced(run) || (run.spec.balancedTwin && !store::isImported(run)))) continue;
    byId[run.id] = &run;
    rows.push_back({run.id, run.pairHash, run.groupHash, run.spec.balancedTwin, run.dataDigest, run.n,
                    finalValue(run, question.metric)});
  }
  std::set<std::string_view> wanted;
  if (question.only) wanted.insert(question.only->begin(), question.only->end());

  const auto gaps = report::pairGaps(rows);
  std::vector<Pair> pairs;
  std::map<std::string_view, std::size_t> trained;  // by pair hash, which has the seed
  for (const report::Gap& gap : gaps) {
    if (question.only && !wanted.contains(gap.run) && !wanted.contains(gap.twin)) continue;
    if (gap.state != report::GapState::Complete || std::isnan(gap.relative)) {
      result.open.push_back(gap);
      continue;
    }
    const Pair pair{byId.at(gap.run), byId.at(gap.twin), &gap};
    if (question.x == GapAxis::Ratio && pair.run->spec.profile == spec::Profile::Custom) {
      ++result.withoutRatio;
      continue;
    }
    const auto [place, isNew] = trained.try_emplace(pair.run->pairHash, pairs.size());
    if (isNew) {
      pairs.push_back(pair);
    } else {
      pairs[place->second] = pair;
    }
  }

  std::vector<RunRecord> drawn;
  for (const Pair& pair : pairs) drawn.push_back(*pair.run);
  result.options = compare::distinguishingOptions(drawn, notTelling(question.x));
  if (std::ranges::find(result.options, "mode") == result.options.end())
    result.options.insert(result.options.begin(), "mode");
  // Pairs of one line and place; of another state of the data they are a line of their own.
  struct Building {
    std::vector<std::string> key;
    std::string data;
    std::map<double, std::vector<Pair>> places;
  };
  std::vector<Building> lines;
  for (const Pair& pair : pairs) {
    std::vector<std::string> key;
    for (const std::string& name : result.options)
      key.push_back(compare::optionText(spec::option(name), *pair.run));
    auto line = std::ranges::find_if(
        lines, [&](const Building& each) { return each.key == key && each.data == pair.run->dataDigest; });
    if (line == lines.end()) {
      lines.push_back({std::move(key), pair.run->dataDigest, {}});
      line = lines.end() - 1;
    }
    line->places[placeOf(*pair.run, question.x)].push_back(pair);
  }
  for (Building& building : lines) {
    GapLine line{std::move(building.key), {}};
    for (auto& [x, members] : building.places) line.points.push_back(pointOf(std::move(members), question));
    result.lines.push_back(std::move(line));
  }
  return result;
}

std::string usualGapMetric(std::span<const RunRecord> runs, const std::vector<std::string>& offered,
                           GapQuestion question) {
  for (const std::string& metric : offered) {
    question.metric = metric;
    if (!gapLines(runs, question).lines.empty()) return metric;
  }
  return offered.empty() ? std::string() : offered.front();
}

report::Table gapTable(std::span<const GapLines> all) {
  using report::Align;
  std::vector<std::string> options;  // of any of them
  for (const GapLines& each : all) {
    for (const std::string& name : each.options) {
      if (std::ranges::find(options, name) == options.end()) options.push_back(name);
    }
  }
  const bool ratio = all.empty() || all.front().question.x == GapAxis::Ratio;
  const EdgeTitles edges =
      edgeTitles(all.empty() ? report::Spread::StandardDeviation : all.front().question.spread);
  std::vector<report::Column> columns{{"metric", "Accuracy"}};
  for (const std::string& name : options) columns.push_back({name, std::string(spec::option(name).label)});
  columns.push_back({ratio ? "ratio" : "n", ratio ? "r" : "n", Align::Right, ratio ? report::kShortest : 0});
  columns.push_back({"pairs", "N", Align::Right});
  columns.push_back({"relative_gap", "Gap (%)", Align::Right, 1, 100, true});
  columns.push_back({"relative_gap_low", edges.low, Align::Right, 1, 100});
  columns.push_back({"relative_gap_high", edges.high, Align::Right, 1, 100});
  columns.push_back({"imbalanced", "Imbalanced (%)", Align::Right, 1, 100, true});
  columns.push_back({"balanced", "Twin (%)", Align::Right, 1, 100, true});
  report::Table table(std::move(columns));
  for (const GapLines& each : all) {
    for (const GapLine& line : each.lines) {
      for (const GapPoint& point : line.points) {
        std::vector<report::Cell> row{compare::metricTitle(each.question.metric)};
        for (const std::string& name : options) {
          const auto place = std::ranges::find(each.options, name) - each.options.begin();
          const bool there = static_cast<std::size_t>(place) < line.key.size();
          row.emplace_back(there ? line.key[static_cast<std::size_t>(place)] : std::string());
        }
        row.emplace_back(point.x);
        row.emplace_back(std::int64_t{point.relative.n});
        row.emplace_back(point.relative);
        row.emplace_back(point.edges.low);
        row.emplace_back(point.edges.high);
        row.emplace_back(point.imbalanced);
        row.emplace_back(point.balanced);
        table.add(std::move(row));
      }
    }
  }
  return table;
}

}  // namespace skewscope::experiment
