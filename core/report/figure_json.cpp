#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/base/plain_text.h"
#include "core/report/figure_limits.h"
#include "core/report/figure_spec.h"
#include "core/report/json_text.h"

namespace skewscope::report {
namespace {

using nlohmann::json;

constexpr std::size_t kMostText = 1 << 20;  // bytes of JSON
constexpr int kFormat = 1;

std::string oneOf(std::span<const FigureWord> words) {
  return oneOf(words, [](const FigureWord& word) { return std::string(word.name); });
}

[[noreturn]] void refuse(std::string_view key, std::string_view expected) {
  throw Error(ErrorKind::Usage, fmt::format("\"{}\" of a figure must be {}.", key, expected));
}

/// Takes keys out of a JSON object, so that what is left is not known.
class Keys {
 public:
  explicit Keys(const json& object) : object_(object) {}

  const json* find(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  void text(const char* key, std::string& value) {
    const json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_string()) refuse(key, "text");
    value = found->get<std::string>();
  }
  void texts(const char* key, std::vector<std::string>& values, std::size_t most) {
    const json* found = find(key);
    if (found == nullptr) return;
    const auto expected = fmt::format("a list of up to {} texts", most);
    if (!found->is_array() || found->size() > most) refuse(key, expected);
    values.clear();
    for (const json& item : *found) {
      if (!item.is_string()) refuse(key, expected);
      values.push_back(item.get<std::string>());
    }
  }
  void number(const char* key, double& value) {
    const json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_number()) refuse(key, "a number");
    value = found->get<double>();
  }
  void number(const char* key, std::optional<double>& value) {
    if (find(key) == nullptr) return;
    double read = 0;
    number(key, read);
    value = read;
  }
  void whole(const char* key, std::int64_t& value) {
    const json* found = find(key);
    if (found == nullptr) return;
    // An unsigned one beyond would be taken for a negative number.
    const bool small = found->is_number_integer() && (!found->is_number_unsigned() ||
                                                      found->get<std::uint64_t>() <= std::uint64_t{1} << 62);
    if (!small) refuse(key, "a whole number");
    value = found->get<std::int64_t>();
  }
  void truth(const char* key, bool& value) {
    const json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_boolean()) refuse(key, "true or false");
    value = found->get<bool>();
  }
  template <typename E>
  void choice(const char* key, E& value, std::span<const FigureWord> words) {
    std::string name(nameIn(words, static_cast<int>(value)));
    text(key, name);
    const auto chosen = valueIn(words, name);
    if (!chosen) refuse(key, oneOf(words));
    value = static_cast<E>(*chosen);
  }
  void refuseOthers(std::string_view what) const {
    for (const auto& [key, value] : object_.items()) {
      if (known_.contains(key)) continue;
      throw Error(ErrorKind::Usage, fmt::format("There is no \"{}\" in {}.", shown(key), what),
                  "It may be one of a newer version of Skewscope.");
    }
  }

 private:
  const json& object_;
  std::set<std::string, std::less<>> known_;
};

void readAxis(Keys& keys, const char* key, FigureAxis& axis) {
  const json* found = keys.find(key);
  if (found == nullptr) return;
  if (!found->is_object()) refuse(key, R"(an object with "low", "high" and "ticks")");
  Keys own(*found);
  own.number("low", axis.low);
  own.number("high", axis.high);
  if (const json* ticks = own.find("ticks"); ticks != nullptr) {
    if (!ticks->is_array() || ticks->size() > kMostTicks)
      refuse("ticks", fmt::format("a list of up to {} numbers", kMostTicks));
    for (const json& tick : *ticks) {
      if (!tick.is_number()) refuse("ticks", fmt::format("a list of up to {} numbers", kMostTicks));
      axis.ticks.push_back(tick.get<double>());
    }
  }
  own.refuseOthers("an axis of a figure");
}

json axisJson(const FigureAxis& axis) {
  json made = json::object();
  if (axis.low) made["low"] = *axis.low;
  if (axis.high) made["high"] = *axis.high;
  if (!axis.ticks.empty()) made["ticks"] = axis.ticks;
  return made;
}

void writeConfusion(json& made, const ConfusionOptions& options) {
  const ConfusionOptions usual;
  if (options.values != usual.values) made["values"] = nameOf(options.values);
  if (!options.metric.empty()) made["metric"] = options.metric;
  if (options.epoch != usual.epoch) made["epoch"] = options.epoch;
  if (options.order != usual.order) made["class_order"] = nameOf(options.order);
  if (options.numbers != usual.numbers) made["numbers"] = nameOf(options.numbers);
  if (options.unit != usual.unit) made["unit"] = nameOf(options.unit);
  if (options.decimals) made["decimals"] = *options.decimals;
}

void readConfusion(Keys& keys, ConfusionOptions& options) {
  keys.choice("values", options.values, confusionValueWords());
  keys.text("metric", options.metric);
  keys.whole("epoch", options.epoch);
  keys.choice("class_order", options.order, classOrders());
  keys.choice("numbers", options.numbers, cellNumberWords());
  keys.choice("unit", options.unit, shareUnits());
  if (keys.find("decimals") != nullptr) {
    std::int64_t decimals = 0;
    keys.whole("decimals", decimals);
    options.decimals = static_cast<int>(std::clamp<std::int64_t>(decimals, -1, kMostDecimals + 1));
  }
}

}  // namespace

