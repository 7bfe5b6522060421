#include "core/experiment/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/spec/choices.h"
#include "core/spec/half_name.h"
#include "core/spec/options.h"

namespace skewscope::experiment {
namespace {

constexpr std::size_t kMostRuns = 10'000;

/// A place in the grid.
struct Cell {
  double ratio = 1, size = 1;
  std::int64_t seed = 1;
};

class Planner {
 public:
  explicit Planner(const Settings& settings) : settings_(settings) {}

  std::vector<PlannedRun> runs() {
    for (const std::int64_t seed : settings_.seeds) {
      for (const double size : settings_.sizes) addSeed(size, seed);
    }
    return std::move(runs_);
  }

 private:
  void addSeed(double size, std::int64_t seed) {
    using spec::Mode;
    const std::string method(spec::choiceLabel(settings_.method));
    if (settings_.kind == Kind::HalfImages) {
      for (const auto geometry : {spec::HalfGeometry::SideBySide, spec::HalfGeometry::Crop}) {
        const std::string dataset = spec::nameOfHalves(settings_.dataset, geometry);
        for (const Mode mode : {Mode::Supervised, Mode::SelfSupervised}) {
          auto run = specOf(mode, dataset, size, seed);
          run.probe = true;
          add(run, mode == Mode::Supervised ? "Supervised" : method, size);
        }
      }
      return;
    }
    for (const double ratio : settings_.ratios) {
      const Cell cell{ratio, size, seed};
      if (settings_.kind == Kind::RelativeGap) {
        addPair(Mode::Supervised, "Supervised", cell, std::nullopt, true);
        addPair(Mode::SelfSupervised, method, cell, std::nullopt, true);
        continue;
      }
      for (const auto profile : {spec::Profile::Exponential, spec::Profile::Step}) {
        const bool twin = settings_.kind == Kind::RwSamTable;
        const std::size_t plain = addPair(Mode::SelfSupervised, method, cell, profile, twin);
        auto run = specAt(Mode::RwSam, cell, profile);
        run.samWeights = spec::SamWeights::Equal;
        run.weightsFrom.clear();
        add(run, method + " + SAM", size);
        run = specAt(Mode::RwSam, cell, profile);
        run.samWeights = spec::SamWeights::Kde;
        add(run, method + " + rwSAM", size, plain);
      }
    }
  }

  /// A run, its twin behind it if that is asked for; the place of the run.
  std::size_t addPair(spec::Mode mode, const std::string& line, const Cell& cell,
                      std::optional<spec::Profile> profile, bool twin) {
    auto run = specAt(mode, cell, profile);
    const std::size_t index = runs_.size();
    add(run, line, cell.size);
    run.balancedTwin = true;
    if (twin) add(run, line, cell.size);
    return index;
  }

  spec::ExperimentSpec specAt(spec::Mode mode, const Cell& cell, std::optional<spec::Profile> profile) const {
    auto run = specOf(mode, settings_.dataset, cell.size, cell.seed);
    run.ratio = cell.ratio;
    if (profile) run.profile = *profile;
    run.probe = true;  // what all are compared by
    return run;
  }

  spec::ExperimentSpec specOf(spec::Mode mode, const std::string& dataset, double size,
                              std::int64_t seed) const {
    nlohmann::json json = settings_.options;
    json["preset"] = spec::choiceName(settings_.preset);
    json["mode"] = spec::choiceName(mode);
    json["method"] = spec::choiceName(settings_.method);
    json["dataset"] = dataset;
    if (!settings_.dataDir.empty()) json["data_dir"] = settings_.dataDir;
    json["seed"] = seed;
    if (mode == spec::Mode::RwSam) json["weights_from"] = "planned";
    auto run = spec::fromJson(json);
    run.nMax = std::max<std::int64_t>(std::llround(static_cast<double>(run.nMax) * size), 1);
    return run;
  }

  void add(const spec::ExperimentSpec& run, const std::string& line, double size,
           std::optional<std::size_t> weightsOf = std::nullopt) {
    const auto problems = spec::validate(run);
    if (!problems.empty()) {
      throw Error(ErrorKind::Usage, fmt::format("The run {} of the experiment is not valid: {}",
                                                spec::describe(run), problems.front().message));
    }
    if (runs_.size() == kMostRuns)
      throw Error(ErrorKind::Usage, fmt::format("An experiment can have {} runs at most.", kMostRuns));
    runs_.push_back({run, line, size, weightsOf, evaluation_});
  }

  static std::optional<spec::EvaluationRequest> evaluationOf(const Settings& settings) {
    spec::EvaluationRequest request;
    if (settings.kind == Kind::LossGap) {
      request.protocols = {spec::Protocol::LossGap};
      return request;
    }
    if (settings.kind != Kind::RelativeGap || settings.target.empty()) return std::nullopt;
    if (settings.target == settings.dataset) {
      throw Error(ErrorKind::Usage, "The target of a gap out of domain is the data set of training itself.",
                  "Choose another one, or none.");
    }
    request.protocols = {spec::Protocol::OutOfDomainProbe};
    request.dataset = settings.target;
    request.dataDir = settings.targetDir;
    return request;
  }

  const Settings& settings_;
  const std::optional<spec::EvaluationRequest> evaluation_ = evaluationOf(settings_);
  std::vector<PlannedRun> runs_;
};

}  // namespace

bool isTrained(const store::RunRecord& run) {
  return run.status == store::RunStatus::Done ||
         (run.status == store::RunStatus::Running && run.epochsDone >= run.spec.epochs);
}

double finalValue(const store::RunRecord& run, const std::string& metric) {
  const auto found = run.summaries.find(metric);
  const bool there =
      isTrained(run) && found != run.summaries.end() && found->second.lastEpoch >= run.spec.epochs;
  return there ? found->second.last : std::numeric_limits<double>::quiet_NaN();
}

bool isEvaluated(const PlannedRun& planned, const store::RunRecord& run) {
  if (!planned.evaluation) return true;
  const auto has = [&](const std::string& metric) { return !std::isnan(finalValue(run, metric)); };
  for (const auto protocol : planned.evaluation->protocols) {
    if (protocol == spec::Protocol::LossGap && !has(store::metric::kLossGap)) return false;
    if (protocol == spec::Protocol::OutOfDomainProbe &&
        !has(store::metric::kOutOfDomainProbePrefix + planned.evaluation->dataset)) {
      return false;
    }
  }
  return true;
}

void requireUsefulSizes(const Settings& settings) {
  if (std::ranges::all_of(settings.sizes, [](double size) { return size == 1; })) return;
  for (const PlannedRun& run : plan(settings)) {
    if (run.spec.n == 0 && run.spec.profile != spec::Profile::Custom) continue;
    throw Error(ErrorKind::Usage, "Sizes are factors of n_max, which decides nothing with these settings.",
                "Leave n and the custom counts out, or ask for size 1 alone.");
  }
}

std::vector<PlannedRun> plan(const Settings& settings) {
  return Planner(settings).runs();
}

}  // namespace skewscope::experiment
