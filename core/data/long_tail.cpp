#include "core/data/long_tail.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/datasets.h"
#include "core/spec/options.h"

namespace skewscope::data {
namespace {

constexpr std::int64_t kMostImages = std::int64_t{1} << 40;  // counts stay exact in double far beyond this

[[noreturn]] void usage(const std::string& what, std::string advice = {}) {
  throw Error(ErrorKind::Usage, what, std::move(advice));
}

void checkArguments(std::int64_t nMax, double ratio, int classes) {
  if (classes < 1) usage(fmt::format("A profile needs at least one class, not {}.", classes));
  if (nMax < 1 || nMax > kMostImages) {
    usage(fmt::format("The largest class must have at least one image; n_max is {}.", nMax));
  }
  if (!(ratio > 0 && ratio <= 1))
    usage(fmt::format("The imbalance ratio must be in (0, 1]; it is {}.", ratio));
}

// int() as the released Python code uses it, but a product that falls short of a whole number by rounding
// alone, such as 100 * 0.29 = 28.999999999999996, counts as that number: the paper's formula is over the
// reals, and pow() differs between C libraries in just that last bit.
std::int64_t truncate(double value) {
  return static_cast<std::int64_t>(value * (1 + 1e-12));
}

std::int64_t smallest(std::int64_t nMax, double ratio) {
  return std::max<std::int64_t>(1, truncate(static_cast<double>(nMax) * ratio));
}

// The shapes of the profiles, many to few: real numbers with a largest of 1 and a smallest of `ratio`.

std::vector<double> exponentialShape(double ratio, int classes) {
  std::vector<double> shape;
  for (int c = 0; c < classes; ++c) {
    shape.push_back(classes == 1 ? 1.0 : std::pow(ratio, static_cast<double>(c) / (classes - 1)));
  }
  return shape;
}

std::vector<double> stepShape(double ratio, int classes) {
  std::vector<double> shape(static_cast<std::size_t>(classes), ratio);
  std::fill_n(shape.begin(), (classes + 1) / 2, 1.0);
  return shape;
}

// Place of each class between the smallest (0) and the largest (1): quantiles x = u^(-1/power) - 1 of the
// Pareto distribution that starts at 0 (Lomax; numpy.random.pareto draws from it), at the median rank of the
// c-th largest of C draws, u = (c + 0.7) / (C + 0.4) (Benard's approximation).
std::vector<double> paretoPlaces(int classes, double power) {
  if (!(power > 0) || !std::isfinite(power))
    usage(fmt::format("pareto_power must be positive; it is {}.", power));
  std::vector<double> places;
  for (int c = 0; c < classes; ++c) places.push_back(std::pow((c + 0.7) / (classes + 0.4), -1 / power) - 1);
  const double low = places.back();
  const double span = places.front() - low;
  for (double& place : places) place = classes == 1 ? 1.0 : (place - low) / span;
  if (!std::isfinite(places[0]))
    usage(fmt::format("pareto_power {} is too small for {} classes.", power, classes));
  return places;
}

std::vector<double> paretoShape(double ratio, int classes, double power) {
  auto shape = paretoPlaces(classes, power);
  for (double& value : shape) value = ratio + (1 - ratio) * value;
  return shape;
}

// Comma-separated whole numbers; `what` names the option.
std::vector<std::int64_t> readList(std::string_view text, std::string_view what) {
  std::vector<std::int64_t> values;
  while (true) {
    const auto comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), value);
    if (error != std::errc() || end != item.data() + item.size() || value < 0 || value > kMostImages) {
      usage(fmt::format("{} must be whole numbers separated by commas; \"{}\" is none.", what, item));
    }
    values.push_back(value);
    if (comma == std::string_view::npos) return values;
    text.remove_prefix(comma + 1);
  }
}