std::string toJson(const FigureSpec& spec) {
  const FigureSpec usual;
  json made;
  made["skewscope_figure"] = kFormat;
  made["kind"] = nameOf(spec.kind);
  if (!spec.runs.empty()) made["runs"] = spec.runs;
  if (!spec.runColours.empty()) made["run_colours"] = spec.runColours;
  if (spec.kind == FigureKind::Curves || spec.view != usual.view) made["view"] = spec.view;
  if (!spec.hiddenClasses.empty()) made["hidden_classes"] = spec.hiddenClasses;
  if (spec.curves.x != usual.curves.x) made["x_axis"] = nameOf(spec.curves.x);
  if (spec.curves.logX) made["log_x"] = true;
  if (spec.curves.logY) made["log_y"] = true;
  if (spec.curves.smoothing > 0) made["smoothing"] = spec.curves.smoothing;
  if (spec.curves.band) made["band"] = nameOf(*spec.curves.band);
  if (spec.curves.multiples) made["multiples"] = true;
  writeConfusion(made, spec.confusion);
  if (spec.colouring != usual.colouring) made["colouring"] = nameOf(spec.colouring);
  if (!spec.experiment.empty()) made["experiment"] = spec.experiment;
  if (!spec.measures.empty()) made["measures"] = spec.measures;
  if (spec.bestEpoch) made["best_epoch"] = true;
  made["title"] = spec.title;
  made["with_title"] = spec.withTitle;
  made["width_mm"] = spec.widthMm;
  made["height_mm"] = spec.heightMm;
  made["font"] = spec.font;
  made["font_pt"] = spec.fontPt;
  made["line_pt"] = spec.linePt;
  made["dpi"] = spec.dpi;
  made["paper"] = spec.paper;
  made["palette"] = nameOf(spec.palette);
  made["legend"] = nameOf(spec.legend);
  made["panel_letter"] = spec.panelLetter;
  if (spec.x != FigureAxis()) made["x"] = axisJson(spec.x);
  if (spec.y != FigureAxis()) made["y"] = axisJson(spec.y);
  if (spec.y2 != FigureAxis()) made["y2"] = axisJson(spec.y2);
  return jsonForXml(made);
}

FigureSpec figureFromJson(std::string_view text) {
  if (text.size() > kMostText) throw Error(ErrorKind::Usage, "A figure has up to 1 MiB of JSON.");
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) throw Error(ErrorKind::Usage, "A figure must be a JSON object.");
  Keys keys(object);
  const json* format = keys.find("skewscope_figure");
  if (format != nullptr && (!format->is_number_integer() || *format != kFormat))
    throw Error(ErrorKind::Usage, "This figure is of another version of Skewscope.",
                fmt::format("This one reads figures of version {}.", kFormat));
  FigureSpec spec;
  keys.choice("kind", spec.kind, figureKinds());
  keys.texts("runs", spec.runs, kMostRuns);
  keys.texts("run_colours", spec.runColours, kMostRuns);
  keys.text("view", spec.view);
  if (const json* hidden = keys.find("hidden_classes"); hidden != nullptr) {
    if (!hidden->is_array() || hidden->size() > kMostClasses) refuse("hidden_classes", "a list of classes");
    for (const json& index : *hidden) {
      if (!index.is_number_integer() || index < 0 || index > 1'000'000)
        refuse("hidden_classes", "a list of whole numbers from 0 on");
      spec.hiddenClasses.push_back(index.get<int>());
    }
  }
  keys.choice("x_axis", spec.curves.x, progressAxes());
  keys.truth("log_x", spec.curves.logX);
  keys.truth("log_y", spec.curves.logY);
  keys.number("smoothing", spec.curves.smoothing);
  if (keys.find("band") != nullptr) keys.choice("band", spec.curves.band.emplace(), spreads());
  keys.truth("multiples", spec.curves.multiples);
  readConfusion(keys, spec.confusion);
  keys.choice("colouring", spec.colouring, mapColourings());
  keys.text("experiment", spec.experiment);
  keys.texts("measures", spec.measures, kMostMeasures);
  keys.truth("best_epoch", spec.bestEpoch);
  keys.text("title", spec.title);
  keys.truth("with_title", spec.withTitle);
  keys.number("width_mm", spec.widthMm);
  keys.number("height_mm", spec.heightMm);
  keys.text("font", spec.font);
  keys.number("font_pt", spec.fontPt);
  keys.number("line_pt", spec.linePt);
  keys.number("dpi", spec.dpi);
  keys.truth("paper", spec.paper);
  keys.choice("palette", spec.palette, figurePalettes());
  keys.choice("legend", spec.legend, figureLegends());
  keys.text("panel_letter", spec.panelLetter);
  readAxis(keys, "x", spec.x);
  readAxis(keys, "y", spec.y);
  readAxis(keys, "y2", spec.y2);
  keys.refuseOthers("a figure");
  if (const std::string problem = problemOf(spec); !problem.empty()) throw Error(ErrorKind::Usage, problem);
  return spec;
}

}  // namespace skewscope::report
