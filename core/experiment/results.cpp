#include "core/experiment/results.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "core/data/halves.h"
#include "core/experiment/plan.h"
#include "core/spec/choices.h"
#include "core/spec/options.h"

namespace skewscope::experiment {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Mean over the frequent or the rare classes of half images, NaN aside.
double meanOver(const std::vector<double>& perClass, bool frequent) {
  const auto split = static_cast<std::size_t>(data::frequentClasses(static_cast<int>(perClass.size())));
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t c = frequent ? 0 : split; c < (frequent ? split : perClass.size()); ++c) {
    if (std::isnan(perClass[c])) continue;
    sum += perClass[c];
    ++count;
  }
  return count == 0 ? kNaN : sum / static_cast<double>(count);
}

/// A measure and where its value comes from.
struct Source {
  Measure measure;
  enum class Of { Run, Twin, RelativeGap, FrequentClasses, RareClasses } of = Of::Run;
  std::string metric;
};

std::vector<Source> sourcesOf(const Settings& settings) {
  namespace metric = store::metric;
  using Of = Source::Of;
  const std::string probe = metric::kProbeAccuracy;
  switch (settings.kind) {
    case Kind::HalfImages:
      return {
          {{"probe_accuracy", "Probe (%)"}, Of::Run, probe},
          {{"probe_rare", "Rare classes (%)"}, Of::Run, metric::kRareProbeAccuracy},
          {{"attention_left_frequent", "Left, frequent (%)"}, Of::FrequentClasses, metric::kAttentionLeft},
          {{"attention_left_rare", "Left, rare (%)"}, Of::RareClasses, metric::kAttentionLeft}};
    case Kind::LossGap:
      return {{{"loss_gap_frequent", "Gap, frequent", false}, Of::Run, metric::kFrequentLossGap},
              {{"loss_gap_rare", "Gap, rare", false}, Of::Run, metric::kRareLossGap},
              {{"probe_accuracy", "Probe (%)"}, Of::Run, probe}};
    case Kind::RelativeGap:
    case Kind::RwSamTable:
      break;
  }
  std::vector<Source> sources{{{"probe_accuracy", "Probe (%)"}, Of::Run, probe},
                              {{"probe_accuracy_balanced", "Twin (%)"}, Of::Twin, probe},
                              {{"relative_gap", "Gap (%)"}, Of::RelativeGap, probe}};
  if (settings.kind == Kind::RelativeGap && !settings.target.empty()) {
    const std::string other = metric::kOutOfDomainProbePrefix + settings.target;
    sources.push_back({{"ood_accuracy", "OOD probe (%)"}, Of::Run, other});
    sources.push_back({{"ood_accuracy_balanced", "OOD twin (%)"}, Of::Twin, other});
    sources.push_back({{"ood_relative_gap", "OOD gap (%)"}, Of::RelativeGap, other});
  }
  return sources;
}

}  // namespace

std::vector<Measure> measures(const Settings& settings) {
  std::vector<Measure> all;
  for (auto& source : sourcesOf(settings)) all.push_back(std::move(source.measure));
  return all;
}

std::size_t mainMeasure(const Settings& settings) {
  return settings.kind == Kind::RelativeGap ? 2 : 0;  // the gap itself
}

