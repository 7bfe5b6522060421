// Runs that were made by another program.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/system.h"
#include "core/spec/options.h"
#include "core/store/series_rows.h"
#include "core/store/store_impl.h"

namespace skewscope::store {
namespace {

void require(bool good, const std::string& what) {
  if (!good) throw Error(ErrorKind::Usage, what);
}

void requireAscending(const std::vector<std::int64_t>& epochs, const std::string& metric) {
  const bool ascends = std::ranges::adjacent_find(epochs, std::ranges::greater_equal{}) == epochs.end();
  require(ascends && (epochs.empty() || epochs.front() >= 0),
          fmt::format("The epochs of {} must ascend from 0 on, each once.", metric));
}

/// All epochs that have a value. Throws Error (Usage) as Store::addImportedRun().
std::set<std::int64_t> checkedEpochs(const ImportedRun& run) {
  require(!run.name.empty() && !run.source.empty(), "A run that is imported needs a name and a source.");
  std::set<std::int64_t> epochs;
  for (const auto& [metric, series] : run.metrics) {
    requireAscending(series.epochs, metric);
    require(series.epochs.size() == series.values.size(), fmt::format("{} lacks values.", metric));
    epochs.insert(series.epochs.begin(), series.epochs.end());
  }
  for (const auto& [metric, series] : run.classMetrics) {
    requireAscending(series.epochs, metric);
    require(series.values.size() == run.classes.size(),
            fmt::format("{} has values of {} classes, but the run has {}.", metric, series.values.size(),
                        run.classes.size()));
    for (const auto& values : series.values)
      require(series.epochs.size() == values.size(), fmt::format("{} lacks values.", metric));
    epochs.insert(series.epochs.begin(), series.epochs.end());
  }
  require(!epochs.empty(), fmt::format("The run {} has no value.", run.name));
  return epochs;
}

}  // namespace

std::string Store::addImportedRun(const ImportedRun& run) {
  const auto epochs = checkedEpochs(run);
  const std::string id = newUuid();
  impl_->connection->write([&] {
    auto& database = impl_->database();
    // Hashes that no run of ours has: it is nobody's twin, and no experiment takes it for one of its own.
    execute(
        database,
        "INSERT INTO run (id, name, status, spec, spec_hash, pair_hash, group_hash, mode, method, dataset, "
        "ratio, balanced_twin, seed, epochs, epochs_done, created_ms, started_ms, ended_ms, source) VALUES "
        "(?1, ?2, 'done', ?3, ?4, ?4, ?4, '', '', '', 1, 0, 0, ?5, ?6, ?7, nullif(?8, 0), nullif(?9, 0), "
        "?10)",
        id, run.name, spec::toJson(spec::ExperimentSpec{}).dump(), "imported-" + id,
        std::max<std::int64_t>(*epochs.rbegin(), 1), *epochs.rbegin(), nowMs(), run.startedMs, run.endedMs,
        run.source);
    const std::int64_t number = impl_->number(id);
    for (std::size_t c = 0; c < run.classes.size(); ++c) {
      execute(
          database,
          "INSERT INTO run_class (run, class, name, train_count, class_group) VALUES (?1, ?2, ?3, 0, 'many')",
          number, static_cast<std::int64_t>(c), run.classes[c]);
    }
    for (const auto& [metric, series] : run.metrics) insertSeries(database, number, metric, series);
    for (const auto& [metric, series] : run.classMetrics) insertSeries(database, number, metric, series);
  });
  return id;
}

}  // namespace skewscope::store