std::vector<std::int64_t> customCounts(const std::string& text, int classes) {
  if (text.empty()) {
    usage("The custom profile needs class_counts.",
          fmt::format("Give {} numbers separated by commas.", classes));
  }
  auto counts = readList(text, "class_counts");
  if (static_cast<int>(counts.size()) != classes) {
    usage(fmt::format("class_counts has {} numbers, and the data set {} classes.", counts.size(), classes),
          "Give one number for each class.");
  }
  if (std::ranges::all_of(counts, [](std::int64_t count) { return count == 0; })) {
    usage("class_counts are all zero.", "Give at least one class an image.");
  }
  return counts;
}

std::vector<int> classOrderOf(const spec::ExperimentSpec& spec, int classes) {
  std::vector<int> order(static_cast<std::size_t>(classes));
  std::iota(order.begin(), order.end(), 0);
  if (spec.classOrder.empty()) return order;
  if (spec.classOrder == "random") {
    // View 1: the draws of images within a class have view 0 (subset.cpp).
    const RandomKey key{static_cast<std::uint64_t>(spec.seed), Purpose::Subset, 0, 0, 1};
    std::ranges::transform(permutation(classes, key), order.begin(),
                           [](std::int64_t c) { return static_cast<int>(c); });
    return order;
  }
  const auto given = readList(spec.classOrder, "class_order (if not empty or \"random\")");
  auto sorted = given;
  std::ranges::sort(sorted);
  if (!std::ranges::equal(sorted, order)) {
    usage(fmt::format("class_order must name each of the classes 0 to {} once; it is \"{}\".", classes - 1,
                      spec.classOrder));
  }
  std::ranges::transform(given, order.begin(), [](std::int64_t c) { return static_cast<int>(c); });
  return order;
}

std::vector<double> shapeOf(const spec::ExperimentSpec& spec, int classes) {
  switch (spec.profile) {
    case spec::Profile::Exponential:
      return exponentialShape(spec.ratio, classes);
    case spec::Profile::Step:
      return stepShape(spec.ratio, classes);
    case spec::Profile::Pareto:
      return paretoShape(spec.ratio, classes, spec.paretoPower);
    case spec::Profile::Custom:
      break;
  }
  const auto counts = customCounts(spec.classCounts, classes);
  return {counts.begin(), counts.end()};
}

// Hands out n images in proportion to `shape` by largest remainders, ties to the earlier class. A class that
// has a share at all gets an image: those whose share rounds to none are set to 1 and the others share the
// rest.
std::vector<std::int64_t> scaledTo(std::int64_t n, const std::vector<double>& shape) {
  std::vector<std::int64_t> counts(shape.size(), 0);
  std::vector<std::size_t> open;
  for (std::size_t c = 0; c < shape.size(); ++c) {
    if (shape[c] > 0) open.push_back(c);
  }
  if (n < static_cast<std::int64_t>(open.size())) {
    usage(fmt::format("n is {}, fewer than the {} classes that need an image each.", n, open.size()),
          fmt::format("Choose n at least {}.", open.size()));
  }
  std::int64_t left = n;
  while (true) {
    double total = 0;
    for (const std::size_t c : open) total += shape[c];
    std::vector<double> remainders(shape.size(), 0);
    std::int64_t given = 0;
    for (const std::size_t c : open) {
      const double share = static_cast<double>(left) * shape[c] / total;
      counts[c] = truncate(share);
      remainders[c] = share - static_cast<double>(counts[c]);
      given += counts[c];
    }
    auto byRemainder = open;
    std::ranges::stable_sort(byRemainder, std::greater<>(), [&](std::size_t c) { return remainders[c]; });
    for (std::size_t i = 0; given < left; i = (i + 1) % byRemainder.size(), ++given) ++counts[byRemainder[i]];
    for (auto last = byRemainder.rbegin(); given > left; --given)
      --counts[*last++];  // truncate() rounded one up
    const auto empty =
        std::stable_partition(open.begin(), open.end(), [&](std::size_t c) { return counts[c] > 0; });
    if (empty == open.end()) return counts;
    for (auto c = empty; c != open.end(); ++c) counts[*c] = 1;
    left -= open.end() - empty;
    open.erase(empty, open.end());
  }
}