std::vector<Row> results(const Settings& settings, const std::vector<store::RunRecord>& members,
                         const PerClass& perClass) {
  using Of = Source::Of;
  // Weights come from runs whose ids the plan does not know: hashes without them match planned and stored
  // runs.
  const auto keyOf = [](const spec::ExperimentSpec& spec) {
    return std::pair(spec::pairHash(spec), spec.balancedTwin);
  };
  std::map<std::pair<std::string, bool>, const store::RunRecord*> stored;
  for (const auto& record : members) {
    if (!store::isImported(record)) stored[keyOf(record.spec)] = &record;
  }
  const auto sources = sourcesOf(settings);
  std::vector<Row> rows;
  std::vector<std::vector<std::vector<double>>> values;  // [row][measure][seed]
  std::map<std::tuple<std::string, std::string, spec::Profile, double, double>, std::size_t> places;
  for (const PlannedRun& run : plan(settings)) {
    const auto [place, isNew] = places.try_emplace(
        {run.line, run.spec.dataset, run.spec.profile, run.spec.ratio, run.size}, rows.size());
    if (isNew) {
      Row row;
      row.line = run.line;
      row.dataset = run.spec.dataset;
      row.profile = run.spec.profile;
      row.ratio = run.spec.ratio;
      row.size = run.size;
      rows.push_back(std::move(row));
      values.emplace_back(sources.size());
    }
    Row& row = rows[place->second];
    ++row.runs;
    const auto found = stored.find(keyOf(run.spec));
    if (found == stored.end()) continue;
    const store::RunRecord& record = *found->second;
    row.n = std::max(row.n, record.n);
    if (!isTrained(record)) continue;
    if (isEvaluated(run, record)) ++row.done;
    if (run.spec.balancedTwin) continue;
    const auto pair = stored.find({keyOf(run.spec).first, true});
    const store::RunRecord* twin =
        pair == stored.end() || pair->second->dataDigest != record.dataDigest || pair->second->n != record.n
            ? nullptr
            : pair->second;
    for (std::size_t m = 0; m < sources.size(); ++m) {
      const auto& [measure, of, metric] = sources[m];
      const bool paired = of == Of::Twin || of == Of::RelativeGap;
      const double own = finalValue(record, metric);
      const double balanced =
          paired && twin != nullptr && !std::isnan(own) ? finalValue(*twin, metric) : kNaN;
      double value = own;
      if (of == Of::Twin) value = balanced;
      if (of == Of::RelativeGap) value = report::relativeGap(balanced, own);
      if (of == Of::FrequentClasses || of == Of::RareClasses)
        value = meanOver(perClass(record.id, metric), of == Of::FrequentClasses);
      values[place->second][m].push_back(value);
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& seeds : values[i]) rows[i].values.push_back(report::band(seeds));
  }
  return rows;
}

report::Table resultTable(const Settings& settings, const std::vector<Row>& rows) {
  using report::Align;
  std::vector<report::Column> columns{{"line", "Method"}};
  const bool halves = settings.kind == Kind::HalfImages;
  if (halves) {
    columns.push_back({"dataset", "Data"});
  } else {
    columns.push_back({"profile", "Profile"});
    columns.push_back({"ratio", "r", Align::Right, report::kShortest});
  }
  columns.push_back({"size", "Size", Align::Right, report::kShortest});
  columns.push_back({"n", "n", Align::Right});
  columns.push_back({"done", "Done", Align::Right});
  columns.push_back({"runs", "Runs", Align::Right});
  columns.push_back({"seeds", "N", Align::Right});
  for (const Measure& measure : measures(settings)) {
    columns.push_back(
        {measure.key, measure.title, Align::Right, measure.share ? 1 : 3, measure.share ? 100.0 : 1.0, true});
  }
  report::Table table(std::move(columns));
  for (const Row& row : rows) {
    std::vector<report::Cell> cells{row.line};
    if (halves) {
      cells.emplace_back(row.dataset);
    } else {
      cells.emplace_back(std::string(spec::choiceName(row.profile)));
      cells.emplace_back(row.ratio);
    }
    cells.emplace_back(row.size);
    cells.emplace_back(row.n);
    cells.emplace_back(std::int64_t{row.done});
    cells.emplace_back(std::int64_t{row.runs});
    cells.emplace_back(std::int64_t{row.values.at(mainMeasure(settings)).n});
    for (const report::Band& band : row.values)
      cells.push_back(band.n > 0 ? report::Cell(band) : report::Cell());
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace skewscope::experiment
