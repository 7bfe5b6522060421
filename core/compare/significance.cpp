#include "core/compare/significance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/compare/metric_title.h"
#include "core/store/class_group.h"

namespace skewscope::compare {
namespace {

namespace metric = store::metric;

/// Accuracies in the order in which they would be reported.
constexpr std::array kAccuracies{metric::kProbeAccuracy, metric::kFullProbeAccuracy,
                                 metric::kCrtAccuracy,   metric::kHeadAccuracy,
                                 metric::kKnnAccuracy,   metric::kLongTailProbeAccuracy};

struct Pair {
  store::RunRecord a, b;
};

/// The latest run of each seed that has predictions, oldest seed first.
std::vector<store::RunRecord> seedsOf(store::Reader& reader, const std::vector<store::RunRecord>& all,
                                      const store::RunRecord& of, const std::string& metric) {
  std::vector<store::RunRecord> found;
  for (const auto& run : all) {
    if (run.groupHash != of.groupHash || run.dataDigest != of.dataDigest ||
        reader.predictionEpochs(run.id, metric).empty())
      continue;
    const auto same = std::ranges::find(found, run.spec.seed, [](const auto& r) { return r.spec.seed; });
    if (same == found.end()) {
      found.push_back(run);
    } else if (run.id == of.id || same->id != of.id) {
      *same = run;
    }
  }
  return found;
}

std::vector<Pair> pairsOf(store::Reader& reader, const store::RunRecord& a, const store::RunRecord& b,
                          const std::string& metric, bool overSeeds) {
  if (!overSeeds) return {{a, b}};
  const auto all = reader.runs();
  const auto ofA = seedsOf(reader, all, a, metric), ofB = seedsOf(reader, all, b, metric);
  std::vector<Pair> pairs;
  for (const auto& run : ofA) {
    const auto partner = std::ranges::find(ofB, run.spec.seed, [](const auto& r) { return r.spec.seed; });
    if (partner != ofB.end()) pairs.push_back({run, *partner});
  }
  if (pairs.empty())
    throw Error(ErrorKind::Usage, "The two settings have no seed in common.",
                "Train both with the same seeds, or compare two runs alone.");
  return pairs;
}

std::vector<std::uint16_t> predictionsOf(store::Reader& reader, const store::RunRecord& run,
                                         const std::string& metric) {
  auto predicted = reader.predictions(run.id, metric);
  if (predicted.empty())
    throw Error(ErrorKind::Usage,
                fmt::format("The store keeps no predictions of {} for '{}'.", metricTitle(metric), run.name),
                "Runs keep them since schema 5 of the store; for an older one evaluate it again: "
                "`skewscope-engine evaluate RUN`.");
  return predicted;
}

std::vector<std::uint8_t> classesOf(store::Reader& reader, const store::RunRecord& run,
                                    std::optional<int> group) {
  std::vector<std::uint8_t> flags;
  if (!group) return flags;
  for (const auto& each : reader.classes(run.id)) flags.push_back(each.group == *group ? 1 : 0);
  if (std::ranges::count(flags, 1) == 0)
    throw Error(ErrorKind::Usage, fmt::format("'{}' has no classes of the group {}.", run.name,
                                              store::kClassGroups.at(static_cast<std::size_t>(*group))));
  return flags;
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

/// With a real minus sign.
std::string points(double share) {
  const double value = 100 * share;
  const std::string digits = fmt::format("{:.1f}", std::abs(value));
  return (value < 0 && digits != "0.0" ? "\u2212" : "") + digits;
}

}  // namespace

std::vector<std::string> comparableMetrics(store::Reader& reader, const std::string& a,
                                           const std::string& b) {
  std::vector<std::string> found;
  for (const char* each : kAccuracies) {
    if (!reader.predictionEpochs(a, each).empty() && !reader.predictionEpochs(b, each).empty())
      found.emplace_back(each);
  }
  return found;
}

Answer answer(store::Reader& reader, const Question& question) {
  const auto a = reader.run(question.a), b = reader.run(question.b);
  if (a.id == b.id) throw Error(ErrorKind::Usage, "A run is not compared with itself.", "Name another one.");
  if (a.dataDigest != b.dataDigest)
    throw Error(ErrorKind::Usage,
                fmt::format("'{}' and '{}' were tested on different images.", a.name, b.name),
                "A paired comparison needs runs of one data set.");
  if (question.overSeeds && a.groupHash == b.groupHash)
    throw Error(ErrorKind::Usage, "The two runs are repetitions of one setting.",
                "Compare them alone, or name runs of two settings.");
  Answer found;
  found.metric = question.metric;
  if (found.metric.empty()) {
    const auto metrics = comparableMetrics(reader, a.id, b.id);
    found.metric = metrics.empty() ? metric::kProbeAccuracy : metrics.front();
  }
  const auto labels = reader.testLabels(a.dataDigest);
  std::vector<report::Correctness> rightA, rightB;
  const auto flags = classesOf(reader, a, question.group);
  for (const auto& pair : pairsOf(reader, a, b, found.metric, question.overSeeds)) {
    found.runsA.push_back(pair.a.id);
    found.runsB.push_back(pair.b.id);
    found.seeds.push_back(pair.a.spec.seed);
    rightA.push_back(report::correctnessOf(labels, predictionsOf(reader, pair.a, found.metric), flags));
    rightB.push_back(report::correctnessOf(labels, predictionsOf(reader, pair.b, found.metric), flags));
  }
  found.nameA = a.name;
  found.nameB = b.name;
  found.group = question.group;
  found.settings = question.settings;
  found.difference = report::pairedBootstrap(rightA, rightB, question.settings);
  return found;
}

std::string inWords(const Answer& answer) {
  const auto& d = answer.difference;
  const bool told = d.low > 0 || d.high < 0;
  const std::string where = answer.group
                                ? fmt::format(" on the classes with {} images",
                                              store::kClassGroups.at(static_cast<std::size_t>(*answer.group)))
                                : "";
  std::string text;
  if (told) {
    const bool ahead = d.difference > 0;
    text = fmt::format("{} ({}) is better than {} ({}) in {}{} by {} points",
                       ahead ? answer.nameA : answer.nameB, percent(ahead ? d.a : d.b),
                       ahead ? answer.nameB : answer.nameA, percent(ahead ? d.b : d.a),
                       metricTitle(answer.metric), where, points(std::abs(d.difference)));
  } else {
    text = fmt::format("No difference between {} ({}) and {} ({}) in {}{} can be told: {} points",
                       answer.nameA, percent(d.a), answer.nameB, percent(d.b), metricTitle(answer.metric),
                       where, points(d.difference));
  }
  const bool turned = told && d.difference < 0;
  text += fmt::format(" ({:g} % interval {} to {}; paired bootstrap over {} test images",
                      100 * answer.settings.level, points(turned ? -d.high : d.low),
                      points(turned ? -d.low : d.high), d.images);
  text += d.seeds > 1 ? fmt::format(" and {} pairs of runs with equal seeds", d.seeds) : ", one pair of runs";
  text += fmt::format(", {} resamples).", answer.settings.resamples);
  if (d.seeds == 1) {
    text += fmt::format(
        " {} images are right in {} alone and {} in {} alone (McNemar's exact test, p = {:.2g}). One run of "
        "each says nothing of the spread over seeds.",
        d.onlyA, answer.nameA, d.onlyB, answer.nameB, d.mcNemar);
  } else if (d.seeds < 5) {
    text += " With so few seeds the interval is too narrow rather than too wide.";
  }
  return text;
}

report::Table answerTable(const std::vector<Answer>& answers, bool people) {
  using report::Align;
  const auto share = [](const char* key, const char* title) {
    return report::Column{key, title, Align::Right, 1, 100};
  };
  report::Table table({{"a", "A"},
                       {"b", "B"},
                       {"metric", "Metric"},
                       {"group", "Classes"},
                       share("accuracy_a", "A (%)"),
                       share("accuracy_b", "B (%)"),
                       share("difference", "A \u2212 B"),
                       share("low", "from"),
                       share("high", "to"),
                       {"images", "Images", Align::Right},
                       {"pairs", "Pairs of runs", Align::Right},
                       {"resamples", "Resamples", Align::Right},
                       {"p_mcnemar", "p (McNemar)", Align::Right, report::kShortest}});
  for (const Answer& each : answers) {
    const auto& d = each.difference;
    table.add(
        {people ? each.nameA : each.runsA.front(), people ? each.nameB : each.runsB.front(),
         people ? metricTitle(each.metric) : each.metric,
         std::string(each.group ? store::kClassGroups.at(static_cast<std::size_t>(*each.group)) : "all"), d.a,
         d.b, d.difference, d.low, d.high, d.images, d.seeds, std::int64_t{each.settings.resamples},
         d.mcNemar});
  }
  return table;
}

}  // namespace skewscope::compare
