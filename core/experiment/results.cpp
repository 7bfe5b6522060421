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

double lastOf(const store::RunRecord& run, const char* metric) {
  if (run.status != store::RunStatus::Done) return kNaN;
  const auto found = run.summaries.find(metric);
  return found == run.summaries.end() ? kNaN : found->second.last;
}

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

/// The values of a row before they are summed up, one for each seed.
struct Values {
  std::vector<double> accuracy, balanced, gap, rare, leftFrequent, leftRare;
};

}  // namespace

std::vector<Row> results(const Settings& settings, const std::vector<store::RunRecord>& members,
                         const PerClass& perClass) {
  // Weights come from runs whose ids the plan does not know: hashes without them match planned and stored
  // runs.
  const auto keyOf = [](const spec::ExperimentSpec& spec) {
    return std::pair(spec::pairHash(spec), spec.balancedTwin);
  };
  std::map<std::pair<std::string, bool>, const store::RunRecord*> stored;
  for (const auto& record : members) stored[keyOf(record.spec)] = &record;
  std::vector<Row> rows;
  std::vector<Values> values;
  std::map<std::tuple<std::string, std::string, spec::Profile, double, double>, std::size_t> places;
  const auto planned = plan(settings);
  for (const PlannedRun& run : planned) {
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
      values.emplace_back();
    }
    Row& row = rows[place->second];
    Values& of = values[place->second];
    ++row.runs;
    const auto found = stored.find(keyOf(run.spec));
    if (found == stored.end()) continue;
    const store::RunRecord& record = *found->second;
    row.n = std::max(row.n, record.n);
    if (record.status != store::RunStatus::Done) continue;
    ++row.done;
    if (run.spec.balancedTwin) continue;
    const double accuracy = lastOf(record, store::metric::kProbeAccuracy);
    of.accuracy.push_back(accuracy);
    of.rare.push_back(lastOf(record, store::metric::kRareProbeAccuracy));
    if (settings.kind == Kind::HalfImages) {
      const auto left = perClass(record.id, store::metric::kAttentionLeft);
      of.leftFrequent.push_back(meanOver(left, true));
      of.leftRare.push_back(meanOver(left, false));
    }
    const auto twin = stored.find({keyOf(run.spec).first, true});
    if (twin == stored.end() || twin->second->dataDigest != record.dataDigest || twin->second->n != record.n)
      continue;
    const double balanced = lastOf(*twin->second, store::metric::kProbeAccuracy);
    of.balanced.push_back(balanced);
    of.gap.push_back(report::relativeGap(balanced, accuracy));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].accuracy = report::band(values[i].accuracy);
    rows[i].balanced = report::band(values[i].balanced);
    rows[i].gap = report::band(values[i].gap);
    rows[i].rare = report::band(values[i].rare);
    rows[i].leftFrequent = report::band(values[i].leftFrequent);
    rows[i].leftRare = report::band(values[i].leftRare);
  }
  return rows;
}

report::Table resultTable(Kind kind, const std::vector<Row>& rows) {
  using report::Align;
  const auto percent = [](const char* key, const char* title) {
    return report::Column{key, title, Align::Right, 1, 100, true};
  };
  std::vector<report::Column> columns{{"line", "Method"}};
  const bool halves = kind == Kind::HalfImages;
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
  columns.push_back(percent("probe_accuracy", "Probe (%)"));
  if (halves) {
    columns.push_back(percent("probe_rare", "Rare classes (%)"));
    columns.push_back(percent("attention_left_frequent", "Left, frequent (%)"));
    columns.push_back(percent("attention_left_rare", "Left, rare (%)"));
  } else {
    columns.push_back(percent("probe_accuracy_balanced", "Twin (%)"));
    columns.push_back(percent("relative_gap", "Gap (%)"));
  }
  report::Table table(std::move(columns));
  const auto cell = [](const report::Band& band) { return band.n > 0 ? report::Cell(band) : report::Cell(); };
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
    cells.push_back(cell(row.accuracy));
    if (halves) {
      for (const auto* band : {&row.rare, &row.leftFrequent, &row.leftRare}) cells.push_back(cell(*band));
    } else {
      for (const auto* band : {&row.balanced, &row.gap}) cells.push_back(cell(*band));
    }
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace skewscope::experiment