// Counts by rank (position in the class order).
std::vector<std::int64_t> rankCounts(const spec::ExperimentSpec& spec, int classes) {
  if (spec.profile != spec::Profile::Custom && !(spec.ratio > 0 && spec.ratio <= 1)) {
    usage(fmt::format("The imbalance ratio must be in (0, 1]; it is {}.", spec.ratio));
  }
  if (spec.n > kMostImages) usage(fmt::format("n is {}, more images than any data set has.", spec.n));
  if (spec.n > 0) return scaledTo(spec.n, shapeOf(spec, classes));
  switch (spec.profile) {
    case spec::Profile::Exponential:
      return exponentialCounts(spec.nMax, spec.ratio, classes);
    case spec::Profile::Step:
      return stepCounts(spec.nMax, spec.ratio, classes);
    case spec::Profile::Pareto:
      return paretoCounts(spec.nMax, spec.ratio, classes, spec.paretoPower);
    case spec::Profile::Custom:
      break;
  }
  return customCounts(spec.classCounts, classes);
}

// The first class that lacks images, if any.
std::optional<std::size_t> lacking(std::span<const std::int64_t> counts,
                                   std::span<const std::int64_t> available) {
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] > available[c]) return c;
  }
  return std::nullopt;
}

// Largest value in [1, high] that `fits` (true up to some value, false from there on); 0 if none does.
std::int64_t largestWhere(std::int64_t high, const std::function<bool(std::int64_t)>& fits) {
  if (high > 0 && fits(high)) return high;
  std::int64_t low = 0;
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

std::vector<std::int64_t> byClass(const std::vector<std::int64_t>& ranked, const std::vector<int>& order) {
  std::vector<std::int64_t> counts(ranked.size());
  for (std::size_t i = 0; i < ranked.size(); ++i) counts[static_cast<std::size_t>(order[i])] = ranked[i];
  return counts;
}

// "3 (deer)" where the data set of the spec is one that can be named and has this many classes, else "3".
std::string classText(const spec::ExperimentSpec& spec, std::size_t c, std::size_t classes) {
  for (const DatasetInfo& info : datasetInfos()) {
    if (info.name == spec.dataset && info.classNames.size() == classes) {
      return fmt::format("{} ({})", c, info.classNames[c]);
    }
  }
  return fmt::format("{}", c);
}

// An option as the form and the command line name it: "Images of largest class (n_max)".
std::string optionText(std::string_view name) {
  return fmt::format("{} ({})", spec::option(name).label, name);
}

std::string lackText(const std::string& which, std::int64_t wanted, std::int64_t available,
                     std::string_view of) {
  return fmt::format("Class {} has {} training images, and {} needs {}: {} are missing.", which, available,
                     of, wanted, wanted - available);
}

[[noreturn]] void refuseSubset(const spec::ExperimentSpec& spec, const SubsetPlan& plan, std::size_t c,
                               std::span<const std::int64_t> available) {
  const std::string which = classText(spec, c, available.size());
  const std::string what = lackText(which, plan.counts[c], available[c], "the subset");
  if (spec.profile == spec::Profile::Custom && spec.n == 0) {
    usage(what,
          fmt::format("Give class {} at most {} in {}.", which, available[c], optionText("class_counts")));
  }
  const std::int64_t largest = largestFitting(spec, available);
  const std::int64_t least = spec.n > 0 ? static_cast<std::int64_t>(available.size()) : 1;
  if (largest < least) usage(what, "Leave that class out, or use another class order.");
  usage(what, fmt::format("Choose {} at most {}.", optionText(spec.n > 0 ? "n" : "n_max"), largest));
}

}  // namespace

std::vector<std::int64_t> exponentialCounts(std::int64_t nMax, double ratio, int classes) {
  checkArguments(nMax, ratio, classes);
  std::vector<std::int64_t> counts;
  for (const double share : exponentialShape(ratio, classes)) {
    counts.push_back(std::max<std::int64_t>(1, truncate(static_cast<double>(nMax) * share)));
  }
  return counts;
}

