#include "core/exchange/raw_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "core/base/error.h"

namespace skewscope::exchange {
namespace {

constexpr std::size_t kMostNameBytes = 200;
constexpr std::size_t kShownMetrics = 6;

/// Metrics of ours that have a value of each class (core/store/records.h).
bool hasClasses(std::string_view metric) {
  namespace names = store::metric;
  for (const char* each :
       {names::kSharpness, names::kHeadAccuracy, names::kKnnAccuracy, names::kProbeAccuracy,
        names::kCrtAccuracy, names::kWeight, names::kAttentionLeft, names::kFullProbeAccuracy,
        names::kLongTailProbeAccuracy, names::kFewShotAccuracy, names::kLossGap, names::kSubsetSharpness}) {
    if (metric == each) return true;
  }
  return false;
}

/// FROM and what is behind it, FROM/NAME, get their new name.
std::string renamed(const std::string& metric, const ImportOptions& options) {
  for (const auto& [from, to] : options.metrics) {
    if (metric == from) return to;
    if (metric.size() > from.size() && metric.starts_with(from) && metric[from.size()] == '/')
      return to + metric.substr(from.size());
  }
  return metric;
}

class Finisher {
 public:
  Finisher(RawRun raw, const ImportOptions& options) : raw_(std::move(raw)), options_(options) {}

  FoundRun finish(std::set<std::string>& seen) {
    requireBounds();
    auto& run = found_.run;
    run.name = shown(raw_.name, kMostNameBytes);
    run.source = shown(raw_.source, 1000);
    run.startedMs = raw_.startedMs;
    run.endedMs = raw_.endedMs;
    found_.remarks = raw_.remarks;
    for (RawCurve& curve : raw_.curves) {
      seen.insert(curve.metric);
      curve.metric = plainName(renamed(curve.metric, options_));
      if (raw_.classesInNames) splitClass(curve);
    }
    for (const std::string& name : raw_.classes) run.classes.push_back(shown(name, kMostNameBytes));
    for (const RawCurve& curve : raw_.curves) {
      if (curve.values.empty()) continue;
      curve.classIndex < 0 ? addMetric(curve) : addClass(curve);
    }
    if (run.metrics.empty() && run.classMetrics.empty())
      throw Error(ErrorKind::Data, fmt::format("{} has no scalar value.", run.source));
    remarkOnShares();
    return std::move(found_);
  }

 private:
  /// Classes share the epochs of a metric: what they need is counted, not what they have.
  void requireBounds() const {
    std::size_t values = 0;
    for (const RawCurve& curve : raw_.curves) values += curve.values.size();
    if (values > kMostValues || raw_.curves.size() > kMostMetrics) tooLarge();
  }
  [[noreturn]] void tooLarge() const {
    throw Error(ErrorKind::Data,
                fmt::format("{} has more than {} values or {} curves.", shown(raw_.source, 1000), kMostValues,
                            kMostMetrics),
                "Import a run that was logged less often, or a CSV file of the curves that matter.");
  }

  /// A name as plain text. Two names that are the same then, since they differ in what cannot be shown, stay
  /// two: the second is numbered.
  std::string plainName(const std::string& name) {
    const auto [known, isNew] = plainNames_.try_emplace(name);
    if (!isNew) return known->second;
    const std::string plain = shown(name, kMostNameBytes);
    std::string unique = plain;
    for (int& number = numbers_[plain]; !taken_.insert(unique).second; ++number)
      unique = fmt::format("{} ({})", plain, number + 2);
    known->second = unique;
    return unique;
  }

  void splitClass(RawCurve& curve) {
    const auto slash = curve.metric.find('/');
    if (slash == std::string::npos || slash + 1 == curve.metric.size()) return;
    const std::string metric = curve.metric.substr(0, slash);
    if (!hasClasses(metric) || !(raw_.ours || store::isShare(metric))) return;
    const std::string name = curve.metric.substr(slash + 1);
    auto place = std::ranges::find(raw_.classes, name);
    if (place == raw_.classes.end()) place = raw_.classes.insert(raw_.classes.end(), name);
    curve.classIndex = static_cast<int>(place - raw_.classes.begin());
    curve.metric = metric;
  }

  double scaleOf(const std::string& metric) const {
    return options_.percent && store::isShare(metric) ? 0.01 : 1;
  }

  void addMetric(const RawCurve& curve) {
    auto [place, isNew] = found_.run.metrics.try_emplace(curve.metric);
    if (!isNew) twice(curve.metric);
    for (const auto& [epoch, value] : curve.values) {
      place->second.epochs.push_back(epoch);
      place->second.values.push_back(noted(curve.metric, value));
    }
  }

