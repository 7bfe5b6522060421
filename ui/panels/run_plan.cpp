#include "ui/panels/run_plan.h"

#include <QCoreApplication>
#include <filesystem>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/spec/options.h"
#include "core/spec/presets.h"

namespace skewscope::ui {
namespace {

constexpr int kSeeds = 3;

/// The option that the user turns to change the size of the subset.
std::string sizeOption(const spec::ExperimentSpec& spec) {
  if (spec.profile == spec::Profile::Custom) return "class_counts";
  return spec.n > 0 ? "n" : "n_max";
}

}  // namespace

std::vector<spec::ExperimentSpec> expandPlan(const spec::ExperimentSpec& spec, const RunPlan& plan) {
  std::vector<spec::Mode> modes{spec.mode};
  if (plan.modes) modes = {spec::Mode::Supervised, spec::Mode::SelfSupervised, spec::Mode::RwSam};
  const bool twin = plan.twin && !spec.balancedTwin;
  std::vector<spec::ExperimentSpec> runs;
  for (const spec::Mode mode : modes) {
    const spec::ExperimentSpec base =
        mode == spec.mode ? spec : spec::rebase(spec, spec.preset, mode, spec.method, spec.dataset);
    for (int repetition = 0; repetition < (plan.seeds ? kSeeds : 1); ++repetition) {
      spec::ExperimentSpec run = base;
      run.seed += repetition;
      runs.push_back(run);
      if (!twin) continue;
      run.balancedTwin = true;
      runs.push_back(run);
    }
  }
  if (runs.size() > 1 && !spec.name.empty()) {
    for (spec::ExperimentSpec& run : runs) run.name = spec.name + " · " + spec::describe(run);
  }
  return runs;
}

std::map<std::string, QString> problemsOf(const spec::ExperimentSpec& spec) {
  std::map<std::string, QString> problems;
  for (const spec::Problem& problem : spec::validate(spec)) {
    problems.try_emplace(std::string(problem.option), QString::fromStdString(problem.message));
  }
  const data::DatasetInfo* info = nullptr;
  try {
    info = &data::datasetInfo(spec.dataset);
  } catch (const Error& error) {
    problems.try_emplace("dataset", QString::fromStdString(error.message()));
    return problems;
  }
  if (info->needsFolder) {
    std::error_code ignored;
    if (spec.dataDir.empty()) {
      problems.try_emplace(
          "data_dir",
          QCoreApplication::translate("RunPlan", "%1 is not part of the program. Give the %2.")
              .arg(QString::fromStdString(info->title), QString::fromStdString(info->whatToGive)));
    } else if (!std::filesystem::exists(spec.dataDir, ignored)) {
      problems.try_emplace("data_dir",
                           QCoreApplication::translate("RunPlan", "There is no such file or folder."));
    }
  }
  if (problems.contains("ratio") || problems.contains(sizeOption(spec))) return problems;
  try {
    data::planSubset(spec, info->trainPerClass);
  } catch (const Error& error) {
    problems.try_emplace(sizeOption(spec), QString::fromStdString(error.message()));
  }
  return problems;
}

HistogramView::Data histogramOf(const spec::ExperimentSpec& spec) {
  HistogramView::Data result;
  try {
    const data::DatasetInfo& info = data::datasetInfo(spec.dataset);
    const data::SubsetPlan plan = data::planSubset(spec, info.trainPerClass);
    const std::vector<int> groups = data::classGroups(plan.counts);
    for (const int index : plan.order) {
      const auto i = static_cast<std::size_t>(index);
      result.bars.push_back({QString::fromStdString(info.classNames[i]),
                             spec.balancedTwin ? plan.twinCounts[i] : plan.counts[i], groups[i]});
    }
    // Without what stands in brackets: "Shapes (embedded)".
    result.title = QString::fromStdString(info.title).section(QStringLiteral(" ("), 0, 0);
    result.n = plan.n;
    result.twinEach = plan.n / static_cast<std::int64_t>(plan.counts.size());
    result.twinOnly = spec.balancedTwin;
  } catch (const Error&) {
    result.problem =
        QCoreApplication::translate("RunPlan", "The counts cannot be drawn: see the message below.");
  }
  return result;
}

}  // namespace skewscope::ui