std::vector<std::int64_t> stepCounts(std::int64_t nMax, double ratio, int classes) {
  checkArguments(nMax, ratio, classes);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(classes), smallest(nMax, ratio));
  std::fill_n(counts.begin(), (classes + 1) / 2, nMax);
  return counts;
}

std::vector<std::int64_t> paretoCounts(std::int64_t nMax, double ratio, int classes, double power) {
  checkArguments(nMax, ratio, classes);
  const std::int64_t low = smallest(nMax, ratio);
  std::vector<std::int64_t> counts;
  for (const double place : paretoPlaces(classes, power)) {
    counts.push_back(low + truncate(static_cast<double>(nMax - low) * place));
  }
  return counts;
}

std::vector<std::int64_t> balancedCounts(std::int64_t n, int classes) {
  if (classes < 1 || n < 0) usage(fmt::format("{} images cannot be shared by {} classes.", n, classes));
  std::vector<std::int64_t> counts(static_cast<std::size_t>(classes), n / classes);
  for (std::size_t c = 0; c < static_cast<std::size_t>(n % classes); ++c) ++counts[c];
  return counts;
}

SubsetPlan planSubset(const spec::ExperimentSpec& spec, std::span<const std::int64_t> available) {
  const int classes = static_cast<int>(available.size());
  if (classes < 1) usage("The data set has no classes.");
  SubsetPlan plan;
  const auto order = classOrderOf(spec, classes);
  plan.counts = byClass(rankCounts(spec, classes), order);
  plan.order = order;
  // Custom counts come in any order; the others already fall.
  std::ranges::stable_sort(plan.order, std::greater<>(),
                           [&](int c) { return plan.counts[static_cast<std::size_t>(c)]; });
  plan.n = std::accumulate(plan.counts.begin(), plan.counts.end(), std::int64_t{0});
  // Classes that custom counts leave out do not make the ratio 0.
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t count : plan.counts) {
    if (count > 0) low = std::min(low, count);
  }
  plan.ratio = static_cast<double>(low) / static_cast<double>(std::ranges::max(plan.counts));
  plan.twinCounts = balancedCounts(plan.n, classes);

  if (const auto c = lacking(plan.counts, available)) refuseSubset(spec, plan, *c, available);
  if (spec.balancedTwin) {
    if (const auto c = lacking(plan.twinCounts, available)) {
      const auto fits = [&](std::int64_t n) { return !lacking(balancedCounts(n, classes), available); };
      usage(lackText(classText(spec, *c, available.size()), plan.twinCounts[*c], available[*c],
                     "the balanced twin"),
            fmt::format("Choose a subset with {} at most {} (it has {}).", optionText("n"),
                        largestWhere(plan.n, fits), plan.n));
    }
  }
  return plan;
}

std::int64_t largestFitting(const spec::ExperimentSpec& spec, std::span<const std::int64_t> available) {
  const int classes = static_cast<int>(available.size());
  if (classes < 1) usage("The data set has no classes.");
  const auto order = classOrderOf(spec, classes);
  return largestWhere(spec.n > 0 ? spec.n : spec.nMax, [&](std::int64_t value) {
    spec::ExperimentSpec smaller = spec;
    (spec.n > 0 ? smaller.n : smaller.nMax) = value;
    if (spec.n > 0 && value < classes) return true;  // too few for other reasons
    const auto counts = byClass(rankCounts(smaller, classes), order);
    if (lacking(counts, available)) return false;
    const std::int64_t n = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    return !spec.balancedTwin || !lacking(balancedCounts(n, classes), available);
  });
}

std::vector<int> classGroups(std::span<const std::int64_t> counts) {
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t c) { return counts[c]; });
  const std::size_t third = counts.size() / 3, rest = counts.size() % 3;
  const std::size_t many = third + (rest > 0 ? 1 : 0), medium = third + (rest > 1 ? 1 : 0);
  std::vector<int> groups(counts.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    groups[order[rank]] = rank < many ? 0 : rank < many + medium ? 1 : 2;
  }
  return groups;
}

}  // namespace skewscope::data