  void addClass(const RawCurve& curve) {
    auto [place, isNew] = found_.run.classMetrics.try_emplace(curve.metric);
    store::ClassSeries& series = place->second;
    if (isNew) {
      std::set<std::int64_t> epochs;
      for (const RawCurve& other : raw_.curves) {
        if (other.metric != curve.metric || other.classIndex < 0) continue;
        for (const auto& [epoch, value] : other.values) epochs.insert(epoch);
      }
      dense_ += epochs.size() * raw_.classes.size();
      if (dense_ > kMostValues) tooLarge();
      series.epochs.assign(epochs.begin(), epochs.end());
      series.values.assign(raw_.classes.size(),
                           std::vector<double>(epochs.size(), std::numeric_limits<double>::quiet_NaN()));
    }
    if (!given_.emplace(curve.metric, curve.classIndex).second)
      twice(curve.metric + "/" + raw_.classes[static_cast<std::size_t>(curve.classIndex)]);
    auto& own = series.values[static_cast<std::size_t>(curve.classIndex)];
    std::size_t k = 0;
    for (const auto& [epoch, value] : curve.values) {
      while (series.epochs[k] != epoch) ++k;
      own[k] = noted(curve.metric, value);
    }
  }

  [[noreturn]] void twice(const std::string& metric) const {
    throw Error(ErrorKind::Usage,
                fmt::format("{} has two curves that would be called {}.", shown(raw_.source, 1000),
                            shown(metric, kMostNameBytes)),
                "Give one of them another name with --metric FROM=TO.");
  }

  /// The value as it is stored; remembers the largest one of each share.
  double noted(const std::string& metric, double value) {
    if (store::isShare(metric)) {
      auto& most = largest_.try_emplace(metric, -std::numeric_limits<double>::infinity()).first->second;
      most = std::max(most, value);  // NaN stays out
    }
    return value * scaleOf(metric);
  }

  void remarkOnShares() {
    if (largest_.empty()) {
      found_.remarks.emplace_back(
          "None of its metrics is an accuracy by its name. To have one among the accuracy curves, import it "
          "with --metric FROM=head_accuracy (or knn_accuracy, probe_accuracy).");
    }
    for (const auto& [metric, series] : found_.run.classMetrics) {
      if (store::isShare(metric) && !found_.run.metrics.contains(metric))
        found_.remarks.push_back(fmt::format(
            "{} has values of single classes and none over all of them; the window needs both to draw it.",
            metric));
    }
    for (const auto& [metric, most] : largest_) {
      const bool above = most > 1 + 1e-6;  // 1 as a float32, rounded up
      if (above && !options_.percent) {
        found_.seemsPercent = true;
        found_.remarks.push_back(fmt::format(
            "{} is a share from 0 to 1 here, and the file has values up to {:.6g}. If they are per "
            "cent, import it again with --percent.",
            metric, most));
      } else if (!above && options_.percent) {
        found_.remarks.push_back(
            fmt::format("{} was divided by 100 as --percent says, although no value is above 1.", metric));
      }
    }
  }

  RawRun raw_;
  const ImportOptions& options_;
  FoundRun found_;
  std::map<std::string, std::string> plainNames_;  ///< of the file's names
  std::set<std::string> taken_;                    ///< these plain names
  std::map<std::string, int> numbers_;             ///< how often a plain name was wanted again
  std::map<std::string, double> largest_;          ///< value of each share as the file has it
  std::set<std::pair<std::string, int>> given_;    ///< metrics and classes that have their values
  std::size_t dense_ = 0;                          ///< values of classes, those that are missing too
};

}  // namespace

FoundRun finishRun(RawRun raw, const ImportOptions& options, std::set<std::string>& seen) {
  return Finisher(std::move(raw), options).finish(seen);
}

std::string describeRun(const store::ImportedRun& run) {
  std::set<std::string> names;
  std::int64_t first = std::numeric_limits<std::int64_t>::max(), last = 0;
  const auto add = [&](const std::string& name, const std::vector<std::int64_t>& epochs) {
    names.insert(name);
    if (epochs.empty()) return;
    first = std::min(first, epochs.front());
    last = std::max(last, epochs.back());
  };
  for (const auto& [name, series] : run.metrics) add(name, series.epochs);
  for (const auto& [name, series] : run.classMetrics) add(name, series.epochs);
  std::string list;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (++count > kShownMetrics) {
      list += ", ...";
      break;
    }
    list += (list.empty() ? "" : ", ") + name;
  }
  std::string text = fmt::format("{} {} ({})", names.size(), names.size() == 1 ? "metric" : "metrics", list);
  if (!run.classMetrics.empty())
    text += fmt::format(", {} of them for each of {} classes", run.classMetrics.size(), run.classes.size());
  return text +
         (first == last ? fmt::format(", epoch {}", first) : fmt::format(", epochs {} to {}", first, last));
}

}  // namespace skewscope::exchange
