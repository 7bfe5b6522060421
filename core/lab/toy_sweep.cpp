#include "core/lab/toy_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <optional>

#include "core/base/error.h"
#include "core/lab/toy_model.h"

namespace skewscope::lab {
namespace {

/// Results of one value's seeds until all are there.
struct Slot {
  std::vector<std::optional<ToyResult>> results;
  std::optional<ToyPoint> point;
};

ToyPoint summarise(double value, const ToyParameters& parameters, const Slot& slot) {
  ToyPoint point;
  point.value = value;
  point.parameters = parameters;
  std::vector<double> sl1, sl2, ssl1, ssl2, margin, noise;
  for (const auto& entry : slot.results) {
    const ToyResult& result = *entry;
    ++point.seeds;
    ssl1.push_back(result.selfSupervised.e1);
    ssl2.push_back(result.selfSupervised.e2);
    point.largestResidual = std::max(point.largestResidual, result.eigenResidual);
    if (result.svmStatus != SvmStatus::Solved) {
      ++(result.svmStatus == SvmStatus::NotSeparable ? point.notSeparable : point.unsolved);
      continue;
    }
    sl1.push_back(result.supervised.e1);
    sl2.push_back(result.supervised.e2);
    margin.push_back(result.svmMargin);
    noise.push_back(result.svmNoise);
    point.largestGap = std::max(point.largestGap, result.svmGap);
  }
  point.supervisedE1 = report::band(sl1);
  point.supervisedE2 = report::band(sl2);
  point.selfSupervisedE1 = report::band(ssl1);
  point.selfSupervisedE2 = report::band(ssl2);
  point.svmMargin = report::band(margin);
  point.svmNoise = report::band(noise);
  return point;
}

}  // namespace

const std::vector<ToyAxisInfo>& toyAxes() {
  static const std::vector<ToyAxisInfo> axes{
      {ToyAxis::Theorem, "theorem", "d (all tied)", true, 50, 800, true},
      {ToyAxis::Dimension, "d", "d", true, 50, 800, true},
      {ToyAxis::Frequent, "n", "n1 = n2", true, 50, 1600, true},
      {ToyAxis::Rare, "n3", "n3", true, 1, 64, true},
      {ToyAxis::Tau, "tau", "tau", false, 0, 6, false},
      {ToyAxis::Rho, "rho", "rho", false, 0.05, 0.5, false}};
  return axes;
}

const ToyAxisInfo& toyAxis(ToyAxis axis) {
  return *std::ranges::find(toyAxes(), axis, &ToyAxisInfo::axis);
}

const ToyAxisInfo& toyAxisFromName(std::string_view name) {
  const auto found = std::ranges::find(toyAxes(), name, &ToyAxisInfo::name);
  if (found != toyAxes().end()) return *found;
  std::string names;
  for (const auto& info : toyAxes()) names += fmt::format("{}{}", names.empty() ? "" : ", ", info.name);
  throw Error(ErrorKind::Usage, fmt::format("The toy model has no parameter \"{}\" to sweep.", name),
              fmt::format("Choose one of: {}.", names));
}

std::vector<double> toyAxisValues(ToyAxis axis, int count) {
  if (count < 2) throw Error(ErrorKind::Usage, "A sweep needs at least two values.");
  const ToyAxisInfo& info = toyAxis(axis);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / (count - 1);
    const double value = info.logarithmic ? info.low * std::pow(info.high / info.low, part)
                                          : info.low + (info.high - info.low) * part;
    // Three digits are enough, and read better.
    const double step = info.whole ? 1 : 0.001;
    values.push_back(std::round(value / step) * step);
  }
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

ToyParameters withAxis(const ToyParameters& base, ToyAxis axis, double value) {
  const ToyAxisInfo& info = toyAxis(axis);
  if (info.whole && !(value == std::floor(value) && std::abs(value) < 1e9)) {
    throw Error(ErrorKind::Usage, fmt::format("{} is not a whole number.", value),
                fmt::format("{} takes whole numbers only.", info.title));
  }
  const int whole = info.whole ? static_cast<int>(value) : 0;
  ToyParameters parameters = base;
  switch (axis) {
    case ToyAxis::Theorem:
      requireValid([&] {  // before roots are taken of it
        ToyParameters only;
        only.dimension = whole;
        only.frequent1 = only.frequent2 = only.rare = 1;
        return only;
      }());
      return theoremParameters(whole, base.seed);
    case ToyAxis::Dimension:
      parameters.dimension = whole;
      break;
    case ToyAxis::Frequent:
      parameters.frequent1 = parameters.frequent2 = whole;
      break;
    case ToyAxis::Rare:
      parameters.rare = whole;
      break;
    case ToyAxis::Tau:
      parameters.tau = value;
      break;
    case ToyAxis::Rho:
      parameters.rho = value;
      break;
  }
  return parameters;
}

std::vector<ToyPoint> runToySweep(const ToySweep& sweep, const ParallelFor& parallel,
                                  const std::function<void(const ToyPoint&)>& done,
                                  const std::function<bool()>& stop) {
  if (sweep.values.empty() || sweep.seeds.empty()) {
    throw Error(ErrorKind::Usage, "A sweep of the toy model needs at least one value and one seed.");
  }
  std::vector<ToyParameters> parameters;
  for (const double value : sweep.values) {
    parameters.push_back(withAxis(sweep.base, sweep.axis, value));
    parameters.back().seed = sweep.seeds.front();
    requireValid(parameters.back());
  }
  const std::size_t seeds = sweep.seeds.size();
  std::vector<Slot> slots(sweep.values.size());
  for (Slot& slot : slots) slot.results.resize(seeds);
  ToySolverOptions options;
  options.features = sweep.features;
  options.svmGap = sweep.svmGap;
  options.stop = stop;

  // The threads take jobs one by one, since some take much longer than others.
  const std::size_t jobs = slots.size() * seeds;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  parallel(static_cast<std::int64_t>(jobs), 1, [&](std::int64_t, std::int64_t) {
    for (std::size_t job = next++; job < jobs && !(stop && stop()); job = next++) {
      const std::size_t v = job / seeds, s = job % seeds;
      ToyParameters own = parameters[v];
      own.seed = sweep.seeds[s];
      ToyResult result = solveToy(own, options);
      if (result.svmStatus == SvmStatus::Stopped) return;
      const std::lock_guard lock(mutex);
      slots[v].results[s] = std::move(result);
      if (!std::ranges::all_of(slots[v].results, [](const auto& r) { return r.has_value(); })) continue;
      slots[v].point = summarise(sweep.values[v], parameters[v], slots[v]);
      if (done) done(*slots[v].point);
    }
  });
  std::vector<ToyPoint> points;
  for (const Slot& slot : slots) {
    if (slot.point) points.push_back(*slot.point);
  }
  return points;
}

}  // namespace skewscope::lab
